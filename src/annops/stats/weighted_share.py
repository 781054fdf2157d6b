"""The error rate of all answers, estimated from a stratified random sample of judged items."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from annops.stats.judged_sample import JudgedSample
from annops.stats.limits import check_confidence
from annops.stats.share_ends import (
    MIN_EVENTS,
    MIN_EVENTS_OF_STRATUM,
    Ends,
    OpenPart,
    ShareMethod,
    SimpleSample,
    ends_of,
)
from annops.stats.stratum_sums import StratumSums

MIN_ITEMS = 10
NOTHING_JUDGED = "nothing was judged"
STRATUM_UNSEEN = "a stratum has no judged item, so nothing is known about it"
LONELY_STRATUM = "a stratum has one judged item, which does not show how its items vary"
UNSEEN_PART = "none of it was seen in a stratum that was not judged in full"
FEW_ITEMS = f"fewer than {MIN_ITEMS} judged items with weights or several answers"
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class WeightedShare:
    """Estimated share of wrong answers among all answers, with what is needed to judge it.

    Attributes:
        value: share from 0 to 1, every stratum counted at its true size; None when undefined.
        low: lower end of the interval.
        high: upper end of the interval.
        n_items: judged items, those outside the breakdown included.
        n_answers: judged answers.
        errors: wrong answers among them, counted plainly.
        confidence: of the interval.
        method: how the interval was made.
        standard_error: of the value; None when it is unknown (no errors or only errors seen).
        effective_n: answers of a simple random sample that would tell as much; None when nothing
            is left to chance.
        design_effect: variance over that of as many answers drawn one by one; None when unknown.
        population_answers: answers in all, when known.
        caution: why the interval must not carry a verdict; None when it may.
        why_undefined: the reason when value is None.
    """

    value: float | None
    low: float | None
    high: float | None
    n_items: int
    n_answers: int
    errors: int
    confidence: float
    method: ShareMethod
    standard_error: float | None = None
    effective_n: float | None = None
    design_effect: float | None = None
    population_answers: int | None = None
    caution: str | None = None
    why_undefined: str | None = None

    @property
    def is_certain(self) -> bool:
        """Whether nothing is left to chance: every item was judged that could hold an answer."""
        return self.standard_error == 0 and self.caution is None

    @property
    def total_low(self) -> int | None:
        """Fewest wrong answers among all: the lower end times their number, rounded down."""
        if self.low is None or self.population_answers is None:
            return None
        fewest = math.floor(self.low * self.population_answers + _ROUNDING)
        return max(self.errors, fewest)

    @property
    def total_high(self) -> int | None:
        """Most wrong answers among all: the upper end times their number, rounded up."""
        if self.high is None or self.population_answers is None:
            return None
        most = math.ceil(self.high * self.population_answers - _ROUNDING)
        return max(self.errors, most)


def weighted_share(
    strata: Sequence[StratumSums],
    confidence: float = 0.95,
    *,
    method: ShareMethod = ShareMethod.WILSON,
    process: bool = False,
    population_answers: int | None = None,
) -> WeightedShare:
    """Estimate the share of wrong answers among the answers of all items.

    The combined ratio estimator: errors over answers, each weighted by the items its judged item
    stands for, N_h / n_h. Its variance is the linearised one, by items (answers to one item are
    not independent) within strata, with the finite population correction. Strata judged in full
    count as known; the interval is that of the rest.

    Intervals, from the effective sample size n = p (1 - p) / variance:

    - *wilson*: Wilson's score interval, the default;
    - *clopper_pearson*: Clopper and Pearson's, for numbers a contract hangs on;
    - *logit*: symmetric in log odds with Student's t.

    One stratum with one answer an item is exactly `wilson` and `clopper_pearson` of the counts
    with the finite population, and clopper_pearson then holds its confidence whatever the rate.

    Few errors (or few right answers) do not show how errors vary, least of all in a large stratum
    in which none was seen. With fewer than 15 of either in all, in terms of effective n, or fewer
    than 8 such items in some stratum, the ends are the outer ones of the method's and those of
    `rare_events`; with one stratum and one answer an item, wilson takes the outer ones of its own
    and the exact interval's below 15. Coverage is measured in docs/coverage_error_rates.md.

    No errors, or nothing but errors, have no variance: effective n is then the number of judged
    items deflated for unequal weights (Kish), and the interval has width. Only when every item of
    every stratum was judged does it shrink to a point.

    Args:
        strata: sums of each stratum; all strata, each with at least one judged item. For a
            breakdown, a stratum in which no answer of it was seen is taken to hold none (with a
            caution when nothing else is left to chance).
        confidence: strictly between 0 and 1, two-sided.
        method: how the interval is made.
        process: the claim is about the process that makes such items, not about these items:
            no finite population correction, and no stratum counts as known. The sizes still
            weigh the strata.
        population_answers: answers of all items, when known; the interval then keeps to what is
            still possible. Taken from the sizes when every judged item has one answer.

    Returns:
        Undefined when nothing was judged or a stratum has no judged item. A caution when a
        stratum has a single judged item (its deviation from the overall rate then stands for its
        variance), and below 10 items unless one stratum has one answer an item.

    Raises:
        ValueError: confidence or population_answers is out of its range.

    Source:
        Cochran, Sampling Techniques, 3rd ed. (1977), eqs. 6.44 and 11.30; effective sample size:
        Korn and Graubard, Survey Methodology 24 (1998), p. 193; Kish, Survey Sampling (1965),
        section 11.7.

    Example:
        >>> risky, rest = StratumSums.of_counts(200, 100, 20), StratumSums.of_counts(800, 100, 2)
        >>> share = weighted_share([risky, rest])
        >>> round(share.value, 3), round(share.low, 3), round(share.high, 3)
        (0.056, 0.035, 0.093)
    """
    check_confidence(confidence)
    strata = [stratum for stratum in strata if stratum.n_population]
    judged = JudgedSample.of(strata, process=process)
    known = None if process else population_answers or _answers_in_all(strata)
    if known is not None and known < judged.n_answers:
        raise ValueError(f"{judged.n_answers} answers cannot be judged of {known}")
    undefined = WeightedShare(
        None,
        None,
        None,
        n_items=judged.n_items,
        n_answers=judged.n_answers,
        errors=judged.errors,
        confidence=confidence,
        method=method,
        population_answers=known,
        why_undefined=_why_undefined(strata),
    )
    if undefined.why_undefined is not None:
        return undefined
    part = _open_part(judged)
    if part is None:
        return _certain(undefined, judged)
    low, high = _of_all(judged, ends_of(part, method, confidence), known)
    variance = part.variance * judged.open_share**2
    return replace(
        undefined,
        value=judged.rate,
        low=low,
        high=high,
        standard_error=math.sqrt(variance) if variance > 0 else None,
        effective_n=_effective_n(judged.rate, variance) or part.effective_n,
        design_effect=_design_effect(judged, variance),
        caution=_caution(judged, part),
    )


def _certain(undefined: WeightedShare, judged: JudgedSample) -> WeightedShare:
    rate, caution = judged.rate, UNSEEN_PART if judged.open_strata else None
    return replace(undefined, value=rate, low=rate, high=rate, standard_error=0.0, caution=caution)


def _effective_n(rate: float, variance: float) -> float | None:
    return rate * (1 - rate) / variance if variance > 0 and 0 < rate < 1 else None


def _open_part(judged: JudgedSample) -> OpenPart | None:
    strata = [one for one in judged.open_strata if one.answers]
    if not strata:
        return None
    rate = min(1.0, judged.open_errors / judged.open_answers)
    binomial = rate * (1 - rate)
    variance = judged.variance()
    effective = judged.effective_items()
    if variance > 0:
        effective = binomial / variance if binomial > 0 else effective
    else:
        variance = binomial / effective
    return OpenPart(
        rate,
        variance,
        effective,
        max(1, judged.n_items - judged.n_strata),
        _next_item(judged, strata, few_in_all=min(rate, 1 - rate) * effective < MIN_EVENTS),
        _simple_sample(judged),
    )


def _next_item(
    judged: JudgedSample, strata: Sequence[StratumSums], *, few_in_all: bool
) -> tuple[float, float] | None:
    """Weight of one more item with errors and of one more without, each where it is heaviest.

    In a finite population an error goes unseen with probability 1 - f, so the factor
    `-f / log(1 - f)` does for it what 1 does in an infinite one.
    """
    wrong, right = [], []
    for one in strata:
        wrong_together, right_together = one.errors_of_an_item, one.right_of_an_item
        items_wrong = one.errors / wrong_together
        items_right = (one.answers - one.errors) / right_together
        if few_in_all or min(items_wrong, items_right) < MIN_EVENTS_OF_STRATUM:
            unseen = 1.0 if judged.process else -one.fraction / math.log1p(-one.fraction)
            weight = unseen / one.fraction / judged.open_answers
            wrong.append(weight * wrong_together)
            right.append(weight * right_together)
    return (max(wrong), max(right)) if wrong else None


def _simple_sample(judged: JudgedSample) -> SimpleSample | None:
    if len(judged.open_strata) != 1 or not judged.open_strata[0].has_one_answer_each:
        return None
    (only,) = judged.open_strata
    population = None if judged.process else only.n_population
    return SimpleSample(only.errors, only.n_items, population)


def _of_all(judged: JudgedSample, ends: Ends, known: int | None) -> Ends:
    """Ends for all strata from those of the open ones, kept to what is still possible."""
    certain = (judged.all_errors - judged.open_errors) / judged.all_answers
    low, high = (certain + judged.open_share * end for end in ends)
    if known is not None:
        low = max(low, judged.errors / known)
        high = min(high, 1 - (judged.n_answers - judged.errors) / known)
    return max(0.0, min(low, judged.rate)), min(1.0, max(high, judged.rate))


def _design_effect(judged: JudgedSample, variance: float) -> float | None:
    if judged.n_answers < 2 or not 0 < judged.rate < 1 or variance <= 0:
        return None
    left = 1.0 if judged.process else 1 - judged.n_items / judged.n_population
    return variance * (judged.n_answers - 1) / (judged.rate * (1 - judged.rate) * left)


def _answers_in_all(strata: Sequence[StratumSums]) -> int | None:
    if all(one.has_one_answer_each for one in strata):
        return sum(one.n_population for one in strata)
    return None


def _why_undefined(strata: Sequence[StratumSums]) -> str | None:
    if not any(stratum.answers for stratum in strata):
        return NOTHING_JUDGED
    if not all(stratum.n_items for stratum in strata):
        return STRATUM_UNSEEN
    return None


def _caution(judged: JudgedSample, part: OpenPart) -> str | None:
    if any(one.n_items == 1 for one in judged.open_strata) and part.simple is None:
        return LONELY_STRATUM
    return FEW_ITEMS if judged.n_items < MIN_ITEMS and part.simple is None else None
