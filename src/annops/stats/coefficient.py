"""What every agreement coefficient answers: a value, its precision, or why there is none."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from annops.stats.arrays import FloatArray

NO_PAIRS = "no item has two ratings"
ONE_LABEL = "only one label was used, so agreement by chance cannot be told apart from agreement"
ONE_LABEL_IN_LIST = "the list of labels has one label only, so nothing could have disagreed"
NO_DISTANCE = "the labels used count as the same label under these weights"
NO_VARIATION = "all values are equal, so agreement by chance cannot be told apart from agreement"
ZERO_WIDTH = (
    "all items give the same contribution, so the standard error is 0 and says nothing about"
    " precision"
)


@dataclass(frozen=True, slots=True)
class Coefficient:
    """One agreement coefficient with its linearised standard error.

    `value = (observed - expected) / (1 - expected)` holds for every chance-corrected coefficient.

    Attributes:
        value: the coefficient, at most 1; it may be negative, and below -1 only where many items
            with a single rating shift chance agreement. None when undefined.
        se: standard error; None when undefined or when fewer than two items have two ratings.
        observed: observed agreement in [0, 1]; for alpha 1 - Do, with distances scaled so that
            the largest is 1. None when no item has two ratings.
        expected: agreement expected by chance in [0, 1]; None for percent agreement.
        n_items: items with two ratings or more.
        n_ratings: ratings of those items.
        degrees_of_freedom: items that entered the standard error, less one; None without one.
        why_undefined: the reason when value is None.
        caution: what a reader must know about a value that is defined; None in general.
        item_scores: array (n_patterns,), the influence of one item of each pattern: their weighted
            variance (n - 1 in the denominator) over n is se squared. nan for patterns that take
            no part. None when there is no standard error or the input had no patterns.
    """

    value: float | None
    se: float | None
    observed: float | None
    expected: float | None
    n_items: int
    n_ratings: int
    degrees_of_freedom: int | None = None
    why_undefined: str | None = None
    caution: str | None = None
    item_scores: FloatArray | None = None

    @classmethod
    def undefined(
        cls,
        why: str,
        *,
        n_items: int = 0,
        n_ratings: int = 0,
        observed: float | None = None,
        expected: float | None = None,
    ) -> Self:
        """A coefficient without a value; observed and expected agreement may still be known."""
        return cls(
            value=None,
            se=None,
            observed=observed,
            expected=expected,
            n_items=n_items,
            n_ratings=n_ratings,
            why_undefined=why,
        )


def t_interval(coefficient: Coefficient, confidence: float = 0.95) -> tuple[float, float] | None:
    """Confidence interval from the standard error and Student's t, cut off at 1 above.

    Covers poorly with few items (under about 20) and near 1; prefer the bootstrap there.

    Args:
        coefficient: value, se and degrees of freedom are read.
        confidence: in (0, 1).

    Returns:
        (low, high), or None when the standard error is undefined or 0.

    Source:
        Gwet, Handbook of Inter-Rater Reliability, 4th ed. (2014), section 5.3.

    Example:
        >>> t_interval(Coefficient(0.5, 0.1, 0.75, 0.5, 11, 22, degrees_of_freedom=10))
        (0.2771861148..., 0.7228138851...)
    """
    from scipy.special import stdtrit

    if coefficient.value is None or not coefficient.se or not coefficient.degrees_of_freedom:
        return None
    quantile = float(stdtrit(coefficient.degrees_of_freedom, 0.5 + confidence / 2))
    half_width = quantile * coefficient.se
    return coefficient.value - half_width, min(1.0, coefficient.value + half_width)


def weighted_standard_error(scores: FloatArray, weights: FloatArray) -> float | None:
    """Standard error of the mean of scores that occur weights times each.

    Args:
        scores: array (n_patterns,); nan for patterns that take no part.
        weights: array (n_patterns,), how many items show the pattern.

    Returns:
        sqrt(sum w (x - mean)^2 / (n (n - 1))), or None when fewer than two items take part.

    Example:
        >>> import numpy as np
        >>> weighted_standard_error(np.array([0.0, 1.0]), np.array([2.0, 2.0]))
        0.288675...
    """
    taking_part = (weights > 0) & ~np.isnan(scores)
    x, w = scores[taking_part], weights[taking_part]
    n = float(w.sum())
    if n < 2:
        return None
    mean = float(w @ x) / n
    return math.sqrt(float(w @ (x - mean) ** 2) / (n * (n - 1)))
