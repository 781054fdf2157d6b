"""What ordinal and interval alpha would be without each annotator in turn."""

import numpy as np

from annops.stats.arrays import FloatArray, IntArray, divide_or_nan
from annops.stats.confusion import coincidence_matrix
from annops.stats.distances import ordinal_distances
from annops.stats.leave_one_out import WithoutAnnotator, pairable_marginals_without_each
from annops.stats.ratings import Ratings

_DUST = 1e-12


def ordinal_alpha_without_each(ratings: Ratings) -> WithoutAnnotator:
    """Ordinal alpha with each annotator left out; mid-ranks are those of the remaining ratings.

    Args:
        ratings: one row a rating, labels coded in the order of the scale.

    Returns:
        As `annops.stats.leave_one_out.alpha_without_each`.

    Example:
        >>> table = np.array([[0, 0, 2], [1, 1, 0], [2, 2, 2]])
        >>> ordinal_alpha_without_each(Ratings.from_table(table, n_labels=3)).alpha.round(4)
        array([0.1944, 0.1944, 1.    ])
    """
    marginals = pairable_marginals_without_each(ratings)
    whole = coincidence_matrix(ratings.pattern_counts, ratings.pattern_weights)
    order = np.argsort(ratings.annotator, kind="stable")
    n_own = np.bincount(ratings.annotator, minlength=ratings.n_annotators)
    alpha = np.full(ratings.n_annotators, np.nan)
    for annotator, rows in enumerate(np.split(order, np.cumsum(n_own)[:-1])):
        distances = ordinal_distances(marginals[annotator])
        n_pairable = marginals[annotator].sum()
        expected = float(marginals[annotator] @ distances @ marginals[annotator])
        if expected > 0:
            observed = float(((whole - _lost_coincidences(ratings, rows)) * distances).sum())
            observed = observed if observed > _DUST * expected else 0.0
            alpha[annotator] = 1 - observed * (n_pairable - 1) / expected
    n_left = marginals.sum(axis=1).astype(np.int64)
    return WithoutAnnotator(alpha, n_left, n_own.astype(np.int64))


def interval_alpha_without_each(
    item: IntArray, annotator: IntArray, value: FloatArray, n_annotators: int
) -> WithoutAnnotator:
    """Interval alpha of numbers with each annotator left out, in one pass over the rows.

    Args:
        item: array (n_rows,), codes from 0; no annotator twice on an item.
        annotator: array (n_rows,), codes from 0 to n_annotators - 1.
        value: array (n_rows,), finite numbers.
        n_annotators: annotators, also those without a row.

    Returns:
        As `annops.stats.leave_one_out.alpha_without_each`; also nan where the remaining values
        are equal up to rounding.

    Example:
        >>> item, annotator = np.repeat(np.arange(2), 3), np.tile(np.arange(3), 2)
        >>> value = np.array([1.0, 1.0, 5.0, 4.0, 4.0, 4.0])
        >>> interval_alpha_without_each(item, annotator, value, 3).alpha.round(4)
        array([-0.3333, -0.3333,  1.    ])
    """
    n_own = np.bincount(annotator, minlength=n_annotators).astype(np.int64)
    pairable = (np.bincount(item) >= 2)[item] if item.size else np.zeros(0, dtype=bool)
    if not pairable.any():
        nothing = np.zeros(n_annotators, dtype=np.int64)
        return WithoutAnnotator(np.full(n_annotators, np.nan), nothing, n_own)
    item, annotator, value = item[pairable], annotator[pairable], value[pairable]
    shifted = value - value.mean()
    own = np.stack([np.ones(len(value)), shifted, shifted**2])
    of_item = np.stack([np.bincount(item, weights=power)[item] for power in own])
    n, total, squares, spread = _left_without_each(own, of_item, annotator, n_annotators)
    scale = _DUST * float(own[2].sum())
    expected = 2 * (n * squares - total**2)
    expected[expected <= scale * n] = 0.0
    spread[spread < scale] = 0.0
    return WithoutAnnotator(
        1 - divide_or_nan(spread * (n - 1), expected), n.astype(np.int64), n_own
    )


def _left_without_each(
    own: FloatArray, of_item: FloatArray, annotator: IntArray, n_annotators: int
) -> FloatArray:
    """Ratings, sum, sum of squares and spread within items that remain, (4, n_annotators).

    Args:
        own: array (3, n_rows): 1, value and squared value of each rating.
        of_item: array (3, n_rows): the same summed over the rating's item.
        annotator: array (n_rows,).
        n_annotators: columns of the result.
    """
    spread = _spread_within(of_item)
    lost = np.where(of_item[0] == 2, of_item, own)  # the partner's rating is left without a pair
    rows = np.vstack([lost, spread - _spread_within(of_item - own)])
    totals = np.append(own.sum(axis=1), (spread / of_item[0]).sum())
    by_annotator = [np.bincount(annotator, weights=r, minlength=n_annotators) for r in rows]
    return np.asarray(totals[:, None] - np.stack(by_annotator), dtype=float)


def _spread_within(sums: FloatArray) -> FloatArray:
    """Sum over an item's ratings of their mean squared distance to its other ratings.

    Args:
        sums: array (3, n_rows): ratings, sum and sum of squares; 0 for fewer than two ratings.
    """
    m, total, squares = sums
    spread = np.zeros(len(m))
    np.divide(2 * (m * squares - total**2), m - 1, out=spread, where=m >= 2)
    return spread


def _lost_coincidences(ratings: Ratings, rows: IntArray) -> FloatArray:
    """What the matrix of coincidences loses with these rows, at most one an item."""
    before = ratings.pattern_counts[ratings.item_pattern[ratings.item[rows]]]
    after = before.copy()
    after[np.arange(len(rows)), ratings.label[rows]] -= 1
    once = np.ones(len(rows))
    return coincidence_matrix(before, once) - coincidence_matrix(after, once)
