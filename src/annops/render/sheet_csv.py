"""A sheet that people edit as CSV, for who has no spreadsheet program that reads workbooks."""

import re

from annops.core.sheet import Entry, Sheet, SheetColumn
from annops.render.csv_ import guard

_NEEDS_QUOTES = re.compile(r'[,"\r\n]|^\s|\s$')
_NUMBER = re.compile(r"-\d+(\.\d+)?")


def sheet_csv(sheet: Sheet, *, mark: bool = True) -> bytes:
    """Return the sheet as UTF-8 text under its column keys, line feeds between rows.

    Text that a spreadsheet would run as a formula has a `'` before it; reading takes it away.
    CSV has no place for what was sent: what comes back is held against the sheet itself.

    Args:
        sheet: The sheet.
        mark: Whether a byte order mark goes first, without which Excel misreads letters.
    """
    lines = [",".join(_quoted(guard(column.key)) for column in sheet.columns)]
    lines += [
        ",".join(_quoted(_cell(row.get(column.key, ""), column)) for column in sheet.columns)
        for row in sheet.rows
    ]
    text = "".join(f"{line}\n" for line in lines)
    return text.encode("utf-8-sig" if mark else "utf-8", "backslashreplace")


def _cell(text: str, column: SheetColumn) -> str:
    numeric = column.entry in {Entry.WHOLE, Entry.NUMBER}
    return text if numeric and _NUMBER.fullmatch(text) else guard(text)


def _quoted(text: str) -> str:
    doubled = text.replace('"', '""')
    return f'"{doubled}"' if _NEEDS_QUOTES.search(text) else text
