"""How a sample is shared among strata, and how large it must be for a given precision.

Common arguments, each with one entry a stratum:
    sizes: units in the stratum, N_h, 1 or more.
    spreads: standard deviation of the measured value in the stratum, S_h, 0 or more.
    costs: cost of judging one unit, above 0, in any one unit.
    n: units to draw in all.
    minimum: least units of a stratum (all of a smaller one): 2 are needed to see any spread.

No stratum gets more than it has; what is cut off goes to the others in the same proportions.
Whole numbers by largest remainder, so that they add up to n exactly.
"""

import math
from collections.abc import Sequence

import numpy as np

from annops.stats.arrays import FloatArray

MIN_PER_STRATUM = 2
_ROUNDING = 1e-9
_HALVINGS = 200


def proportional(sizes: Sequence[int], n: int, *, minimum: int = MIN_PER_STRATUM) -> list[int]:
    """Units of each stratum in proportion to its size.

    Raises:
        ValueError: n is less than the minima add up to or more than there is, or a size is below
            1.

    Example:
        >>> proportional([155, 62, 93], 69)
        [34, 14, 21]
    """
    return _share_out(np.asarray(sizes, dtype=float), sizes, n, minimum)


def neyman(
    sizes: Sequence[int], spreads: Sequence[float], n: int, *, minimum: int = MIN_PER_STRATUM
) -> list[int]:
    """Units of each stratum in proportion to size times spread: least variance for n units.

    Strata without any spread get the minimum, and more only when the others are used up.

    Raises:
        ValueError: as for `proportional`, or the spreads do not fit.

    Source:
        Neyman, Journal of the Royal Statistical Society 97 (1934), p. 558; Cochran, Sampling
        Techniques, 3rd ed. (1977), eq. 5.26.

    Example:
        >>> neyman([155, 62, 93], [5, 15, 10], 57)
        [17, 20, 20]
    """
    return cost_optimal(sizes, spreads, [1.0] * len(sizes), n, minimum=minimum)


def cost_optimal(
    sizes: Sequence[int],
    spreads: Sequence[float],
    costs: Sequence[float],
    n: int,
    *,
    minimum: int = MIN_PER_STRATUM,
) -> list[int]:
    """Units of each stratum in proportion to size times spread over the root of the cost.

    Least variance for the money spent on n units.

    Raises:
        ValueError: as for `proportional`, or spreads or costs do not fit.

    Source:
        Cochran, Sampling Techniques, 3rd ed. (1977), eq. 5.23.

    Example:
        >>> cost_optimal([155, 62, 93], [5, 15, 10], [9, 9, 16], 58)
        [19, 22, 17]
    """
    strata = _checked(sizes, spreads, costs)
    return _share_out(strata[0] * strata[1] / np.sqrt(strata[2]), sizes, n, minimum)


def proportional_size(
    sizes: Sequence[int], spreads: Sequence[float], standard_error: float
) -> int:
    """Least n, shared out by size, whose mean has at most this standard error.

    Args:
        sizes: see above.
        spreads: see above.
        standard_error: above 0, in the unit of the spreads; half a bound of two standard errors.

    Raises:
        ValueError: an argument is out of its range.

    Source:
        Cochran, Sampling Techniques, 3rd ed. (1977), eq. 5.53.

    Example:
        >>> proportional_size([155, 62, 93], [5, 15, 10], 1)
        69
    """
    size, spread, _ = _checked(sizes, spreads, [1.0] * len(sizes))
    within = float((size * spread**2).sum())
    total = float(size.sum())
    return _rounded_up(within / (total * _squared(standard_error) + within / total), total)


def neyman_size(sizes: Sequence[int], spreads: Sequence[float], standard_error: float) -> int:
    """Least n, shared out by `neyman`, whose mean has at most this standard error.

    Raises:
        ValueError: an argument is out of its range.

    Source:
        Cochran, Sampling Techniques, 3rd ed. (1977), eq. 5.25.

    Example:
        >>> neyman_size([155, 62, 93], [5, 15, 10], 1)
        57
    """
    return cost_optimal_size(sizes, spreads, [1.0] * len(sizes), standard_error)


