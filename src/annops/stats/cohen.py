"""Cohen's kappa from contingency tables: one table with its error, or very many at once."""

import math

import numpy as np

from annops.stats.arrays import BoolArray, FloatArray, divide_or_nan
from annops.stats.coefficient import (
    NO_DISTANCE,
    NO_PAIRS,
    ONE_LABEL,
    ZERO_WIDTH,
    Coefficient,
)


def cohen_kappa(table: FloatArray, disagreement_weights: FloatArray | None = None) -> Coefficient:
    """Cohen's kappa of two annotators, weighted or not.

    Args:
        table: array (n_labels, n_labels), items by the first annotator's label (row) and the
            second's (column); labels of the question, used or not.
        disagreement_weights: array (n_labels, n_labels), 0 or more, 0 on the diagonal; need not be
            symmetric nor at most 1. 0 / 1 when None.

    Returns:
        Coefficient whose standard error divides by n, as customary for contingency tables (SAS,
        statsmodels); `annops.stats.conger` divides by n - 1. Observed and expected agreement have
        the largest weight scaled to 1. Undefined without items, and when both annotators used the
        same single label.

    Raises:
        ValueError: the shapes do not fit or a number is negative.

    Source:
        Cohen, Educational and Psychological Measurement 20 (1960), p. 37; weighted: Cohen,
        Psychological Bulletin 70 (1968), p. 213; error: Fleiss, Cohen and Everitt, Psychological
        Bulletin 72 (1969), p. 323.

    Example:
        >>> result = cohen_kappa(np.array([[40.0, 9.0], [6.0, 45.0]]))
        >>> round(result.value, 6), round(result.observed, 2)
        (0.699519, 0.85)
    """
    distances = _scaled_distances(table, disagreement_weights)
    n = float(table.sum())
    if n == 0:
        return Coefficient.undefined(NO_PAIRS)
    joint = table / n
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    observed, expected = float((joint * distances).sum()), float(rows @ distances @ columns)
    if expected <= 0:
        used = ((rows > 0) | (columns > 0)).sum()
        return Coefficient.undefined(
            ONE_LABEL if used < 2 else NO_DISTANCE,
            n_items=int(n),
            n_ratings=2 * int(n),
            observed=1 - observed,
            expected=1.0,
        )
    ratio = observed / expected
    to_chance = (distances @ columns)[:, None] + (rows @ distances)[None, :]
    influence = (ratio * to_chance - distances) / expected
    mean = float((joint * influence).sum())
    se = math.sqrt(float((joint * (influence - mean) ** 2).sum()) / n) if n >= 2 else None
    return Coefficient(
        value=1 - ratio,
        se=se,
        observed=1 - observed,
        expected=1 - expected,
        n_items=int(n),
        n_ratings=2 * int(n),
        degrees_of_freedom=int(n) - 1 if n >= 2 else None,
        caution=ZERO_WIDTH if se == 0 else None,
    )


def cohen_kappa_many(
    agree: FloatArray, n_items: FloatArray, margins_a: FloatArray, margins_b: FloatArray
) -> tuple[FloatArray, BoolArray]:
    """Unweighted Cohen's kappa of many pairs of annotators.

    Args:
        agree: array (n_pairs,), items on which the two gave the same label.
        n_items: array (n_pairs,), items both rated.
        margins_a: array (n_pairs, n_labels), label counts of the first on those items.
        margins_b: array (n_pairs, n_labels), label counts of the second on those items.

    Returns:
        Kappas (n_pairs,) and a mask (n_pairs,) of those that are defined; the others are nan.
        Undefined: no shared item, or both used the same single label.

    Example:
        >>> cohen_kappa_many(
        ...     np.array([85.0, 3.0]),
        ...     np.array([100.0, 3.0]),
        ...     np.array([[49.0, 51.0], [3.0, 0.0]]),
        ...     np.array([[46.0, 54.0], [3.0, 0.0]]),
        ... )
        (array([0.69951923,        nan]), array([ True, False]))
    """
    by_chance = np.einsum("pk,pk->p", margins_a, margins_b)
    numerator = n_items * (n_items - agree)
    denominator = n_items * n_items - by_chance
    kappas = 1 - divide_or_nan(numerator.astype(float), denominator.astype(float))
    defined = denominator > 0
    return np.where(defined, kappas, np.nan), np.asarray(defined, dtype=bool)


def _scaled_distances(table: FloatArray, weights: FloatArray | None) -> FloatArray:
    n_labels = len(table)
    if table.shape != (n_labels, n_labels) or (table < 0).any():
        raise ValueError("the table must be square and not negative")
    if weights is None:
        return 1 - np.eye(n_labels)
    if weights.shape != table.shape or (weights < 0).any() or np.diagonal(weights).any():
        raise ValueError("the weights must fit the table, be 0 or more, and 0 on the diagonal")
    largest = float(weights.max(initial=0.0))
    return weights / largest if largest > 0 else weights.astype(float)
