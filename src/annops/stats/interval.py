"""Confidence intervals for agreement and for means, and how many items would settle a verdict."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annops.stats.agreement_limits import NO_DISAGREEMENT, AgreementSpread, agreement_limits
from annops.stats.arrays import FloatArray
from annops.stats.coefficient import Coefficient
from annops.stats.limits import Interval, check_confidence
from annops.stats.quantile import student_t_quantile

MIN_ITEMS = 10
MIN_ITEMS_GRADED = 30
GRADED_LOSS = 2.5
MIN_EVENTS_GRADED = 3.0
MIN_RARER = 5
METHOD = "gamma interval of disagreement"
METHOD_NO_DISAGREEMENT = "exact bound, no disagreement seen"
_TOO_MANY_TIMES = 10_000


@dataclass(frozen=True, slots=True)
class AgreementInterval:
    """Interval of an agreement coefficient and whether it may carry a verdict.

    Attributes:
        low: lower end, at least -1 (0 for percent agreement); None when there is no interval.
        high: upper end, at most 1; None when there is no interval.
        method: how it was computed, in a few words.
        caution: why the interval must not carry a verdict; None when it may.
    """

    low: float | None
    high: float | None
    method: str
    caution: str | None = None


@dataclass(frozen=True, slots=True)
class ItemsNeeded:
    """How many more items would turn *cannot tell* into a verdict.

    Attributes:
        more: items to add to those there are, 0 or more; None when no number would do.
        why_undefined: the reason when `more` is None.
    """

    more: int | None
    why_undefined: str | None = None


def agreement_interval(
    coefficient: Coefficient,
    weights: FloatArray | None = None,
    *,
    n_rarer: int | None = None,
    graded: bool = False,
    confidence: float = 0.95,
) -> AgreementInterval:
    """Two-sided interval of an agreement coefficient from items drawn at random.

    The ratio `r = 1 - value` is taken as a gamma variable, as in Fay and Feuer's interval for a
    weighted sum of rare events, with the value's standard error se and one event more on either
    side: the low end is 1 minus the upper quantile of a gamma with mean `r + loss` and variance
    `se^2 + loss^2`, the high end 1 minus the lower quantile with mean `r - gain` and variance
    `se^2 + gain^2`. `loss` is what one more item of the worst pattern seen would do; `gain`, what
    one more item would at most do on which all agree: `r * (1 + 2 * expected / (1 - expected)) /
    n`. Quantiles are Wilson and Hilferty's, with Student's t in place of the normal. Without any
    disagreement the high end is 1 and the low end `1 - (1 - (alpha / 2)^(1 / n)) / (1 -
    expected)`: Clopper and Pearson's bound for the share of disagreeing items, each taken to
    disagree in full.

    Limits: items independent, each drawn from all items; annotators as given, so nothing is said
    about other annotators. Coverage was measured for 2, 3 and 5 annotators, nominal labels and
    squared distances between five grades (docs/coverage.md). Few items, or few items with a rarer
    label, give a caution.

    Args:
        coefficient: value, se, expected, observed and item scores are read.
        weights: array (n_patterns,), items by pattern, in the order of the item scores; one item
            a score when None.
        n_rarer: items with a rarer label (`count_rarer`). Give it for coefficients whose chance
            agreement tends to 1 as one label takes over (alpha, Fleiss, Cohen, Conger); None for
            percent agreement, Gwet's AC and Brennan-Prediger.
        graded: labels or numbers can be near or far from each other (any weights but identity).
            Far disagreements are then rare and heavy: `loss` is taken 2.5 times, and there is a
            caution below 30 items and when one or two items make up most of the disagreement,
            that is when `(r / se)^2`, the number of equally heavy events, is below 3.
        confidence: strictly between 0 and 1.

    Returns:
        Ends are None, with a caution, when the coefficient or its standard error is undefined.

    Raises:
        ValueError: confidence is out of range.

    Source:
        Fay and Feuer, Statistics in Medicine 16 (1997), p. 791; Wilson and Hilferty, PNAS 17
        (1931), p. 684; Clopper and Pearson, Biometrika 26 (1934), p. 404.

    Example:
        >>> unanimous = Coefficient(1.0, 0.0, 1.0, 0.5, 100, 200, degrees_of_freedom=99)
        >>> round(agreement_interval(unanimous).low, 4)
        0.9276
    """
    check_confidence(confidence)
    value, se, degrees = coefficient.value, coefficient.se, coefficient.degrees_of_freedom
    if value is None or se is None or degrees is None:
        why = coefficient.why_undefined or "there is no standard error"
        return AgreementInterval(None, None, METHOD, why)
    expected = coefficient.expected or 0.0
    loss = _largest_loss(coefficient, weights) * (GRADED_LOSS if graded else 1)
    spread = AgreementSpread.of_one(value, se, expected, loss, coefficient.n_items)
    low, high = (float(end[0]) for end in agreement_limits(spread, degrees, confidence))
    if coefficient.expected is None:
        low = max(low, 0.0)
    method = METHOD_NO_DISAGREEMENT if 1 - value <= NO_DISAGREEMENT else METHOD
    caution = _too_few(coefficient.n_items, n_rarer, graded=graded)
    caution = caution or _too_lumpy(1 - value, se, graded=graded)
    return AgreementInterval(low, high, method, caution)


def count_rarer(counts: FloatArray, weights: FloatArray) -> int:
    """Items with two ratings or more on which somebody did not give the most common label.

    Args:
        counts: array (n_patterns, n_labels), annotators who gave each label.
        weights: array (n_patterns,), items that show the pattern.

    Example:
        >>> count_rarer(np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]]), np.array([90.0, 6, 4]))
        10
    """
    per_item = counts.sum(axis=1)
    pairable = np.where(per_item >= 2, weights, 0.0)
    if not pairable.any():
        return 0
    most_common = int((pairable @ counts).argmax())
    return int(pairable @ (counts[:, most_common] < per_item))


def mean_interval(
    total: float, total_of_squares: float, n: int, confidence: float = 0.95
) -> Interval:
    """Student's t interval of a mean, from sums, in the unit of the values.

    Holds for values that are about normal or for many values; skewed ones (times, amounts) need
    some hundred.

    Args:
        total: sum of the values.
        total_of_squares: sum of their squares.
        n: values.
        confidence: strictly between 0 and 1.

    Returns:
        Undefined with fewer than two values, and when all are equal.

    Raises:
        ValueError: n is negative, confidence is out of range, or no values have these sums.

    Source:
        Student, Biometrika 6 (1908), p. 1.

    Example:
        >>> interval = mean_interval(15.0, 55.0, 5)
        >>> round(interval.low, 3), round(interval.high, 3)
        (1.037, 4.963)
    """
    check_confidence(confidence)
    if n < 0:
        raise ValueError(f"expected 0 values or more, not {n}")
    if n < 2:
        return Interval.undefined("fewer than two values")
    mean = total / n
    squares = total_of_squares - total * mean
    rounding = 1e-12 * total_of_squares
    if squares < -rounding:
        raise ValueError("the sum of squares is smaller than these values can have")
    if squares <= rounding:
        return Interval.undefined("all values are equal, so nothing shows how they vary")
    half_width = student_t_quantile(0.5 + confidence / 2, n - 1) * math.sqrt(
        squares / (n * (n - 1))
    )
    return Interval(mean - half_width, mean + half_width)


def items_needed(
    value: float,
    se: float | None,
    n_items: int,
    target: float,
    *,
    expected: float | None = None,
    confidence: float = 0.95,
) -> ItemsNeeded:
    """Items to add so that the interval leaves the target, if value and spread stay as they are.

    A planning figure: the next items will move the value. It takes every disagreeing item to weigh
    the same and no label to be too rare.

    Args:
        value: the coefficient, at most 1.
        se: its standard error; 0 is taken only with a value of 1.
        n_items: items with two ratings or more, at least 1.
        target: the value that should be reached, below 1.
        expected: agreement expected by chance, [0, 1); None for percent agreement.
        confidence: strictly between 0 and 1.

    Returns:
        `more` is 0 when the items there are settle it; undefined when value equals the target, se
        is unknown, or 10,000 times the items would not do.

    Raises:
        ValueError: n_items is below 1 or confidence is out of range.

    Example:
        >>> items_needed(0.85, 0.05, 100, 0.8, expected=0.5).more
        415
    """
    check_confidence(confidence)
    if n_items < 1:
        raise ValueError(f"expected at least 1 item, not {n_items}")
    unanimous = 1 - value <= NO_DISAGREEMENT
    if math.isclose(value, target, abs_tol=1e-12):
        return ItemsNeeded(None, "the value equals the target, so no number of items would settle")
    if se is None or (se <= 0 and not unanimous):
        return ItemsNeeded(None, "the standard error is unknown")

    def settles(n: int) -> bool:
        spread = _spread_with(n, n_items, (value, se, expected or 0.0))
        low, high = agreement_limits(spread, n - 1, confidence)
        return bool(low[0] >= target or high[0] < target)

    return _smallest(settles, max(n_items, MIN_ITEMS), n_items)


def _largest_loss(coefficient: Coefficient, weights: FloatArray | None) -> float:
    """How far one more item of the worst pattern seen lowers the value; a bound without scores."""
    scores = coefficient.item_scores
    if scores is not None:
        counts = np.ones(len(scores)) if weights is None else weights
        seen = (counts > 0) & ~np.isnan(scores)
        n = float(counts[seen].sum())
        mean = float(counts[seen] @ scores[seen]) / n
        return max(0.0, mean - float(scores[seen].min())) / n
    expected = coefficient.expected or 0.0
    disagreement = 1 - (1.0 if coefficient.observed is None else coefficient.observed)
    if coefficient.value is None or disagreement <= NO_DISAGREEMENT:
        return 0.0
    relative = 1 / disagreement - 1 + 2 * expected / (1 - expected)
    return (1 - coefficient.value) * relative / coefficient.n_items


def _too_few(n_items: int, n_rarer: int | None, *, graded: bool) -> str | None:
    least = MIN_ITEMS_GRADED if graded else MIN_ITEMS
    if n_items < least:
        return f"only {n_items} items with two ratings; at least {least} are needed"
    if n_rarer is not None and n_rarer < MIN_RARER:
        return (
            f"only {n_rarer} items with a label other than the most common one;"
            f" at least {MIN_RARER} are needed"
        )
    return None


def _too_lumpy(ratio: float, se: float, *, graded: bool) -> str | None:
    if ratio <= NO_DISAGREEMENT:
        return None
    if se == 0:
        return "all items disagree alike, so nothing shows how they vary"
    if graded and (ratio / se) ** 2 < MIN_EVENTS_GRADED:
        return "one or two items make up nearly all of the disagreement"
    return None


def _spread_with(n: int, n_items: int, parts: tuple[float, float, float]) -> AgreementSpread:
    """The spread n items would have if value and spread per item stay as with n_items."""
    value, se, expected = parts
    share = n_items / n
    loss = share * se**2 / (1 - value) if se > 0 else 0.0
    return AgreementSpread.of_one(value, se * math.sqrt(share), expected, loss, n)


def _smallest(settles: Callable[[int], bool], start: int, n_items: int) -> ItemsNeeded:
    """Items beyond n_items at the smallest n from start that settles; settling is monotone."""
    if settles(start):
        return ItemsNeeded(start - n_items)
    low, high = start, 2 * start
    while not settles(high):
        low, high = high, 2 * high
        if high > _TOO_MANY_TIMES * start:
            why = f"the value is so near the target that {_TOO_MANY_TIMES:,} times the items"
            return ItemsNeeded(None, f"{why} would not settle")
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if settles(middle) else (middle, high)
    return ItemsNeeded(high - n_items)
