"""What day it is: the only place that asks the clock."""

import os
from datetime import UTC, date, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity

BAD_DAY = Code(
    id="USE001",
    title="A day or week that does not exist",
    severity=Severity.ERROR,
    checks="Whether the day of `--as-of` and the week of `--week` exist in the calendar.",
    why="Weeks, pace and due dates are counted from them.",
    example="`--as-of 2026-02-30`, or `--week 2026-W60`.",
    remedy="write days as 2026-11-20 and weeks as 2026-W47",
)

YEARS = range(1900, 3000)
"""Years that days are taken from; weeks before and after a day must exist too."""


def today(as_of: str | None, zone: str = "UTC") -> date:
    """Return the day the figures are asked for.

    Args:
        as_of: What a person gave, as `2026-11-20`; it replaces the clock.
        zone: Time zone whose calendar counts; UTC where the system does not know it.

    Returns:
        The day given; else the day of the environment's SOURCE_DATE_EPOCH; else today in the zone.

    Raises:
        AnnopsError: When the text is no day (USE001).
    """
    if as_of is not None:
        return day_of(as_of)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC).astimezone(_zone(zone)).date()
    return datetime.now(_zone(zone)).date()  # noqa: TID251 - the one place that asks the clock


def day_of(text: str) -> date:
    """Read a day written as `2026-11-20`.

    Raises:
        AnnopsError: When the text is no day (USE001).
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or text != day.isoformat() or day.year not in YEARS:
        raise AnnopsError(BAD_DAY.at(None, f"`{text}` is not a day"))
    return day


def monday_of(week: str) -> date:
    """Return the Monday of an ISO week written as `2026-W47`.

    Raises:
        AnnopsError: When the text is no week (USE001).
    """
    try:
        year, number = week.split("-W")
        monday = date.fromisocalendar(int(year), int(number), 1)
    except ValueError:
        monday = None
    if monday is None or monday.year not in YEARS:
        raise AnnopsError(BAD_DAY.at(None, f"`{week}` is not a week"))
    return monday


def week_of(day: date) -> str:
    """Name the ISO week of a day.

    >>> week_of(date(2026, 11, 20)), week_of(date(2027, 1, 1))
    ('2026-W47', '2026-W53')
    """
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02d}"


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
