"""The sheets of a workbook that come from its sections: tables, findings, chart data, data."""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from typing import Any, TypeGuard

from annops.core.document import (
    Block,
    Column,
    Document,
    Figure,
    Findings,
    Kind,
    Mark,
    Metric,
    Narrative,
    Paragraph,
    Section,
    Table,
    tables,
)
from annops.core.finding import sort_findings
from annops.render import numbers
from annops.render.excel_book import Book, put, put_heading, put_lines
from annops.render.excel_chart import height, put_figure, put_heat_map
from annops.render.excel_columns import text
from annops.render.excel_style import font
from annops.render.excel_table import DATA_ROW_LIMIT, put_rows, put_table

_MOST_TITLES = 3  # tables named in the index of sheets
_LOWEST_FREEZE = 8  # rows that may stay in view without taking the screen
_ROW_CM = 0.529  # height of a row
_PAGE_ROWS = 30  # rows on a landscape page at full size
_PAGE_CM = 25.9  # width of that page between its margins
_CHARACTER_CM = 0.2  # width of a character in a column


def section_metrics(document: Document) -> list[Metric]:
    """Return every metric of a report, in reading order."""
    blocks = (block for section in document.sections for block in section.blocks)
    return [block for block in blocks if isinstance(block, Metric)]


def put_sections(book: Book) -> None:
    """Write one sheet a section that has tables or figures; then findings and chart data."""
    waiting: list[tuple[Figure, Any, str]] = []
    for section in book.document.sections:
        if any(map(_on_sheet, section.blocks)):
            waiting += _put_section(book, section)
    _put_findings(book)
    if waiting:
        data = book.sheet("Chart data", "the numbers behind the charts")
        row = put_heading(data, "Chart data", "The numbers behind the charts.")
        for figure, sheet, anchor in waiting:
            put(data, row, 1, text(figure.title)).font = font(bold=True, size=12)
            row = put_figure(book, figure, data, row + 1, (sheet, anchor))


def sheet_titles(document: Document) -> set[str]:
    """Return the titles of the sections that get a sheet, case folded."""
    return {
        section.title.casefold()
        for section in document.sections
        if any(map(_on_sheet, section.blocks))
    }


def _on_sheet(block: object) -> bool:
    raw = isinstance(block, Table) and block.data
    return isinstance(block, (Table, Figure)) and not raw


def _put_section(book: Book, section: Section) -> list[tuple[Figure, Any, str]]:
    from openpyxl.worksheet.pagebreak import Break

    sheet = book.sheet(section.title, _shown(section))
    row = put_heading(sheet, section.title, book.document.title)
    starts = [row]
    for block in section.blocks:
        row = _put_block(book, sheet, row, block)
        starts.append(row)
    freeze(book, sheet)
    waiting: list[tuple[Figure, Any, str]] = []
    first, top = row, _break_between(sheet, starts)
    for block in section.blocks:
        if _is_drawn(block):
            rows = ceil(height(block) / _ROW_CM) + 2
            if row + rows - top > _page_rows(sheet):
                sheet.row_breaks.append(Break(id=row))  # a chart is never cut by a page's end
                top = row + 1
            waiting.append((block, sheet, f"A{row + 2}"))
            row += rows
    if not waiting or first > _PAGE_ROWS:  # else the pages to come hold charts, not rows
        repeat(book, sheet)
    return waiting


def _break_between(sheet: Any, starts: Sequence[int]) -> int:
    """Begin a page before a block that a page's end would cut, unless it is longer than a page.

    Args:
        sheet: The sheet.
        starts: First row of each block, and the row after the last one.

    Returns:
        The first row of the last page, as far as that can be told.
    """
    from openpyxl.worksheet.pagebreak import Break

    top, fits = 1, _page_rows(sheet)
    for start, end in pairwise(starts):
        if end - top > fits and start > top and end - start <= fits:
            sheet.row_breaks.append(Break(id=start - 1))
            top = start
        top += (end - top - 1) // fits * fits if end > top else 0
    return top


