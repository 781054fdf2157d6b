"""How many units to draw so that a share is known closely enough."""

import math

from annops.stats.limits import check_confidence
from annops.stats.proportion import wilson
from annops.stats.quantile import normal_quantile

_ROUNDING = 1e-9


def wilson_size(
    share: float, half_width: float, confidence: float = 0.95, *, population: int | None = None
) -> int:
    """Smallest number of units whose Wilson interval is at most this wide on either side.

    The half-width falls as units are added, so one unit fewer is always too few. A planning
    figure: the share found will differ from the one assumed, and the interval with it.

    Args:
        share: share expected, 0 to 1.
        half_width: half the width of the interval wanted, above 0 and below 1/2, in shares.
        confidence: strictly between 0 and 1, two-sided.
        population: units there are in all, at least 1; infinite when None.

    Raises:
        ValueError: an argument is out of its range.

    Example:
        >>> wilson_size(0.05, 0.02)
        469
    """
    _check(share, half_width, confidence, population)

    def is_enough(n: int) -> bool:
        return _half_width(share, n, confidence, population) <= half_width + _ROUNDING

    enough = population or 1
    while not is_enough(enough):
        enough *= 2
    too_few = 0
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        too_few, enough = (too_few, middle) if is_enough(middle) else (middle, enough)
    return enough


def cochran_size(
    share: float, half_width: float, confidence: float = 0.95, *, population: int | None = None
) -> int:
    """Number of units by the textbook formula `z^2 p (1 - p) / d^2`, corrected for a population.

    Shown beside `wilson_size` because contracts and tables (Krejcie and Morgan's) quote it; for
    shares near 0 or 1 it promises more than the interval then keeps.

    Args:
        share: share expected, strictly between 0 and 1: at 0 and 1 the formula says nothing.
        half_width: as for `wilson_size`.
        confidence: strictly between 0 and 1, two-sided.
        population: units there are in all, at least 1; infinite when None.

    Raises:
        ValueError: an argument is out of its range.

    Source:
        Cochran, Sampling Techniques, 3rd ed. (1977), eqs. 4.2 and 4.4; Krejcie and Morgan,
        Educational and Psychological Measurement 30 (1970), p. 607.

    Example:
        >>> cochran_size(0.5, 0.05), cochran_size(0.5, 0.05, population=1000)
        (385, 278)
    """
    _check(share, half_width, confidence, population)
    if not 0 < share < 1:
        raise ValueError(f"expected a share strictly between 0 and 1, not {share}")
    quantile = normal_quantile(0.5 + confidence / 2)
    size = quantile**2 * share * (1 - share) / half_width**2
    if population is not None:
        size /= 1 + (size - 1) / population
    return max(1, math.ceil(size - _ROUNDING))


def _half_width(share: float, n: int, confidence: float, population: int | None) -> float:
    interval = wilson(share * n, n, confidence, population=population)
    if interval.low is None or interval.high is None:
        raise ValueError(f"no interval for {n} units")
    return (interval.high - interval.low) / 2


def _check(share: float, half_width: float, confidence: float, population: int | None) -> None:
    check_confidence(confidence)
    if not 0 <= share <= 1:
        raise ValueError(f"expected a share from 0 to 1, not {share}")
    if not 0 < half_width < 0.5:
        raise ValueError(f"expected a half-width above 0 and below 1/2, not {half_width}")
    if population is not None and population < 1:
        raise ValueError(f"expected a population of at least 1, not {population}")
