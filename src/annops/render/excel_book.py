"""A workbook being built: sheets with unique names, cells that are never formulas by accident."""

import re
from dataclasses import dataclass, field
from typing import Any

from annops.core.document import Document
from annops.render.excel_columns import Value, text
from annops.render.excel_formula import Placed
from annops.render.excel_style import MUTED, font
from annops.render.plain import wrap

TEXT_WIDTH = 110
_DANGEROUS = ("=", "+", "-", "@", "\t")


@dataclass(slots=True)
class Book:
    """The workbook and what the finishing pass must know.

    Attributes:
        workbook: openpyxl's workbook.
        document: The report.
        stored: Value of each formula by (sheet title, cell), for programs that do not calculate.
        placed: Tables by id.
        alts: Words of each chart by sheet title, in the order the charts were added.
        index: Sheet title and what it shows, in order.
    """

    workbook: Any
    document: Document
    stored: dict[tuple[str, str], Value] = field(default_factory=dict)
    placed: dict[str, Placed] = field(default_factory=dict)
    alts: dict[str, list[str]] = field(default_factory=dict)
    index: list[tuple[str, str]] = field(default_factory=list)
    table_names: set[str] = field(default_factory=set)

    def sheet(self, title: str, shows: str) -> Any:
        """Add a sheet; its name is the title as Excel allows it, made unique."""
        clean = (
            re.sub(r"[\[\]:*?/\\]+", " ", text(title)).strip().strip("'")[:31].strip() or "Sheet"
        )
        taken = {name.casefold() for name in self.workbook.sheetnames} | {"history"}
        name, number = clean, 2
        while name.casefold() in taken:
            tail = f" {number}"
            name, number = clean[: 31 - len(tail)] + tail, number + 1
        added = self.workbook.create_sheet(name)
        self.index.append((name, shows))
        _set_up(added, self.document.title)
        return added

    def table_name(self, identity: str) -> str:
        """Return a Table name that Excel allows and nobody has: `tbl_` and the id."""
        clean = re.sub(r"\W", "_", identity, flags=re.ASCII)[:200]
        name, number = f"tbl_{clean}", 2
        while name.casefold() in self.table_names:
            name, number = f"tbl_{clean}_{number}", number + 1
        self.table_names.add(name.casefold())
        return name


def _set_up(sheet: Any, title: str) -> None:
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.left.text = text(title)[:100].replace("&", "&&")
    sheet.oddFooter.right.text = "Page &P of &N"


def put(sheet: Any, row: int, column: int, value: Value) -> Any:
    """Write one cell; text is never taken for a formula."""
    cell = sheet.cell(row=row, column=column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        if value.startswith(_DANGEROUS):
            cell.quotePrefix = True
    return cell


def put_lines(sheet: Any, row: int, words: str, *, muted: bool = False) -> int:
    """Write running text from column A, a line a row, and return the next free row."""
    lines = [line for part in text(words).split("\n") for line in wrap(part, TEXT_WIDTH)]
    for place, line in enumerate(lines):
        cell = put(sheet, row + place, 1, line)
        if muted:
            cell.font = font(color=MUTED, size=10)
    return row + len(lines)


def put_heading(sheet: Any, title: str, below: str) -> int:
    """Write a sheet's title and return the next free row."""
    put(sheet, 1, 1, text(title)).font = font(bold=True, size=16)
    put(sheet, 2, 1, text(below)).font = font(color=MUTED)
    return 4
