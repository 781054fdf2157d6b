"""How far two reviewers of the same rows agree: auditors err too."""

from collections.abc import Iterable, Sequence

import numpy as np

from annops.audit.model import ReviewerRow
from annops.core.estimate import Estimate
from annops.core.review import Review, Verdict, latest
from annops.stats.arrays import FloatArray
from annops.stats.cohen import cohen_kappa
from annops.stats.interval import agreement_interval
from annops.stats.proportion import wilson

Pair = tuple[Review, Review]
_SHARE = "share of rows with the same verdict, Wilson interval"
_FEWEST = 20


def pairs(reviews: Iterable[Review]) -> tuple[Pair, ...]:
    """Return first and second verdict of each row that both passed or failed, by row."""
    first: dict[str, Review] = {}
    second: dict[str, Review] = {}
    for review in latest(reviews):
        if review.verdict is not Verdict.CANNOT_JUDGE:
            (second if review.second else first)[review.row] = review
    both = sorted(first.keys() & second.keys())
    return tuple((first[row], second[row]) for row in both)


def reviewer_rows(
    reviews: Iterable[Review], questions: Sequence[str], confidence: float
) -> tuple[ReviewerRow, ...]:
    """Measure how far first and second reviewers agree, over all questions and for each.

    Rows are taken to be independent, so intervals are too narrow where an item has many rows.

    Args:
        reviews: Verdicts on record.
        questions: Questions judged.
        confidence: Of the intervals.

    Returns:
        Nothing where no row was judged twice.
    """
    found = pairs(reviews)
    if not found:
        return ()
    rows = [_row(None, found, confidence)]
    if len(questions) > 1:
        for question in questions:
            mine = [pair for pair in found if pair[0].question == question]
            rows += [_row(question, mine, confidence)] if mine else []
    return tuple(rows)


def _row(question: str | None, found: Sequence[Pair], confidence: float) -> ReviewerRow:
    table = np.zeros((2, 2))
    for first, second in found:
        table[int(first.verdict is Verdict.FAILED), int(second.verdict is Verdict.FAILED)] += 1
    same = int(np.trace(table))
    return ReviewerRow(
        question=question, n_rows=len(found), n_same=same,
        agreement=_share(same, len(found), confidence), kappa=_kappa(table, confidence),
    )  # fmt: skip


def _share(same: int, n: int, confidence: float) -> Estimate:
    ends = wilson(same, n, confidence)
    caution = f"only {n} rows" if n < _FEWEST else None
    return Estimate(
        same / n, ends.low, ends.high, n, "rows", _SHARE, confidence=confidence, caution=caution
    )


def _kappa(table: FloatArray, confidence: float) -> Estimate:
    found = cohen_kappa(table)
    if found.value is None:
        why = "both gave one and the same verdict throughout"
        return Estimate.undefined(why, n=found.n_items, unit="rows")
    rarer = int(table.sum() - np.diag(table)[table.sum(axis=0).argmax()])
    interval = agreement_interval(found, n_rarer=rarer, confidence=confidence)
    return Estimate(
        found.value, interval.low, interval.high, found.n_items, "rows", interval.method,
        confidence=confidence, caution=interval.caution,
    )  # fmt: skip
