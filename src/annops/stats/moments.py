"""Krippendorff's alpha for numbers, interval and ordinal, with any number of distinct values.

Three sums an item suffice, so time and memory grow with the rows only.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from annops.stats.alpha_error import alpha_scores, alpha_with_error
from annops.stats.arrays import FloatArray, IntArray
from annops.stats.coefficient import NO_PAIRS, NO_VARIATION, Coefficient


@dataclass(frozen=True, slots=True)
class ItemMoments:
    """Sums over each item's ratings, after the mean of all pairable values was taken off.

    Attributes:
        n_ratings: array (n_items,), ratings of each item; items with fewer than two count for
            nothing.
        sums: array (n_items,), sum of the shifted values.
        square_sums: array (n_items,), sum of their squares.
        largest_distance: squared range of the pairable values, which scales agreement to [0, 1].
    """

    n_ratings: FloatArray
    sums: FloatArray
    square_sums: FloatArray
    largest_distance: float

    @classmethod
    def from_rows(cls, item: IntArray, value: FloatArray) -> Self:
        """Sum up rows.

        Args:
            item: array (n_rows,), codes from 0.
            value: array (n_rows,), finite numbers.

        Example:
            >>> moments = ItemMoments.from_rows(np.array([0, 0, 1, 1]), np.array([1.0, 3, 4, 4]))
            >>> moments.sums
            array([-2.,  2.])
        """
        n_ratings: FloatArray = np.bincount(item).astype(float)
        pairable = n_ratings[item] >= 2
        item, value = item[pairable], value[pairable]
        if value.size == 0:
            zeros: FloatArray = np.zeros(len(n_ratings))
            return cls(n_ratings, zeros, zeros, 0.0)
        shifted = value - value.mean()
        return cls(
            n_ratings,
            sums=np.bincount(item, weights=shifted, minlength=len(n_ratings)).astype(float),
            square_sums=np.bincount(item, weights=shifted**2, minlength=len(n_ratings)).astype(
                float
            ),
            largest_distance=float(np.ptp(value)) ** 2,
        )


def interval_alpha(moments: ItemMoments) -> Coefficient:
    """Interval alpha from item moments, with the standard error of `krippendorff_alpha`.

    Returns:
        Coefficient with one item score an item. Undefined when no item has two ratings or all
        pairable values are equal.

    Source:
        Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section D; standard error
        as in Gwet 2014, section 5.4.

    Example:
        >>> item, value = np.array([0, 0, 1, 1, 2, 2]), np.array([1.0, 1, 2, 3, 5, 5])
        >>> interval_alpha(ItemMoments.from_rows(item, value)).value
        0.950495...
    """
    pairable = moments.n_ratings >= 2
    m = moments.n_ratings[pairable]
    n_items, n_ratings = len(m), float(m.sum())
    if n_items == 0:
        return Coefficient.undefined(NO_PAIRS)
    sums = moments.sums[pairable] / np.sqrt(moments.largest_distance or 1.0)
    squares = moments.square_sums[pairable] / (moments.largest_distance or 1.0)
    own = 2 * np.maximum(m * squares - sums**2, 0) / (m * (m - 1))
    observed = float(m @ own) / n_ratings
    centre, spread = float(sums.sum()) / n_ratings, float(squares.sum()) / n_ratings
    by_chance = 2 * (spread - centre**2)
    if moments.largest_distance == 0:
        return Coefficient.undefined(
            NO_VARIATION, n_items=n_items, n_ratings=int(n_ratings), observed=1.0, expected=1.0
        )
    to_all = squares / m - 2 * centre * sums / m + spread
    scores = np.full(len(pairable), np.nan)
    scores[pairable] = alpha_scores(m, own, to_all, (observed, by_chance))
    return alpha_with_error((observed, by_chance), scores, int(n_ratings))


def ordinal_alpha(item: IntArray, value: FloatArray) -> Coefficient:
    """Ordinal alpha of values of which only the order counts: interval alpha of mid-ranks.

    Args:
        item: array (n_rows,), codes from 0.
        value: array (n_rows,), numbers or codes in the order of the scale.

    Returns:
        As `interval_alpha`; the standard error holds the ranks fixed.

    Example:
        >>> ordinal_alpha(np.array([0, 0, 1, 1, 2, 2]), np.array([1.0, 1, 2, 3, 90, 90])).value
        0.949494...
    """
    pairable = np.bincount(item)[item] >= 2
    _, code, n_equal = np.unique(value[pairable], return_inverse=True, return_counts=True)
    ranks = np.zeros(len(value))
    ranks[pairable] = (np.cumsum(n_equal) - n_equal / 2)[code]
    return interval_alpha(ItemMoments.from_rows(item, ranks))
