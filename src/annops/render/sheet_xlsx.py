"""A sheet that people edit as an Excel workbook: locked cells, lists, hints, a hidden record."""

import io
import re
from datetime import datetime
from typing import Any

from annops.core.sheet import Entry, Sheet, SheetColumn, headers
from annops.core.sheet_record import ABOUT_SHEET, LISTS_SHEET, RECORD_SHEET
from annops.core.sheet_text import coded, fits
from annops.render.excel_finish import finish
from annops.render.excel_style import style_header
from annops.render.plain import display_width
from annops.render.sheet_cells import cell_value, link_target
from annops.render.sheet_heights import set_heights
from annops.render.sheet_pages import put_about, put_record
from annops.render.sheet_rules import add_tones, add_unfilled, add_validation, protect
from annops.render.sheet_style import column_style, make_styles

SPARE_ROWS = 100
"""Blank rows at the end of a sheet that people may add rows to."""

_LAST_ROW = 1_048_576
_DANGEROUS = ("=", "+", "-", "@", "\t")
_MOST_LINKS = 65_000  # Excel keeps 65,530 links on a worksheet
_SAMPLE = 200  # rows looked at for widths
_WIDE = 180  # characters across from which a sheet is printed on larger paper
_NARROWEST, _WIDEST = 8, 48


def sheet_xlsx(sheet: Sheet) -> bytes:
    """Return the workbook of a sheet; the same sheet gives the same bytes.

    Text stays text (`001`, `=1+1`, 17 digits), dates are real dates, locked cells are protected
    without a password, and the hidden worksheet `_annops` keeps the rows as they are sent.

    Raises:
        ValueError: When two rows have the same id, or a row has none.
    """
    import openpyxl

    _refuse_unnamed(sheet)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    made = book.create_sheet(_name(sheet.title))
    make_styles(book)
    last = 1 + max(1, len(sheet.rows) + SPARE_ROWS * sheet.may_add)
    _put_header(made, sheet)
    _put_rows(made, sheet, last)
    _put_rules(book, made, sheet, last)
    _add_table(made, sheet, last)
    _set_up(made, sheet)
    put_about(book, sheet)
    put_record(book, sheet)
    _order(book)
    stamp = datetime.fromisoformat(sheet.stamp)
    book.properties.title = coded(sheet.title)
    book.properties.creator = "annops"
    book.properties.created = book.properties.modified = stamp
    raw = io.BytesIO()
    book.save(raw)
    return finish(raw.getvalue(), stamp, {}, {})


def _refuse_unnamed(sheet: Sheet) -> None:
    ids = [row.get(sheet.row_id, "") for row in sheet.rows]
    if len(set(ids)) < len(ids) or not all(ids):
        raise ValueError(f"sheet {sheet.id}: rows without an id, or with the same id")


def _name(title: str) -> str:
    clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]+", " ", title).strip().strip("'")[:31].strip()
    taken = {name.casefold() for name in (ABOUT_SHEET, LISTS_SHEET, RECORD_SHEET, "history")}
    return clean if clean and clean.casefold() not in taken else f"{clean[:25]} sheet".strip()


def _put_header(made: Any, sheet: Sheet) -> None:
    for across, title in enumerate(headers(sheet), 1):
        cell = made.cell(1, across, coded(title))
        cell.data_type = "s"
        style_header(cell, right=False)
    made.row_dimensions[1].height = 32


def _put_rows(made: Any, sheet: Sheet, last: int) -> None:
    n_links = 0
    for across, column in enumerate(sheet.columns, 1):
        style = column_style(column)
        locked = column_style(column, locked=True)
        for down in range(2, last + 1):
            text = sheet.rows[down - 2].get(column.key, "") if down < len(sheet.rows) + 2 else ""
            cell = made.cell(down, across)
            value = cell_value(text, column.entry)
            sent_id = column.key == sheet.row_id and text
            cell.style = locked if sent_id or not fits(text) else style
            _put(cell, value)
            if column.entry is Entry.LINK and n_links < _MOST_LINKS:
                n_links += _put_link(cell, text)


