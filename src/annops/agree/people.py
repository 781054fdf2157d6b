"""Who stands out: each annotator against the colleagues met on the same items."""

import math
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
from annops.stats.quantile import student_t_quantile
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
    interval of the difference holds for all annotators of the question at once (Bonferroni), items
    drawn at random, so one who would agree no less than the margin allows is named in at most 5 %
    of questions. It says nothing of whose fault it is: who mostly meets one bad colleague agrees
    as little as that colleague.

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
    difference = agrees - expected
    counts = np.bincount(group.coded.annotator, minlength=len(group.coded.annotators))
    judged = max(int((shared > 0).sum()), 1)
    tail = 0.025 / judged
    rows = []
    for at, annotator in enumerate(group.coded.annotators):
        left_out, low, high = _or_none(without[at]), None, None
        if not np.isnan(difference[at] + se[at]):
            half = student_t_quantile(1 - tail, int(shared[at]) - 1) * se[at]
            low, high = float(difference[at] - half), float(difference[at] + half)
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
                low=low,
                high=high,
                flag=_flag(high, _or_none(difference[at]), int(shared[at])),
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


def _credit_of_answers(group: Group) -> FloatArray:
    """Credit of one answer against another, 0 to 1, array (n_answers, n_answers)."""
    between = group.scoring.alpha_distances(group.counts, group.weights)
    if between is None:
        return np.eye(group.counts.shape[1])
    largest = float(between.max(initial=0.0)) or 1.0
    return np.asarray(1 - between / largest, dtype=float)


@dataclass(frozen=True, slots=True)
class _Credits:
    """Each row's credit against colleagues: what they could give, what they gave.

    Attributes:
        credit: Array (n_rows,).
        colleagues: Array (n_rows,).
        stratum: Array (n_rows,).
        unit_credit: Array (n_rows,): credit of all rows of the row's unit, each pair twice.
        unit_pairs: Array (n_rows,): what it could be.
        first: Array (n_rows,) of bool: the first row of each unit.
        slip: Root mean square of what two answers that differ lose, 1 for labels.
    """

    credit: FloatArray
    colleagues: FloatArray
    stratum: NDArray[np.int64]
    unit_credit: FloatArray
    unit_pairs: FloatArray
    first: NDArray[np.bool_]
    slip: float


def _credits(group: Group, strata: Codes | None) -> _Credits:
    coded, counts = group.coded, group.counts
    n_answers, sizes = counts.shape[1], counts.sum(axis=1)
    pattern = group.patterns.of_unit[coded.unit]
    answers = _credit_of_answers(group)
    credit = np.where(sizes[:, None] > 1, counts @ answers - 1, 0.0)
    stratum = np.zeros(coded.n_units, np.int64) if strata is None else strata.astype(np.int64)
    first = np.zeros(coded.n_rows, np.bool_)
    first[coded.starts[:-1]] = True
    return _Credits(
        credit=credit.ravel()[pattern * n_answers + coded.answer],
        colleagues=np.maximum(sizes - 1, 0.0)[pattern],
        stratum=stratum[coded.unit],
        unit_credit=(counts * credit).sum(axis=1)[pattern],
        unit_pairs=(sizes * (sizes - 1))[pattern],
        first=first,
        slip=_slip(group, 1 - answers),
    )


def _slip(group: Group, loss: FloatArray) -> float:
    squares = float(group.weights @ (group.counts * (group.counts @ loss**2)).sum(axis=1))
    slips = float(group.weights @ (group.counts * (group.counts @ (loss > 0))).sum(axis=1))
    return math.sqrt(squares / slips) if slips else 1.0


