"""The narrow waist: the only code that touches every answer, turning rows into count tables.

Everything after it is arithmetic on a few thousand rows. All tables are additive: counts of two
disjoint sets of items add up to the counts of both.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float64]

NO_VALUE = "(none)"
"""Name of the breakdown value of rows that have none."""

_ROWS_A_BLOCK = 1_500_000
_DENSE_PAIR_CELLS = 30_000_000
_WORD_BITS = 63


@dataclass(frozen=True, slots=True)
class CodedAnswers:
    """Used answers to one question as numbers, ordered by unit.

    A unit is an item, or, under a breakdown that differs between the answers to one item (vendor
    of the annotator, say), the answers to one item that share the breakdown's value.

    Attributes:
        unit: Array (n_rows,), unit of each row, 0 to n_units - 1, never falling.
        annotator: Array (n_rows,), index into `annotators`.
        answer: Array (n_rows,), index into `answers`.
        starts: Array (n_units + 1,), first row of each unit, then n_rows.
        row: Array (n_rows,), position of each row in the frame the answers came from.
        annotators: Ids of the annotators who answered, sorted.
        answers: Canonical answers: the definition's categories, or the ones met, sorted.
    """

    unit: Codes
    annotator: Codes
    answer: Codes
    starts: Ints
    row: Ints
    annotators: tuple[str, ...]
    answers: tuple[str, ...]

    @property
    def n_units(self) -> int:
        """How many units there are."""
        return len(self.starts) - 1

    @property
    def n_rows(self) -> int:
        """How many answers there are."""
        return len(self.unit)

    @property
    def unit_sizes(self) -> Ints:
        """Array (n_units,): answers to each unit."""
        return np.diff(self.starts)


def densify(
    series: pl.Series, fixed: Sequence[str] | None = None
) -> tuple[Codes, tuple[str, ...]]:
    """Number the texts of a series from 0, in sorted order or in the order given.

    Args:
        series: Text or categorical series, nulls allowed.
        fixed: Names in the order wanted; a text not among them is numbered after them.

    Returns:
        Codes, array (n_rows,) with -1 for null, and the names by code.
    """
    categorical = series if series.dtype == pl.Categorical else series.cast(pl.Categorical)
    met = categorical.unique().drop_nulls()
    present = sorted(met.cast(pl.String).to_list())
    names = present if fixed is None else [*fixed, *sorted(set(present).difference(fixed))]
    position = {name: code for code, name in enumerate(names)}
    physical = met.to_physical().to_list()
    lut = np.full(max(physical, default=0) + 1, -1, np.int32)
    for code, name in zip(physical, met.cast(pl.String).to_list(), strict=True):
        lut[code] = position[name]
    if not physical:
        return np.full(len(series), -1, np.int32), tuple(names)
    codes = lut[categorical.to_physical().fill_null(0).to_numpy()]
    if categorical.null_count():
        codes[categorical.is_null().to_numpy()] = -1
    return codes, tuple(names)


def number_items(items: pl.Series) -> NDArray[np.uint32]:
    """Number items so that equal ids get equal numbers; array (n_rows,).

    Where the rows of each item stand together the numbers rise by one from item to item, which
    costs one pass; otherwise by where their text is kept. Rows without item share one number.
    """
    runs = items.rle_id()
    if len(items) == 0 or items.hash().n_unique() == int(runs[-1]) + 1:
        return runs.to_numpy()
    numbers = items.cast(pl.Categorical).to_physical().cast(pl.UInt32)
    return (numbers + 1).fill_null(0).to_numpy()


def code_answers(
    frame: pl.DataFrame,
    *,
    categories: Sequence[str] | None = None,
    split_by: str | None = None,
) -> CodedAnswers:
    """Turn used answers to one question into codes ordered by unit.

    Args:
        frame: Columns `item_number`, `annotator`, `answer` (none null), and `split_by`.
        categories: Answers fixed by the definition, in order; None for those met, sorted.
        split_by: Breakdown whose values split an item into several units.
    """
    item = frame["item_number"].to_numpy().astype(np.int64, copy=False)
    annotator, annotators = densify(frame["annotator"])
    answer, answers = densify(frame["answer"], categories)
    if split_by is not None:
        group, names = densify(frame[split_by])
        item = item * (len(names) + 1) + group
    row = np.arange(len(item), dtype=np.int64)
    if len(item) and np.any(item[1:] < item[:-1]):
        row = pl.Series(item).arg_sort().to_numpy().astype(np.int64, copy=False)
        row = _in_row_order_within_runs(item, row)
        item, annotator, answer = item[row], annotator[row], answer[row]
    fresh = np.flatnonzero(np.r_[True, item[1:] != item[:-1]]) if len(item) else np.zeros(0, int)
    starts = np.append(fresh, len(item)).astype(np.int64)
    unit = np.repeat(np.arange(len(fresh), dtype=np.int32), np.diff(starts))
    return CodedAnswers(unit, annotator, answer, starts, row, annotators, answers)


def _in_row_order_within_runs(item: Ints, order: Ints) -> Ints:
    """Make a sorting order stable: equal items in row order, whatever the sort did."""
    sorted_items = item[order]
    tied = np.flatnonzero(sorted_items[1:] == sorted_items[:-1])
    if not np.any(order[tied] > order[tied + 1]):
        return order
    return np.argsort(item, kind="stable")


@dataclass(frozen=True, slots=True)
class LabelPatterns:
    """Units collapsed to the distinct label-count vectors they show.

    Attributes:
        counts: Array (n_patterns, n_answers): annotators who gave each answer.
        of_unit: Array (n_units,): pattern of each unit.
    """

    counts: Ints
    of_unit: Ints

    def weights(self, group: Codes | None = None, n_groups: int = 1) -> Floats:
        """Count units by pattern and breakdown value: array (n_patterns, n_groups).

        Args:
            group: Array (n_units,): breakdown value of each unit, 0 to n_groups - 1.
            n_groups: How many breakdown values there are.
        """
        n = len(self.counts)
        if group is None:
            return np.bincount(self.of_unit, minlength=n).astype(float)[:, None]
        cells = np.bincount(self.of_unit * n_groups + group, minlength=n * n_groups)
        return cells.reshape(n, n_groups).astype(float)


def label_patterns(coded: CodedAnswers) -> LabelPatterns:
    """Collapse units to patterns: two units with the same answers, whoever gave them, are one.

    A unit's counts are packed into one integer where they fit into 63 bits (10 answers and up to
    63 annotators an item, say), which is exact; otherwise units are told apart by two independent
    63-bit sums (chance of one collision among a million patterns below 1e-25).
    """
    n_answers = len(coded.answers)
    if coded.n_units == 0:
        return LabelPatterns(np.zeros((0, n_answers), np.int64), np.zeros(0, np.int64))
    bits = int(coded.unit_sizes.max()).bit_length()
    if bits * n_answers <= _WORD_BITS:
        keys = np.add.reduceat(
            np.int64(1) << (coded.answer.astype(np.int64) * bits), coded.starts[:-1]
        )
        distinct, of_unit = np.unique(keys, return_inverse=True)
        mask = (np.int64(1) << bits) - 1
        counts = np.stack([(distinct >> (bits * k)) & mask for k in range(n_answers)], axis=1)
        return LabelPatterns(counts, of_unit)
    return _wide_patterns(coded, n_answers)


def _wide_patterns(coded: CodedAnswers, n_answers: int) -> LabelPatterns:
    words = np.random.Generator(np.random.PCG64(20_11)).integers(
        0, 1 << 62, size=(2, n_answers), dtype=np.int64
    )
    with np.errstate(over="ignore"):
        sums = np.stack(
            [np.add.reduceat(word[coded.answer], coded.starts[:-1]) for word in words], 1
        )
    keys = np.ascontiguousarray(sums).view([("a", np.int64), ("b", np.int64)]).ravel()
    _, first, of_unit = np.unique(keys, return_index=True, return_inverse=True)
    counts = np.zeros((len(first), n_answers), np.int64)
    sizes = coded.unit_sizes[first]
    rows = _ranges(coded.starts[first], sizes)
    np.add.at(counts, (np.repeat(np.arange(len(first)), sizes), coded.answer[rows]), 1)
    return LabelPatterns(counts, of_unit)


def _ranges(starts: Ints, sizes: Ints) -> Ints:
    """Concatenate the ranges starts[i] to starts[i] + sizes[i]."""
    offsets = np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(starts, sizes) + np.arange(int(sizes.sum())) - offsets


@dataclass(frozen=True, slots=True)
class PairCounts:
    """What every two annotators who met on a unit answered there.

    Attributes:
        first: Array (n_pairs,): annotator with the lower index.
        second: Array (n_pairs,): annotator with the higher index; equal to `first` where an
            annotator answered one unit twice.
        shared: Array (n_pairs,): pairs of answers, which is units shared unless answers repeat.
        agreed: Array (n_pairs,): of these, how many are equal.
        first_margins: Array (n_pairs, n_answers): answers of `first` on the shared units.
        second_margins: Array (n_pairs, n_answers): answers of `second` on the shared units.
    """

    first: Ints
    second: Ints
    shared: Ints
    agreed: Ints
    first_margins: Ints
    second_margins: Ints


def pair_counts(coded: CodedAnswers) -> PairCounts:
    """Count the answers of every two annotators on the units they share.

    Cost grows with the number of pairs of answers; rows are taken in blocks, so memory does not.
    """
    n_annotators, n_answers = len(coded.annotators), len(coded.answers)
    dense = n_annotators * n_annotators * n_answers <= _DENSE_PAIR_CELLS
    keys = None if dense else _pairs_met(coded)
    n_slots = n_annotators * n_annotators if keys is None else len(keys)
    shared, agreed = np.zeros(n_slots, np.int64), np.zeros(n_slots, np.int64)
    margins = np.zeros((2, n_slots * n_answers), np.int64)
    for slot, label_a, label_b in _answer_pairs(coded):
        at = slot if keys is None else np.searchsorted(keys, slot)
        shared += np.bincount(at, minlength=n_slots)
        agreed += np.bincount(at[label_a == label_b], minlength=n_slots)
        margins[0] += np.bincount(at * n_answers + label_a, minlength=n_slots * n_answers)
        margins[1] += np.bincount(at * n_answers + label_b, minlength=n_slots * n_answers)
    met = np.flatnonzero(shared)
    pair = met if keys is None else keys[met]
    tables = margins.reshape(2, n_slots, n_answers)[:, met]
    return PairCounts(
        pair // max(n_annotators, 1), pair % max(n_annotators, 1), shared[met], agreed[met],
        tables[0], tables[1],
    )  # fmt: skip


def _pairs_met(coded: CodedAnswers) -> Ints:
    parts = [np.unique(slot) for slot, _, _ in _answer_pairs(coded)]
    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, np.int64)


def _answer_pairs(coded: CodedAnswers) -> Iterator[tuple[Ints, Codes, Codes]]:
    """Give the pairs of answers to one unit, block by block.

    Yields:
        Pair of annotators as first * n_annotators + second, answer of the first, of the second.
    """
    n_annotators = len(coded.annotators)
    for low, high in pairwise(_block_edges(coded)):
        rows = slice(int(coded.starts[low]), int(coded.starts[high]))
        x, y = _row_pairs(coded.unit_sizes[low:high])
        annotator, answer = coded.annotator[rows], coded.answer[rows]
        ax, ay, lx, ly = annotator[x], annotator[y], answer[x], answer[y]
        swap = ax > ay
        slot = np.where(swap, ay, ax).astype(np.int64) * n_annotators + np.where(swap, ax, ay)
        yield slot, np.where(swap, ly, lx), np.where(swap, lx, ly)


def _row_pairs(sizes: Ints) -> tuple[Codes, Codes]:
    """Pair every row with each later row of its unit, rows numbered through units of `sizes`."""
    n = int(sizes.sum())
    within = np.arange(n) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    partners = np.repeat(sizes, sizes) - 1 - within
    x = np.repeat(np.arange(n, dtype=np.int32), partners)
    step = np.arange(len(x)) - np.repeat(np.cumsum(partners) - partners, partners)
    return x, x + 1 + step.astype(np.int32)


def _block_edges(coded: CodedAnswers) -> list[int]:
    """Cut the units into blocks whose pairs of answers stay within the block size."""
    sizes = coded.unit_sizes
    load = np.cumsum(np.maximum(sizes * (sizes - 1) // 2, sizes))
    total = int(load[-1]) if len(load) else 0
    cuts = np.searchsorted(load, np.arange(_ROWS_A_BLOCK, total, _ROWS_A_BLOCK)) + 1
    return sorted({0, *cuts.tolist(), coded.n_units})


def unit_groups(
    frame: pl.DataFrame, coded: CodedAnswers, column: str
) -> tuple[Codes, tuple[str, ...], bool]:
    """Read a breakdown per unit from the rows.

    Returns:
        Codes, array (n_units,) of the value of each unit's first row; the names of the values,
        sorted, `(none)` last where rows have none; and whether every unit's rows agree on it.
    """
    codes, names = densify(frame[column])
    if np.any(codes < 0):
        codes = np.where(codes < 0, len(names), codes).astype(np.int32)
        names = (*names, NO_VALUE)
    by_row = codes[coded.row]
    if coded.n_units == 0:
        return by_row, names, True
    by_unit = by_row[coded.starts[:-1]]
    constant = bool(np.all(by_row[1:][coded.unit[1:] == coded.unit[:-1]]
                           == by_row[:-1][coded.unit[1:] == coded.unit[:-1]]))  # fmt: skip
    return by_unit, names, constant
