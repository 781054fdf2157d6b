"""What a stratified sample of judged items weighs, and how far its error rate may vary."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from annops.stats.stratum_sums import StratumSums

_ROUNDING = 1e-12


@dataclass(frozen=True, slots=True)
class JudgedSample:
    """Weighted totals of a stratified sample of judged items; at least one answer was judged.

    Attributes:
        open_strata: strata of which something is left to chance.
        n_strata: strata with judged items.
        n_population: items of these strata.
        n_items: judged items.
        n_answers: judged answers.
        errors: wrong answers.
        all_answers: answers of all items, estimated by the weights N_h / n_h.
        all_errors: wrong answers of all items, estimated likewise.
        open_answers: as `all_answers`, of the open strata.
        open_errors: as `all_errors`, of the open strata.
        process: the claim is about a process, so every stratum is open.
    """

    open_strata: list[StratumSums]
    n_strata: int
    n_population: int
    n_items: int
    n_answers: int
    errors: int
    all_answers: float
    all_errors: float
    open_answers: float
    open_errors: float
    process: bool

    @classmethod
    def of(cls, strata: Sequence[StratumSums], *, process: bool) -> Self:
        """Add up the strata; those without judged items are left out."""
        seen = [stratum for stratum in strata if stratum.n_items]
        left = [one for one in seen if process or one.n_items < one.n_population]
        return cls(
            left,
            len(seen),
            n_population=sum(one.n_population for one in seen),
            n_items=sum(one.n_items for one in seen),
            n_answers=sum(one.answers for one in seen),
            errors=sum(one.errors for one in seen),
            all_answers=math.fsum(one.answers / one.fraction for one in seen),
            all_errors=math.fsum(one.errors / one.fraction for one in seen),
            open_answers=math.fsum(one.answers / one.fraction for one in left),
            open_errors=math.fsum(one.errors / one.fraction for one in left),
            process=process,
        )

    @property
    def rate(self) -> float:
        """Share of wrong answers, each stratum at its true size."""
        return min(1.0, self.all_errors / self.all_answers)

    @property
    def open_share(self) -> float:
        """Share of all answers that are in open strata."""
        return self.open_answers / self.all_answers

    def left(self, stratum: StratumSums) -> float:
        """Finite population correction of a stratum."""
        return 1.0 if self.process else 1 - stratum.fraction

    def variance(self) -> float:
        """Linearised variance of the rate in the open strata, the known ones held fixed."""
        return math.fsum(
            self.left(one) * _spread(one, self.rate) / one.fraction**2 for one in self.open_strata
        ) / (self.open_answers**2)

    def effective_items(self) -> float:
        """Judged items deflated for unequal weights and inflated for a finite population."""
        return self.open_answers**2 / math.fsum(
            self.left(one) * one.answers_squared / one.fraction**2 for one in self.open_strata
        )


def _spread(stratum: StratumSums, rate: float) -> float:
    """Items times the variance between them of errors minus expected errors."""
    n = stratum.n_items
    size = stratum.errors_squared + rate**2 * stratum.answers_squared
    squares = size - 2 * rate * stratum.products
    if n == 1:
        return max(0.0, squares)
    mean = (stratum.errors - rate * stratum.answers) / n
    between = (squares - n * mean**2) * n / (n - 1)
    return between if between > _ROUNDING * size else 0.0
