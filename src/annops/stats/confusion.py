"""Which labels are confused with which, and what each confusion costs in alpha."""

from dataclasses import dataclass

import numpy as np

from annops.stats.arrays import FloatArray
from annops.stats.disagreement import is_pairable, ratings_per_item


@dataclass(frozen=True, slots=True)
class ConfusedPair:
    """Two labels given to the same items by different annotators.

    Attributes:
        label_a: column of the first label, below label_b.
        label_b: column of the second.
        n_coincidences: pairable ratings in this pair (each rating of an item with m ratings forms
            m - 1 pairs of weight 1 / (m - 1)); both directions together.
        n_expected: the same if labels were assigned to items by chance.
        share: of all observed disagreement, in [0, 1], distances counted; the shares of all pairs
            add up to 1. None when there was no disagreement.
        alpha_lost: what the pair takes from alpha; these add up to 1 - alpha. None when alpha is
            undefined.
    """

    label_a: int
    label_b: int
    n_coincidences: float
    n_expected: float
    share: float | None
    alpha_lost: float | None


def coincidence_matrix(counts: FloatArray, weights: FloatArray) -> FloatArray:
    """Krippendorff's matrix of observed coincidences.

    Args:
        counts: array (n_patterns, n_labels).
        weights: array (n_patterns,).

    Returns:
        Array (n_labels, n_labels), symmetric; rows add up to the pairable ratings of each label.

    Source:
        Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section C, step 2.

    Example:
        >>> coincidence_matrix(np.array([[2.0, 1.0]]), np.array([1.0]))
        array([[1., 1.],
               [1., 0.]])
    """
    pairable = is_pairable(counts)
    counts = counts[pairable]
    scale = weights[pairable] / (ratings_per_item(counts) - 1)
    scaled = counts * scale[:, None]
    matrix = counts.T @ scaled
    return np.asarray(matrix - np.diag(scaled.sum(axis=0)), dtype=float)


def confused_pairs(
    counts: FloatArray, weights: FloatArray, distances: FloatArray | None = None
) -> list[ConfusedPair]:
    """Pairs of labels that were confused at least once, costliest first.

    Args:
        counts: array (n_patterns, n_labels).
        weights: array (n_patterns,).
        distances: array (n_labels, n_labels); nominal when None.

    Returns:
        Sorted by observed disagreement, then by columns; empty without any confusion.

    Example:
        >>> counts = np.array([[2.0, 0, 0], [1, 1, 0], [0, 1, 1], [0, 0, 2]])
        >>> pairs = confused_pairs(counts, np.array([5.0, 3, 1, 4]))
        >>> [(p.label_a, p.label_b, p.share) for p in pairs]
        [(0, 1, 0.75), (1, 2, 0.25)]
    """
    if distances is None:
        distances = 1 - np.eye(counts.shape[1])
    observed = coincidence_matrix(counts, weights)
    marginals = observed.sum(axis=0)
    total = float(marginals.sum())
    expected = np.outer(marginals, marginals) / (total - 1) if total > 1 else observed
    costs = observed * distances
    all_observed, all_expected = float(costs.sum()), float((expected * distances).sum())
    found = [
        ConfusedPair(
            label_a=int(a),
            label_b=int(b),
            n_coincidences=2 * float(observed[a, b]),
            n_expected=2 * float(expected[a, b]),
            share=2 * float(costs[a, b]) / all_observed if all_observed else None,
            alpha_lost=2 * float(costs[a, b]) / all_expected if all_expected else None,
        )
        for a, b in np.argwhere(np.triu(observed, 1) > 0)
    ]
    return sorted(found, key=lambda p: (-(p.share or 0.0), p.label_a, p.label_b))
