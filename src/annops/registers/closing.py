"""Keeps the day of closing of a record in step with its status; pure."""

from collections.abc import Mapping
from datetime import date

CLOSED = "closed"


def with_day_of_closing(fields: Mapping[str, str], before: str, as_of: date) -> dict[str, str]:
    """Return the fields with `closed`: the day where the record closes, empty where it reopens.

    Args:
        fields: What is to change, text by column.
        before: Status before.
        as_of: The day.

    >>> with_day_of_closing({"status": "closed"}, "open", date(2026, 11, 20))
    {'status': 'closed', 'closed': '2026-11-20'}
    """
    status = fields.get("status", before).strip().casefold()
    if CLOSED in fields or status == before:
        return dict(fields)
    return {**fields, CLOSED: as_of.isoformat() if status == CLOSED else ""}
