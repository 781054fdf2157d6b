"""Ratings as rows (item, annotator, label) beside the label-count pattern each item shows."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from annops.stats.arrays import FloatArray, IntArray

_CELLS_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True)
class Ratings:
    """One rating a row; an annotator rates an item at most once; missing ratings have no row.

    Attributes:
        item: array (n_rows,), codes from 0 to n_items - 1.
        annotator: array (n_rows,), codes from 0 to n_annotators - 1.
        label: array (n_rows,), columns of the question's label list.
        item_pattern: array (n_items,), row of `pattern_counts` that describes the item.
        pattern_counts: array (n_patterns, n_labels), annotators who gave each label.
        n_annotators: annotators, also those without a row.
    """

    item: IntArray
    annotator: IntArray
    label: IntArray
    item_pattern: IntArray
    pattern_counts: FloatArray
    n_annotators: int

    @classmethod
    def from_rows(
        cls, item: IntArray, annotator: IntArray, label: IntArray, n_labels: int
    ) -> Self:
        """Find the patterns of rows.

        Raises:
            ValueError: an annotator rated an item twice, or a label code is out of range.

        Example:
            >>> rows = np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.array([1, 0, 0, 1])
            >>> Ratings.from_rows(*rows, n_labels=2).pattern_counts
            array([[1., 1.]])
        """
        if label.size and not 0 <= label.min() <= label.max() < n_labels:
            raise ValueError(f"label codes must be in 0 to {n_labels - 1}")
        counts, item_pattern = label_count_patterns(item, label, n_labels)
        n_annotators = int(annotator.max(initial=-1)) + 1
        ratings = cls(item, annotator, label, item_pattern, counts, n_annotators)
        ratings.refuse_repeats()
        return ratings

    @classmethod
    def from_table(cls, table: IntArray, n_labels: int) -> Self:
        """Rows of a small complete or sparse table.

        Args:
            table: array (n_items, n_annotators), label codes, -1 where there is no rating.
            n_labels: labels in the question's list.

        Example:
            >>> Ratings.from_table(np.array([[0, 1], [1, -1]]), n_labels=2).item
            array([0, 0, 1])
        """
        item, annotator = np.nonzero(table >= 0)
        return cls.from_rows(item, annotator, table[item, annotator], n_labels)

    @property
    def n_labels(self) -> int:
        """Labels in the question's list, used or not."""
        return int(self.pattern_counts.shape[1])

    @property
    def pattern_weights(self) -> FloatArray:
        """Items that show each pattern, array (n_patterns,)."""
        n_patterns = len(self.pattern_counts)
        return np.bincount(self.item_pattern, minlength=n_patterns).astype(float)

    @property
    def habits(self) -> FloatArray:
        """How often each annotator used each label, array (n_annotators, n_labels)."""
        cells = self.annotator * self.n_labels + self.label
        n_cells = self.n_annotators * self.n_labels
        return np.bincount(cells, minlength=n_cells).reshape(-1, self.n_labels).astype(float)

    def refuse_repeats(self) -> None:
        """Check that no annotator rated an item twice.

        Raises:
            ValueError: an annotator did.
        """
        pairs = np.sort(self.item * max(self.n_annotators, 1) + self.annotator)
        if (pairs[1:] == pairs[:-1]).any():
            raise ValueError("an annotator rated an item twice; keep one rating first")


def label_count_patterns(
    item: IntArray, label: IntArray, n_labels: int
) -> tuple[FloatArray, IntArray]:
    """Distinct rows of the table items by labels, without ever holding the whole table.

    Args:
        item: array (n_rows,), codes from 0.
        label: array (n_rows,), codes from 0 to n_labels - 1.
        n_labels: labels in the question's list.

    Returns:
        Counts (n_patterns, n_labels) in lexicographic order, and the pattern of each item
        (n_items,).

    Example:
        >>> label_count_patterns(np.array([0, 0, 1, 2, 2]), np.array([0, 1, 1, 1, 0]), 2)
        (array([[0., 1.],
               [1., 1.]]), array([1, 0, 1]))
    """
    n_items = int(item.max(initial=-1)) + 1
    if n_items == 0:
        return np.zeros((0, n_labels)), np.zeros(0, dtype=np.int64)
    blocks = [_distinct_rows(table) for table in _blocks_of_items(item, label, n_items, n_labels)]
    counts, merged = _distinct_rows(np.concatenate([rows for rows, _ in blocks]))
    offsets = np.cumsum([0, *(len(rows) for rows, _ in blocks)])[:-1]
    pattern = [merged[index + o] for (_, index), o in zip(blocks, offsets, strict=True)]
    return counts.astype(float), np.concatenate(pattern)


def _blocks_of_items(
    item: IntArray, label: IntArray, n_items: int, n_labels: int
) -> Iterator[IntArray]:
    order = np.argsort(item, kind="stable")
    item, label = item[order], label[order]
    step = max(1, _CELLS_AT_ONCE // max(n_labels, 1))
    for start in range(0, n_items, step):
        low, high = np.searchsorted(item, [start, start + step])
        n_block = min(step, n_items - start)
        cells = (item[low:high] - start) * n_labels + label[low:high]
        table = np.bincount(cells, minlength=n_block * n_labels)
        yield table.reshape(n_block, n_labels)


def _distinct_rows(table: IntArray) -> tuple[IntArray, IntArray]:
    # big-endian bytes compare like the numbers they hold, so one sort of fixed-size keys does
    keys = np.ascontiguousarray(table.astype(">i8")).view(f"V{8 * table.shape[1]}").ravel()
    _, first, index = np.unique(keys, return_index=True, return_inverse=True)
    return table[first], index.astype(np.int64)
