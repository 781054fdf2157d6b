"""Judges the definition's agreement targets."""

from annops.agree.model import TargetRow
from annops.core.estimate import Bound, Estimate, Outcome, decide
from annops.project.definition import Target
from annops.stats.coefficient import Coefficient
from annops.stats.interval import items_needed


def judge(
    target: Target,
    question: str,
    breakdown: dict[str, str],
    measured: tuple[Estimate, Coefficient | None],
) -> TargetRow:
    """Judge an estimate; *cannot tell* says how many more items would settle it."""
    estimate, found = measured
    limit = target.at_least if target.at_least is not None else target.at_most
    bound = Bound(0.0 if limit is None else limit, at_least=target.at_least is not None)
    outcome = decide(estimate, bound)
    more, why = None, estimate.why_undefined or estimate.caution
    if outcome is Outcome.CANNOT_TELL and found is not None and found.value is not None:
        needed = items_needed(
            found.value, found.se, max(found.n_items, 1), bound.limit, expected=found.expected
        )
        more = needed.more or None  # 0 is no advice: a caution, or rounding, stands against it
        why = why or needed.why_undefined or (None if more else "a few items more would settle it")
    return TargetRow(
        metric=target.metric, question=question, breakdown=breakdown,
        at_least=target.at_least, at_most=target.at_most, value=estimate.value,
        low=estimate.low, high=estimate.high, n_items=estimate.n, outcome=outcome,
        more_items=more, why=why,
    )  # fmt: skip
