"""Whether two counts of errors differ by more than chance, without large-sample assumptions."""

import math

from annops.stats.hypergeometric import log_probability

_AS_LIKELY = 1e-7


def fisher_exact(first_errors: int, first_n: int, second_errors: int, second_n: int) -> float:
    """Two-sided p-value of Fisher's exact test that two error rates are the same.

    The sum of the probabilities of all tables with the same margins that are no likelier than the
    one seen. Probabilities within a factor of 1 + 1e-7 count as equal.

    Args:
        first_errors: wrong units of the first group, 0 to first_n.
        first_n: units judged in the first group, 0 or more.
        second_errors: as the first.
        second_n: as the first.

    Returns:
        Above 0, at most 1; 1 when nothing or everything is wrong, or a group is empty.

    Raises:
        ValueError: a count is out of its range.

    Source:
        Fisher, Statistical Methods for Research Workers, 5th ed. (1934), section 21.02.

    Example:
        >>> round(fisher_exact(3, 40, 9, 40), 6)
        0.114888
    """
    for errors, n in ((first_errors, first_n), (second_errors, second_n)):
        if not 0 <= errors <= n:
            raise ValueError(f"expected 0 <= errors <= n, not errors = {errors} and n = {n}")
    wrong, everyone = first_errors + second_errors, first_n + second_n
    seen = log_probability(first_errors, first_n, wrong, everyone)
    possible = range(max(0, wrong - second_n), min(first_n, wrong) + 1)
    logs = [log_probability(k, first_n, wrong, everyone) for k in possible]
    return min(1.0, math.fsum(math.exp(log) for log in logs if log <= seen + _AS_LIKELY))
