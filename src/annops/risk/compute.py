"""Scores, ages and sorts the risks of a register; pure."""

from collections.abc import Iterable, Mapping
from datetime import date

from annops.registers.risks import Risk
from annops.risk.attention import attention, needs
from annops.risk.model import MatrixCell, RiskEntry, RisksResult

__all__ = ["attention", "occurred_issue", "risks"]


def risks(
    rows: Iterable[Risk], as_of: date, lines: Mapping[str, int] | None = None
) -> RisksResult:
    """Return every risk with its score and age.

    Args:
        rows: The risks.
        as_of: The day.
        lines: Line of each record in its file by id, where known.
    """
    known = tuple(rows)
    entries = sorted((_entry(row, as_of) for row in known), key=_order)
    cells: dict[tuple[int, int], list[str]] = {}
    for entry in entries:
        row = entry.risk
        if entry.is_open and row.probability is not None and row.impact is not None:
            cells.setdefault((row.probability, row.impact), []).append(row.id)
    return RisksResult(
        as_of=as_of, risks=tuple(entries),
        matrix=tuple(
            MatrixCell(probability=p, impact=i, ids=tuple(cells[p, i]))
            for p, i in sorted(cells, reverse=True)
        ),
        unscored=tuple(e.risk.id for e in entries if e.is_open and e.score is None),
        findings=attention(known, as_of, lines),
    )  # fmt: skip


def _entry(row: Risk, as_of: date) -> RiskEntry:
    late = row.status == "open" and row.review is not None and row.review < as_of
    return RiskEntry(
        risk=row, score=row.score,
        age_days=None if row.opened is None else (as_of - row.opened).days,
        overdue_days=(as_of - row.review).days if late and row.review else None,
        needs=tuple(code.id for code, _, _ in needs(row, as_of)),
    )  # fmt: skip


_STATUS_ORDER = {"open": 0, "occurred": 1, "closed": 2}


def _order(entry: RiskEntry) -> tuple[int, int, int, str]:
    return (
        _STATUS_ORDER[entry.risk.status],
        -(entry.score or 0),
        -(entry.overdue_days or 0),
        entry.risk.id,
    )


def occurred_issue(row: Risk) -> dict[str, str]:
    """Return the fields of the issue that follows a risk that has occurred."""
    detail = row.consequence or row.event
    severe = (row.impact or 0) >= 4
    return {
        "title": row.title, "kind": "issue", "priority": "high" if severe else "medium",
        "owner": row.owner, "risk": row.id, "detail": detail,
    }  # fmt: skip