def _against_colleagues(
    group: Group, strata: Codes | None, n_strata: int
) -> tuple[FloatArray, FloatArray, FloatArray, NDArray[np.int64]]:
    """Agreement with colleagues, the same for colleagues, error of the difference, shared items.

    Strata in which no two colleagues met are left out, of all four, unless there are no others.
    All arrays (n_annotators,), nan where an annotator shares no item.
    """
    rows, n = _credits(group, strata), len(group.coded.annotators)
    cell = group.coded.annotator.astype(np.int64) * n_strata + rows.stratum
    own = _sums(cell, rows.credit, n, n_strata)
    pairs = _sums(cell, rows.colleagues, n, n_strata)
    of_others = pairs.sum(axis=0) - 2 * pairs
    rest = divide_or_nan(own.sum(axis=0) - 2 * own, of_others)
    known = (pairs > 0) & (of_others > 0)
    compared = known | ~known.any(axis=1, keepdims=True)
    agrees = divide_or_nan((own * compared).sum(axis=1), (pairs * compared).sum(axis=1))
    met = pairs * known
    expected = divide_or_nan((met * np.nan_to_num(rest)).sum(axis=1), met.sum(axis=1))
    counted = (rows.colleagues > 0) & compared.ravel()[cell]
    shared = np.bincount(group.coded.annotator[counted], minlength=n)
    parts = _Parts(met, of_others * known, np.nan_to_num(rest * known), agrees - expected)
    return agrees, expected, _error(rows, cell, parts, shared), shared


@dataclass(frozen=True, slots=True)
class _Parts:
    """What the difference of each annotator is made of.

    Attributes:
        pairs: Array (n_annotators, n_strata): pairs with colleagues, where these met others too.
        of_others: The same of pairs without the annotator, each twice.
        rest: The same of the agreement of the pairs without the annotator.
        difference: Array (n_annotators,).
    """

    pairs: FloatArray
    of_others: FloatArray
    rest: FloatArray
    difference: FloatArray


def _error(
    rows: _Credits, cell: NDArray[np.int64], parts: _Parts, shared: NDArray[np.int64]
) -> FloatArray:
    """Standard error of the difference, items drawn at random, array (n_annotators,).

    Linearised: the influence of every item on both sides of the difference, so that what hard
    items do to both, and what several pairs of one item have in common, is counted. Added is what
    one item more of the annotator's and one pair more of the colleagues' in each stratum could do,
    without which a handful that happen to agree would count as certain.
    """
    n, n_strata = parts.pairs.shape
    total = np.broadcast_to(parts.pairs.sum(axis=1, keepdims=True), parts.pairs.shape)
    share = np.nan_to_num(divide_or_nan(parts.pairs, total))
    each = np.nan_to_num(divide_or_nan((parts.pairs > 0).astype(float), total))
    others = np.nan_to_num(divide_or_nan(share, parts.of_others))
    centre = parts.rest + np.nan_to_num(parts.difference)[:, None]
    influence = (each + 2 * others).ravel()[cell] * rows.credit
    influence -= (each * centre + 2 * others * parts.rest).ravel()[cell] * rows.colleagues
    without = rows.unit_credit - parts.rest.ravel()[cell] * rows.unit_pairs
    influence -= others.ravel()[cell] * without
    squares = _sums(cell, influence**2, n, n_strata)
    elsewhere = _squares(rows, parts.rest) - _sums(cell, without**2, n, n_strata)
    squares += others**2 * np.maximum(elsewhere, 0.0)
    items = shared.astype(float)
    variance = squares.sum(axis=1) * divide_or_nan(items, items - 1)
    variance += rows.slip**2 * ((share / (parts.of_others / 2 + 1)) ** 2).sum(axis=1)
    variance += (rows.slip / (items + 1)) ** 2
    return np.asarray(np.sqrt(variance), dtype=float)


def _squares(rows: _Credits, rest: FloatArray) -> FloatArray:
    """Sum over a stratum's units of (credit - rest x pairs)^2, array like `rest`."""
    credit, pairs = rows.unit_credit[rows.first], rows.unit_pairs[rows.first]
    products = [credit**2, credit * pairs, pairs**2]
    both, mixed, alone = (
        np.bincount(rows.stratum[rows.first], weights=each, minlength=rest.shape[1])
        for each in products
    )
    return np.asarray(both - 2 * rest * mixed + rest**2 * alone, dtype=float)


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
