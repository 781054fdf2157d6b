"""New records of a sheet that came back: their ids, and those that the register does not take."""

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from annops.core.sheet import Returned, ReturnedRow
from annops.registers.closing import CLOSED
from annops.registers.row import Complaint, Row, new_id
from annops.registers.sheet import BORN, may_add
from annops.registers.table import Table, with_rows


@dataclass(frozen=True, slots=True)
class Added:
    """The register with its new records.

    Attributes:
        table: The register.
        named: Id of each new record and what names it in words.
        refused: Rows that are no record of the register, and what is wrong with them.
    """

    table: Table
    named: tuple[tuple[str, str], ...]
    refused: tuple[tuple[ReturnedRow, Complaint], ...]


def new_records(register: type[Row], table: Table, returned: Returned, day: str) -> Added:
    """Add the rows that people wrote into a sheet.

    The id follows from what was typed, so that a sheet that is taken back twice adds nothing the
    second time.

    Args:
        register: The register.
        table: The register, all else taken over.
        returned: What came back.
        day: ISO date on which new records are opened.
    """
    here = {row["id"]: row for row in table.rows}
    sent = {row["id"] for row in returned.sent or ()}
    made: dict[str, Row] = {}
    refused: list[tuple[ReturnedRow, Complaint]] = []
    for row in returned.rows:
        given = row.cells["id"]
        if not may_add(register) or (given and (given in here or given in sent)):
            continue
        cells = _cells(register, row, day)
        name = given or (_name(register, cells, here) if register.PREFIX else "")
        if name in here:
            continue
        read = register.read({**cells, "id": name})
        alike = _alike(name, (*here, *made)) if given else None
        if alike is not None:
            refused.append((row, Complaint("id", given, f"`{alike}` itself or a name unlike it")))
        elif isinstance(read, tuple):
            refused += [(row, complaint) for complaint in read]
        else:
            made[name] = read
    named = tuple((name, _words(read)) for name, read in sorted(made.items()))
    return Added(with_rows(table, made.values()), named, tuple(refused))


def _cells(register: type[Row], row: ReturnedRow, day: str) -> Mapping[str, str]:
    born = {BORN: day} if BORN in register.header() else {}
    cells = {**row.cells, **born}
    if cells.get("status") != CLOSED or cells.get(CLOSED) or not day:
        return cells
    return {**cells, CLOSED: day}


def _alike(name: str, names: Iterable[str]) -> str | None:
    """Return a name that differs only by capitals or by how its letters are stored."""
    wanted = _folded(name)
    return next((one for one in names if _folded(one) == wanted), None)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _name(
    register: type[Row], cells: Mapping[str, str], here: Mapping[str, Mapping[str, str]]
) -> str:
    """Return the id of what was typed; that of the record itself where it is there already."""
    typed = [f"{key}={text}" for key, text in sorted(cells.items()) if text and key != BORN]
    name = new_id(register.PREFIX, typed)
    there = here.get(name)
    if there is None or there.get("title", "") == cells.get("title", ""):
        return name
    return new_id(register.PREFIX, typed, here)


def _words(read: Row) -> str:
    return str(getattr(read, "title", ""))
