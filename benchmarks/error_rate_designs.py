"""Populations with known error rates, and every sample (or many samples) drawn from them.

A population is a list of strata; a stratum counts items by type, a type being (wrong answers,
answers). Samples come as counts by type with their probabilities: all of them where one answer an
item and at most two strata make that possible, else random ones.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from annops.stats.stratum_sums import StratumSums

UNLIKELY = 1e-7
ONE_ANSWER = ((0, 1), (1, 1))


@dataclass(frozen=True)
class Stratum:
    """Types of item, how many of each there are, how many items are drawn."""

    types: tuple[tuple[int, int], ...]
    counts: tuple[int, ...]
    n: int

    @property
    def size(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True)
class Design:
    """A population with its sample sizes; `process`: draws are with replacement."""

    strata: tuple[Stratum, ...]
    process: bool

    @property
    def rate(self) -> float:
        wrong = sum(
            e * c for s in self.strata for (e, _), c in zip(s.types, s.counts, strict=True)
        )
        answers = sum(
            m * c for s in self.strata for (_, m), c in zip(s.types, s.counts, strict=True)
        )
        return wrong / answers

    @property
    def n_items(self) -> int:
        return sum(stratum.n for stratum in self.strata)

    @property
    def n_answers(self) -> int:
        """Expected, rounded."""
        return round(
            sum(
                stratum.n / stratum.size * m * count
                for stratum in self.strata
                for (_, m), count in zip(stratum.types, stratum.counts, strict=True)
            )
        )


@dataclass(frozen=True)
class Samples:
    """Distinct samples: one row of sums by stratum each, with its probability."""

    rows: list[tuple[tuple[int, ...], ...]]
    probabilities: np.ndarray


def one_answer(size: int, rate: float, n: int) -> Stratum:
    wrong = round(size * rate)
    return Stratum(ONE_ANSWER, (size - wrong, wrong), n)


def several_answers(size: int, rate: float, correlation: float, n: int, answers: int) -> Stratum:
    """Errors of an item beta-binomial, rounded to whole items."""
    numbers = range(answers + 1)
    if correlation == 0:
        chances = stats.binom.pmf(numbers, answers, rate)
    else:
        strength = 1 / correlation - 1
        chances = stats.betabinom.pmf(numbers, answers, rate * strength, (1 - rate) * strength)
    counts = [round(size * chance) for chance in chances[1:]]
    types = tuple((wrong, answers) for wrong in numbers)
    return Stratum(types, (size - sum(counts), *counts), n)


def breakdown(size: int, rate: float, share: float, n: int) -> Stratum:
    """One answer an item, of which this share is in the breakdown."""
    inside = round(size * share)
    wrong = round(inside * rate)
    return Stratum(((0, 0), (0, 1), (1, 1)), (size - inside, inside - wrong, wrong), n)


def every_sample(design: Design) -> Samples:
    """All samples of one or two strata with one answer an item, but for the unlikeliest."""
    per_stratum = []
    for stratum in design.strata:
        k = np.arange(stratum.n + 1)
        wrong = stratum.counts[1]
        if design.process:
            chance = stats.binom.pmf(k, stratum.n, wrong / stratum.size)
        else:
            chance = stats.hypergeom.pmf(k, stratum.size, wrong, stratum.n)
        likely = chance > UNLIKELY
        per_stratum.append(
            [
                ((stratum.n - i, i), p)
                for i, p in zip(k[likely].tolist(), chance[likely].tolist(), strict=True)
            ]
        )
    rows, probabilities = [()], [1.0]
    for choices in per_stratum:
        pairs = [
            ((*row, counts), p * q)
            for row, p in zip(rows, probabilities, strict=True)
            for counts, q in choices
            if p * q > UNLIKELY
        ]
        rows, probabilities = [row for row, _ in pairs], [p for _, p in pairs]
    return Samples(rows, np.array(probabilities))


def random_samples(design: Design, rng: np.random.Generator, replicates: int) -> Samples:
    drawn = []
    for stratum in design.strata:
        counts = np.array(stratum.counts)
        if design.process:
            drawn.append(rng.multinomial(stratum.n, counts / counts.sum(), size=replicates))
        else:
            drawn.append(
                rng.multivariate_hypergeometric(
                    counts, stratum.n, size=replicates, method="marginals"
                )
            )
    rows, times = np.unique(np.hstack(drawn), axis=0, return_counts=True)
    splits = np.cumsum([len(stratum.counts) for stratum in design.strata])[:-1]
    split = [tuple(tuple(part.tolist()) for part in np.split(row, splits)) for row in rows]
    return Samples(split, times / replicates)


def sums_of(design: Design, row: Sequence[Sequence[int]]) -> list[StratumSums]:
    found = []
    for stratum, counts in zip(design.strata, row, strict=True):
        pairs = [(e, m, c) for (e, m), c in zip(stratum.types, counts, strict=True)]
        found.append(
            StratumSums(
                stratum.size,
                stratum.n,
                errors=sum(e * c for e, _, c in pairs),
                answers=sum(m * c for _, m, c in pairs),
                errors_squared=sum(e * e * c for e, _, c in pairs),
                products=sum(e * m * c for e, m, c in pairs),
                answers_squared=sum(m * m * c for _, m, c in pairs),
            )
        )
    return found
