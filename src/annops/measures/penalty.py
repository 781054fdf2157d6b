"""The weighted penalty of errors per 1,000 answers, with an interval that has width at zero."""

import numpy as np

from annops.core.estimate import Estimate
from annops.measures.drawn import NOT_DRAWN, DrawnItems
from annops.project.definition import Defects
from annops.stats.arrays import FloatArray, IntArray

PER = 1000
NOT_GIVEN = "not given"
"""Category and severity of a wrong answer of which the reviewer named none."""

_METHOD = "weights of the errors per 1,000 answers, Fay and Feuer's interval for rare events"


def penalty_per_thousand(
    drawn: DrawnItems, item: IntArray, penalty: FloatArray, heaviest: float
) -> Estimate:
    """Estimate the sum of the weights of errors per 1,000 answers.

    `1000 x sum of (items stood for x weight of the errors) / sum of (items stood for x answers)`.
    The interval takes each item's penalty as a rare event of its size, and for the upper end one
    more of the largest size: the largest that was met, the heaviest there is where none was. A
    kind of error heavier than all that were met is not in it. Wider than the finite batch needs;
    a point where every item was judged.

    Args:
        drawn: The items.
        item: Array (n_answers,), position of each answer's item.
        penalty: Array (n_answers,), weight of the answer's error, 0 for a right answer.
        heaviest: Weight of the heaviest severity.

    Returns:
        Undefined without answers, and where no severity weighs anything.

    Source:
        Fay and Feuer, Statistics in Medicine 16 (1997), p. 791.
    """
    if not len(item):
        return Estimate.undefined("nothing was judged", n=0, unit="answers")
    from scipy.special import gammaincinv

    n = len(drawn.stratum)
    weights = drawn.weights
    of_item = np.bincount(item, weights=penalty, minlength=n)
    answers = float(weights @ np.bincount(item, minlength=n))
    each = PER * weights * of_item / answers
    value, variance = float(each.sum()), float((each**2).sum())
    next_one = PER * float(weights.max()) * (float(of_item.max()) or heaviest) / answers
    tail = (1 - drawn.confidence) / 2
    low = 0.0
    if not (next_one**2):
        return Estimate.undefined("no severity has a weight", n=len(item), unit="answers")
    if variance:
        low = variance / value * float(gammaincinv(value**2 / variance, tail))
    mean, spread = value + next_one, variance + next_one**2
    high = spread / mean * float(gammaincinv(mean**2 / spread, 1 - tail))
    if drawn.is_whole:
        low = high = value
    caution = None if drawn.random else NOT_DRAWN
    return Estimate(
        value, low, high, len(item), "answers", _METHOD, confidence=drawn.confidence,
        caution=caution,
    )  # fmt: skip


def weight_of(severity: str, rules: Defects) -> float:
    """Return the weight of a severity; that of the mildest where it is not known."""
    return rules.severities.get(severity, min(rules.severities.values()))
