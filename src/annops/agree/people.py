"""Who stands out: each annotator against the colleagues met on the same items."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from annops.agree.model import AnnotatorRow, PairRow, RepeatRow
from annops.core.counts import Codes, pair_counts
from annops.core.states import Reason
from annops.measures.agreement import Group
from annops.stats.arrays import FloatArray, divide_or_nan
from annops.stats.cohen import cohen_kappa_many
from annops.stats.leave_one_out import alpha_without_each
from annops.stats.leave_one_out_ordered import ordinal_alpha_without_each
from annops.stats.quantile import normal_quantile
from annops.tasks.question import Comparison

MARGIN = 0.10
"""How far below the colleagues an annotator must surely be to be named, as a share."""

MIN_ITEMS = 20
"""Shared items below which nobody is named."""

NO_SHARED_ITEM = "no shared item"
ONE_LABEL_BOTH = "both used one and the same label only"


def annotator_rows(
    question: str, group: Group, value: float | None, strata: Codes | None, n_strata: int
) -> tuple[AnnotatorRow, ...]:
    """Compare each annotator with colleagues, worst first.

    An annotator's agreement is compared with that of all other pairs of annotators on items of
    the same stratum (locale), so working in a hard locale is not held against anybody. The
    interval of the difference holds for all annotators at once (Bonferroni), so an annotator no
    worse than the margin is named in at most 5 % of projects.

    Args:
        question: Id of the question.
        group: All units of the question.
        value: The coefficient with everybody.
        strata: Array (n_units,): stratum of each unit, or None.
        n_strata: How many strata there are.
    """
    if not group.scoring.has_matrix or not group.coded.n_rows:
        return ()
    without = _alpha_without_each(group)
    agrees, expected, se, shared = _against_colleagues(group, strata, n_strata)
    counts = np.bincount(group.coded.annotator, minlength=len(group.coded.annotators))
    judged = max(int((shared > 0).sum()), 1)
    quantile = normal_quantile(1 - 0.025 / judged)
    rows = []
    for at, annotator in enumerate(group.coded.annotators):
        left_out = _or_none(without[at])
        difference, half = _or_none(agrees[at] - expected[at]), _or_none(quantile * se[at])
        ends = (None, None) if difference is None or half is None else (
            difference - half, difference + half)  # fmt: skip
        rows.append(
            AnnotatorRow(
                question=question,
                annotator=annotator,
                n_annotations=int(counts[at]),
                n_items=int(shared[at]),
                without=left_out,
                change=None if left_out is None or value is None else left_out - value,
                agrees=_or_none(agrees[at]),
                expected=_or_none(expected[at]),
                low=ends[0],
                high=ends[1],
                flag=_flag(ends[1], difference, int(shared[at])),
            )
        )
    return tuple(sorted(rows, key=_most_changed_first))


def _most_changed_first(row: AnnotatorRow) -> tuple[bool, float, str]:
    return (row.change is None or row.agrees is None, -(row.change or 0.0), row.annotator)


def _flag(high: float | None, difference: float | None, n_items: int) -> str | None:
    if high is None or difference is None or n_items < MIN_ITEMS or high >= -MARGIN:
        return None
    return f"agrees with colleagues {-100 * difference:.0f} points less often than they do"


def _or_none(number: float) -> float | None:
    return None if np.isnan(number) else float(number)


def _alpha_without_each(group: Group) -> FloatArray:
    if group.scoring.comparison is Comparison.ORDINAL:
        return ordinal_alpha_without_each(group.ratings).alpha
    between = group.scoring.alpha_distances(group.counts, group.weights)
    return alpha_without_each(group.ratings, between).alpha


def _credit(group: Group) -> FloatArray:
    """Credit of an answer against the other answers of its unit, array (n_patterns, n_answers)."""
    between = group.scoring.alpha_distances(group.counts, group.weights)
    if between is None:
        return group.counts - 1
    largest = float(between.max(initial=0.0)) or 1.0
    return np.asarray(group.counts @ (1 - between / largest) - 1, dtype=float)


@dataclass(frozen=True, slots=True)
class _Credits:
    """Each row's credit against colleagues: what they could give, what they gave."""

    credit: FloatArray
    colleagues: FloatArray
    stratum: NDArray[np.int64]


def _credits(group: Group, strata: Codes | None) -> _Credits:
    coded, of_unit = group.coded, group.patterns.of_unit
    n_answers = group.counts.shape[1]
    colleagues = np.maximum(group.counts.sum(axis=1) - 1, 0.0)[of_unit][coded.unit]
    credit = _credit(group).ravel()[of_unit[coded.unit] * n_answers + coded.answer]
    credit[colleagues <= 0] = 0.0
    stratum = np.zeros(coded.n_units, np.int64) if strata is None else strata.astype(np.int64)
    return _Credits(credit, colleagues, stratum[coded.unit])


