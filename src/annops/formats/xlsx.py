"""Excel workbooks: one sheet as a table whose cells are all text."""

import zipfile
from collections.abc import Iterable
from typing import ClassVar

import polars as pl

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity
from annops.formats.dialect import INDEX, column_names, positions
from annops.formats.emptiness import checked
from annops.formats.reading import Cells, Opened
from annops.formats.xlsx_package import (
    MARK,
    NO_WORKBOOK,
    OLD_MARK,
    chosen_sheet,
    column_letters,
    open_package,
    sheet_findings,
)
from annops.project.source import Source

NO_NAME = Code(
    id="FMT309",
    title="Column without name",
    severity=Severity.WARNING,
    checks="Every column of a sheet that holds values has a name in the first row.",
    why="A column without name is called by its position and is easily mistaken; a title above "
    "the table makes all names blank.",
    example="`Answers of March` in A1, and the names of the columns in row 3",
    remedy="give the column a name, and delete rows above the names",
)

_TIME_OF_DAY = r"^1899-12-3[01] (\d\d:\d\d:\d\d)"
_ROW = "row of the sheet"


class Workbook:
    """Excel workbooks (`.xlsx`, also of Google Sheets and LibreOffice)."""

    name: ClassVar[str] = "xlsx"
    title: ClassVar[str] = "Excel workbook (XLSX)"
    cached: ClassVar[bool] = True

    def recognises(self, opened: Opened) -> float:
        """Return how sure the content is of this format, 0 to 1."""
        if opened.head.startswith(OLD_MARK):
            return 0.5
        if not opened.head.startswith(MARK):
            return 0.0
        try:
            with zipfile.ZipFile(opened.path) as archive:
                return 0.95 if "xl/workbook.xml" in archive.namelist() else 0.0
        except (zipfile.BadZipFile, OSError, ValueError):
            return 0.9 if b"xl/" in opened.head or b"[Content_Types]" in opened.head else 0.0

    def read(self, opened: Opened, source: Source, *, wanted: Iterable[str] | None) -> Cells:
        """Read one sheet as a table of text.

        Numbers without fraction have no `.0`, dates are ISO 8601, blank rows are no records.

        Raises:
            AnnopsError: With exit code 3 when the workbook cannot be read or lacks the sheet.
        """
        del wanted
        package = open_package(opened.path, opened.name)
        sheet, noted = chosen_sheet(package, source.sheet, opened.name)
        findings = (*noted, *sheet_findings(package, sheet, opened.name))
        table = _table(package.content, sheet, opened.name)
        return checked(_cells(table, source, opened.name, sheet, findings), opened.name)


def _table(content: bytes, sheet: str, name: str) -> pl.DataFrame:
    """Return the filled rows of a sheet, columns `1`, `2`, ... and the number of each row.

    Raises:
        AnnopsError: When the sheet is damaged (3).
    """
    import fastexcel

    try:
        loaded = fastexcel.read_excel(content).load_sheet(
            sheet, header_row=None, dtypes="string", skip_rows=0
        )
        frame = loaded.to_polars()
        skipped = min((column.absolute_index for column in loaded.available_columns()), default=0)
    except fastexcel.FastExcelError:
        finding = NO_WORKBOOK.at(Place(name), f"sheet `{sheet}` cannot be read")
        raise AnnopsError(finding, exit_code=3) from None
    names = [str(position) for position in range(skipped + 1, skipped + frame.width + 1)]
    frame = frame.rename(dict(zip(frame.columns, names, strict=True)))
    text = pl.all().str.replace(_TIME_OF_DAY, "$1")
    frame = frame.with_columns(pl.when(text.str.len_bytes() > 0).then(text))
    numbered = frame.with_row_index(_ROW, offset=1)
    if not names:
        return numbered
    return numbered.filter(~pl.all_horizontal(pl.exclude(_ROW).is_null()))


def _cells(
    table: pl.DataFrame, source: Source, name: str, sheet: str, findings: tuple[Finding, ...]
) -> Cells:
    body = table.slice(1) if source.header else table
    header = dict(zip(table.columns, table.row(0), strict=True)) if len(table) else {}
    kept = [
        column
        for column in table.columns
        if column != _ROW and ((source.header and header.get(column)) or body[column].count())
    ]
    columns = list(positions(len(kept)))
    if source.header:
        cells = [str(header.get(column) or "") for column in kept]
        named, repeated = column_names([c or p for c, p in zip(cells, kept, strict=True)], name)
        columns = list(named)
        findings = (*findings, *repeated, *_unnamed(kept, cells, table, name, sheet))
    rows = body[_ROW].to_list()
    letters = {c: column_letters(int(k)) for c, k in zip(columns, kept, strict=True)}
    frame = body.select(
        pl.int_range(1, pl.len() + 1, dtype=pl.UInt32).alias(INDEX),
        *(pl.col(column).alias(called) for column, called in zip(kept, columns, strict=True)),
    )
    return Cells(
        frame.lazy(),
        tuple(columns),
        len(rows),
        (),
        findings,
        line_of=lambda record: rows[record - 1] if 0 < record <= len(rows) else None,
        cell_of=lambda record, column: f"{sheet}!{letters[column]}{rows[record - 1]}",
    )


def _unnamed(
    kept: list[str], cells: list[str], table: pl.DataFrame, name: str, sheet: str
) -> tuple[Finding, ...]:
    blank = [column for column, cell in zip(kept, cells, strict=True) if not cell.strip()]
    if not blank:
        return ()
    called = ", ".join(f"`{column}`" for column in blank[:8])
    message = f"columns without name are called {called}"
    place = Place(name, cell=f"{sheet}!{column_letters(int(blank[0]))}{table[_ROW][0]}")
    return (NO_NAME.at(place, message, count=len(blank)),)
