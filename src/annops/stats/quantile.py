"""Quantiles of the normal, Student's t and beta distributions, and an interval for a quantile.

Written here because importing scipy.special costs about 0.2 s, more than most commands take.
"""

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from annops.stats.arrays import FloatArray
from annops.stats.limits import Interval, check_confidence

_STANDARD_NORMAL = NormalDist()
_TINY = 1e-300
_NEWTON_STEPS = 60
_SETTLED = 1e-15
_LARGEST_LOG = 700.0
_MAX_TERMS = 100_000
_MANY_DEGREES = 10_000


def normal_quantile(probability: float) -> float:
    """Point below which the standard normal has this probability, in (0, 1).

    Raises:
        ValueError: the probability is not strictly between 0 and 1.

    Example:
        >>> round(normal_quantile(0.975), 6)
        1.959964
    """
    _check_probability(probability)
    return _STANDARD_NORMAL.inv_cdf(probability)


@lru_cache(maxsize=4096)
def student_t_quantile(probability: float, degrees_of_freedom: float) -> float:
    """Point below which Student's t has this probability, in (0, 1).

    Args:
        probability: strictly between 0 and 1.
        degrees_of_freedom: above 0, need not be whole.

    Raises:
        ValueError: an argument is out of its range.

    Source:
        Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.1 (incomplete beta
        function); above 10,000 degrees of freedom the expansion 26.7.5, there exact to 1e-12.

    Example:
        >>> round(student_t_quantile(0.975, 10), 6)
        2.228139
    """
    _check_probability(probability)
    if not degrees_of_freedom > 0:
        raise ValueError(f"degrees of freedom must be above 0, not {degrees_of_freedom}")
    if probability < 0.5:
        return -student_t_quantile(1 - probability, degrees_of_freedom)
    if probability == 0.5:
        return 0.0
    if degrees_of_freedom > _MANY_DEGREES:
        return _expanded_t_quantile(normal_quantile(probability), degrees_of_freedom)
    half = degrees_of_freedom / 2
    inside = beta_quantile(2 * probability - 1, 0.5, half)
    if inside < 0.5:
        return math.sqrt(degrees_of_freedom * inside / (1 - inside))
    outside = beta_quantile(2 * (1 - probability), half, 0.5)
    return math.sqrt(degrees_of_freedom * (1 - outside) / outside)


@lru_cache(maxsize=4096)
def beta_quantile(probability: float, a: float, b: float) -> float:
    """Point in (0, 1) below which the beta distribution with shapes a, b has this probability.

    Raises:
        ValueError: the probability is not strictly between 0 and 1, or a shape is not above 0.

    Example:
        >>> round(beta_quantile(0.5, 2, 2), 12)
        0.5
    """
    _check_probability(probability)
    if not (a > 0 and b > 0):
        raise ValueError(f"shapes must be above 0, not {a} and {b}")
    constant = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)

    def log_density(x: float) -> float:
        return constant + (a - 1) * math.log(x) + (b - 1) * math.log1p(-x)

    def cumulative(x: float) -> float:
        return _regularised_incomplete_beta(x, a, b)

    found = _newton(cumulative, log_density, probability, a / (a + b))
    return _bisect(cumulative, probability) if found is None else found


