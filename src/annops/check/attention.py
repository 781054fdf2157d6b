"""What in the registers needs somebody's attention on a day: no owner, overdue, not settled."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Finding
from annops.defects.run import unknown_kinds
from annops.issue.attention import attention as of_issues
from annops.project.definition import Definition
from annops.registers.defects import Defect
from annops.registers.issues import Issue
from annops.registers.listing import lines_by_id
from annops.registers.rework import Ticket
from annops.registers.risks import Risk
from annops.rework.attention import attention as of_rework
from annops.risk.attention import attention as of_risks
from annops.workspace.registers import read_register


def undefined_kinds(root: Path, definition: Definition) -> tuple[Finding, ...]:
    """Return defects whose category or severity is not defined; none from a torn register."""
    try:
        return unknown_kinds(read_register(root, Defect), definition)
    except AnnopsError:
        return ()


def register_attention(root: Path, as_of: date) -> Iterator[Finding]:
    """Give what needs attention; a register that cannot be read is told of elsewhere.

    Args:
        root: The project folder.
        as_of: The day that ages and delays are counted to.

    Yields:
        Findings, register by register.
    """
    try:
        risks, issues = read_register(root, Risk), read_register(root, Issue)
        tickets, defects = read_register(root, Ticket), read_register(root, Defect)
    except AnnopsError:
        return
    yield from of_risks(risks.rows, as_of, lines_by_id(risks.table))
    yield from of_issues(issues.rows, as_of, lines_by_id(issues.table))
    lines = (lines_by_id(tickets.table), lines_by_id(defects.table))
    yield from of_rework(tickets.rows, defects.rows, as_of, lines)
