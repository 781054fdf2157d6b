"""A number that cannot be shown without its interval and n, and the verdict drawn from it."""

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """The three things evidence can say about a target."""

    MET = "met"
    NOT_MET = "not met"
    CANNOT_TELL = "cannot tell"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measured number with what is needed to judge it.

    Attributes:
        value: The number, or None when it is undefined (then `why_undefined` says why).
        low: Lower end of the two-sided interval, or None when there is none.
        high: Upper end of the two-sided interval, or None when there is none.
        n: How many `unit`s the value rests on.
        unit: What is counted in `n`, as `items` or `answers`.
        method: How value and interval were computed, in a few words.
        population: How many units there are in all, when that is known (N).
        confidence: Confidence of the interval, 0 to 1.
        caution: Why the interval must not carry a verdict (few items, no disagreement seen).
        why_undefined: One clause without a full stop.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    method: str
    population: int | None = None
    confidence: float = 0.95
    caution: str | None = None
    why_undefined: str | None = None

    def __post_init__(self) -> None:
        """Refuse a number without a reason, and a reason beside a number.

        Raises:
            ValueError: When value and why_undefined are both given or both missing.
        """
        if (self.value is None) == (self.why_undefined is None):
            raise ValueError("an estimate has a value or a reason why it has none, never both")

    @classmethod
    def undefined(cls, why: str, *, n: int, unit: str, method: str = "") -> "Estimate":
        """Return the estimate of a number that does not exist here, with the reason."""
        return cls(None, None, None, n, unit, method, why_undefined=why)


@dataclass(frozen=True, slots=True)
class Bound:
    """A target: the number must be at least, or at most, this."""

    limit: float
    at_least: bool


def decide(estimate: Estimate, bound: Bound) -> Outcome:
    """Judge an estimate against a bound by its two-sided interval.

    Met when the whole interval clears the bound, not met when the whole interval fails it;
    everything else, an undefined number, a missing interval or a caution is *cannot tell*.

    >>> decide(Estimate(.9, .85, .95, 100, "items", ""), Bound(.8, at_least=True)).value
    'met'
    """
    low, high = estimate.low, estimate.high
    if estimate.value is None or low is None or high is None or estimate.caution:
        return Outcome.CANNOT_TELL
    clears = low >= bound.limit if bound.at_least else high <= bound.limit
    fails = high < bound.limit if bound.at_least else low > bound.limit
    if clears:
        return Outcome.MET
    return Outcome.NOT_MET if fails else Outcome.CANNOT_TELL