def _put(cell: Any, value: Any) -> None:
    """Write one cell; text is never taken for a formula or a number."""
    if value is None:
        return
    number_format = cell.number_format
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(_DANGEROUS):
            cell.quotePrefix = True
        if number_format != "@":
            cell.number_format = "@"
    elif cell.number_format != number_format:
        cell.number_format = number_format


def _put_link(cell: Any, text: str) -> bool:
    target = link_target(text)
    if target is None:
        return False
    value, style = cell.value, cell.style
    cell.hyperlink = target
    cell.value, cell.style = value, style
    cell.data_type = "s"
    return True


def _put_rules(book: Any, made: Any, sheet: Sheet, last: int) -> None:
    from openpyxl.styles import Protection
    from openpyxl.utils import get_column_letter

    span = ("A", get_column_letter(len(sheet.columns)))
    widths = {column.key: _width(sheet, column) for column in sheet.columns}
    shown = {column.key for column in sheet.columns if not column.hidden}
    set_heights(made, sheet, {key: width for key, width in widths.items() if key in shown})
    for across, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(across)
        cells = f"{letter}2:{letter}{last}"
        made.column_dimensions[letter].width = widths[column.key]
        made.column_dimensions[letter].hidden = column.hidden
        open_ = not (column.locked or column.hidden)
        if open_ and sheet.may_add:  # rows below the table can be filled in too
            made.column_dimensions[letter].protection = Protection(locked=False)
            if column.entry in {Entry.TEXT, Entry.LINK}:
                made.column_dimensions[letter].number_format = "@"
        if open_:
            end = _LAST_ROW if sheet.may_add else last
            add_validation(book, made, column, f"{letter}2:{letter}{end}")
        add_tones(made, column, cells)
        if column.required and open_:
            add_unfilled(made, letter, span, last)


def _width(sheet: Sheet, column: SheetColumn) -> int:
    if column.width is not None:
        return max(_NARROWEST, column.width + 2)
    texts = [column.title, *(row.get(column.key, "") for row in sheet.rows[:_SAMPLE])]
    lines = (line for text in texts for line in text.split("\n"))
    return min(_WIDEST, max(_NARROWEST, max(map(display_width, lines), default=0) + 3))


def _add_table(made: Any, sheet: Sheet, last: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.filters import AutoFilter
    from openpyxl.worksheet.table import Table, TableColumn, TableStyleInfo

    cells = f"A1:{get_column_letter(len(sheet.columns))}{last}"
    table = Table(
        displayName="tbl_" + re.sub(r"\W", "_", sheet.id, flags=re.ASCII)[:200],
        ref=cells,
        autoFilter=AutoFilter(ref=cells),
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=False),
    )
    for place, title in enumerate(headers(sheet), 1):
        table.tableColumns.append(TableColumn(id=place, name=coded(title)))
    made.add_table(table)


def _set_up(made: Any, sheet: Sheet) -> None:
    from openpyxl.utils import get_column_letter

    keys = [column.key for column in sheet.columns]
    place = keys.index(sheet.row_id) + 1
    beside = place + 1 if place <= 2 else 1
    made.freeze_panes = f"{get_column_letter(beside)}2"
    made.page_setup.orientation = "landscape"
    total = sum(_width(sheet, column) for column in sheet.columns if not column.hidden)
    made.page_setup.paperSize = made.PAPERSIZE_A3 if total > _WIDE else made.PAPERSIZE_A4
    made.page_setup.fitToWidth, made.page_setup.fitToHeight = 1, 0
    made.sheet_properties.pageSetUpPr.fitToPage = True
    made.print_title_rows = "1:1"
    made.print_area = f"A1:{get_column_letter(len(keys))}{max(2, len(sheet.rows) + 1)}"
    made.oddHeader.left.text = coded(sheet.title)[:100].replace("&", "&&")
    made.oddFooter.right.text = "Page &P of &N"
    protect(made, sheet)


def _order(book: Any) -> None:
    """Put the hidden sheet of lists last but one, made when the rules needed it."""
    if LISTS_SHEET in book.sheetnames:
        lists = book[LISTS_SHEET]
        book.move_sheet(lists, offset=len(book.sheetnames) - 2 - book.index(lists))
    book.active = 0
