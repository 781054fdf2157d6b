"""Intraclass correlations of a complete table of numeric ratings: six forms with intervals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from annops.stats.arrays import FloatArray

INCOMPLETE = "every annotator must have rated every item"
TOO_SMALL = "at least two items and two annotators are needed"
NO_VARIATION = "the ratings do not vary"
NO_VARIANCE_LEFT = "the estimated variances of items, annotators and errors cancel out"


@dataclass(frozen=True, slots=True)
class IntraclassCorrelation:
    """One of the six forms.

    Attributes:
        form: as Shrout and Fleiss write it: `1,1 2,1 3,1 1,k 2,k 3,k`.
        value: at most 1, may be negative; None when undefined.
        low: lower end of the interval from F quantiles; None when it does not exist, which happens
            with perfect agreement and with some negative values.
        high: upper end; None likewise.
        confidence: in (0, 1).
        n_items: rows.
        n_annotators: columns.
        why_undefined: the reason when value is None.
    """

    form: str
    value: float | None
    low: float | None
    high: float | None
    confidence: float
    n_items: int
    n_annotators: int
    why_undefined: str | None = None


@dataclass(frozen=True, slots=True)
class _MeanSquares:
    items: float
    annotators: float
    residual: float
    within: float
    n: int
    k: int
    confidence: float


_Ends = tuple[float, float | None, float | None] | None


def intraclass_correlations(
    ratings: FloatArray, confidence: float = 0.95
) -> list[IntraclassCorrelation]:
    """The six intraclass correlations of Shrout and Fleiss.

    1: each item has its own annotators; 2: annotators are a sample, absolute agreement; 3: these
    annotators, consistency. `,1` a single rating, `,k` the mean of all annotators. Intervals
    assume normal ratings.

    Args:
        ratings: array (n_items, n_annotators), nan where missing.
        confidence: in (0, 1).

    Returns:
        Six results in the order 1,1 2,1 3,1 1,k 2,k 3,k; all undefined when a rating is missing,
        with fewer than two items or annotators, or when no rating differs from another. A form is
        undefined alone when its denominator is not above 0: its variances cancel out. Perfect
        agreement is 1 without interval.

    Source:
        Shrout and Fleiss, Psychological Bulletin 86 (1979), pp. 420-428.

    Example:
        >>> scores = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
        >>> [(r.form, round(r.value, 3)) for r in intraclass_correlations(scores)][:3]
        [('1,1', 0.882), ('2,1', 0.889), ('3,1', 1.0)]
    """
    n, k = ratings.shape
    why = _why_undefined(ratings)
    if why is not None:
        return [
            IntraclassCorrelation(form, None, None, None, confidence, n, k, why) for form in _FORMS
        ]
    squares = _mean_squares(ratings, confidence)
    results = []
    for form, compute in _FORMS.items():
        ends = compute(squares)
        value, low, high = ends or (None, None, None)
        # the approximation can fail below 0, and perfect agreement gives an interval of width 0
        if value is None or low is None or high is None or not low <= value <= high or low == high:
            low = high = None
        reason = None if ends else NO_VARIANCE_LEFT
        results.append(IntraclassCorrelation(form, value, low, high, confidence, n, k, reason))
    return results


def _why_undefined(ratings: FloatArray) -> str | None:
    if min(ratings.shape) < 2:
        return TOO_SMALL
    if np.isnan(ratings).any():
        return INCOMPLETE
    return NO_VARIATION if np.ptp(ratings) == 0 else None


def _mean_squares(ratings: FloatArray, confidence: float) -> _MeanSquares:
    n, k = ratings.shape
    centred = ratings - ratings.mean()
    item_means, annotator_means = centred.mean(axis=1), centred.mean(axis=0)
    within = centred - item_means[:, None]
    residual = within - annotator_means[None, :]
    dust = (1e-13 * float(np.abs(ratings).max())) ** 2  # what rounding leaves of an exact zero

    def mean_square(deviations: FloatArray, times: int, df: int) -> float:
        mean = times * float((deviations**2).sum()) / df
        return mean if mean > dust else 0.0

    return _MeanSquares(
        items=mean_square(item_means, k, n - 1),
        annotators=mean_square(annotator_means, n, k - 1),
        residual=mean_square(residual, 1, (n - 1) * (k - 1)),
        within=mean_square(within, 1, n * (k - 1)),
        n=n,
        k=k,
        confidence=confidence,
    )


def _quantiles(s: _MeanSquares, first: float, second: float) -> tuple[float, float]:
    """F quantiles for the lower and the upper end, degrees of freedom swapped in the second."""
    from scipy.special import fdtri

    p = 0.5 + s.confidence / 2
    return float(fdtri(first, second, p)), float(fdtri(second, first, p))


def _single(s: _MeanSquares, error: float, error_df: int) -> _Ends:
    if s.items + (s.k - 1) * error == 0:
        return None
    lower, upper = _quantiles(s, s.n - 1, error_df)
    value, low, high = (
        (s.items - e) / (s.items + (s.k - 1) * e) for e in (error, error * lower, error / upper)
    )
    return value, low, high


def _mean_of_k(s: _MeanSquares, error: float, error_df: int) -> _Ends:
    if s.items == 0:
        return None
    lower, upper = _quantiles(s, s.n - 1, error_df)
    value, low, high = (1 - e / s.items for e in (error, error * lower, error / upper))
    return value, low, high


def _single_absolute(s: _MeanSquares) -> _Ends:
    n, k, items, annotators, error = s.n, s.k, s.items, s.annotators, s.residual
    denominator = items + (k - 1) * error + k * (annotators - error) / n
    if denominator <= 0:
        return None
    value = (items - error) / denominator
    a = k * value * annotators
    b = (n * (1 + (k - 1) * value) - k * value) * error
    if abs(a + b) <= 1e-9 * (abs(a) + abs(b)):  # no degrees of freedom are left
        return value, None, None
    df = (k - 1) * (n - 1) * (a + b) ** 2 / ((n - 1) * a**2 + b**2)
    lower, upper = _quantiles(s, n - 1, df)
    rest = k * annotators + (k * n - k - n) * error
    low = n * (items - lower * error) / (lower * rest + n * items)
    high = n * (upper * items - error) / (rest + n * upper * items)
    return value, low, high


def _mean_absolute(s: _MeanSquares) -> _Ends:
    denominator = s.items + (s.annotators - s.residual) / s.n
    if denominator <= 0:
        return None
    value = (s.items - s.residual) / denominator
    _, low, high = _single_absolute(s) or (None, None, None)
    if low is None or high is None or 1 + (s.k - 1) * low <= 0:
        return value, None, None
    low, high = (s.k * end / (1 + (s.k - 1) * end) for end in (low, high))
    return value, low, high


_FORMS: Mapping[str, Callable[[_MeanSquares], _Ends]] = MappingProxyType(
    {
        "1,1": lambda s: _single(s, s.within, s.n * (s.k - 1)),
        "2,1": _single_absolute,
        "3,1": lambda s: _single(s, s.residual, (s.n - 1) * (s.k - 1)),
        "1,k": lambda s: _mean_of_k(s, s.within, s.n * (s.k - 1)),
        "2,k": _mean_absolute,
        "3,k": lambda s: _mean_of_k(s, s.residual, (s.n - 1) * (s.k - 1)),
    }
)
