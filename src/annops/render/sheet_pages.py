"""The pages beside the table of a sheet that people edit: instructions, and the hidden record."""

from typing import Any

from annops.core.sheet import Sheet, SheetColumn, headers
from annops.core.sheet_record import ABOUT_SHEET, RECORD_SHEET, record_lines
from annops.core.sheet_text import coded
from annops.render.excel_style import MUTED, font
from annops.render.plain import wrap
from annops.render.sheet_heights import set_height

_WIDTH = 100
_MOST_CHOICES = 20
_KEPT = (
    "Grey cells are locked; what is changed there is not taken over.",
    "Rows are known by the text in the column `{id}`; their order does not matter.",
    "To sort, take the protection off first (no password is set); always sort all columns.",
    "Write dates as dates, or as 2026-11-20.",
)
_ADD = "New rows go into the blank rows at the end; leave `{id}` blank there."
_NAME = "New rows go into the blank rows at the end; give each an `{id}` of its own."
_NOT_ADD = "Rows cannot be added or deleted."


def put_about(book: Any, sheet: Sheet) -> None:
    """Write the page of instructions: the sheet's own lines, then what each column takes."""
    page = book.create_sheet(ABOUT_SHEET)
    page.sheet_view.showGridLines = False
    page.column_dimensions["A"].width = 26
    page.column_dimensions["B"].width = _WIDTH
    _put(page, 1, 1, sheet.title).font = font(bold=True, size=16)
    row = 3
    title = dict(zip((c.key for c in sheet.columns), headers(sheet), strict=True))[sheet.row_id]
    add = _ADD if sheet.column(sheet.row_id).locked else _NAME
    rules = (*_KEPT, add if sheet.may_add else _NOT_ADD)
    lines = (*sheet.about, "", *(line.format(id=title) for line in rules))
    for line in lines:
        for part in wrap(line, _WIDTH + 26) or [""]:
            _put(page, row, 1, part)
            row += 1
    row = _put_columns(page, sheet, row + 1)
    for key, text in sorted(sheet.keys.items()):
        _put(page, row, 1, key).font = font(color=MUTED, size=9)
        _put(page, row, 2, text).font = font(color=MUTED, size=9)
        row += 1
    page.page_setup.orientation = "landscape"
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    page.protection.sheet = True


def _put_columns(page: Any, sheet: Sheet, row: int) -> int:
    from openpyxl.styles import Alignment

    _put(page, row, 1, "Column").font = font(bold=True)
    _put(page, row, 2, "What to write").font = font(bold=True)
    row += 1
    for column, title in zip(sheet.columns, headers(sheet), strict=True):
        if not column.hidden:
            _put(page, row, 1, title).alignment = Alignment(vertical="top", wrap_text=True)
            what = _what(column, is_id=column.key == sheet.row_id)
            _put(page, row, 2, what).alignment = Alignment(vertical="top", wrap_text=True)
            n_lines = len(wrap(what, _WIDTH - 4))
            if n_lines > 1:
                set_height(page, row, n_lines)
            row += 1
    return row + 1


def _what(column: SheetColumn, *, is_id: bool) -> str:
    parts = [sentence(column.note or "")]
    if column.locked or is_id:
        parts.append("Locked.")
    elif column.choices:
        shown = column.choices[:_MOST_CHOICES]
        more = f", and {len(column.choices) - len(shown)} more" if shown != column.choices else ""
        parts.append(f"One of: {', '.join(shown)}{more}.")
    elif column.entry.value != "text":
        parts.append(f"Takes a {column.entry.value}.")
    if column.required and not column.locked:
        parts.append("Must be filled in.")
    return " ".join(part for part in parts if part)


def sentence(text: str) -> str:
    """Return words with a full stop after them, unless they end with a sign already."""
    return f"{text}." if text and text[-1].isalnum() else text


def put_record(book: Any, sheet: Sheet) -> None:
    """Write the record of what is sent on a worksheet that spreadsheet programs do not show."""
    page = book.create_sheet(RECORD_SHEET)
    page.sheet_state = "veryHidden"
    page.protection.sheet = True
    for row, line in enumerate(record_lines(sheet), 1):
        _put(page, row, 1, line)


def _put(page: Any, row: int, column: int, words: str) -> Any:
    cell = page.cell(row, column, coded(words))
    cell.data_type = "s"
    if words.startswith(("=", "+", "-", "@")):
        cell.quotePrefix = True
    return cell
