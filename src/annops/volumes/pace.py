"""Judges whether the work will be done on the due day; pure."""

from datetime import date, timedelta

import numpy as np

from annops.core.estimate import Bound, Estimate, Outcome, decide
from annops.project.definition import Plan
from annops.stats.interval import mean_interval
from annops.volumes.model import Pace, VolumesResult

RECENT_DAYS = 7
_SATURDAY = 5
UNIT = "working days"
METHOD = "mean judgments per working day of the last 7 days, Student's t interval"


def pace(result: VolumesResult, plan: Plan, as_of: date) -> Pace:
    """Compare the pace needed with the pace of the last seven days.

    Args:
        result: Volumes up to the day.
        plan: Units, overlap and due day.
        as_of: The day.
    """
    due = None if plan.due is None else date.fromisoformat(plan.due)
    planned = result.delivery.planned_judgments
    remaining = None if planned is None else max(planned - result.delivery.done_judgments, 0)
    left = None if due is None else working_days(as_of, due)
    needed = remaining / left if remaining is not None and left else None
    actual = recent_pace(result, as_of)
    outcome, why = _judge(remaining, left, needed, actual)
    return Pace(
        as_of=as_of, due=due, remaining=remaining, working_days=left, needed=needed,
        actual=actual, outcome=outcome, why=why,
    )  # fmt: skip


def working_days(after: date, last: date) -> int:
    """Count Mondays to Fridays after a day, up to and with the last; 0 when it is past.

    >>> working_days(date(2026, 11, 20), date(2026, 11, 27))
    5
    """
    one = timedelta(days=1)
    return max(int(np.busday_count(after + one, last + one)), 0)


def recent_pace(result: VolumesResult, as_of: date) -> Estimate:
    """Average the judgments per working day of the seven days up to a day.

    A working day without judgments counts as 0; what was done on a Saturday or Sunday counts to
    the working day before it, since the pace needed is counted per working day too. Days before
    the first judgment of all do not count.
    """
    if not result.days:
        return Estimate.undefined("no answer has a time", n=0, unit=UNIT, method=METHOD)
    begun = min(row.day for row in result.days)
    first = max(as_of - timedelta(days=RECENT_DAYS - 1), begun)
    done = {_working_day(row.day): 0.0 for row in result.days if first <= row.day <= as_of}
    if not done:
        why = "nothing was submitted in these 7 days"
        return Estimate.undefined(why, n=0, unit=UNIT, method=METHOD)
    window = (first + timedelta(days=n) for n in range((as_of - first).days + 1))
    done |= {day: 0.0 for day in window if day.weekday() < _SATURDAY}
    for row in result.days:
        if first <= row.day <= as_of:
            done[_working_day(row.day)] += row.judgments
    counts = np.array(list(done.values()))
    unit = UNIT if len(counts) > 1 else UNIT.removesuffix("s")
    ends = mean_interval(float(counts.sum()), float((counts**2).sum()), len(counts))
    return Estimate(float(counts.mean()), ends.low, ends.high, len(counts), unit, METHOD)


def _working_day(day: date) -> date:
    """Return the day itself, or the Friday before a Saturday or Sunday."""
    return day - timedelta(days=max(day.weekday() - _SATURDAY + 1, 0))


def _missing(remaining: int) -> str:
    words = "judgment is" if remaining == 1 else "judgments are"
    return f"no working day is left and {remaining:,} {words} missing"


def _judge(
    remaining: int | None, left: int | None, needed: float | None, actual: Estimate
) -> tuple[Outcome, str]:
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
