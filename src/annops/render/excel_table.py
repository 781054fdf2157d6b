"""A table in a workbook: a real Excel Table with number formats, a total row, live formulas."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from annops.core.document import Kind, Table
from annops.render import numbers
from annops.render.excel_book import Book, put, put_lines
from annops.render.excel_columns import Value, parts, text
from annops.render.excel_formula import Placed, formula
from annops.render.excel_style import (
    LINE_HEIGHT,
    MUTED,
    alignment,
    beside,
    font,
    number_format,
    outcome_rules,
    rule_below,
    style_header,
    widen,
)
from annops.render.grid import RIGHT_KINDS, estimate_notes, sums, written_notes
from annops.render.plain import display_width, wrap

DATA_ROW_LIMIT = 20_000


def put_table(book: Book, sheet: Any, row: int, table: Table) -> int:
    """Write a table with its title and notes, and return the next free row."""
    put(sheet, row, 1, text(table.title)).font = font(bold=True, size=12)
    if not table.rows:
        put(sheet, row + 1, 1, text(table.empty)).font = font(color=MUTED)
        return row + 3
    placed = put_rows(book, sheet, row + 1, table)
    after = placed.last + 1 + bool(table.total)
    for note in (*written_notes(table), *estimate_notes(table, "low and high end")):
        after = put_lines(sheet, after, note, muted=True)
    return after + 1


def put_rows(book: Book, sheet: Any, header: int, table: Table) -> Placed:
    """Write header, rows and total row as an Excel Table, at most 20,000 rows of data."""
    columns = parts(table)
    sources = {column.key: place for place, column in enumerate(table.columns)}
    shown = table.rows[:DATA_ROW_LIMIT]
    placed = Placed(
        table=table,
        name=book.table_name(table.id),
        sheet=sheet.title,
        header=header,
        last=header + len(shown),
        parts=tuple(columns),
        complete=len(shown) == len(table.rows),
    )
    book.placed.setdefault(table.id, placed)
    for across, part in enumerate(columns, 1):
        put(sheet, header, across, part.title)
        style_header(sheet.cell(header, across), right=part.kind in RIGHT_KINDS)
        place = sources[part.key.split(".")[0]]
        _put_column(sheet, placed, across, [row[place] for row in shown])
    _heighten(sheet, placed)
    totals = _put_total(book, sheet, placed) if table.total and placed.complete else {}
    _add_table(sheet, placed, totals)
    return placed


def _put_column(sheet: Any, placed: Placed, across: int, cells: Iterable[Any]) -> None:
    from openpyxl.utils import get_column_letter

    part, letter = placed.parts[across - 1], get_column_letter(across)
    data = placed.table.data
    stand = alignment(across, right=part.kind in RIGHT_KINDS)
    border, apart = rule_below(), beside(across, right=part.kind in RIGHT_KINDS)
    texts = [max(wrap(part.title, _header_width(part.title)), key=len) + "  "]
    for row, source in enumerate(cells, placed.header + 1):
        value = part.read(source)
        cell = put(sheet, row, across, value)
        if not data:
            cell.alignment, cell.border = stand, border
        elif apart:
            cell.alignment = apart
        if value is not None and not isinstance(value, str):
            cell.number_format = number_format(part.kind, part.places(source))
        texts.append(_as_wide_as(value))
    widen(sheet, letter, *texts)
    if part.kind is Kind.OUTCOME:
        for rule in outcome_rules():
            sheet.conditional_formatting.add(
                f"{letter}{placed.header + 1}:{letter}{placed.last}", rule
            )


def _heighten(sheet: Any, placed: Placed) -> None:
    """Give rows with wrapped text the height they need; not every program does that on opening."""
    from openpyxl.utils import get_column_letter

    widths = [
        int(sheet.column_dimensions[get_column_letter(across)].width) - 2
        for across in range(1, len(placed.parts) + 1)
    ]
    last = placed.header if placed.table.data else placed.last
    for row in range(placed.header, last + 1):
        cells = [sheet.cell(row, across).value for across in range(1, len(widths) + 1)]
        depths = [
            sum(len(wrap(line, width)) for line in cell.split("\n"))
            for cell, width in zip(cells, widths, strict=True)
            if isinstance(cell, str)
        ]
        if max(depths, default=1) > 1:
            sheet.row_dimensions[row].height = min(400, LINE_HEIGHT * max(depths))


def _header_width(title: str) -> int:
    """Return the width at which a header wraps: two lines, unless a word is longer."""
    return max(12, len(title) // 2 + 2, *map(display_width, title.split(" ")))


def _as_wide_as(value: Value) -> str:
    if isinstance(value, float):
        return numbers.fixed(value, 2)
    if isinstance(value, date):
        return numbers.day(value)
    return "" if value is None else str(value)


def _put_total(book: Book, sheet: Any, placed: Placed) -> dict[str, str]:
    """Write the total row and return the formula of each summed column by header."""
    from openpyxl.utils import get_column_letter

    totals, row = sums(placed.table), placed.last + 1
    made = {}
    for across, part in enumerate(placed.parts, 1):
        cell = put(sheet, row, across, "Total" if across == 1 and part.key not in totals else None)
        if part.key in totals:
            letter = get_column_letter(across)
            made[part.title] = f"SUBTOTAL(109,{letter}{placed.header + 1}:{letter}{placed.last})"
            cell.value = f"={made[part.title]}"
            cell.number_format = number_format(part.kind)
            total = totals[part.key]
            value = total if isinstance(total, int) else numbers.float_value(total)
            book.stored[sheet.title, cell.coordinate] = value
        cell.font = font(bold=True)
    return made


def _add_table(sheet: Any, placed: Placed, totals: dict[str, str]) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.filters import AutoFilter
    from openpyxl.worksheet.table import Table as ExcelTable
    from openpyxl.worksheet.table import TableColumn, TableFormula, TableStyleInfo

    last_letter = get_column_letter(len(placed.parts))
    with_total = bool(placed.table.total) and placed.complete
    rows = f"A{placed.header}:{last_letter}{placed.last}"
    native = ExcelTable(
        displayName=placed.name,
        ref=f"A{placed.header}:{last_letter}{placed.last + with_total}",
        totalsRowCount=1 if with_total else None,
        autoFilter=AutoFilter(ref=rows),
        tableStyleInfo=TableStyleInfo(name="TableStyleLight1", showRowStripes=placed.table.data),
    )
    for place, part in enumerate(placed.parts, 1):
        column = TableColumn(id=place, name=part.title)
        if part.title in totals:
            column.totalsRowFunction = "custom"
            column.totalsRowFormula = TableFormula(attr_text=totals[part.title])
        elif with_total and place == 1:
            column.totalsRowLabel = "Total"
        native.tableColumns.append(column)
    sheet.add_table(native)


def put_formulas(book: Book) -> None:
    """Make cells live once every table has its place; each keeps the value it already has.

    Raises:
        ValueError: When a table has formulas for a column it does not have.
    """
    for placed in list(book.placed.values()):
        sheet = book.workbook[placed.sheet]
        for key, template in placed.table.live.items():
            letter = placed.letter(key)
            if letter is None:
                raise ValueError(f"table {placed.table.id} has no column {key}")
            for row in range(placed.header + 1, placed.last + 1):
                _make_live(book, placed, sheet[f"{letter}{row}"], template)


def _make_live(book: Book, placed: Placed, cell: Any, template: str) -> None:
    made = formula(template, cell.row, placed, book.placed)
    if made is not None and cell.value not in {None, numbers.DASH}:
        book.stored[placed.sheet, cell.coordinate] = cell.value
        cell.value = f"={made}"
