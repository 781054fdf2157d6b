"""The sheets of a workbook about itself: Read-me and Method."""

from collections.abc import Sequence
from typing import Any

from annops.core.document import Column, Document, Paragraph, Table, tables
from annops.core.estimate import Estimate
from annops.render import numbers
from annops.render.excel_book import Book, put, put_heading, put_lines
from annops.render.excel_columns import text
from annops.render.excel_sheets import freeze, repeat, section_metrics
from annops.render.excel_style import LINE_HEIGHT, MUTED, alignment, font, widen
from annops.render.excel_table import put_table
from annops.render.plain import wrap

METHOD = "method"
"""Id of the section whose words stand on sheet Method."""

_WORDS_WIDTH = 90
LEGEND = (
    ("met", "the whole interval clears the target"),
    ("not met", "the whole interval fails the target"),
    ("cannot tell", "the interval covers the target, or the number rests on too little"),
    (numbers.DASH, "undefined; the column `note` beside it says why"),
    ("low, high", "ends of the interval; its confidence and method stand on sheet Method"),
    ("n", "how many items or answers the number rests on"),
)


def put_read_me(book: Book, sheet: Any) -> None:
    """Fill the first sheet: what this is, how to read it, what each sheet shows, with links."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    document = book.document
    row = put_heading(sheet, document.title, document.subtitle)
    row = _pairs(sheet, row, document.front, "About") + 1
    row = _pairs(sheet, row, LEGEND, "How to read") + 1
    put(sheet, row, 1, "Sheets").font = font(bold=True, size=12)
    for name, shows in book.index:
        row += 1
        quoted = name.replace("'", "''")
        cell = put(sheet, row, 1, name)
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1", display=name)
        cell.font = font(color="0B4F83", underline="single")
        _put_wrapped(sheet, row, text(shows))
        widen(sheet, "A", name)
    sheet.column_dimensions["B"].width = _WORDS_WIDTH


def _pairs(sheet: Any, row: int, pairs: Sequence[tuple[str, str]], title: str) -> int:
    if not pairs:
        return row
    put(sheet, row, 1, title).font = font(bold=True, size=12)
    for label, words in pairs:
        row += 1
        put(sheet, row, 1, text(label)).font = font(color=MUTED)
        _put_wrapped(sheet, row, text(words))
        widen(sheet, "A", label)
    return row + 1


def _put_wrapped(sheet: Any, row: int, words: str) -> None:
    put(sheet, row, 2, words).alignment = alignment(1, right=False)
    depth = sum(len(wrap(line, _WORDS_WIDTH - 2)) for line in words.split("\n"))
    sheet.cell(row, 1).alignment = alignment(1, right=False)
    if depth > 1:
        sheet.row_dimensions[row].height = LINE_HEIGHT * depth


def put_method(book: Book) -> None:
    """Write how each figure was computed, and what the report was made from."""
    found = dict.fromkeys(
        (label, one.method, f"{one.confidence:g}", one.unit)
        for label, one in _estimates(book.document)
        if one.method
    )
    rows = tuple(
        (label, method, numbers.confidence(float(level)), unit or None)
        for label, method, level, unit in found
    )
    columns = (
        Column("figure", "Figure"),
        Column("method", "Method"),
        Column("confidence", "Confidence of the interval"),
        Column("unit", "n counts"),
    )
    sheet = book.sheet("Method", "how each figure was computed")
    row = put_heading(sheet, "Method", "How each figure was computed.")
    for words in _words(book.document):
        row = put_lines(sheet, row, words) + 1
    row = put_table(
        book, sheet, row, Table("method", "Figures", columns, rows, empty="no figures")
    )
    _pairs(sheet, row, sorted(book.document.meta.items()), "Made from")
    freeze(book, sheet)
    repeat(book, sheet)


def _words(document: Document) -> list[str]:
    """Return what the report says of its methods where no other sheet does."""
    blocks = (block for section in document.sections if section.id == METHOD
              for block in section.blocks)  # fmt: skip
    return [block.text for block in blocks if isinstance(block, Paragraph)]


def _estimates(document: Document) -> list[tuple[str, Estimate]]:
    found = [(metric.label, metric.estimate) for metric in section_metrics(document)]
    for table in tables(document.sections):
        for place, column in enumerate(table.columns):
            cells = (row[place] for row in table.rows if isinstance(row[place], Estimate))
            found += [(f"{table.title}: {column.title}", cell) for cell in cells]
    return found
