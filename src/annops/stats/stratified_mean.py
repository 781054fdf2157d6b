"""Mean of a measured value over all units, from a stratified random sample of them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StratumValues:
    """Sums over the units drawn from one stratum, at random and without replacement.

    Attributes:
        n_population: units of the stratum in all, N_h.
        n: units drawn, n_h, at least 2 unless the stratum is drawn in full.
        total: sum of their values, in the unit of the values.
        squares: sum of their squared values.
    """

    n_population: int
    n: int
    total: float
    squares: float

    def __post_init__(self) -> None:
        """Refuse samples from which no variance follows.

        Raises:
            ValueError: n is out of its range.
        """
        if not 1 <= self.n <= self.n_population:
            raise ValueError(f"{self.n} units cannot be drawn from {self.n_population}")
        if self.n == 1 < self.n_population:
            raise ValueError("one unit of a stratum does not show how its values vary")

    @property
    def variance(self) -> float:
        """Of the values, divisor n - 1; 0 with a single unit."""
        if self.n == 1:
            return 0.0
        return max(0.0, self.squares - self.total**2 / self.n) / (self.n - 1)


@dataclass(frozen=True, slots=True)
class StratifiedMean:
    """Estimated mean and total of all units.

    Attributes:
        value: mean, in the unit of the values.
        standard_error: of the mean.
        total: mean times the number of units.
        total_standard_error: of the total.
        design_effect: variance over that of a simple random sample of as many units; None when
            all values are equal or all units were drawn.
    """

    value: float
    standard_error: float
    total: float
    total_standard_error: float
    design_effect: float | None


def stratified_mean(strata: Sequence[StratumValues], *, process: bool = False) -> StratifiedMean:
    """Weigh the means of the strata by their true sizes.

    Args:
        strata: all strata, at least one.
        process: the claim is about the process that makes such units: no finite population
            correction.

    Raises:
        ValueError: there is no stratum.

    Source:
        Cochran, Sampling Techniques, 3rd ed. (1977), eqs. 5.1 and 5.12.

    Example:
        >>> mean = stratified_mean([StratumValues(90, 2, 2.0, 2.0), StratumValues(10, 2, 10, 52)])
        >>> round(mean.value, 3), round(mean.standard_error, 3)
        (1.4, 0.089)
    """
    if not strata:
        raise ValueError("there is no stratum")
    size = sum(one.n_population for one in strata)
    n = sum(one.n for one in strata)
    total = math.fsum(one.n_population * one.total / one.n for one in strata)
    variance = math.fsum(
        one.n_population**2
        / one.n
        * one.variance
        * (1.0 if process else 1 - one.n / one.n_population)
        for one in strata
    )
    mean = total / size
    squares = math.fsum(one.n_population * one.squares / one.n for one in strata) / size
    spread = max(0.0, squares - mean**2) * n / (n - 1) if n > 1 else 0.0
    simple = spread / n * (1.0 if process else 1 - n / size)
    return StratifiedMean(
        mean,
        math.sqrt(variance) / size,
        total,
        math.sqrt(variance),
        variance / size**2 / simple if simple > 0 else None,
    )
