"""Shares of answers from the items that were drawn, each weighing what it stands for."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annops.core.estimate import Estimate
from annops.stats.arrays import BoolArray, FloatArray, IntArray
from annops.stats.share_ends import ShareMethod
from annops.stats.stratum_sums import StratumSums, sum_up
from annops.stats.weighted_share import WeightedShare, weighted_share

FEWEST_ANSWERS = 10
"""Judged answers of a group below which its share carries no verdict."""

NOT_DRAWN = "these items were chosen, not drawn at random"
NO_ANSWERS = "no answer of this kind was judged"
_METHODS = {
    ShareMethod.WILSON: "weighted share of the drawn items, Wilson interval on the effective n",
    ShareMethod.CLOPPER_PEARSON: "weighted share of the drawn items, exact interval on the "
    "effective n",
    ShareMethod.LOGIT: "weighted share of the drawn items, logit interval",
}
_PLAIN = "share of the judged answers, interval by items"


@dataclass(frozen=True, slots=True)
class DrawnItems:
    """The items that were judged, and what each stands for.

    Attributes:
        stratum: Array (n_items,): number of each item's stratum, from 0.
        sizes: Items of each stratum in all.
        random: Whether the items were drawn at random; else shares speak of items like these and
            carry no verdict.
        confidence: Of every interval, 0 to 1.
        method: How intervals are made.
    """

    stratum: IntArray
    sizes: tuple[int, ...]
    random: bool = True
    confidence: float = 0.95
    method: ShareMethod = ShareMethod.WILSON

    @classmethod
    def chosen(cls, n_items: int, confidence: float = 0.95) -> "DrawnItems":
        """Items that were not drawn, each standing for itself."""
        return cls(np.zeros(n_items, dtype=np.int64), (n_items,), False, confidence)

    @property
    def weights(self) -> FloatArray:
        """Array (n_items,): items that each item stands for, N_h / n_h."""
        drawn = np.bincount(self.stratum, minlength=len(self.sizes))
        size = np.asarray(self.sizes, dtype=float)
        return np.asarray((size / np.maximum(drawn, 1))[self.stratum], dtype=float)

    @property
    def is_whole(self) -> bool:
        """Whether the items are all there are, so that nothing is left to chance."""
        judged = np.bincount(self.stratum, minlength=len(self.sizes))
        return self.random and judged.tolist() == list(self.sizes)

    def share(
        self,
        item: IntArray,
        hits: IntArray | BoolArray,
        out_of: IntArray | BoolArray,
        *,
        answers: int | None = None,
    ) -> WeightedShare:
        """Estimate hits / out_of over all answers.

        Args:
            item: Array (n_answers,), position of each answer's item.
            hits: Array (n_answers,), what is counted, 0 <= hits <= out_of.
            out_of: Array (n_answers,), what it is counted out of; 0 outside the group.
            answers: Answers of the group in all, when known.
        """
        sums = self._sums(item, hits, out_of)
        return weighted_share(
            sums, self.confidence, method=self.method, process=not self.random,
            population_answers=answers,
        )  # fmt: skip

    def estimate(
        self,
        item: IntArray,
        hits: IntArray | BoolArray,
        out_of: IntArray | BoolArray,
        *,
        answers: int | None = None,
        unit: str = "answers",
    ) -> Estimate:
        """Estimate as `share` does; undefined where nothing of the group was judged."""
        found = self.share(item, hits, out_of, answers=answers)
        return as_estimate(found, unit=unit, random=self.random)

    def _sums(
        self, item: IntArray, hits: IntArray | BoolArray, out_of: IntArray | BoolArray
    ) -> Sequence[StratumSums]:
        n = len(self.stratum)
        of_item = np.bincount(item, weights=hits, minlength=n).astype(np.int64)
        all_of_item = np.bincount(item, weights=out_of, minlength=n).astype(np.int64)
        return sum_up(self.stratum, of_item, all_of_item, self.sizes)


def as_estimate(found: WeightedShare, *, unit: str = "answers", random: bool = True) -> Estimate:
    """Return a weighted share as an Estimate; few answers, and items not drawn, are cautions."""
    if found.value is None:
        why = NO_ANSWERS if not found.n_answers else found.why_undefined or NO_ANSWERS
        return Estimate.undefined(why, n=found.n_answers, unit=unit)
    is_few = found.n_answers < FEWEST_ANSWERS and not found.is_certain
    few = f"only {found.n_answers} judged" if is_few else None
    caution = (None if random else NOT_DRAWN) or found.caution or few
    return Estimate(
        found.value, found.low, found.high, found.n_answers, unit,
        _METHODS[found.method] if random else _PLAIN, found.population_answers,
        found.confidence, caution,
    )  # fmt: skip
