"""How a number is written: the only place where one becomes text.

Conventions: percent exists only here (`share` is 0 to 1 everywhere else), one decimal; plain
decimals have two. One or two decimals more are given where rounding would lie: a share that is not
1 shown as `100.0 %`, or an interval whose two ends would look equal. Halves are rounded away from
zero on the shortest decimal form, which is what spreadsheets show. An undefined number is a dash.
"""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from math import isfinite

from annops.core.estimate import Bound, Estimate, Outcome

DASH = "\N{EN DASH}"
ASCII_DASH = "-"
SIGNIFICANT_DIGITS = 12  # beyond these, platforms and summation orders differ
_SYMBOLS = {Outcome.MET: "✓", Outcome.NOT_MET: "✗", Outcome.CANNOT_TELL: "?"}
_ASCII_SYMBOLS = {Outcome.MET: "[+]", Outcome.NOT_MET: "[-]", Outcome.CANNOT_TELL: "[?]"}


def float_value(value: float) -> float:
    """Round to 12 significant digits, so that equal results have equal bytes everywhere.

    Raises:
        ValueError: When the number is not finite; an undefined number is None, never nan.
    """
    if not isfinite(value):
        raise ValueError(f"{value} is not a number that can be written; undefined is None")
    return float(f"{value:.{SIGNIFICANT_DIGITS}g}") + 0.0


def float_text(value: float) -> str:
    """Write a number for machines: shortest decimal form of its 12 significant digits.

    >>> float_text(0.1 + 0.2), float_text(-0.0)
    ('0.3', '0.0')
    """
    return repr(float_value(value))


def fixed(value: float, places: int) -> str:
    """Write with a fixed number of decimals and thousands separators; never `-0.00`.

    >>> fixed(0.125, 2), fixed(12345.6, 0), fixed(-0.001, 2)
    ('0.13', '12,346', '0.00')
    """
    rounded = _rounded(value, places)
    return f"{rounded or abs(rounded):,.{places}f}"


def _rounded(value: float, places: int) -> Decimal:
    exact = Decimal(float_text(value))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def places_for(value: float, *ends: float | None, share: bool) -> int:
    """Return how many decimals a number and its interval need: 1 to 3 of percent, else 2 to 4.

    The usual number of decimals, unless number and ends, though different, would all look equal,
    or a number that is not 0 or 1 would look as if it were.

    >>> places_for(0.998, 0.996, 0.999, share=False), places_for(0.9996, share=True)
    (3, 2)
    """
    usual = 1 if share else 2
    factor = 100 if share else 1
    given = [number * factor for number in (value, *ends) if number is not None]
    for places in (usual, usual + 1):
        if not _misleads(given, float(factor), places):
            return places
    return usual + 2


def _misleads(numbers: list[float], whole: float, places: int) -> bool:
    kept = [float_value(number) for number in numbers]
    shown = [_rounded(number, places) for number in kept]
    if any(kept[0] != anchor and shown[0] == anchor for anchor in (0, whole, -whole)):
        return True
    return len(set(shown)) == 1 < len(set(kept))


def share(value: float) -> str:
    """Write a share (0 to 1) as percent.

    >>> share(0.92), share(0.99999)
    ('92.0 %', '99.999 %')
    """
    return f"{fixed(value * 100, places_for(value, share=True))} %"


def points(difference: float) -> str:
    """Write a difference of two shares in percentage points.

    >>> points(0.0312)
    '+3.1 pp'
    """
    text = fixed(difference * 100, 1)
    return f"{'' if text.startswith('-') else '+'}{text} pp"


def number(value: float) -> str:
    """Write a plain decimal, as a coefficient.

    >>> number(0.714)
    '0.71'
    """
    return fixed(value, 2)


def count(value: float) -> str:
    """Write a whole number with thousands separators.

    >>> count(12345)
    '12,345'
    """
    return fixed(value, 0) if float(value).is_integer() else fixed(value, 1)


def seconds(value: float) -> str:
    """Write a duration: seconds below a minute, hours:minutes:seconds from there.

    >>> seconds(9), seconds(59.96), seconds(3723)
    ('9.0 s', '0:01:00', '1:02:03')
    """
    if abs(_rounded(value, 1)) < 60:
        return f"{fixed(value, 1)} s"
    whole = int(abs(_rounded(value, 0)))
    sign = "-" if value < 0 else ""
    return f"{sign}{whole // 3600:,}:{whole // 60 % 60:02d}:{whole % 60:02d}"