def _against_colleagues(
    group: Group, strata: Codes | None, n_strata: int
) -> tuple[FloatArray, FloatArray, FloatArray, NDArray[np.int64]]:
    """Agreement with colleagues, the same for colleagues, error of the difference, shared items.

    All arrays (n_annotators,), nan where an annotator shares no item.
    """
    annotator, n = group.coded.annotator, len(group.coded.annotators)
    rows = _credits(group, strata)
    cell = annotator.astype(np.int64) * n_strata + rows.stratum
    own = _sums(cell, rows.credit, n, n_strata)
    pairs = _sums(cell, rows.colleagues, n, n_strata)
    rest = divide_or_nan(own.sum(axis=0) - 2 * own, pairs.sum(axis=0) - 2 * pairs)
    known = pairs * ~np.isnan(rest)
    agrees = divide_or_nan(own.sum(axis=1), pairs.sum(axis=1))
    expected = divide_or_nan((known * np.nan_to_num(rest)).sum(axis=1), known.sum(axis=1))
    residual = rows.credit - np.nan_to_num(agrees)[annotator] * rows.colleagues
    squares = np.bincount(annotator, weights=residual**2, minlength=n).astype(float)
    shared = np.bincount(annotator[rows.colleagues > 0], minlength=n).astype(float)
    variance = divide_or_nan(squares, pairs.sum(axis=1) ** 2)
    variance = variance * divide_or_nan(shared, shared - 1.0)
    of_others = (pairs.sum() - 2 * pairs.sum(axis=1)) / 2
    variance = variance + divide_or_nan(expected * (1 - expected), of_others)
    return agrees, expected, np.sqrt(np.maximum(variance, 0.0)), shared.astype(np.int64)


def _sums(cell: NDArray[np.int64], values: FloatArray, n: int, n_strata: int) -> FloatArray:
    cells = np.bincount(cell, weights=values, minlength=n * n_strata)
    return cells.reshape(n, n_strata).astype(float)


EMPTY_PAIRS = pl.DataFrame(
    schema={
        "question": pl.String, "first": pl.String, "second": pl.String, "n_items": pl.Int64,
        "agreed": pl.Int64, "kappa": pl.Float64, "why_undefined": pl.String,
    }
)  # fmt: skip
"""The table of pairs of annotators, without a row."""


def pair_table(question: str, group: Group) -> pl.DataFrame:
    """List every two annotators who share items with their Cohen kappa.

    Returns:
        Columns of `EMPTY_PAIRS`, one row a pair, by annotator ids; `kappa` null where undefined.
    """
    counted = pair_counts(group.coded)
    met = counted.first != counted.second
    kappas, defined = cohen_kappa_many(
        counted.agreed[met].astype(float),
        counted.shared[met].astype(float),
        counted.first_margins[met].astype(float),
        counted.second_margins[met].astype(float),
    )
    names = pl.Series(group.coded.annotators, dtype=pl.String)
    return pl.DataFrame(
        {
            "question": pl.Series([question]).new_from_index(0, len(kappas)),
            "first": names.gather(counted.first[met]),
            "second": names.gather(counted.second[met]),
            "n_items": counted.shared[met],
            "agreed": counted.agreed[met],
            "kappa": pl.Series(np.where(defined, kappas, np.nan)).fill_nan(None),
            "why_undefined": pl.Series([None, ONE_LABEL_BOTH]).gather((~defined).astype(np.int64)),
        }
    ).cast(dict(EMPTY_PAIRS.schema))  # type: ignore[arg-type]  # a Schema is such a mapping


def pair_rows(table: pl.DataFrame, most: int) -> tuple[PairRow, ...]:
    """Turn the pairs that share most items into rows of the result."""
    shown = table.sort(
        ["n_items", "kappa", "first", "second"], descending=[True, False, False, False]
    ).head(most)
    return tuple(PairRow.model_validate(row) for row in shown.iter_rows(named=True))


def repeat_rows(frame: pl.DataFrame, questions: Sequence[str]) -> tuple[RepeatRow, ...]:
    """Compare each answer set aside as a duplicate with the one that counts.

    Args:
        frame: Rows with `item_number`, `question`, `annotator`, `answer`, `excluded`; those set
            aside as `duplicate` are compared with those used.
        questions: Ids of the questions asked about.
    """
    key = ["item_number", "question", "annotator"]
    texts = frame.with_columns(pl.col("question", "annotator", "answer").cast(pl.String))
    texts = texts.filter(pl.col("question").is_in(list(questions)))
    repeated = texts.filter(pl.col("excluded") == str(Reason.DUPLICATE))
    if repeated.is_empty():
        return ()
    kept = texts.filter(pl.col("excluded").is_null()).select(*key, pl.col("answer").alias("kept"))
    table = (
        repeated.join(kept, on=key, how="inner")
        .group_by("question", "annotator")
        .agg(pl.len().alias("n"), (pl.col("answer") == pl.col("kept")).sum().alias("same"))
        .sort("question", "annotator")
    )
    return tuple(
        RepeatRow(question=q, annotator=a, n_repeated=n, n_same=same)
        for q, a, n, same in table.iter_rows()
    )
