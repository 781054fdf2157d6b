"""From disagreements of label-count patterns to a `Coefficient`, or to why there is none."""

import numpy as np

from annops.stats.arrays import BoolArray, FloatArray
from annops.stats.coefficient import (
    NO_DISTANCE,
    NO_PAIRS,
    ONE_LABEL,
    ZERO_WIDTH,
    Coefficient,
    weighted_standard_error,
)
from annops.stats.disagreement import Disagreement, is_pairable, ratings_per_item


def defined_result(
    counts: FloatArray,
    weights: FloatArray,
    scores: FloatArray,
    values: tuple[float, float, float | None],
) -> Coefficient:
    """A coefficient with its standard error.

    Args:
        counts: array (n_patterns, n_labels).
        weights: array (n_patterns,).
        scores: array (n_patterns,), influence of an item of each pattern; nan if it takes no part.
        values: the coefficient, observed and expected agreement.
    """
    value, observed, expected = values
    n_items, n_ratings = pairable_sizes(counts, weights)
    se = weighted_standard_error(scores, weights) if n_items >= 2 else None
    taking_part = weights[~np.isnan(scores)].sum()
    return Coefficient(
        value=value,
        se=se,
        observed=observed,
        expected=expected,
        n_items=n_items,
        n_ratings=n_ratings,
        degrees_of_freedom=None if se is None else int(taking_part) - 1,
        caution=ZERO_WIDTH if se == 0 else None,
        item_scores=None if se is None else scores,
    )


def undefined_result(
    counts: FloatArray, weights: FloatArray, parts: Disagreement, counted: BoolArray
) -> Coefficient | None:
    """A coefficient without value where observed or chance disagreement does not allow one.

    Args:
        counts: array (n_patterns, n_labels).
        weights: array (n_patterns,).
        parts: disagreements with one replicate.
        counted: array (n_patterns,), patterns whose labels enter chance agreement.

    Returns:
        None when the coefficient is defined.
    """
    observed, expected = float(parts.observed[0]), float(parts.expected[0])
    if np.isnan(observed):
        return without_value(counts, weights, NO_PAIRS)
    if expected > 0:
        return None
    used = (counts[(weights > 0) & counted] > 0).any(axis=0).sum()
    n_items, n_ratings = pairable_sizes(counts, weights)
    return Coefficient.undefined(
        ONE_LABEL if used < 2 else NO_DISTANCE,
        n_items=n_items,
        n_ratings=n_ratings,
        observed=1 - observed,
        expected=1.0,
    )


def without_value(counts: FloatArray, weights: FloatArray, why: str) -> Coefficient:
    """A coefficient without value, with the sizes of the table."""
    n_items, n_ratings = pairable_sizes(counts, weights)
    return Coefficient.undefined(why, n_items=n_items, n_ratings=n_ratings)


def pairable_sizes(counts: FloatArray, weights: FloatArray) -> tuple[int, int]:
    """Items with two ratings or more, and the ratings of these items."""
    pairable = is_pairable(counts)
    return int(weights @ pairable), int(weights @ (pairable * ratings_per_item(counts)))


def checked_distances(
    counts: FloatArray, weights: FloatArray, agreement_weights: FloatArray | None
) -> FloatArray:
    """Distances 1 - agreement weights, after a check of all three inputs.

    Raises:
        ValueError: shapes do not fit, a number is negative, or the matrix is not symmetric with 1
            on its diagonal.
    """
    n_patterns, n_labels = counts.shape
    if weights.shape != (n_patterns,):
        raise ValueError(f"weights have shape {weights.shape}, expected ({n_patterns},)")
    if (weights < 0).any() or (counts < 0).any():
        raise ValueError("counts and weights must not be negative")
    if agreement_weights is None:
        return 1 - np.eye(n_labels)
    if agreement_weights.shape != (n_labels, n_labels):
        raise ValueError(f"expected a matrix of {n_labels} x {n_labels} labels")
    distances = 1 - np.asarray(agreement_weights, dtype=float)
    if not np.allclose(distances, distances.T) or np.diagonal(distances).any():
        raise ValueError("the matrix between labels must be symmetric, each label like itself")
    return distances