def day(value: date | str) -> str:
    """Write a date as ISO; a time of day keeps its minutes; text is taken to be ISO already."""
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value if isinstance(value, str) else value.isoformat()


def outcome(value: Outcome, *, ascii_only: bool = False) -> str:
    """Write an outcome as symbol and words, so that it never rests on colour.

    >>> outcome(Outcome.MET), outcome(Outcome.NOT_MET, ascii_only=True)
    ('✓ met', '[-] not met')
    """
    return f"{(_ASCII_SYMBOLS if ascii_only else _SYMBOLS)[value]} {value.value}"


def target(bound: Bound, *, is_share: bool = False, ascii_only: bool = False) -> str:
    """Write a target.

    >>> target(Bound(0.67, at_least=True)), target(Bound(0.03, at_least=False), is_share=True)
    ('≥ 0.67', '≤ 3.0 %')
    """
    sign = (">=" if bound.at_least else "<=") if ascii_only else ("≥" if bound.at_least else "≤")
    if is_share:
        return f"{sign} {share(bound.limit)}"
    return f"{sign} {fixed(bound.limit, places_for(bound.limit, share=False))}"


def confidence(value: float) -> str:
    """Write a confidence, as `95 %` or `99.5 %`."""
    return f"{Decimal(float_text(value * 100)).normalize():f} %"


def dash(*, ascii_only: bool = False) -> str:
    """Return the sign of an undefined or missing number."""
    return ASCII_DASH if ascii_only else DASH


def value_text(estimate: Estimate, *, is_share: bool = False, ascii_only: bool = False) -> str:
    """Write the number of an estimate alone, a dash when it is undefined."""
    if estimate.value is None:
        return dash(ascii_only=ascii_only)
    places = places_for(estimate.value, estimate.low, estimate.high, share=is_share)
    factor, sign = (100, " %") if is_share else (1, "")
    return f"{fixed(estimate.value * factor, places)}{sign}"


def interval_text(estimate: Estimate, *, is_share: bool = False) -> str | None:
    """Write the interval, as `0.66-0.76` or `-0.10 to 0.20`; None when there is none."""
    value, low, high = estimate.value, estimate.low, estimate.high
    if value is None or low is None or high is None:
        return None
    places = places_for(value, low, high, share=is_share)
    factor, sign = (100, " %") if is_share else (1, "")
    joint = " to " if min(low, high) < 0 else "-"
    return f"{fixed(low * factor, places)}{joint}{fixed(high * factor, places)}{sign}"


def size_text(estimate: Estimate) -> str:
    """Write what the number rests on, as `n = 50 of 1,000 items`."""
    of = "" if estimate.population is None else f" of {count(estimate.population)}"
    return f"n = {count(estimate.n)}{of} {estimate.unit}".rstrip()


def estimate_text(estimate: Estimate, *, is_share: bool = False, ascii_only: bool = False) -> str:
    """Write an estimate in full: number, interval, n; the reason when it is undefined.

    >>> estimate_text(Estimate(0.71, 0.66, 0.76, 400, "items", ""))
    '0.71 (95 % CI 0.66-0.76, n = 400 items)'
    >>> estimate_text(Estimate.undefined("no answer", n=0, unit="items"), ascii_only=True)
    '- (n = 0 items: no answer)'
    """
    text = value_text(estimate, is_share=is_share, ascii_only=ascii_only)
    size = size_text(estimate)
    if estimate.why_undefined is not None:
        return f"{text} ({size}: {estimate.why_undefined})"
    interval = interval_text(estimate, is_share=is_share)
    bounds = f"{confidence(estimate.confidence)} CI {interval}, " if interval else ""
    caution = f"; caution: {estimate.caution}" if estimate.caution else ""
    return f"{text} ({bounds}{size}{caution})"


def estimate_short(estimate: Estimate, *, is_share: bool = False, ascii_only: bool = False) -> str:
    """Write an estimate for a table cell, whose note names confidence and unit.

    >>> estimate_short(Estimate(0.71, 0.66, 0.76, 400, "items", ""))
    '0.71 (0.66-0.76, n = 400)'
    """
    text = value_text(estimate, is_share=is_share, ascii_only=ascii_only)
    interval = interval_text(estimate, is_share=is_share)
    bounds = f"{interval.removesuffix(' %')}, " if interval else ""
    return f"{text} ({bounds}n = {count(estimate.n)})"
