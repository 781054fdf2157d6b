"""Confidence interval for the difference of two independent numbers that have intervals."""

import math

from annops.stats.limits import Interval


def difference_interval(
    first: float, first_ends: Interval, second: float, second_ends: Interval
) -> Interval:
    """Interval for first - second from their own intervals, which need not be symmetric.

    Both intervals must have the same confidence, which is that of the result, and rest on
    independent samples. With Wilson's intervals of two proportions it is Newcombe's method 10.

    Args:
        first: the first number.
        first_ends: its interval.
        second: the second number.
        second_ends: its interval.

    Returns:
        Undefined when one of the intervals is.

    Source:
        Zou and Donner, Statistics in Medicine 27 (2008), p. 1693, equation 6; Newcombe,
        Statistics in Medicine 17 (1998), p. 876.

    Example:
        >>> ends = difference_interval(0.5, Interval(0.4, 0.6), 0.2, Interval(0.1, 0.3))
        >>> round(ends.low, 3), round(ends.high, 3)
        (0.159, 0.441)
    """
    ends = (first_ends.low, first_ends.high, second_ends.low, second_ends.high)
    if any(end is None for end in ends):
        return Interval.undefined("one of the two numbers has no interval")
    low_1, high_1, low_2, high_2 = (float(end) for end in ends if end is not None)
    difference = first - second
    below = math.hypot(first - low_1, high_2 - second)
    above = math.hypot(high_1 - first, second - low_2)
    return Interval(difference - below, difference + above)
