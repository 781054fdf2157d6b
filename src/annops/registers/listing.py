"""A register's records as a table of a document: the same columns in every list and report."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from annops.core.document import Column, Kind, Table
from annops.core.sheet import Entry, SheetColumn
from annops.registers.row import Row
from annops.registers.table import Table as RegisterTable

RowType = TypeVar("RowType", bound=Row)

_KINDS = {Entry.DATE: Kind.DATE, Entry.WHOLE: Kind.COUNT, Entry.NUMBER: Kind.NUMBER}


@dataclass(frozen=True, slots=True)
class Extra:
    """A column that is computed: age, score ...; `cell` takes the id of a record."""

    column: Column
    cell: Callable[[str], Any]


def records_table(
    register: type[Row],
    rows: Sequence[Row],
    *,
    keys: Iterable[str] = (),
    extra: Sequence[Extra] = (),
    empty: str = "nothing to show",
) -> Table:
    """Return records as a table, computed columns behind the id.

    Args:
        register: The register.
        rows: Its records, in the order wanted.
        keys: Columns shown after the id; all without it.
        extra: Computed columns.
        empty: What stands in place of no records.
    """
    chosen = tuple(keys) or register.header()[1:]
    columns = {column.key: column for column in register.columns()}
    head = (Column("id", "Id"), *(item.column for item in extra))
    body = tuple(
        (row.id, *(item.cell(row.id) for item in extra), *(_cell(row, key) for key in chosen))
        for row in rows
    )
    shown = tuple(_column(columns[key]) for key in chosen)
    return Table(register.NAME, register.TITLE, (*head, *shown), body, empty=empty)


def lines_by_id(table: RegisterTable) -> Mapping[str, int]:
    """Return the line on which each record begins, by id; of a repeated id the first."""
    found: dict[str, int] = {}
    for row, line in zip(table.rows, table.lines, strict=False):
        found.setdefault(row.get("id", ""), line)
    return found


def _column(column: SheetColumn) -> Column:
    return Column(column.key, column.title, _KINDS.get(column.entry, Kind.TEXT))


def _cell(row: Row, key: str) -> Any:
    value = getattr(row, key)
    return None if value == "" else value
