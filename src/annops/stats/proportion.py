"""Confidence intervals for a proportion: k of n units drawn at random have a property.

Common arguments:
    k: units with the property, 0 to n; `wilson` and `clopper_pearson` take parts of a unit too (a
        shared first place, an effective number of errors).
    n: units drawn at random; with 0 the interval is undefined; parts as for k.
    confidence: strictly between 0 and 1, two-sided.

All return shares in [0, 1] and raise ValueError when an argument is out of its range.
"""

import math

from annops.stats.hypergeometric import most_marked
from annops.stats.limits import Interval, check_confidence
from annops.stats.quantile import beta_quantile, normal_quantile

NOTHING_DRAWN = "nothing was drawn"


def wilson(
    k: float, n: float, confidence: float = 0.95, *, population: int | None = None
) -> Interval:
    """Wilson's score interval; coverage is close to the confidence on average, not in each case.

    Args:
        k: see above.
        n: see above.
        confidence: see above.
        population: units in all, when n of them were drawn without replacement; the variance is
            then multiplied by (population - n) / (population - 1), and the ends keep to what the
            units drawn leave possible. Infinite when None.

    Raises:
        ValueError: k, n, population or confidence is out of range.

    Source:
        Wilson, Journal of the American Statistical Association 22 (1927), p. 209; finite
        population: Cochran, Sampling Techniques, 3rd ed. (1977), eq. 3.8.

    Example:
        >>> interval = wilson(9, 10)
        >>> round(interval.low, 3), round(interval.high, 3)
        (0.596, 0.982)
    """
    _check_counts(k, n, confidence)
    _check_population(n, population)
    if n == 0:
        return Interval.undefined(NOTHING_DRAWN)
    quantile = normal_quantile(0.5 + confidence / 2)
    squared = quantile**2 * _left_over(n, population)
    share = k / n
    centre = (share + squared / (2 * n)) / (1 + squared / n)
    spread = share * (1 - share) / n + squared / (4 * n * n)
    half_width = math.sqrt(squared * spread) / (1 + squared / n)
    lowest, highest = _possible(k, n, population)
    low = 0.0 if k == 0 else centre - half_width
    high = 1.0 if k == n else centre + half_width
    return Interval(max(lowest, low), min(highest, high))


def clopper_pearson(
    k: float, n: float, confidence: float = 0.95, *, population: int | None = None
) -> Interval:
    """Exact interval: covers with at least the confidence whatever the true share; wide.

    Args:
        k: see above; parts of a unit are taken too, for an effective number of units.
        n: see above; as k.
        confidence: see above.
        population: units in all, when n of them were drawn without replacement: the tails are
            then hypergeometric, the ends shares the population can have, k and n whole. Infinite
            when None.

    Raises:
        ValueError: k, n, population or confidence is out of range, or a count that must be whole
            is not.

    Source:
        Clopper and Pearson, Biometrika 26 (1934), p. 404; finite population: Wright, Exact
        Confidence Bounds when Sampling from Small Finite Universes (1991), section 2.

    Example:
        >>> interval = clopper_pearson(0, 100)
        >>> round(interval.low, 4), round(interval.high, 4)
        (0.0, 0.0362)
    """
    _check_counts(k, n, confidence)
    if n == 0:
        return Interval.undefined(NOTHING_DRAWN)
    if population is not None:
        return _exact_of_finite(k, n, confidence, population)
    tail = (1 - confidence) / 2
    low = 0.0 if k == 0 else beta_quantile(tail, k, n - k + 1)
    high = 1.0 if k == n else beta_quantile(1 - tail, k + 1, n - k)
    return Interval(low, high)


def agresti_coull(k: int, n: int, confidence: float = 0.95) -> Interval:
    """Wilson's centre with a width that is easy to compute by hand; wider than Wilson's.

    Ends outside [0, 1] are cut to it, so they reach 0 or 1 for few hits or few misses.

    Raises:
        ValueError: k, n or confidence is out of range.

    Source:
        Agresti and Coull, The American Statistician 52 (1998), p. 119.

    Example:
        >>> interval = agresti_coull(81, 263)
        >>> round(interval.low, 4), round(interval.high, 4)
        (0.2552, 0.3663)
    """
    _check_counts(k, n, confidence)
    if n == 0:
        return Interval.undefined(NOTHING_DRAWN)
    quantile = normal_quantile(0.5 + confidence / 2)
    widened = n + quantile**2
    centre = (k + quantile**2 / 2) / widened
    half_width = quantile * math.sqrt(centre * (1 - centre) / widened)
    return Interval(max(0.0, centre - half_width), min(1.0, centre + half_width))


def jeffreys(k: int, n: int, confidence: float = 0.95) -> Interval:
    """Equal-tailed interval of the Beta(k + 1/2, n - k + 1/2) posterior.

    The end is 0 when k = 0 and 1 when k = n, as its authors advise; peers that leave the quantile
    there differ in that one end.

    Raises:
        ValueError: k, n or confidence is out of range.

    Source:
        Brown, Cai and DasGupta, Statistical Science 16 (2001), p. 108.

    Example:
        >>> interval = jeffreys(1, 10)
        >>> round(interval.low, 3), round(interval.high, 3)
        (0.011, 0.381)
    """
    _check_counts(k, n, confidence)
    if n == 0:
        return Interval.undefined(NOTHING_DRAWN)
    tail = (1 - confidence) / 2
    low = 0.0 if k == 0 else beta_quantile(tail, k + 0.5, n - k + 0.5)
    high = 1.0 if k == n else beta_quantile(1 - tail, k + 0.5, n - k + 0.5)
    return Interval(low, high)


def _exact_of_finite(k: float, n: float, confidence: float, population: int) -> Interval:
    _check_population(n, population)
    whole_k, whole_n = round(k), round(n)
    if whole_k != k or whole_n != n:
        raise ValueError(f"of a finite population k and n are whole, not k = {k} and n = {n}")
    tail = (1 - confidence) / 2
    highest = most_marked(whole_k, whole_n, population, tail)
    lowest = population - most_marked(whole_n - whole_k, whole_n, population, tail)
    return Interval(lowest / population, highest / population)


def _left_over(n: float, population: int | None) -> float:
    if population is None:
        return 1.0
    return (population - n) / (population - 1) if population > 1 else 0.0


def _possible(k: float, n: float, population: int | None) -> tuple[float, float]:
    """Shares the population can still have once k of n are known."""
    if population is None:
        return 0.0, 1.0
    return k / population, (population - n + k) / population


def _check_population(n: float, population: int | None) -> None:
    if population is not None and population < n:
        raise ValueError(f"{n} units cannot be drawn from {population}")


def _check_counts(k: float, n: float, confidence: float) -> None:
    check_confidence(confidence)
    if not 0 <= k <= n:
        raise ValueError(f"expected 0 <= k <= n, not k = {k} and n = {n}")