def _is_drawn(block: Block) -> TypeGuard[Figure]:
    return isinstance(block, Figure) and block.chart.mark is not Mark.HEAT


def _put_block(book: Book, sheet: Any, row: int, block: Block) -> int:
    if isinstance(block, (Paragraph, Narrative)):
        return _put_words(sheet, row, block.text)
    if isinstance(block, Table) and not block.data:
        return put_table(book, sheet, row, block)
    if isinstance(block, Figure) and block.chart.mark is Mark.HEAT:
        return put_heat_map(book, sheet, row, block)
    return row


def _put_words(sheet: Any, row: int, words: str | None) -> int:
    return put_lines(sheet, row, words) + 1 if words else row


def _shown(section: Section) -> str:
    titles = list(dict.fromkeys(
        block.title for block in section.blocks if isinstance(block, Table) and not block.data
    ))  # fmt: skip
    more = [f"{len(titles) - _MOST_TITLES} more tables"] if len(titles) > _MOST_TITLES + 1 else []
    drawn = sum(isinstance(block, Figure) for block in section.blocks)
    charts = [f"{drawn} chart{'' if drawn == 1 else 's'}"] if drawn else []
    return "; ".join([*(titles[:_MOST_TITLES] if more else titles), *more, *charts])


def _page_rows(sheet: Any) -> int:
    """Return how many rows a page holds: a sheet shrunk to one page's width holds more."""
    centimetres = _CHARACTER_CM * sum(one.width for one in sheet.column_dimensions.values())
    return int(_PAGE_ROWS * max(1.0, centimetres / _PAGE_CM))


def _header_row(book: Book, sheet: Any) -> int:
    """Return the header row of a sheet's only table near its top, else a row of the title."""
    here = [placed for placed in book.placed.values() if placed.sheet == sheet.title]
    return here[0].header if len(here) == 1 and here[0].header <= _LOWEST_FREEZE else 2


def freeze(book: Book, sheet: Any) -> None:
    """Keep the header row in view."""
    sheet.freeze_panes = f"A{_header_row(book, sheet) + 1}"


def repeat(book: Book, sheet: Any) -> None:
    """Repeat the header row on every page."""
    row = _header_row(book, sheet)
    sheet.print_title_rows = f"{row}:{row}"


def _put_findings(book: Book) -> None:
    table = findings_table(book.document)
    if table.rows:
        sheet = book.sheet(table.title, "problems met, worst first, and what to do")
        put_table(book, sheet, put_heading(sheet, table.title, book.document.title), table)
        freeze(book, sheet)
        repeat(book, sheet)


def findings_table(document: Document) -> Table:
    """Return the findings of all sections as one table, worst first within a section."""
    rows = [
        (
            one.severity.value,
            one.code,
            one.message,
            one.hint or "",
            str(one.place or ""),
            one.count,
        )
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Findings)
        for one in sort_findings(block.items)
    ]
    columns = (
        Column("severity", "Severity"),
        Column("code", "Code"),
        Column("message", "Finding"),
        Column("hint", "What to do"),
        Column("place", "Place"),
        Column("count", "Times", Kind.COUNT),
    )
    return Table("findings", "Findings", columns, tuple(rows), empty="no findings")


def put_data(book: Book) -> None:
    """Write each table of raw data on a sheet of its own, capped and saying so."""
    for table in tables(book.document.sections):
        if not table.data:
            continue
        total = len(table.rows)
        cut = f", the first {DATA_ROW_LIMIT:,}" if total > DATA_ROW_LIMIT else ""
        sheet = book.sheet(table.title, f"data, {numbers.count(total)} rows{cut}")
        row = 1
        if cut:
            words = f"The first {DATA_ROW_LIMIT:,} of {total:,} rows; all stand in {table.id}.csv."
            row = put_lines(sheet, row, words)
        if table.rows:
            put_rows(book, sheet, row, table)
        else:
            put(sheet, row, 1, text(table.empty))
        sheet.freeze_panes = f"A{row + 1}"
        sheet.print_title_rows = f"{row}:{row}"
