"""A register's file as text: header, records by id, and every column people added kept."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annops.core.csv_records import csv_records
from annops.registers.row import Row

_NEEDS_QUOTES = re.compile(r'[,"\r\n]')


@dataclass(frozen=True, slots=True)
class Table:
    """A register's file.

    Attributes:
        header: Columns in order, the id among them.
        rows: One mapping a record: text by column, every column of the header present.
        lines: Line each record begins on, from 1; empty for a table that was not read.
    """

    header: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...] = ()
    lines: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Damage:
    """What is wrong with the text of a file: the line, the column where there is one, words."""

    line: int
    column: str | None
    message: str


def empty_table(register: type[Row]) -> Table:
    """Return the table of a register that has no record yet."""
    return Table(register.header())


def parse_table(text: str) -> tuple[Table, tuple[Damage, ...]]:
    """Read a register's text; records with too many or too few cells are damage and are kept out.

    A record whose text is the mark of an unfinished merge is damage too.
    """
    header: tuple[str, ...] = ()
    rows: list[Mapping[str, str]] = []
    lines: list[int] = []
    damage: list[Damage] = []
    for record in csv_records(text):
        line, cells = record.line, record.cells
        if not cells or cells == [""]:
            continue
        if not header:
            header, found = _header(cells, line)
            damage += found
        elif cells[0].startswith(("<<<<<<<", "=======", ">>>>>>>")):
            damage.append(Damage(line, None, "a mark of an unfinished merge"))
        elif len(cells) != len(header):
            words = f"{len(cells)} cells, {len(header)} expected"
            damage.append(Damage(line, None, words))
        else:
            rows.append(dict(zip(header, cells, strict=True)))
            lines.append(line)
    return Table(header, tuple(rows), tuple(lines)), tuple(damage)


def _header(cells: Sequence[str], line: int) -> tuple[tuple[str, ...], list[Damage]]:
    header = tuple(cell.strip() for cell in cells)
    damage = [
        Damage(line, name, f"the column `{name}` stands in the header twice")
        if name
        else Damage(line, None, f"{header.count(name)} columns without a name; take them out")
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if "id" not in header:
        damage.append(Damage(line, "id", _without_id(header)))
    return header, damage


def _without_id(header: Sequence[str]) -> str:
    """Say why a header has no id; a spreadsheet program may have parted the cells otherwise."""
    for sign, called in ((";", "`;`"), ("\t", "tabs")):
        if len(header) == 1 and sign in header[0]:
            return f"the cells are parted by {called}, commas expected; save it as CSV with commas"
    return "the header has no column `id`"


def table_text(table: Table) -> str:
    """Write a table: records sorted by id, line feeds, quotes only where needed."""
    rows = sorted(table.rows, key=lambda row: row.get("id", ""))
    lines = [table.header, *([row.get(key, "") for key in table.header] for row in rows)]
    return "".join(f"{csv_line(cells)}\n" for cells in lines)


def csv_line(cells: Iterable[str]) -> str:
    """Write cells as a line of CSV; the standard writer leaves a lone carriage return bare.

    >>> csv_line(["a", "b, c", ""])
    'a,"b, c",'
    """
    written = [_quoted(cell) if _NEEDS_QUOTES.search(cell) else cell for cell in cells]
    return ",".join(written) if written != [""] else '""'


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'


def with_rows(table: Table, rows: Iterable[Row]) -> Table:
    """Return the table with records added, or replaced where their id is in it.

    Columns that people added keep their texts; columns that the register has and the file lacks
    are added at the end.
    """
    changed = {row.id: row.cells() for row in rows}
    missing = [key for cells in changed.values() for key in cells if key not in table.header]
    header = tuple(dict.fromkeys((*table.header, *missing)))
    kept = [{**row, **changed.pop(row["id"].strip(), {})} for row in table.rows]
    filled = [{key: cells.get(key, "") for key in header} for cells in (*kept, *changed.values())]
    return Table(header, tuple(filled))


def without_rows(table: Table, ids: Iterable[str]) -> Table:
    """Return the table without the records of these ids."""
    gone = set(ids)
    return Table(table.header, tuple(row for row in table.rows if row["id"].strip() not in gone))
