"""Error rates of everything and of each group, and the targets judged by them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from annops.agree.model import TargetRow
from annops.audit.judged import Judged
from annops.audit.leaving_out import beside
from annops.audit.model import Bounds, InBatch, Rate
from annops.audit.settling import items_to_settle
from annops.audit.wording import resting_text
from annops.core.estimate import Bound, Estimate, Outcome, decide
from annops.measures.drawn import as_estimate
from annops.project.definition import Target
from annops.stats.arrays import BoolArray, IntArray
from annops.stats.weighted_share import WeightedShare


@dataclass(frozen=True, slots=True)
class _Share:
    """What is counted: wrong and unjudged answers (or items) out of a group.

    `missing` are those that may still turn out wrong, `unjudged` all that lack a verdict: an item
    found wrong stays wrong, whatever its other answers are.
    """

    item: IntArray
    wrong: BoolArray
    missing: BoolArray
    unjudged: BoolArray
    group: BoolArray
    population: int | None


def all_rates(judged: Judged, columns: Sequence[str]) -> tuple[Rate, ...]:
    """Estimate the rate of all answers, of each question and group, and of items.

    A group whose verdicts are not complete has no rate: it has the two it would have if all that
    is missing were right, or wrong.

    Args:
        judged: Answers and verdicts.
        columns: Columns to break down by.
    """
    everything = np.ones(len(judged.answers), dtype=bool)
    rates = [_rate(judged, everything)]
    if len(judged.questions) > 1:
        rates += [_rate(judged, judged.is_question(q), question=q) for q in judged.questions]
    for column in columns:
        rates += _by_value(judged, column)
    return (*rates, item_rate(judged))


def _by_value(judged: Judged, column: str) -> list[Rate]:
    values = judged.values(column)
    return [
        _rate(judged, np.array([one == value for one in values]), breakdown={column: value})
        for value in sorted({value for value in values if value is not None})
    ]


def answer_rate(judged: Judged, question: str | None, breakdown: dict[str, str]) -> Rate:
    """Estimate the rate of one group of answers."""
    group = np.ones(len(judged.answers), dtype=bool)
    if question is not None:
        group &= judged.is_question(question)
    for column, value in breakdown.items():
        group &= np.array([one == value for one in judged.values(column)])
    return _rate(judged, group, question=question, breakdown=breakdown)


def item_rate(judged: Judged) -> Rate:
    """Estimate the share of items that have a wrong answer; each item counts once.

    Items of which answers were left out are left out too.
    """
    n = len(judged.names)
    group = np.array([at not in judged.left_out for at in range(n)], dtype=bool)
    wrong = np.zeros(n, dtype=bool)
    wrong[judged.item[judged.wrong]] = True
    missing = np.zeros(n, dtype=bool)
    missing[judged.item[judged.missing]] = True
    whole = judged.drawn.random and not judged.left_out
    population = sum(judged.drawn.sizes) if whole else None
    wrong, missing = wrong & group, missing & group
    share = _Share(np.arange(n), wrong, missing & ~wrong, missing, group, population)
    return _of(judged, share, metric="item_error_rate", unit="items")


def _rate(
    judged: Judged,
    group: BoolArray,
    *,
    question: str | None = None,
    breakdown: dict[str, str] | None = None,
) -> Rate:
    population = _population(judged, question) if not breakdown else None
    missing = judged.missing & group
    share = _Share(judged.item, judged.wrong & group, missing, missing, group, population)
    metric = "error_rate" if judged.drawn.random else "differing"
    return _of(judged, share, metric=metric, question=question, breakdown=breakdown or {})


def _population(judged: Judged, question: str | None) -> int | None:
    if question is not None:
        return judged.population.get(question)
    return sum(judged.population.values()) or None


def _of(
    judged: Judged,
    share: _Share,
    *,
    metric: str,
    unit: str = "answers",
    question: str | None = None,
    breakdown: dict[str, str] | None = None,
) -> Rate:
    missing = int(share.unjudged.sum())
    counts = (int(share.wrong.sum()), int(share.group.sum()) - missing)
    right = as_estimate(_estimate(judged, share), unit=unit, random=judged.drawn.random)
    if not share.missing.any():
        return Rate(
            metric=metric, question=question, breakdown=breakdown or {}, estimate=right,
            wrong=counts[0], judged=counts[1], missing=missing,
        )  # fmt: skip
    wrong = as_estimate(
        _estimate(judged, share, missing_wrong=True), unit=unit, random=judged.drawn.random
    )
    lacks = "not judged in full" if unit == "items" else "without a verdict"
    of = f"{missing:,} of {int(share.group.sum()):,} {unit} {lacks}"
    return Rate(
        metric=metric, question=question, breakdown=breakdown or {},
        estimate=Estimate.undefined(of, n=counts[1], unit=unit),
        wrong=counts[0], judged=counts[1], missing=missing,
        bounds=Bounds(all_right=right, all_wrong=wrong),
    )  # fmt: skip


def _estimate(judged: Judged, share: _Share, *, missing_wrong: bool = False) -> WeightedShare:
    wrong = share.wrong | share.missing if missing_wrong else share.wrong
    return judged.drawn.share(share.item, wrong, share.group, answers=share.population)


def wrong_in_batch(judged: Judged) -> InBatch | None:
    """Say between how many and how many answers of the batch are wrong; None when unknown."""
    everything = np.ones(len(judged.answers), dtype=bool)
    population = _population(judged, None)
    missing = judged.missing
    share = _Share(judged.item, judged.wrong, missing, missing, everything, population)
    low = _estimate(judged, share).total_low
    high = _estimate(judged, share, missing_wrong=True).total_high
    if low is None or high is None or population is None:
        return None
    return InBatch(low=low, high=high, of=population)


def judge_targets(
    targets: Iterable[Target], judged: Judged, batch: str | None, every: Judged | None = None
) -> tuple[TargetRow, ...]:
    """Judge the targets on the error rate.

    A target without a question is on the answers to all questions together; one by a column is
    judged for each of its values. While verdicts are missing an outcome is given only when it is
    the same whether those are right or wrong.

    Args:
        targets: The definition's targets; others than those on `error_rate` are passed over.
        judged: Answers and verdicts.
        batch: The batch, named in each row.
        every: All answers, where `judged` are those left after some were left out.
    """
    rows: list[TargetRow] = []
    whole = judged if every is None else every
    for target in targets:
        if target.metric != "error_rate" or target.question not in {None, *whole.questions}:
            continue
        groups = _groups(whole, target.by)
        rows += [_judged_row(target, (judged, whole), one, batch) for one in groups]
    return tuple(rows)


def open_targets(
    targets: Iterable[Target], questions: Sequence[str], batch: str | None, why: str
) -> tuple[TargetRow, ...]:
    """Return the targets on the error rate of a batch that has none, with the reason.

    Args:
        targets: The definition's targets; others than those on `error_rate` are passed over.
        questions: Questions that were sampled.
        batch: The batch, named in each row.
        why: Why there is no rate.
    """
    return tuple(
        TargetRow(
            metric="error_rate", question=target.question or "all",
            breakdown={"batch": batch} if batch else {}, at_least=target.at_least,
            at_most=target.at_most, value=None, low=None, high=None, n_items=0,
            outcome=Outcome.CANNOT_TELL, why=why,
        )
        for target in targets
        if target.metric == "error_rate" and target.question in {None, *questions}
    )  # fmt: skip


def _groups(judged: Judged, by: str | None) -> list[dict[str, str]]:
    if by is None or by == "batch":
        return [{}]
    return [{by: v} for v in sorted({v for v in judged.values(by) if v is not None})]


def _judged_row(
    target: Target, both: tuple[Judged, Judged], breakdown: dict[str, str], batch: str | None
) -> TargetRow:
    judged, every = both
    rate = answer_rate(judged, target.question, breakdown)
    limit = target.at_least if target.at_least is not None else target.at_most
    bound = Bound(0.0 if limit is None else limit, at_least=target.at_least is not None)
    outcome = outcome_of(rate, bound)
    more = None
    if outcome is Outcome.CANNOT_TELL and rate.bounds is None and not breakdown:
        more = items_to_settle(judged, rate.estimate, bound, target.question)
    shown = rate.estimate
    why = shown.why_undefined or shown.caution
    if judged is not every:
        (rate,) = beside([rate], [answer_rate(every, target.question, breakdown)])
    if rate.bounds is not None:
        why = resting_text(rate, outcome, bound)
    return TargetRow(
        metric="error_rate", question=target.question or "all",
        breakdown={**({"batch": batch} if batch else {}), **breakdown},
        at_least=target.at_least, at_most=target.at_most, value=shown.value, low=shown.low,
        high=shown.high, n_items=_n_items(judged, target.question, breakdown), outcome=outcome,
        more_items=more, why=why, confidence=shown.confidence,
    )  # fmt: skip


def outcome_of(rate: Rate, bound: Bound) -> Outcome:
    """Judge a rate; with missing verdicts both of its bounds must say the same."""
    if rate.bounds is None:
        return decide(rate.estimate, bound)
    ends = {decide(rate.bounds.all_right, bound), decide(rate.bounds.all_wrong, bound)}
    return ends.pop() if len(ends) == 1 else Outcome.CANNOT_TELL


def _n_items(judged: Judged, question: str | None, breakdown: dict[str, str]) -> int:
    """Count the items whose answers of a group are all judged."""
    group = np.ones(len(judged.answers), dtype=bool)
    if question is not None:
        group = group & judged.is_question(question)
    for column, value in breakdown.items():
        group = group & np.array([one == value for one in judged.values(column)])
    unjudged = set(judged.item[group & judged.missing].tolist())
    return len(set(judged.item[group].tolist()) - unjudged)
