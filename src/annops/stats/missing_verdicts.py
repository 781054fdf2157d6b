"""What the error rate would be if every missing verdict were right, and if all were wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from annops.stats.arrays import IntArray
from annops.stats.share_ends import ShareMethod
from annops.stats.stratum_sums import sum_up
from annops.stats.weighted_share import WeightedShare, weighted_share


@dataclass(frozen=True, slots=True)
class DrawnItems:
    """Items of a stratified sample, judged or not; all arrays (n_items,).

    Attributes:
        stratum: number of the item's stratum, from 0.
        errors: answers judged wrong.
        judged: answers judged, at least as many; 0 when the item has no verdict.
        drawn: answers that should have been judged, at least as many; 0 outside a breakdown.
        sizes: items of each stratum in all.
    """

    stratum: IntArray
    errors: IntArray
    judged: IntArray
    drawn: IntArray
    sizes: Sequence[int]

    def __post_init__(self) -> None:
        """Refuse counts that contradict each other.

        Raises:
            ValueError: unless 0 <= errors <= judged <= drawn for every item.
        """
        wrong_order = (self.errors < 0) | (self.errors > self.judged) | (self.judged > self.drawn)
        if wrong_order.any():
            raise ValueError("every item needs 0 <= errors <= judged <= drawn")


@dataclass(frozen=True, slots=True)
class MissingBounds:
    """Estimates with the missing verdicts filled in, and how many there are.

    Attributes:
        all_right: every answer without a verdict taken to be right.
        all_wrong: every answer without a verdict taken to be wrong.
        n_missing: answers drawn without a verdict.
        n_drawn: answers drawn.
    """

    all_right: WeightedShare
    all_wrong: WeightedShare
    n_missing: int
    n_drawn: int

    @property
    def share_missing(self) -> float | None:
        """Missing verdicts over answers drawn, 0 to 1; None when no answer was drawn."""
        return self.n_missing / self.n_drawn if self.n_drawn else None


def missing_bounds(
    items: DrawnItems,
    confidence: float = 0.95,
    *,
    method: ShareMethod = ShareMethod.WILSON,
    process: bool = False,
    population_answers: int | None = None,
) -> MissingBounds:
    """Estimate the error rate twice: missing verdicts all right, and all wrong.

    Whatever the missing verdicts are, the estimate from all drawn answers lies between the two
    values. An estimate from the judged answers alone takes the missing ones to be like the others,
    which nothing shows.

    Args:
        items: the items drawn.
        confidence: strictly between 0 and 1, two-sided.
        method: as for `weighted_share`.
        process: as for `weighted_share`.
        population_answers: as for `weighted_share`.

    Returns:
        Both estimates are undefined where `weighted_share` is.

    Raises:
        ValueError: an argument is out of its range.
    """

    def estimate(errors: IntArray) -> WeightedShare:
        return weighted_share(
            sum_up(items.stratum, errors, items.drawn, items.sizes),
            confidence,
            method=method,
            process=process,
            population_answers=population_answers,
        )

    missing = items.drawn - items.judged
    return MissingBounds(
        estimate(items.errors),
        estimate(items.errors + missing),
        int(missing.sum()),
        int(items.drawn.sum()),
    )
