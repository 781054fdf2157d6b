"""Distances between labels, by scale of measurement or between sets of labels.

All matrices are (n_labels, n_labels), symmetric, 0 on the diagonal and not negative. Distances are
what Krippendorff calls delta squared. Only their proportions matter to alpha.
"""

from collections.abc import Sequence

import numpy as np

from annops.stats.arrays import FloatArray


def nominal_distances(n_labels: int) -> FloatArray:
    """0 for the same label, 1 otherwise.

    Example:
        >>> nominal_distances(2)
        array([[0., 1.],
               [1., 0.]])
    """
    return 1 - np.eye(n_labels)


def interval_distances(scores: FloatArray) -> FloatArray:
    """(x - y)^2 between the labels' scores (n_labels,).

    Example:
        >>> interval_distances(np.array([1.0, 3.0]))[0]
        array([0., 4.])
    """
    return np.asarray((scores[:, None] - scores[None, :]) ** 2, dtype=float)


def ratio_distances(scores: FloatArray) -> FloatArray:
    """((x - y) / (x + y))^2 between scores of 0 or more; two zeros are at distance 0.

    Raises:
        ValueError: a score is negative.

    Example:
        >>> ratio_distances(np.array([0.0, 1.0, 3.0]))[1]
        array([1.  , 0.  , 0.25])
    """
    if (scores < 0).any():
        raise ValueError("ratio distances need scores of 0 or more")
    sums = scores[:, None] + scores[None, :]
    quotient = np.zeros_like(sums)
    np.divide(scores[:, None] - scores[None, :], sums, out=quotient, where=sums > 0)
    return np.asarray(quotient**2, dtype=float)


def mid_ranks(marginals: FloatArray) -> FloatArray:
    """Mean rank, counted from 0, of the ratings with each label.

    Args:
        marginals: array (n_labels,) or (n_labels, n_replicates): ratings with each label, labels
            in the order of the scale.

    Returns:
        Array of the same shape.

    Example:
        >>> mid_ranks(np.array([2.0, 4.0]))
        array([1., 4.])
    """
    return np.asarray(np.cumsum(marginals, axis=0) - marginals / 2, dtype=float)


def ordinal_distances(marginals: FloatArray) -> FloatArray:
    """Krippendorff's ordinal metric: squared difference of mid-ranks.

    Args:
        marginals: array (n_labels,), pairable ratings with each label in the order of the scale
            (`annops.stats.disagreement.pairable_marginals`).

    Source:
        Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section D.

    Example:
        >>> ordinal_distances(np.array([2.0, 2.0, 4.0]))[0]
        array([ 0.,  4., 25.])
    """
    return interval_distances(mid_ranks(marginals))


def jaccard_distances(sets: Sequence[frozenset[str]]) -> FloatArray:
    """1 - |A and B| / |A or B|; the empty set is at 0 from itself and at 1 from any other.

    Args:
        sets: one set of labels per row and column of the result.

    Example:
        >>> jaccard_distances([frozenset(), frozenset("a"), frozenset("ab")])
        array([[0. , 1. , 1. ],
               [1. , 0. , 0.5],
               [1. , 0.5, 0. ]])
    """
    shared, sizes = _shared_labels(sets)
    unions = sizes[:, None] + sizes[None, :] - shared
    similarity = np.ones_like(unions)
    np.divide(shared, unions, out=similarity, where=unions > 0)
    return 1 - similarity


def masi_distances(sets: Sequence[frozenset[str]]) -> FloatArray:
    """1 - Jaccard x monotonicity (1 equal, 2/3 subset, 1/3 overlap, 0 disjoint).

    The empty set is at 0 from itself and at 1 from any other set, as in `jaccard_distances`.

    Args:
        sets: one set of labels per row and column of the result.

    Source:
        Passonneau, Measuring Agreement on Set-valued Items (LREC 2006).

    Example:
        >>> masi_distances([frozenset("a"), frozenset("ab"), frozenset("bc")]).round(3)
        array([[0.   , 0.667, 1.   ],
               [0.667, 0.   , 0.889],
               [1.   , 0.889, 0.   ]])
    """
    shared, sizes = _shared_labels(sets)
    smaller = np.minimum(sizes[:, None], sizes[None, :])
    larger = np.maximum(sizes[:, None], sizes[None, :])
    monotonicity = np.select([shared == larger, shared == smaller, shared > 0], [1, 2 / 3, 1 / 3])
    return np.asarray(1 - (1 - jaccard_distances(sets)) * monotonicity, dtype=float)


def _shared_labels(sets: Sequence[frozenset[str]]) -> tuple[FloatArray, FloatArray]:
    labels = {label: column for column, label in enumerate(sorted(frozenset().union(*sets)))}
    membership = np.zeros((len(sets), len(labels)))
    for row, members in enumerate(sets):
        membership[row, [labels[label] for label in members]] = 1
    return membership @ membership.T, membership.sum(axis=1)
