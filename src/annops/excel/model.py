"""What taking a workbook back into a register would do, before anything is written."""

from dataclasses import dataclass, field
from pathlib import Path

from annops.core.finding import Finding, Severity
from annops.registers.merge import Conflict, Side
from annops.registers.table import Table


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a person wants what is not plain to be decided.

    Attributes:
        side: Whose text holds where a cell was changed here and in the sheet; None for ours, with
            a finding on each.
        delete: Whether records that are missing in the sheet are taken out.
        day: ISO date of today, the day on which new records are opened.
    """

    side: Side | None = None
    delete: bool = False
    day: str = ""


@dataclass(frozen=True, slots=True)
class How:
    """How a command goes about it.

    Attributes:
        yes: Whether changes are confirmed beforehand.
        dry_run: Whether to show instead of write.
        replace: Whether a workbook with changes that were not taken back is made again.
        file: The file to take back; None for the register's workbook.
    """

    yes: bool = False
    dry_run: bool = False
    replace: bool = False
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One cell that changes: record, column, old and new text."""

    record: str
    column: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of a register.

    Attributes:
        table: The register as it is to be.
        changes: Cells that change, by record.
        added: Ids of new records with what names them in words.
        deleted: Ids of records that are taken out.
        kept: Ids of records that are missing in the sheet and stay without `--delete`.
        conflicts: What was changed here and in the sheet and stays as it is here.
        findings: Everything wrong with the file, and each conflict.
    """

    table: Table
    changes: tuple[Change, ...] = ()
    added: tuple[tuple[str, str], ...] = ()
    deleted: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    findings: tuple[Finding, ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Whether the register stays as it is."""
        return not (self.changes or self.added or self.deleted)

    @property
    def exit_code(self) -> int:
        """1 when something in the file could not be taken over."""
        return int(any(finding.severity is Severity.ERROR for finding in self.findings))