def cost_optimal_size(
    sizes: Sequence[int],
    spreads: Sequence[float],
    costs: Sequence[float],
    standard_error: float,
) -> int:
    """Least n, shared out by `cost_optimal`, whose mean has at most this standard error.

    Caps and minima are not looked at: where they bind, the standard error is a little larger.

    Raises:
        ValueError: an argument is out of its range.

    Source:
        Cochran, Sampling Techniques, 3rd ed. (1977), eq. 5.25.

    Example:
        >>> cost_optimal_size([155, 62, 93], [5, 15, 10], [9, 9, 16], 1)
        58
    """
    size, spread, cost = _checked(sizes, spreads, costs)
    dear = float((size * spread * np.sqrt(cost)).sum())
    cheap = float((size * spread / np.sqrt(cost)).sum())
    within = float((size * spread**2).sum())
    total = float(size.sum())
    return _rounded_up(dear * cheap / (total**2 * _squared(standard_error) + within), total)


def shrunk_spread(errors: int, n: int, prior_rate: float, prior_n: float) -> float:
    """Spread of right and wrong in a stratum, drawn towards what is usual; never 0.

    `sqrt(p (1 - p))` with `p = (errors + prior_rate * prior_n) / (n + prior_n)`, so that a stratum
    in which no error was seen is not taken to have none.

    Args:
        errors: wrong units seen before, 0 to n.
        n: units seen before, 0 or more.
        prior_rate: usual share of wrong units, strictly between 0 and 1.
        prior_n: how many units that is worth, above 0.

    Returns:
        Above 0, at most 1/2.

    Raises:
        ValueError: an argument is out of its range.

    Example:
        >>> round(shrunk_spread(0, 50, 0.05, 20), 4)
        0.1187
    """
    if not 0 <= errors <= n:
        raise ValueError(f"expected 0 <= errors <= n, not errors = {errors} and n = {n}")
    if not (0 < prior_rate < 1 and prior_n > 0):
        raise ValueError("expected a prior rate strictly between 0 and 1, worth more than 0 units")
    rate = (errors + prior_rate * prior_n) / (n + prior_n)
    return math.sqrt(rate * (1 - rate))


def _share_out(weights: FloatArray, sizes: Sequence[int], n: int, minimum: int) -> list[int]:
    most = np.asarray(sizes, dtype=float)
    if (most < 1).any():
        raise ValueError("a stratum has at least 1 unit")
    least = np.minimum(most, minimum)
    if not least.sum() <= n <= most.sum():
        raise ValueError(
            f"{n} units cannot be drawn: from {least.sum():.0f} to {most.sum():.0f} are possible"
        )
    weighted = weights > 0
    if n > most[weighted].sum() + least[~weighted].sum():
        least, weights = np.where(weighted, most, least), np.where(weighted, 0.0, most)
    return _whole(_filled(weights, least, most, n), n)


def _filled(weights: FloatArray, least: FloatArray, most: FloatArray, n: int) -> FloatArray:
    """Array (n_strata,), `factor * weights` kept between least and most, that adds up to n."""
    positive = weights > 0
    low, high = 0.0, float((most[positive] / weights[positive]).max(initial=0.0))
    for _ in range(_HALVINGS):
        factor = (low + high) / 2
        if np.clip(factor * weights, least, most).sum() < n:
            low = factor
        else:
            high = factor
    return np.clip(high * weights, least, most)


def _whole(exact: FloatArray, n: int) -> list[int]:
    """Largest remainders first; of equal ones the larger share, then the earlier stratum."""
    whole = np.floor(exact + _ROUNDING)
    remainder = np.round(exact - whole, 9)
    order = np.lexsort((np.arange(len(exact)), -exact, -remainder))
    whole[order[: n - int(whole.sum())]] += 1
    return [int(count) for count in whole]


def _checked(
    sizes: Sequence[int], spreads: Sequence[float], costs: Sequence[float]
) -> tuple[FloatArray, FloatArray, FloatArray]:
    if not len(sizes) == len(spreads) == len(costs):
        raise ValueError("sizes, spreads and costs have one entry a stratum")
    size, spread, cost = (np.asarray(given, dtype=float) for given in (sizes, spreads, costs))
    if (size < 1).any() or not (spread >= 0).all() or not (cost > 0).all():
        raise ValueError("sizes are 1 or more, spreads 0 or more, costs above 0")
    return size, spread, cost


def _squared(standard_error: float) -> float:
    if not standard_error > 0:
        raise ValueError(f"expected a standard error above 0, not {standard_error}")
    return standard_error**2


def _rounded_up(exact: float, total: float) -> int:
    return int(min(total, math.ceil(exact - _ROUNDING)))
