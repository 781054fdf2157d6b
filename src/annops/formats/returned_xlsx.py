"""Worksheets of a workbook that came back, and the record of what was sent."""

import re
import zipfile
from io import BytesIO

from annops.core.errors import AnnopsError
from annops.core.finding import Place
from annops.core.sheet_record import ABOUT_SHEET, LISTS_SHEET, RECORD_SHEET
from annops.formats.returned_grid import Grid
from annops.formats.returned_xml import (
    BadXmlError,
    Rows,
    Worksheet,
    column_number,
    date_styles,
    shared_strings,
    worksheet,
)
from annops.formats.xlsx_package import DAMAGE, NO_WORKBOOK, TOO_LARGE, Package, open_content

_MOST_BYTES = 400_000_000
_FROM_1904 = re.compile(rb'date1904\s*=\s*["\'](?:1|true)["\']')
_DAYS_1904 = 1462
_RANGE = re.compile(r"([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})")
_OWN = {ABOUT_SHEET.casefold(), LISTS_SHEET.casefold(), RECORD_SHEET.casefold()}


def read_workbook(content: bytes, name: str) -> tuple[list[Grid], list[str] | None]:
    """Return the worksheets that may hold a table, and the lines of the record.

    Args:
        content: The bytes of the file.
        name: Path for findings.

    Returns:
        The worksheets in order, annops's own pages left out; the texts of the hidden record, None
        when the workbook has none.

    Raises:
        AnnopsError: When the file is no complete workbook, is protected, or too large (3).
    """
    package = open_content(content, name)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _read(package, archive, name)
    except (*DAMAGE, BadXmlError):
        finding = NO_WORKBOOK.at(Place(name), "parts of the workbook are damaged or missing")
        raise AnnopsError(finding, exit_code=3) from None


def _read(
    package: Package, archive: zipfile.ZipFile, name: str
) -> tuple[list[Grid], list[str] | None]:
    _refuse_large(archive, name)
    names = set(archive.namelist())
    strings = _part(archive, names, "xl/sharedStrings.xml")
    styles = _part(archive, names, "xl/styles.xml")
    texts = shared_strings(strings) if strings else []
    dates = date_styles(styles) if styles else frozenset[int]()
    days = _DAYS_1904 if _FROM_1904.search(archive.read("xl/workbook.xml")) else 0
    grids: list[Grid] = []
    lines = None
    for title, path in package.parts.items():
        own = title.casefold()
        if (own in _OWN and own != RECORD_SHEET.casefold()) or not path.startswith(
            "xl/worksheets"
        ):
            continue
        found = worksheet(archive.read(path), texts, dates)
        if own == RECORD_SHEET.casefold():
            lines = [cells[1].text for _, cells in sorted(found.rows.items()) if 1 in cells]
        else:
            merged = tuple(_range(words) for words in found.merged if _RANGE.fullmatch(words))
            grids.append(Grid(name, title, _in_order(found), merged, days=days))
    return grids, lines


def _in_order(found: Worksheet) -> Rows:
    return dict(sorted(found.rows.items()))


def _part(archive: zipfile.ZipFile, names: set[str], path: str) -> bytes:
    return archive.read(path) if path in names else b""


def _range(words: str) -> tuple[int, int, int, int]:
    found = _RANGE.fullmatch(words)
    first, top, last, bottom = found.groups() if found else ("A", "1", "A", "1")
    return int(top), column_number(first), int(bottom), column_number(last)


def _refuse_large(archive: zipfile.ZipFile, name: str) -> None:
    size = sum(part.file_size for part in archive.infolist() if part.filename.endswith(".xml"))
    if size > _MOST_BYTES:
        message = f"the workbook unpacks to {size:,} bytes"
        raise AnnopsError(TOO_LARGE.at(Place(name), message), exit_code=3)
