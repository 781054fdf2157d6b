"""Tables as CSV for people: UTF-8, LF, full figures, no cell that a spreadsheet would run."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from annops.core.document import Column, Document, Table, tables_by_id
from annops.core.estimate import Estimate, Outcome
from annops.render import numbers
from annops.render.output import Files, Output

_WIDE = "\uff1d\uff0b\uff0d\uff20"  # full-width = + - @, which East Asian spreadsheets run too
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "'", *_WIDE)
_NEEDS_QUOTES = re.compile(r'[,"\r\n]|^\s|\s$')
_PARTS = ("", "_low", "_high", "_n", "_why_undefined")


def guard(text: str) -> str:
    """Put `'` before text that a spreadsheet would run as a formula; `unguard` takes it away.

    >>> guard("=1+1"), guard("plain"), guard("'t Hooft")
    ("'=1+1", 'plain', "''t Hooft")
    """
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def unguard(text: str) -> str:
    """Return the text that was guarded.

    >>> unguard(guard("'=1"))
    "'=1"
    """
    return text.removeprefix("'")


def render(table: Table) -> str:
    """Return a table as CSV under its column keys; an estimate takes five columns.

    An undefined or missing number is an empty cell; the reason stands in `KEY_why_undefined`.
    Shares are 0 to 1, numbers have no separators.
    """
    estimates = [
        any(isinstance(row[place], Estimate) for row in table.rows)
        for place in range(len(table.columns))
    ]
    rows = [list(_header(table.columns, estimates))]
    for row in table.rows:
        written: list[str] = []
        for cell, split in zip(row, estimates, strict=True):
            written += _estimate(cell) if split else [_cell(cell)]
        rows.append(written)
    return "".join(f"{','.join(map(_quoted, row))}\n" if row != [""] else '""\n' for row in rows)


def _quoted(text: str) -> str:
    """Quote what needs it; the standard writer leaves a lone carriage return bare."""
    if not _NEEDS_QUOTES.search(text):
        return text
    doubled = text.replace('"', '""')
    return f'"{doubled}"'


def _header(columns: tuple[Column, ...], estimates: list[bool]) -> Iterator[str]:
    for column, split in zip(columns, estimates, strict=True):
        for part in _PARTS if split else ("",):
            yield guard(column.key + part)


def _estimate(cell: Any) -> list[str]:
    if not isinstance(cell, Estimate):
        return [_cell(cell), "", "", "", ""]
    ends = [_cell(value) for value in (cell.value, cell.low, cell.high)]
    return [*ends, str(cell.n), guard(cell.why_undefined or "")]


def _cell(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Outcome):
        return cell.value
    if isinstance(cell, float):
        return numbers.float_text(cell)
    if isinstance(cell, date):
        return numbers.day(cell)
    return guard(cell) if isinstance(cell, str) else str(cell)


def _files(document: Document) -> Files:
    return {
        f"{document.id}/{name}.csv": render(table).encode(errors="backslashreplace")
        for name, table in tables_by_id(document.sections).items()
    }


OUTPUT = Output("csv", "", _files)
