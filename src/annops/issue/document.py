"""Issues as tables and as a section of a report."""

from collections.abc import Sequence
from typing import Any

from annops.core.document import Block, Column, Findings, Kind, Section, Table
from annops.issue.model import IssueEntry, IssuesResult
from annops.registers.issues import Issue
from annops.registers.listing import Extra, records_table

_SHORT = ("kind", "title", "priority", "owner", "due", "status")


def sections(result: IssuesResult) -> tuple[Section, ...]:
    """Return one section: what is open, decisions needed, what needs attention."""
    blocks: list[Block] = [short_table(result.open)]
    if result.decisions:
        blocks.append(decisions_table(result))
    if result.findings:
        blocks.append(Findings(result.findings))
    return (Section("issues", "Issues", tuple(blocks)),)


def issues_table(entries: Sequence[IssueEntry]) -> Table:
    """Return records with every column of the register, and age and delay."""
    rows = [entry.issue for entry in entries]
    return records_table(Issue, rows, extra=_extra(entries), empty="nothing written down")


def short_table(entries: Sequence[IssueEntry], *, empty: str = "nothing open") -> Table:
    """Return records with the columns of a list.

    Args:
        entries: The records.
        empty: What stands in place of no records.
    """
    rows = [entry.issue for entry in entries]
    return records_table(Issue, rows, keys=_SHORT, extra=_extra(entries), empty=empty)


def decisions_table(result: IssuesResult) -> Table:
    """Return the decisions needed: question, options, default, by when, how long it has waited."""
    columns = (
        Column("id", "Id"),
        Column("title", "Decision needed"),
        Column("options", "Options"),
        Column("default", "If nobody decides"),
        Column("due", "By", Kind.DATE),
        Column("owner", "Who decides"),
        Column("age_days", "Age in days", Kind.COUNT),
    )
    rows = tuple(
        (e.issue.id, e.issue.title, e.issue.options or None, e.issue.default or None,
         e.issue.due, e.issue.owner or None, e.age_days)
        for e in result.decisions
    )  # fmt: skip
    return Table("decisions", "Decisions needed", columns, rows, empty="none")


def _extra(entries: Sequence[IssueEntry]) -> tuple[Extra, ...]:
    by_id = {entry.issue.id: entry for entry in entries}

    def cell(name: str) -> Any:
        return lambda row_id: getattr(by_id[row_id], name)

    return (
        Extra(Column("age_days", "Age in days", Kind.COUNT), cell("age_days")),
        Extra(Column("overdue_days", "Days overdue", Kind.COUNT), cell("overdue_days")),
    )
