"""Ends of the interval for a weighted share, in the words of its variance.

`OpenPart` is what is not known for sure: the strata of which some items are unjudged. `method`
picks the interval: see `annops.stats.weighted_share`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from annops.stats.limits import Interval
from annops.stats.proportion import clopper_pearson, wilson
from annops.stats.quantile import beta_quantile, student_t_quantile

MIN_EVENTS = 15
MIN_EVENTS_OF_STRATUM = 8
_MOST_PRECISE = 1e7  # the beta quantile is computed up to here; beyond, the interval is wider
Ends = tuple[float, float]


class ShareMethod(StrEnum):
    """How the interval of a share is made."""

    WILSON = "wilson"
    CLOPPER_PEARSON = "clopper_pearson"
    LOGIT = "logit"


@dataclass(frozen=True, slots=True)
class SimpleSample:
    """One stratum with one answer an item: the counts say all.

    Attributes:
        errors: wrong answers.
        n: judged answers.
        population: answers in all; None when the claim is about a process.
    """

    errors: int
    n: int
    population: int | None


@dataclass(frozen=True, slots=True)
class OpenPart:
    """A share estimated from strata of which some items are unjudged.

    Attributes:
        rate: the share, 0 to 1.
        variance: of the rate, above 0 unless the rate is 0 or 1.
        effective_n: answers of a simple sample that would tell as much, above 0.
        degrees: degrees of freedom of the variance, at least 1.
        next_item: how much the share rises with one more item with errors, and how much it falls
            with one more without, in the stratum where that is most; None when the variance can be
            trusted because there are many of both.
        simple: the counts when there is one stratum with one answer an item.
    """

    rate: float
    variance: float
    effective_n: float
    degrees: int
    next_item: tuple[float, float] | None
    simple: SimpleSample | None


def ends_of(part: OpenPart, method: ShareMethod, confidence: float) -> Ends:
    """Lower and upper end, shares from 0 to 1 with low <= rate <= high."""
    if part.simple is not None:
        found = _simple(part.simple, method, confidence)
        if found is not None:
            return found
    if part.next_item is None:
        return _METHODS[method](part, confidence)
    rare = rare_events(part.rate, part.variance, part.next_item, confidence)
    if method is ShareMethod.LOGIT and not 0 < part.rate < 1:
        return rare
    return _outer(rare, _METHODS[method](part, confidence))


def rare_events(
    rate: float, variance: float, next_item: tuple[float, float], confidence: float
) -> Ends:
    """Interval for a weighted share when some stratum shows few errors or few right answers.

    Fay and Feuer's interval for weighted sums of rare events, with the beta distribution in place
    of the gamma: the upper end is a quantile of the beta with the mean and variance the share
    would have with one more error of the largest weight; the lower end mirrors it. With one
    stratum and equal weights it is Clopper and Pearson's interval.

    Args:
        rate: the share seen, 0 to 1.
        variance: its variance, 0 or more.
        next_item: what one more error adds at most to the share, and what one more right answer
            takes off at most; above 0.
        confidence: strictly between 0 and 1.

    Source:
        Fay and Feuer, Statistics in Medicine 16 (1997), p. 791.

    Example:
        >>> low, high = rare_events(0.05, 0.05 * 0.95 / 40, (1 / 40, 1 / 40), 0.95)
        >>> round(low, 4), round(high, 4)
        (0.0061, 0.1692)
    """
    probability = 0.5 + confidence / 2
    high = _with_one_more(rate, variance, next_item[0], probability)
    low = 1 - _with_one_more(1 - rate, variance, next_item[1], probability)
    return low, high


def _with_one_more(rate: float, variance: float, weight: float, probability: float) -> float:
    if rate >= 1:
        return 1.0
    mean = (rate + weight) / (1 + weight)
    spread = (variance / (1 - rate) + weight**2) * (1 - mean)
    spread /= (1 + weight) * (1 + 2 * weight)
    precision = mean * (1 - mean) / spread - 1
    if precision <= 0:
        return 1.0
    precision = min(precision, _MOST_PRECISE)
    return beta_quantile(probability, mean * precision, (1 - mean) * precision)


def _simple(sample: SimpleSample, method: ShareMethod, confidence: float) -> Ends | None:
    k, n = sample.errors, sample.n
    if method is ShareMethod.LOGIT:
        return None
    exact = _both(clopper_pearson(k, n, confidence, population=sample.population))
    if method is ShareMethod.CLOPPER_PEARSON:
        return exact
    score = _both(wilson(k, n, confidence, population=sample.population))
    return _outer(score, exact) if min(k, n - k) < MIN_EVENTS else score


def _wilson(part: OpenPart, confidence: float) -> Ends:
    n = part.effective_n
    return _both(wilson(part.rate * n, n, confidence))


def _clopper_pearson(part: OpenPart, confidence: float) -> Ends:
    n = min(part.effective_n, _MOST_PRECISE)
    return _both(clopper_pearson(part.rate * n, n, confidence))


def _logit(part: OpenPart, confidence: float) -> Ends:
    """Symmetric on the scale of log odds, with Student's t; rate strictly between 0 and 1."""
    centre = math.log(part.rate / (1 - part.rate))
    error = math.sqrt(part.variance) / (part.rate * (1 - part.rate))
    half_width = student_t_quantile(0.5 + confidence / 2, part.degrees) * error
    return _share_of_odds(centre - half_width), _share_of_odds(centre + half_width)


def _share_of_odds(log_odds: float) -> float:
    return (1 + math.tanh(log_odds / 2)) / 2


def _outer(first: Ends, second: Ends) -> Ends:
    return min(first[0], second[0]), max(first[1], second[1])


def _both(interval: Interval) -> Ends:
    if interval.low is None or interval.high is None:
        raise ValueError("an interval without ends")
    return interval.low, interval.high


_METHODS: dict[ShareMethod, Callable[[OpenPart, float], Ends]] = {
    ShareMethod.WILSON: _wilson,
    ShareMethod.CLOPPER_PEARSON: _clopper_pearson,
    ShareMethod.LOGIT: _logit,
}
