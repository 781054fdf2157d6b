"""Krippendorff's alpha for ratio scales with any number of distinct values."""

import numpy as np

from annops.stats.alpha_error import alpha_scores, alpha_with_error
from annops.stats.arrays import FloatArray, IntArray
from annops.stats.coefficient import NO_PAIRS, NO_VARIATION, Coefficient

NEGATIVE_ON_RATIO_SCALE = "a ratio scale needs values of 0 or more"


def ratio_alpha(item: IntArray, value: FloatArray) -> Coefficient:
    """Ratio alpha: distance ((x - y) / (x + y))^2, and 0 between two zeros.

    Time grows with the square of the number of distinct values (some seconds at 20,000),
    memory does not.

    Args:
        item: array (n_rows,), codes from 0.
        value: array (n_rows,), numbers of 0 or more.

    Returns:
        As `interval_alpha`; also undefined when a value is negative.

    Example:
        >>> ratio_alpha(np.array([0, 0, 1, 1]), np.array([1.0, 1, 3, 3])).value
        1.0
    """
    if (value < 0).any():
        return Coefficient.undefined(NEGATIVE_ON_RATIO_SCALE)
    pairable = np.bincount(item) >= 2
    order = np.argsort(item, kind="stable")
    order = order[pairable[item[order]]]
    value = value[order]
    if value.size == 0:
        return Coefficient.undefined(NO_PAIRS)
    n_ratings, largest = len(value), float(_ratio_distance(value.min(), value.max()))
    if largest == 0:
        n_items = int(pairable.sum())
        return Coefficient.undefined(
            NO_VARIATION, n_items=n_items, n_ratings=n_ratings, observed=1.0, expected=1.0
        )
    # codes without gaps, so that every item below has two ratings
    code = (np.cumsum(pairable) - 1)[item[order]]
    m = np.bincount(code).astype(float)
    own = 2 * _distance_sums_within(code, value) / (m * (m - 1)) / largest
    to_all = np.bincount(code, weights=_distances_to_all(value)) / m / largest
    means = float(m @ own) / n_ratings, float(m @ to_all) / n_ratings
    scores = np.full(len(pairable), np.nan)
    scores[pairable] = alpha_scores(m, own, to_all, means)
    return alpha_with_error(means, scores, n_ratings)


def _ratio_distance(x: FloatArray, y: FloatArray) -> FloatArray:
    sums = x + y
    quotient = np.zeros(np.shape(sums))
    np.divide(x - y, sums, out=quotient, where=sums > 0)
    return np.asarray(quotient**2, dtype=float)


def _distance_sums_within(item: IntArray, value: FloatArray) -> FloatArray:
    """Sum of distances over the unordered pairs of ratings of each item; rows sorted by item."""
    n_items = int(item[-1]) + 1
    sums = np.zeros(n_items)
    lag, first = 1, np.arange(len(item) - 1)
    while first.size:
        first = first[first + lag < len(item)]
        first = first[item[first] == item[first + lag]]
        distances = _ratio_distance(value[first], value[first + lag])
        sums += np.bincount(item[first], weights=distances, minlength=n_items)
        lag += 1
    return sums


def _distances_to_all(value: FloatArray) -> FloatArray:
    """Mean distance from each value to all values, itself included, (n_rows,)."""
    distinct, code, n_equal = np.unique(value, return_inverse=True, return_counts=True)
    times, sums = n_equal.astype(float), np.zeros(len(distinct))
    for i, x in enumerate(distinct):
        larger = distinct[i + 1 :]
        distances = ((larger - x) / (larger + x)) ** 2
        sums[i] += float(distances @ times[i + 1 :])
        sums[i + 1 :] += distances * times[i]
    return np.asarray(sums[code] / len(value), dtype=float)
