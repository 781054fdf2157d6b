"""How fast work goes, and whether it will be done on the due day; pure."""

from collections.abc import Iterable
from datetime import date, timedelta
from math import ceil

import numpy as np

from annops.core.estimate import Bound, Estimate, Outcome, decide
from annops.stats.interval import mean_interval

RECENT_DAYS = 7
_SATURDAY = 5
_FARTHEST = 3660
"""Working days of a forecast; what lies beyond is no forecast."""
UNIT = "working days"
METHOD = "mean judgments per working day of the last 7 days, Student's t interval, not below 0"


def working_days(after: date, last: date) -> int:
    """Count Mondays to Fridays after a day, up to and with the last; 0 when it is past.

    >>> working_days(date(2026, 11, 20), date(2026, 11, 27))
    5
    """
    one = timedelta(days=1)
    return max(int(np.busday_count(after + one, last + one)), 0)


def finish_day(remaining: int, actual: Estimate, as_of: date) -> date | None:
    """Return the working day on which the rest is done at the mean pace.

    None where there is no pace, or the day lies more than ten years ahead.

    >>> pace = Estimate(40.0, None, None, 5, "working days", "")
    >>> finish_day(90, pace, date(2026, 11, 20))  # a Friday
    datetime.date(2026, 11, 25)
    """
    if remaining <= 0:
        return as_of
    if not actual.value or remaining / actual.value > _FARTHEST:
        return None
    return after_working_days(as_of, ceil(remaining / actual.value))


def after_working_days(day: date, number: int) -> date:
    """Return the day that lies some working days after another.

    >>> after_working_days(date(2026, 11, 20), 3), after_working_days(date(2026, 11, 21), 3)
    (datetime.date(2026, 11, 25), datetime.date(2026, 11, 25))
    """
    return date.fromisoformat(str(np.busday_offset(day, number, roll="backward")))


def recent_pace(days: Iterable[tuple[date, int]], as_of: date) -> Estimate:
    """Average the judgments per working day of the seven days up to a day.

    Args:
        days: Days with judgments and their number.
        as_of: The last day that counts.

    A working day without judgments counts as 0; what was done on a Saturday or Sunday counts to
    the working day before it, since the pace needed is counted per working day too. Days before
    the first judgment of all do not count.
    """
    known = tuple(days)
    if not known:
        return Estimate.undefined("no answer has a time", n=0, unit=UNIT, method=METHOD)
    begun = min(day for day, _ in known)
    first = max(as_of - timedelta(days=RECENT_DAYS - 1), begun)
    done = {_working_day(day): 0.0 for day, _ in known if first <= day <= as_of}
    if not done:
        why = "nothing was submitted in these 7 days"
        return Estimate.undefined(why, n=0, unit=UNIT, method=METHOD)
    window = (first + timedelta(days=n) for n in range((as_of - first).days + 1))
    done |= {day: 0.0 for day in window if day.weekday() < _SATURDAY}
    for day, number in known:
        if first <= day <= as_of:
            done[_working_day(day)] += number
    counts = np.array(list(done.values()))
    unit = UNIT if len(counts) > 1 else UNIT.removesuffix("s")
    ends = mean_interval(float(counts.sum()), float((counts**2).sum()), len(counts))
    low = None if ends.low is None else max(0.0, ends.low)
    return Estimate(float(counts.mean()), low, ends.high, len(counts), unit, METHOD)


def _working_day(day: date) -> date:
    """Return the day itself, or the Friday before a Saturday or Sunday."""
    return day - timedelta(days=max(day.weekday() - _SATURDAY + 1, 0))


def _missing(remaining: int) -> str:
    words = "judgment is" if remaining == 1 else "judgments are"
    return f"no working day is left and {remaining:,} {words} missing"


def judge_pace(
    remaining: int | None, left: int | None, needed: float | None, actual: Estimate
) -> tuple[Outcome, str]:
    """Say whether the pace suffices, and why in one clause.

    Args:
        remaining: Judgments still to do, None where the plan does not say.
        left: Working days left, None without a due day.
        needed: Judgments per working day needed.
        actual: Judgments per working day of the last days.
    """
    if remaining == 0:
        return Outcome.MET, "everything planned is done"
    if remaining is None or left is None:
        return Outcome.CANNOT_TELL, "the plan names no units or no due day"
    if left == 0 or needed is None:
        return Outcome.NOT_MET, _missing(remaining)
    outcome = decide(actual, Bound(needed, at_least=True))
    words = {
        Outcome.MET: "the pace of the last 7 days suffices",
        Outcome.NOT_MET: "the pace of the last 7 days is too low",
        Outcome.CANNOT_TELL: actual.why_undefined or _open(actual),
    }
    return outcome, words[outcome]


def _open(actual: Estimate) -> str:
    if actual.low is None:
        return "days that are all alike, or a single one, do not show how the pace varies"
    return "the pace varies too much from day to day"
