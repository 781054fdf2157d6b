"""How the answers to a question are scored against one another: distances and weights."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from annops.stats import distances, weights
from annops.stats.arrays import FloatArray
from annops.stats.disagreement import pairable_marginals
from annops.tasks.question import Comparison, Question

WeightName = Literal["identity", "linear", "quadratic", "ordinal", "radical", "ratio"]
SetDistance = Literal["jaccard", "masi"]

_WEIGHTS: Mapping[str, Callable[[FloatArray], FloatArray]] = {
    "identity": weights.identity_weights,
    "linear": weights.linear_weights,
    "quadratic": weights.quadratic_weights,
    "ordinal": weights.ordinal_weights,
    "radical": weights.radical_weights,
    "ratio": weights.ratio_weights,
}
_USUAL_WEIGHTS: Mapping[Comparison, WeightName] = {
    Comparison.NOMINAL: "identity",
    Comparison.ORDINAL: "ordinal",
    Comparison.INTERVAL: "quadratic",
    Comparison.RATIO: "ratio",
    Comparison.SET: "identity",
    Comparison.TEXT: "identity",
}
MOST_ANSWERS = 400
"""Distinct answers above which matrices between answers are not built."""


@dataclass(frozen=True, slots=True)
class Scoring:
    """The answers to one question and how far each is from each.

    Attributes:
        comparison: How two answers are compared.
        answers: Canonical answers by code.
        numbers: Array (n_answers,) of the numbers they stand for; None for labels and sets.
        sets: The labels in each answer; None unless answers are sets.
        weight_name: Credit for near misses in weighted coefficients.
        set_distance: Distance between sets.
    """

    comparison: Comparison
    answers: tuple[str, ...]
    numbers: FloatArray | None
    sets: tuple[frozenset[str], ...] | None
    weight_name: WeightName
    set_distance: SetDistance

    @property
    def has_matrix(self) -> bool:
        """Whether there are few enough answers for matrices between them."""
        return len(self.answers) <= MOST_ANSWERS

    def alpha_distances(self, counts: FloatArray, item_weights: FloatArray) -> FloatArray | None:
        """Distances for Krippendorff alpha, array (n_answers, n_answers); None for nominal.

        Args:
            counts: array (n_patterns, n_answers).
            item_weights: array (n_patterns,); the ordinal metric depends on them.
        """
        if self.sets is not None:
            named = {"jaccard": distances.jaccard_distances, "masi": distances.masi_distances}
            return named[self.set_distance](self.sets)
        if self.comparison is Comparison.ORDINAL:
            return distances.ordinal_distances(pairable_marginals(counts, item_weights))
        if self.numbers is None or self.comparison is Comparison.NOMINAL:
            return None
        if self.comparison is Comparison.INTERVAL:
            return distances.interval_distances(self.numbers)
        return distances.ratio_distances(self.numbers)

    def agreement_weights(self) -> FloatArray | None:
        """Weights for weighted coefficients, array (n_answers, n_answers); None for identity.

        Raises:
            ValueError: When the weights are not defined for these ratings (ratio weights with a
                rating of 0 or below).
        """
        if self.numbers is None or self.weight_name == "identity":
            return None
        return _WEIGHTS[self.weight_name](self.numbers)

    @property
    def level(self) -> str:
        """Name of the level or distance that scores the answers."""
        return self.set_distance if self.comparison is Comparison.SET else self.comparison.value


def answer_order(question: Question, met: Sequence[str]) -> tuple[str, ...]:
    """Order the answers to a question: the definition's, then others met by number or text."""
    fixed = question.categories
    if fixed is not None:
        return (*fixed, *sorted(set(met).difference(fixed)))

    def key(answer: str) -> tuple[float, str]:
        number = question.number(answer)
        return (0.0 if number is None else number, answer)

    return tuple(sorted(set(met), key=key))


def scoring(
    question: Question,
    answers: tuple[str, ...],
    *,
    weight_name: WeightName | None = None,
    set_distance: SetDistance = "jaccard",
) -> Scoring:
    """Describe how the answers to a question are scored."""
    comparison = question.comparison
    given = [question.number(answer) for answer in answers]
    known = [number for number in given if number is not None]
    numbers = np.array(known, dtype=float) if answers and len(known) == len(given) else None
    sets = None
    if comparison is Comparison.SET:
        sets = tuple(question.members(answer) for answer in answers)
    name = weight_name or _USUAL_WEIGHTS[comparison]
    return Scoring(comparison, answers, numbers, sets, name, set_distance)
