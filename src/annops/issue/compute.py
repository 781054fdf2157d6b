"""Ages and sorts the records of the register of issues; pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from annops.issue.attention import attention, needs
from annops.issue.model import IssueEntry, IssuesResult
from annops.registers.issues import Issue

_KINDS = {"blocker": 0, "decision": 1, "issue": 2, "question": 3}
_PRIORITIES = {"critical": 0, "high": 1, "medium": 2, "low": 3}


def issues(
    rows: Iterable[Issue], as_of: date, lines: Mapping[str, int] | None = None
) -> IssuesResult:
    """Return every record with its age and delay.

    Args:
        rows: The records.
        as_of: The day.
        lines: Line of each record in its file by id, where known.
    """
    known = tuple(rows)
    entries = sorted((_entry(row, as_of) for row in known), key=_order)
    findings = attention(known, as_of, lines)
    return IssuesResult(as_of=as_of, issues=tuple(entries), findings=findings)


def _entry(row: Issue, as_of: date) -> IssueEntry:
    until = row.closed if row.status == "closed" else as_of
    late = row.status != "closed" and row.due is not None and row.due < as_of
    return IssueEntry(
        issue=row,
        age_days=None if row.opened is None or until is None else (until - row.opened).days,
        overdue_days=(as_of - row.due).days if late and row.due else None,
        needs=tuple(code.id for code, _, _ in needs(row, as_of)),
    )


def _order(entry: IssueEntry) -> tuple[bool, int, int, int, int, str]:
    row = entry.issue
    return (
        not entry.is_open,
        _KINDS[row.kind],
        _PRIORITIES[row.priority],
        -(entry.overdue_days or 0),
        -(entry.age_days or 0),
        row.id,
    )
