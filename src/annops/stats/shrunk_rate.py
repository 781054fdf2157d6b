"""A rate from few units, drawn towards what is usual for units of its kind."""

from dataclasses import dataclass

from annops.stats.limits import check_confidence
from annops.stats.quantile import beta_quantile


@dataclass(frozen=True, slots=True)
class ShrunkRate:
    """Mean and equal-tailed interval of a beta posterior, shares from 0 to 1."""

    value: float
    low: float
    high: float


def shrunk_rate(
    errors: int, n: int, prior_errors: float, prior_right: float, confidence: float = 0.95
) -> ShrunkRate:
    """Rate of errors given a beta prior, as if so many units had been judged before.

    An average over groups: one group's true rate may be far from its shrunk one. The interval is
    as good as the prior.

    Args:
        errors: wrong units, 0 to n.
        n: units judged, 0 or more; with 0 the prior comes back.
        prior_errors: first shape of the prior, above 0.
        prior_right: second shape of the prior, above 0.
        confidence: probability inside the interval, strictly between 0 and 1.

    Raises:
        ValueError: an argument is out of its range.

    Example:
        >>> rate = shrunk_rate(1, 5, 2, 38)
        >>> round(rate.value, 7), round(rate.low, 7), round(rate.high, 7)
        (0.0666667, 0.0142877, 0.1547316)
    """
    check_confidence(confidence)
    if not 0 <= errors <= n:
        raise ValueError(f"expected 0 <= errors <= n, not errors = {errors} and n = {n}")
    if not (prior_errors > 0 and prior_right > 0):
        raise ValueError("both shapes of the prior must be above 0")
    wrong, right = errors + prior_errors, n - errors + prior_right
    tail = (1 - confidence) / 2
    return ShrunkRate(
        wrong / (wrong + right),
        beta_quantile(tail, wrong, right),
        beta_quantile(1 - tail, wrong, right),
    )
