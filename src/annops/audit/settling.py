"""How many more items would turn *cannot tell* into an outcome."""

import numpy as np

from annops.audit.judged import Judged
from annops.core.estimate import Bound, Estimate
from annops.stats.limits import Interval
from annops.stats.proportion import clopper_pearson, wilson
from annops.stats.share_ends import MIN_EVENTS, ShareMethod
from annops.stats.weighted_share import WeightedShare


def items_to_settle(
    judged: Judged, estimate: Estimate, bound: Bound, question: str | None
) -> int | None:
    """Say about how many more items of the batch would settle a target, drawn alike.

    The rate is taken to stay as it is, and each further item to tell as much as those judged did;
    judging the whole batch settles everything but a rate that is the limit itself.

    Args:
        judged: Answers and verdicts.
        estimate: The rate.
        bound: The target.
        question: Question of the rate, None for all.

    Returns:
        Items to add, at least 1; rounded up to two digits unless they are all that is left. None
        when the rate is undefined, carries a caution or is the limit itself, or when nothing is
        left to judge.
    """
    n, population = len(judged.names), sum(judged.drawn.sizes)
    group = np.ones(len(judged.answers), dtype=bool)
    if question is not None:
        group = judged.is_question(question)
    found = judged.drawn.share(judged.item, judged.wrong & group, group)
    rate = estimate.value
    if rate is None or found.effective_n is None or rate == bound.limit or n >= population:
        return None
    if estimate.caution:
        return None
    of_one = found.effective_n / n * (1 - n / population)
    enough, too_few = population, n
    while enough - too_few > 1:
        middle = (enough + too_few) // 2
        if _settles(found, (rate, bound), of_one * middle, 1 - middle / population):
            enough = middle
        else:
            too_few = middle
    return _rounded_up(enough - n, population - n)


def _settles(
    found: WeightedShare, aim: tuple[float, Bound], effective: float, left: float
) -> bool:
    """Whether so many answers would do; few errors take the exact interval too.

    Args:
        found: Gives method and confidence.
        aim: The rate and the target.
        effective: Effective number of answers, the finite batch not allowed for.
        left: Share of the batch that is not judged, above 0.
    """
    rate, bound = aim
    ends = [_ends(found.method, rate, effective / left, found.confidence)]
    if min(rate, 1 - rate) * effective < MIN_EVENTS:
        ends.append(clopper_pearson(rate * effective / left, effective / left, found.confidence))
    return all(_clears(interval, bound, rate) for interval in ends)


def _ends(method: ShareMethod, rate: float, effective: float, confidence: float) -> Interval:
    exact = method is ShareMethod.CLOPPER_PEARSON
    return (clopper_pearson if exact else wilson)(rate * effective, effective, confidence)


def _clears(interval: Interval, bound: Bound, rate: float) -> bool:
    if interval.low is None or interval.high is None:
        return False
    return interval.high <= bound.limit if rate < bound.limit else interval.low > bound.limit


def _rounded_up(more: int, left: int) -> int:
    """Round up to two digits, never beyond what is left.

    >>> _rounded_up(288, 2000), _rounded_up(7, 2000), _rounded_up(288, 289)
    (290, 7, 289)
    """
    step = int(10 ** max(0, len(str(more)) - 2))
    return min(left, -(-more // step) * step)
