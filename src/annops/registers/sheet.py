"""A register as a sheet that people edit: its columns, choices and hints follow from its model."""

from collections.abc import Mapping
from dataclasses import replace

from annops.core.sheet import Sheet, SheetColumn
from annops.registers.row import Row
from annops.registers.table import Table

BORN = "opened"
"""Locked column that annops fills with the day when a record is added."""


def register_sheet(register: type[Row], table: Table, project: str) -> Sheet:
    """Return the sheet of a register: every record as it stands, the wrong ones too.

    Columns that people added to the file come last, as text. Records can be added unless annops
    alone makes them, which shows by locked columns.

    Args:
        register: The register.
        table: Its file; ids must be given and differ.
        project: Name of the project, by which a workbook is known.
    """
    columns = (*_own(register), *_added(register, table))
    rows: list[Mapping[str, str]] = [
        {column.key: row.get(column.key, "") for column in columns} for row in table.rows
    ]
    return Sheet(
        id=register.NAME,
        title=register.TITLE,
        columns=columns,
        row_id="id",
        rows=tuple(sorted(rows, key=lambda row: row["id"])),
        about=(
            f"{register.TITLE} of the project {project}.",
            f"Fill in, save and close, then run: annops excel pull {register.NAME}",
        ),
        keys={"project": project, "register": register.NAME},
        may_add=may_add(register),
    )


def may_add(register: type[Row]) -> bool:
    """Say whether people add records to a register by hand."""
    return not any(c.locked and c.key not in {"id", BORN} for c in register.columns())


def _own(register: type[Row]) -> list[SheetColumn]:
    """Return the register's columns; where ids have no prefix, people name the records."""
    locked = bool(register.PREFIX)
    return [replace(c, locked=locked) if c.key == "id" else c for c in register.columns()]


def _added(register: type[Row], table: Table) -> list[SheetColumn]:
    return [SheetColumn(key, key) for key in table.header if key not in register.header()]