def quantile_interval(
    values: FloatArray, share: float = 0.5, confidence: float = 0.95
) -> Interval:
    """Distribution-free confidence interval for a quantile, the median unless told otherwise.

    Assumes values drawn independently from one distribution. Covers with at least the confidence
    asked for; the ends are two of the values.

    Args:
        values: array (n_values,), in any order and unit, finite.
        share: the quantile's share of values below it, strictly between 0 and 1.
        confidence: strictly between 0 and 1.

    Returns:
        Interval in the unit of the values; an end that no order statistic can give is None, with
        the reason.

    Raises:
        ValueError: a value is not finite, or share or confidence is out of range.

    Source:
        Hahn and Meeker, Statistical Intervals (1991), section 5.2.

    Example:
        >>> quantile_interval(np.arange(1.0, 11.0))
        Interval(low=2.0, high=9.0, why_undefined=None)
    """
    _check_probability(share)
    check_confidence(confidence)
    if not np.isfinite(values).all():
        raise ValueError("values must be finite")
    n = len(values)
    if n == 0:
        return Interval.undefined("there is no value")
    below = _binomial_cumulative(n, share)
    tail = (1 - confidence) / 2
    lower_rank = int(np.searchsorted(below, tail, side="right"))
    upper_rank = int(np.searchsorted(below, 1 - tail, side="left")) + 1
    in_order = np.sort(values)
    low = float(in_order[lower_rank - 1]) if lower_rank >= 1 else None
    high = float(in_order[upper_rank - 1]) if upper_rank <= n else None
    why = None if low is not None and high is not None else f"{n} values are too few for this end"
    return Interval(low, high, why)


def _binomial_cumulative(n: int, share: float) -> FloatArray:
    """P(B <= 0), ..., P(B <= n) for B binomial with n draws."""
    log_factorial = np.concatenate(([0.0], np.cumsum(np.log(np.arange(1, n + 1)))))
    k = np.arange(n + 1)
    log_ways = log_factorial[n] - log_factorial - log_factorial[::-1]
    logs = log_ways + k * math.log(share) + (n - k) * math.log1p(-share)
    return np.asarray(np.cumsum(np.exp(logs)), dtype=float)


def _expanded_t_quantile(normal: float, degrees: float) -> float:
    z = normal
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return z + first / degrees + second / degrees**2 + third / degrees**3


def _newton(
    cumulative: Callable[[float], float],
    log_density: Callable[[float], float],
    probability: float,
    start: float,
) -> float | None:
    """Solve by Newton's steps kept inside a bracket; None where they do not settle."""
    low, high, x = 0.0, 1.0, start
    for _ in range(_NEWTON_STEPS):
        if not low < x < high:
            return None
        gap = cumulative(x) - probability
        low, high = (x, high) if gap < 0 else (low, x)
        slope = math.exp(min(log_density(x), _LARGEST_LOG))
        step = gap / slope if slope > 0 else math.inf
        better = x - step if low < x - step < high else (low + high) / 2
        if abs(better - x) <= _SETTLED * better:
            return better
        x = better
    return None


def _bisect(cumulative: Callable[[float], float], probability: float) -> float:
    low, high = 0.0, 1.0
    while True:
        middle = (low + high) / 2
        if not low < middle < high:
            return middle
        if cumulative(middle) < probability:
            low = middle
        else:
            high = middle
        if high - low < 1e-17 * high or high < _TINY:
            return (low + high) / 2


def _regularised_incomplete_beta(x: float, a: float, b: float) -> float:
    """I_x(a, b) for x strictly inside (0, 1). Source: DLMF 8.17.4 and 8.17.22."""
    log_front = (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )
    front = math.exp(log_front)
    if x < (a + 1) / (a + b + 2):
        return front * _continued_fraction(x, a, b) / a
    return 1 - front * _continued_fraction(1 - x, b, a) / b


def _continued_fraction(x: float, a: float, b: float) -> float:
    """The fraction of DLMF 8.17.22, evaluated by Lentz's method.

    Raises:
        ArithmeticError: it did not converge; not met for shapes up to 1e8.
    """
    c = 1.0
    d = 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    fraction = d
    for m in range(1, _MAX_TERMS):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        step = 1.0
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            step = c * d
            fraction *= step
        if abs(step - 1) < 1e-15:
            return fraction
    raise ArithmeticError(f"the incomplete beta function did not converge at {x}, {a}, {b}")


def _away_from_zero(number: float) -> float:
    return number if abs(number) > _TINY else _TINY


def _check_probability(probability: float) -> None:
    if not 0 < probability < 1:
        raise ValueError(f"expected a probability strictly between 0 and 1, not {probability}")
