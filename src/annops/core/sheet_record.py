"""What a workbook carries out of sight, so that what comes back can be held against what was sent.

The record is one JSON object (id, keys, columns, rows) with its hash, cut into pieces that fit
into cells: JSON in ASCII survives every spreadsheet program.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from annops.core.sheet import Row, Sheet, headers

RECORD_SHEET = "_annops"
"""Name of the hidden worksheet that holds the record."""
LISTS_SHEET = "Lists"
"""Name of the hidden worksheet that holds long lists of choices."""
ABOUT_SHEET = "About"
"""Name of the page of instructions."""

_FORM = "annops.sheet/1"
_PIECE = 30_000


@dataclass(frozen=True, slots=True)
class Record:
    """A sheet as it was sent: its id, keys, columns with their titles, and rows."""

    id: str
    keys: Mapping[str, str]
    columns: tuple[str, ...]
    titles: tuple[str, ...]
    rows: tuple[Row, ...]


def record_lines(sheet: Sheet) -> list[str]:
    """Return the record of a sheet as texts, one a cell: the form, the hash, the pieces."""
    columns = [column.key for column in sheet.columns]
    data = {
        "id": sheet.id,
        "keys": dict(sorted(sheet.keys.items())),
        "columns": columns,
        "titles": headers(sheet),
        "rows": [[row.get(key, "") for key in columns] for row in sheet.rows],
    }
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
    return [_FORM, _hash(text), *(f"|{piece}|" for piece in pieces)]


def read_record(lines: Sequence[str]) -> Record | None:
    """Read a record back; None when any of it was changed, lost or put in another order."""
    if len(lines) < 3 or lines[0] != _FORM:
        return None
    text = "".join(line[1:-1] for line in lines[2:])
    if _hash(text) != lines[1]:
        return None
    try:
        return _record(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _record(data: Any) -> Record:
    columns = tuple(map(str, data["columns"]))
    rows = tuple(
        dict(zip(columns, map(str, cells), strict=True)) for cells in data["rows"]
    )  # fmt: skip
    keys = {str(key): str(value) for key, value in data["keys"].items()}
    return Record(str(data["id"]), keys, columns, tuple(map(str, data["titles"])), rows)


def _hash(text: str) -> str:
    return sha256(text.encode("ascii", "backslashreplace")).hexdigest()
