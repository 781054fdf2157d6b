"""Judges the definition's targets that no agreement coefficient answers."""

from collections.abc import Sequence

from annops.agree.model import TargetRow
from annops.consensus.model import ConsensusResult
from annops.core.estimate import Bound, Estimate, Outcome, decide
from annops.project.definition import Definition, Target

NO_AUDIT = "no audit of answers has been recorded"
NO_GOLD = "no item has a gold answer"


def other_targets(
    definition: Definition, result: ConsensusResult, audited: Sequence[TargetRow] = ()
) -> tuple[TargetRow, ...]:
    """Judge the targets on accuracy by the consensus; take those on error rates from the audits.

    Args:
        definition: The targets; those on agreement are judged by `annops agree`.
        result: Consensus of every question, with accuracy where there is gold.
        audited: Targets as the audits judged them; without any, an error rate cannot be told.
    """
    rows: list[TargetRow] = list(audited)
    for target in definition.targets:
        if target.metric == "accuracy":
            rows += [
                _judged(target, entry.question, entry.figures.get("accuracy"))
                for entry in result.questions
                if target.question in {None, entry.question} and entry.why_none is None
            ]
        elif target.metric == "error_rate" and not audited:
            rows.append(_row(target, target.question or "all", None, NO_AUDIT))
    return tuple(rows)


def _judged(target: Target, question: str, figure: Estimate | None) -> TargetRow:
    if figure is None:
        return _row(target, question, None, NO_GOLD)
    if target.by is not None:
        return _row(target, question, None, f"accuracy is not broken down by {target.by}")
    return _row(target, question, figure, None)


def _row(target: Target, question: str, figure: Estimate | None, why: str | None) -> TargetRow:
    limit = target.at_least if target.at_least is not None else target.at_most
    bound = Bound(0.0 if limit is None else limit, at_least=target.at_least is not None)
    value, low, high, n = (None, None, None, 0)
    outcome = Outcome.CANNOT_TELL
    if figure is not None:
        value, low, high, n = figure.value, figure.low, figure.high, figure.n
        outcome = decide(figure, bound)
    return TargetRow(
        metric=target.metric, question=question, breakdown={}, at_least=target.at_least,
        at_most=target.at_most, value=value, low=low, high=high, n_items=n, outcome=outcome,
        why=why or (figure.why_undefined if figure else None),
    )  # fmt: skip
