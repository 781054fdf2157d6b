"""Who makes more errors than the same work leads to expect, and who cannot be judged yet."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annops.audit.judged import Judged
from annops.audit.model import AnnotatorRow, Rate
from annops.core.estimate import Estimate
from annops.stats.hypergeometric import log_probability
from annops.stats.shrunk_rate import shrunk_rate

FEWEST = 5
"""Judged answers below which nothing is said about an annotator."""

FALSE_SHARE = 0.05
"""Share of false alarms among those pointed out that is put up with, on average."""

FLAG = "more wrong answers than the same work leads to expect"
_MOST_KNOWN = 1000.0
_SHRUNK = "drawn towards the rate of all annotators of the sample, beta prior"


@dataclass(frozen=True, slots=True)
class _Cell:
    """Judged answers to one question in one stratum: all of them, and the wrong ones."""

    n: int
    wrong: int


def annotator_rows(judged: Judged, rates: Sequence[Rate]) -> tuple[AnnotatorRow, ...]:
    """Hold each annotator's wrong answers against those to be expected, by name.

    Expected is what the rates of all annotators on the same questions in the same strata would
    give. `p` is the exact chance of as many wrong answers or more, given how many are wrong in
    each cell (hypergeometric; for one cell Fisher's exact test, one-sided); it takes answers to
    be independent given the cell. Those pointed out are chosen by Benjamini and Hochberg's rule.

    Args:
        judged: Answers and verdicts.
        rates: The rate of each annotator, broken down by `annotator`.

    Source:
        Benjamini and Hochberg, Journal of the Royal Statistical Society B 57 (1995), p. 289.
    """
    cells, own = _cells(judged)
    mean, strength = prior_of([(r.wrong, r.judged) for r in rates])
    rows = []
    for rate in sorted(rates, key=lambda rate: rate.breakdown["annotator"]):
        who = rate.breakdown["annotator"]
        mine = own.get(who, {})
        expected = math.fsum(c.n * cells[key].wrong / cells[key].n for key, c in mine.items())
        few = _why_not(rate)
        rows.append(
            AnnotatorRow(
                annotator=who, judged=rate.judged, wrong=rate.wrong, missing=rate.missing,
                rate=rate.estimate, shrunk=_shrunk(rate, mean, strength, judged.drawn.confidence),
                expected=expected, ratio=rate.wrong / expected if expected > 0 else None,
                p=None if few else chance_of_more(rate.wrong, _pairs(mine, cells)),
                why_cannot_tell=few,
            )
        )  # fmt: skip
    chosen = pointed_out([row.p for row in rows])
    return tuple(
        row.model_copy(update={"flag": FLAG}) if at in chosen else row
        for at, row in enumerate(rows)
    )


def _why_not(rate: Rate) -> str | None:
    if rate.missing:
        return f"{rate.missing:,} of {rate.of:,} answers without a verdict"
    if rate.judged < FEWEST:
        return f"only {rate.judged} judged {'answer' if rate.judged == 1 else 'answers'}"
    return None


def _cells(
    judged: Judged,
) -> tuple[dict[tuple[str, str], _Cell], dict[str, dict[tuple[str, str], _Cell]]]:
    """Judged and wrong answers by question and stratum, of all and of each annotator."""
    n: Counter[tuple[str, str, str]] = Counter()
    wrong: Counter[tuple[str, str, str]] = Counter()
    for at, answer in enumerate(judged.answers):
        if not judged.missing[at]:
            for who in (answer.annotator, ""):
                n[who, answer.question, answer.stratum] += 1
                wrong[who, answer.question, answer.stratum] += int(judged.wrong[at])
    everyone: dict[tuple[str, str], _Cell] = {}
    own: dict[str, dict[tuple[str, str], _Cell]] = {}
    for key, count in n.items():
        who, *cell = key
        into = own.setdefault(who, {}) if who else everyone
        into[cell[0], cell[1]] = _Cell(count, wrong[key])
    return everyone, own


def _pairs(
    mine: Mapping[tuple[str, str], _Cell], cells: Mapping[tuple[str, str], _Cell]
) -> list[tuple[int, int, int]]:
    return [(one.n, cells[key].wrong, cells[key].n) for key, one in sorted(mine.items())]


def chance_of_more(seen: int, cells: Sequence[tuple[int, int, int]]) -> float:
    """Chance of as many wrong answers or more, had each cell's been dealt out at random.

    Args:
        seen: Wrong answers of one annotator.
        cells: For each cell the annotator's answers, all wrong answers, all answers.

    >>> round(chance_of_more(9, [(40, 12, 80)]), 6)
    0.057444
    """
    spread = np.ones(1)
    for n, wrong, everything in cells:
        most = min(n, wrong)
        least = max(0, n + wrong - everything)
        one = np.zeros(most + 1)
        for k in range(least, most + 1):
            one[k] = math.exp(log_probability(k, n, wrong, everything))
        spread = np.convolve(spread, one)
    return min(1.0, float(spread[seen:].sum()))


def pointed_out(chances: Sequence[float | None], share: float = FALSE_SHARE) -> set[int]:
    """Choose whom to point out so that few of them are false alarms.

    Args:
        chances: The p-value of each; None for those not judged.
        share: Expected share of false alarms among those chosen.

    Returns:
        Their positions.

    >>> sorted(pointed_out([0.001, None, 0.03, 0.2, 0.024]))
    [0, 2, 4]
    """
    known = sorted((p, at) for at, p in enumerate(chances) if p is not None)
    passing = [i for i, (p, _) in enumerate(known, 1) if p <= share * i / len(known)]
    return {at for _, at in known[: max(passing, default=0)]}


def prior_of(counts: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """Return mean and strength (answers' worth) of the annotators' rates, by moments.

    Args:
        counts: Wrong and judged answers of each annotator.

    Source:
        Kleinman, Journal of the American Statistical Association 68 (1973), p. 46.
    """
    wrong, n = sum(k for k, _ in counts), sum(size for _, size in counts)
    mean = (wrong + 0.5) / (n + 1)
    known = [(k, size) for k, size in counts if size]
    if len(known) < 2 or not 0 < wrong < n:
        return mean, _MOST_KNOWN
    between = math.fsum(size * (k / size - wrong / n) ** 2 for k, size in known)
    binomial = wrong / n * (1 - wrong / n)
    excess = between - (len(known) - 1) * binomial
    scale = (n - math.fsum(size**2 for _, size in known) / n - (len(known) - 1)) * binomial
    if excess <= 0 or scale <= 0:
        return mean, _MOST_KNOWN
    return mean, min(_MOST_KNOWN, max(1.0, scale / excess - 1))


def _shrunk(rate: Rate, mean: float, strength: float, confidence: float) -> Estimate:
    if rate.missing:
        return Estimate.undefined("answers without a verdict", n=rate.judged, unit="answers")
    found = shrunk_rate(
        rate.wrong, rate.judged, mean * strength, (1 - mean) * strength, confidence
    )
    return Estimate(
        found.value, found.low, found.high, rate.judged, "answers", _SHRUNK,
        confidence=confidence,
    )  # fmt: skip
