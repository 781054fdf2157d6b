"""How many marked units a draw without replacement shows, and how many it leaves possible."""

import math

import numpy as np


def log_probability(k: int, n: int, marked: int, population: int) -> float:
    """Natural logarithm of the chance that n units drawn hold k of the marked ones.

    Args:
        k: marked units in the draw.
        n: units drawn without replacement, 0 to population.
        marked: marked units in the population, 0 to population.
        population: units in all.

    Returns:
        At most 0; minus infinity when such a draw cannot be.

    Example:
        >>> round(math.exp(log_probability(1, 2, 2, 4)), 12)
        0.666666666667
    """
    if not max(0, n - population + marked) <= k <= min(n, marked):
        return -math.inf
    return _log_ways(marked, k) + _log_ways(population - marked, n - k) - _log_ways(population, n)


def at_most(k: int, n: int, marked: int, population: int) -> float:
    """Chance, 0 to 1, that n units drawn without replacement hold at most k of the marked ones.

    Arguments as for `log_probability`.

    Example:
        >>> round(at_most(2, 20, 10, 100), 6)
        0.68122
    """
    smallest = max(0, n - population + marked)
    largest = min(n, marked)
    if k >= largest:
        return 1.0
    if k < smallest:
        return 0.0
    x = np.arange(k, smallest, -1, dtype=float)
    falls = np.log(x) + np.log(population - marked - n + x)
    falls -= np.log(marked - x + 1) + np.log(n - x + 1)
    logs = log_probability(k, n, marked, population) + np.concatenate(([0.0], np.cumsum(falls)))
    return min(1.0, float(np.exp(logs).sum()))


def most_marked(k: int, n: int, population: int, tail: float) -> int:
    """Most marked units of the population with which k or fewer are drawn more often than tail.

    The upper end of the one-sided exact interval for their number, confidence 1 - tail.

    Args:
        k: marked units in the draw, 0 to n.
        n: units drawn without replacement, 0 to population.
        population: units in all.
        tail: strictly between 0 and 1.

    Returns:
        From k to population - n + k.

    Source:
        Wright, Exact Confidence Bounds when Sampling from Small Finite Universes (1991),
        section 2.

    Example:
        >>> most_marked(0, 50, 100, 0.05)
        4
    """
    possible, impossible = k, population - n + k + 1
    while impossible - possible > 1:
        middle = (possible + impossible) // 2
        if at_most(k, n, middle, population) > tail:
            possible = middle
        else:
            impossible = middle
    return possible


def _log_ways(n: int, k: int) -> float:
    return math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
