"""Observed and expected disagreement of label-count patterns, for many weightings at once.

Every coefficient here is `1 - observed / expected`, in disagreements rather than agreements, so
that perfect agreement is exactly 1 and a table with one label has an expected disagreement of
exactly 0. Point estimates and bootstrap replicates share these functions.
"""

from dataclasses import dataclass

import numpy as np

from annops.stats.arrays import BoolArray, FloatArray, divide_or_nan
from annops.stats.distances import mid_ranks


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Mean distances between two ratings: of one item, and of two drawn by chance.

    Attributes:
        observed: array (n_replicates,); nan where no item has two ratings.
        expected: array (n_replicates,); nan where no item was rated.
    """

    observed: FloatArray
    expected: FloatArray

    @property
    def coefficients(self) -> FloatArray:
        """1 - observed / expected, array (n_replicates,); nan where undefined."""
        return np.asarray(1 - divide_or_nan(self.observed, self.expected), dtype=float)


def ratings_per_item(counts: FloatArray) -> FloatArray:
    """Ratings of an item of each pattern, array (n_patterns,)."""
    return np.asarray(counts.sum(axis=1), dtype=float)


def is_pairable(counts: FloatArray) -> BoolArray:
    """Whether an item of the pattern has two ratings or more, array (n_patterns,)."""
    return np.asarray(ratings_per_item(counts) >= 2, dtype=bool)


def pairable_marginals(counts: FloatArray, weights: FloatArray) -> FloatArray:
    """Ratings with each label among items with two ratings or more.

    Args:
        counts: array (n_patterns, n_labels).
        weights: array (n_patterns,) or (n_patterns, n_replicates).

    Returns:
        Array (n_labels,) or (n_labels, n_replicates).

    Example:
        >>> pairable_marginals(np.array([[2.0, 1.0], [0.0, 1.0]]), np.array([3.0, 5.0]))
        array([6., 3.])
    """
    return np.asarray((counts * is_pairable(counts)[:, None]).T @ weights, dtype=float)


def item_disagreement(counts: FloatArray, distances: FloatArray) -> FloatArray:
    """Mean distance between two different ratings of an item of each pattern.

    Args:
        counts: array (n_patterns, n_labels).
        distances: array (n_labels, n_labels), 0 on the diagonal.

    Returns:
        Array (n_patterns,); 0 for patterns with fewer than two ratings.

    Example:
        >>> item_disagreement(np.array([[2.0, 1.0], [1.0, 0.0]]), 1 - np.eye(2))
        array([0.66666667, 0.        ])
    """
    ratings = ratings_per_item(counts)
    distance_sums = (counts * (counts @ distances)).sum(axis=1)
    mean = np.zeros(len(counts))
    np.divide(distance_sums, ratings * (ratings - 1), out=mean, where=ratings >= 2)
    return mean


def label_shares(counts: FloatArray) -> FloatArray:
    """Share of an item's ratings with each label, array (n_patterns, n_labels); 0 if unrated."""
    ratings = ratings_per_item(counts)[:, None]
    shares = np.zeros(counts.shape)
    np.divide(counts, ratings, out=shares, where=ratings > 0)
    return shares


def mean_label_shares(counts: FloatArray, weights: FloatArray) -> FloatArray:
    """Mean share of each label over all rated items, single ratings included.

    Args:
        counts: array (n_patterns, n_labels).
        weights: array (n_patterns, n_replicates).

    Returns:
        Array (n_labels, n_replicates); nan where no item was rated.
    """
    n_rated = (ratings_per_item(counts) > 0).astype(float) @ weights
    totals = label_shares(counts).T @ weights
    return divide_or_nan(totals, np.broadcast_to(n_rated, totals.shape))


def mean_item_disagreement(
    counts: FloatArray, weights: FloatArray, distances: FloatArray
) -> FloatArray:
    """Mean over items with two ratings or more of their disagreement; 1 - Gwet's pa.

    Args:
        counts: array (n_patterns, n_labels).
        weights: array (n_patterns, n_replicates).
        distances: array (n_labels, n_labels), 0 on the diagonal.

    Returns:
        Array (n_replicates,); nan where no item has two ratings.
    """
    n_pairable = is_pairable(counts).astype(float) @ weights
    return divide_or_nan(item_disagreement(counts, distances) @ weights, n_pairable)


def fleiss_disagreement(
    counts: FloatArray, weights: FloatArray, distances: FloatArray
) -> Disagreement:
    """Disagreements of Fleiss' kappa; arguments as in `mean_item_disagreement`."""
    shares = mean_label_shares(counts, weights)
    expected = (shares * (distances @ shares)).sum(axis=0)
    return Disagreement(mean_item_disagreement(counts, weights, distances), expected)


def gwet_disagreement(
    counts: FloatArray, weights: FloatArray, distances: FloatArray
) -> Disagreement:
    """Disagreements of Gwet's AC1 / AC2; needs two labels or more."""
    n_labels = counts.shape[1]
    shares = mean_label_shares(counts, weights)
    scale = (1 - distances).sum() / (n_labels * (n_labels - 1))
    expected = 1 - scale * (shares * (1 - shares)).sum(axis=0)
    return Disagreement(mean_item_disagreement(counts, weights, distances), expected)


def brennan_prediger_disagreement(
    counts: FloatArray, weights: FloatArray, distances: FloatArray
) -> Disagreement:
    """Disagreements of Brennan and Prediger's coefficient: labels drawn evenly by chance."""
    expected = np.full(weights.shape[1], distances.mean())
    return Disagreement(mean_item_disagreement(counts, weights, distances), expected)


def alpha_disagreement(
    counts: FloatArray, weights: FloatArray, distances: FloatArray
) -> Disagreement:
    """Disagreements Do and De of Krippendorff's alpha; single ratings are left out throughout."""
    ratings = ratings_per_item(counts)
    marginals = pairable_marginals(counts, weights)
    n_pairable = marginals.sum(axis=0)
    observed = divide_or_nan(
        (item_disagreement(counts, distances) * ratings) @ weights, n_pairable
    )
    by_chance = (marginals * (distances @ marginals)).sum(axis=0)
    return Disagreement(observed, divide_or_nan(by_chance, n_pairable * (n_pairable - 1)))


def ordinal_alpha_disagreement(counts: FloatArray, weights: FloatArray) -> Disagreement:
    """Do and De of ordinal alpha; the metric is made anew from each replicate's marginals.

    Args:
        counts: array (n_patterns, n_labels), labels in the order of the scale.
        weights: array (n_patterns, n_replicates).
    """
    marginals = pairable_marginals(counts, weights)
    n_pairable = marginals.sum(axis=0)
    ranks = mid_ranks(marginals) - n_pairable / 2
    ratings = ratings_per_item(counts)[:, None]
    within = ratings * (counts @ ranks**2) - (counts @ ranks) ** 2
    mean_within = np.zeros(within.shape)
    np.divide(2 * within, ratings - 1, out=mean_within, where=ratings >= 2)
    observed = divide_or_nan((mean_within * weights).sum(axis=0), n_pairable)
    by_chance = 2 * n_pairable * (marginals * ranks**2).sum(axis=0)
    return Disagreement(observed, divide_or_nan(by_chance, n_pairable * (n_pairable - 1)))
