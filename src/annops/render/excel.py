"""A Document as a workbook: real Tables, live formulas with stored values, native charts."""

import io
from datetime import datetime

from annops.core.document import Document
from annops.render.excel_book import Book
from annops.render.excel_columns import text
from annops.render.excel_finish import finish
from annops.render.excel_front import put_method, put_read_me
from annops.render.excel_sheets import (
    put_data,
    put_sections,
    section_metrics,
    sheet_titles,
)
from annops.render.excel_summary import put_summary
from annops.render.excel_table import put_formulas
from annops.render.output import Files, Output


def render(document: Document) -> bytes:
    """Return the workbook of a report, the same bytes each time.

    Raises:
        ValueError: When a live formula names a column that does not exist, or the document's
            stamp is not an ISO date.
    """
    from openpyxl import Workbook

    stamp = datetime.fromisoformat(document.stamp).replace(tzinfo=None)
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    book = Book(workbook, document)
    read_me = book.sheet("Read-me", "this sheet")
    name = "Scorecard" if "summary" in sheet_titles(document) else "Summary"
    summary = book.sheet(name, "headline numbers with intervals, targets and outcomes")
    put_summary(book, summary, section_metrics(document))
    put_sections(book)
    put_data(book)
    put_method(book)
    put_formulas(book)
    put_read_me(book, read_me)
    properties = workbook.properties
    properties.title, properties.subject = text(document.title), text(document.subtitle)
    properties.creator, properties.language = "annops", document.language
    properties.lastModifiedBy = "annops"
    properties.created = properties.modified = stamp
    workbook.calculation.fullCalcOnLoad = True
    raw = io.BytesIO()
    workbook.save(raw)
    return finish(raw.getvalue(), stamp, book.stored, book.alts)


def _files(document: Document) -> Files:
    return {f"{document.id}.xlsx": render(document)}


OUTPUT = Output("excel", ".xlsx", _files)
