"""What a workbook's package says about a sheet that a reader of its values does not tell."""

import html
import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, did_you_mean
from annops.core.wording import counted
from annops.formats.wording import listed

NO_WORKBOOK = Code(
    id="FMT301",
    title="Workbook cannot be opened",
    severity=Severity.ERROR,
    checks="An Excel file is a complete workbook in the format of Excel 2007 and later.",
    why="A file that was cut or only renamed holds nothing that can be read.",
    example="an interrupted download, or a web page saved as `.xlsx`",
    remedy="get the file again, or open it in Excel and save it as `.xlsx`",
)
PROTECTED = Code(
    id="FMT302",
    title="Workbook is encrypted or of an old format",
    severity=Severity.ERROR,
    checks="An Excel file has no password and is not in the format of Excel 97.",
    why="Its cells cannot be read without the password; the old format is not read.",
    example="a workbook saved with `Encrypt with Password`",
    remedy="open it in Excel, remove the password, and save it as `.xlsx`",
)
TOO_LARGE = Code(
    id="FMT303",
    title="Workbook unpacks to too much",
    severity=Severity.ERROR,
    checks="The parts of a workbook unpack to less than 1 GB and 500 times their size.",
    why="A small file that unpacks to gigabytes can stop the machine; no real workbook does.",
    example="a ZIP bomb of 10 kB that unpacks to 10 GB",
    remedy="export as CSV; a sheet has room for 1,048,576 rows only",
)
NO_SHEET = Code(
    id="FMT304",
    title="Sheet not in the workbook",
    severity=Severity.ERROR,
    checks="The sheet that a source names is in the workbook.",
    why="Reading another sheet would count other records.",
    example="`sheet: Answers` in a workbook with the sheets `answers 1` and `answers 2`",
    remedy="correct `sheet` in the source",
)
OTHER_SHEETS = Code(
    id="FMT305",
    title="First of several sheets read",
    severity=Severity.NOTE,
    checks="A source says which sheet of a workbook with several sheets is meant.",
    why="Only one sheet is read, and without `sheet` that is the first one.",
    example="a workbook with the sheets `users` and `tasks`",
    remedy="name the sheet in the source: `sheet: <name>`",
)
MERGED = Code(
    id="FMT306",
    title="Merged cells",
    severity=Severity.WARNING,
    checks="No cells of the sheet are merged.",
    why="Only the upper left one of merged cells has a value; the other records lack it.",
    example="one item id merged over the rows of its three annotators",
    remedy="unmerge the cells and fill in the value in each row",
)
NOT_COMPUTED = Code(
    id="FMT307",
    title="Formulas without result, or errors",
    severity=Severity.WARNING,
    checks="Cells hold values, or formulas whose results are stored in the file.",
    why="Workbooks written by programs store no results, and errors such as `#N/A` are no values; "
    "these cells are blank here.",
    example="`=VLOOKUP(A2, gold, 2)` in a workbook written by a script",
    remedy="open the workbook in Excel and save it, and repair cells that show errors",
)
HIDDEN = Code(
    id="FMT308",
    title="Hidden rows read",
    severity=Severity.NOTE,
    checks="No rows of the sheet are hidden.",
    why="Hidden and filtered rows count like the others; who looks at the sheet sees fewer.",
    example="a filter left on `status = done`",
    remedy="delete the rows that should not count",
)

MARK = b"PK\3\4"
OLD_MARK = b"\xd0\xcf\x11\xe0"
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What zipfile raises for damaged, encrypted and cut archives."""

_MOST_BYTES = 1 << 30
_MOST_RATIO = 500
_SMALL = 10_000_000
_SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_ATTRIBUTE = re.compile(rb'([\w:]+)\s*=\s*"([^"]*)"')
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*ref="([A-Z]+\d+:[A-Z]+\d+)"')
_ERROR = re.compile(rb'<(?:\w+:)?c\s[^>]*r="([A-Z]+\d+)"[^>]*\st="e"')
_UNCOMPUTED = re.compile(
    rb'<(?:\w+:)?c\s[^>]*r="([A-Z]+\d+)"[^>]*>\s*<f[^>]*(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v></v>|</c>)'
)
_COLUMN = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]+)')
_ROW = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="[A-Z]+(\d+)"')
_MOST_CELLS = 20_000_000
_MOST_SPREAD = 50
_HIDDEN = re.compile(rb'<(?:\w+:)?row\s[^>]*r="(\d+)"[^>]*\shidden="(?:1|true)"')


@dataclass(frozen=True, slots=True)
class Package:
    """A workbook's file: its sheets by name, in order, with the part that holds each one."""

    content: bytes
    parts: dict[str, str]


def open_package(path: Path, name: str) -> Package:
    """Open a workbook's file and refuse what cannot or must not be unpacked.

    Raises:
        AnnopsError: When it is damaged, encrypted, too large, or no workbook (3).
    """
    return open_content(path.read_bytes(), name)


def open_content(content: bytes, name: str) -> Package:
    """Open the bytes of a workbook's file, as `open_package` does.

    Raises:
        AnnopsError: When it is damaged, encrypted, too large, or no workbook (3).
    """
    if content.startswith(OLD_MARK):
        raise AnnopsError(
            _at(PROTECTED, name, "the workbook is encrypted or of the format of Excel 97"),
            exit_code=3,
        )
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _refuse_bomb(archive, len(content), name)
            book = archive.read("xl/workbook.xml")
            relations = archive.read("xl/_rels/workbook.xml.rels")
    except DAMAGE:
        raise AnnopsError(
            _at(NO_WORKBOOK, name, "the file is no complete workbook"), exit_code=3
        ) from None
    found = _attributes(_RELATION, relations)
    targets = {a[b"Id"]: a[b"Target"] for a in found if {b"Id", b"Target"} <= a.keys()}
    parts = {}
    for sheet in _attributes(_SHEET, book):
        relation = next((v for k, v in sheet.items() if k.endswith(b":id")), b"")
        target = targets.get(relation, b"").decode("utf-8", "replace").removeprefix("/xl/")
        named = html.unescape(sheet.get(b"name", b"").decode("utf-8", "replace"))
        parts[named] = f"xl/{target}"
    return Package(content, parts)


def _attributes(tag: re.Pattern[bytes], part: bytes) -> list[dict[bytes, bytes]]:
    return [dict(_ATTRIBUTE.findall(found)) for found in tag.findall(part)]


def _refuse_bomb(archive: zipfile.ZipFile, packed: int, name: str) -> None:
    size = sum(part.file_size for part in archive.infolist())
    if size > _MOST_BYTES or size > max(_SMALL, packed * _MOST_RATIO):
        message = f"the workbook unpacks to {size:,} bytes"
        raise AnnopsError(_at(TOO_LARGE, name, message), exit_code=3)


def _at(code: Code, name: str, message: str) -> Finding:
    return code.at(Place(name), message)


def chosen_sheet(
    package: Package, wished: str | None, name: str
) -> tuple[str, tuple[Finding, ...]]:
    """Return the name of the sheet to read; a note when the first one of several is taken.

    Raises:
        AnnopsError: When the workbook has no such sheet (3).
    """
    sheets = list(package.parts)
    if wished is not None and wished in sheets:
        return wished, ()
    if wished is not None or not sheets:
        message = f"sheet `{wished}` is not in the workbook" if wished else "there is no sheet"
        finding = NO_SHEET.at(Place(name), message, did_you_mean(wished or "", sheets))
        raise AnnopsError(finding, exit_code=3)
    if len(sheets) == 1:
        return sheets[0], ()
    others = ", ".join(f"`{sheet}`" for sheet in sheets[1:9])
    message = f"sheet `{sheets[0]}` is read, {others} not"
    return sheets[0], (OTHER_SHEETS.at(Place(name), message),)


def sheet_findings(package: Package, sheet: str, name: str) -> tuple[Finding, ...]:
    """Report what is wrong with the cells of a sheet: merged, hidden, without result.

    Raises:
        AnnopsError: When the sheet's part is damaged, or its cells lie too far apart (3).
    """
    try:
        with zipfile.ZipFile(BytesIO(package.content)) as archive:
            part = archive.read(package.parts[sheet])
    except DAMAGE:
        raise AnnopsError(
            _at(NO_WORKBOOK, name, f"sheet `{sheet}` is damaged"), exit_code=3
        ) from None
    _refuse_spread(part, sheet, name)
    merged = [found.decode() for found in _MERGE.findall(part)]
    lost = [found.decode() for found in (*_ERROR.findall(part), *_UNCOMPUTED.findall(part))]
    hidden = [int(found) for found in _HIDDEN.findall(part)]
    findings = []
    if merged:
        what = f"{counted(len(merged), 'group')} of merged cells: {', '.join(merged[:5])}"
        findings.append(MERGED.at(_cell(name, sheet, merged[0]), what, count=len(merged)))
    if lost:
        what = f"{counted(len(lost), 'cell')} without a value to read: {', '.join(lost[:5])}"
        findings.append(NOT_COMPUTED.at(_cell(name, sheet, lost[0]), what, count=len(lost)))
    if hidden:
        what = f"{counted(len(hidden), 'hidden row')} read, {listed(hidden, noun='row')}"
        findings.append(HIDDEN.at(_cell(name, sheet, f"A{hidden[0]}"), what, count=len(hidden)))
    return tuple(findings)


def _refuse_spread(part: bytes, sheet: str, name: str) -> None:
    """Refuse a sheet with a few cells far apart: readers take room for all cells between them.

    Raises:
        AnnopsError: When the room is many times that of the cells (3).
    """
    letters, rows = _COLUMN.findall(part), _ROW.findall(part)
    if not rows:
        return
    wide = max(set(letters), key=lambda column: (len(column), column)).decode()
    high = max(map(int, rows))
    n_cells = high * _column_number(wide)
    if n_cells > max(_MOST_CELLS, _MOST_SPREAD * len(rows)):
        message = (
            f"sheet `{sheet}` reaches to column {wide} and row {high:,}, and has "
            f"{counted(len(rows), 'cell')} in it"
        )
        hint = "delete the stray cells far right or far below, or export as CSV"
        finding = TOO_LARGE.at(_cell(name, sheet, f"{wide}{high}"), message, hint)
        raise AnnopsError(finding, exit_code=3)


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _cell(name: str, sheet: str, reference: str) -> Place:
    return Place(name, cell=f"{sheet}!{reference.partition(':')[0]}")


def column_letters(position: int) -> str:
    """Return the letters of a sheet's column by its position from 1.

    >>> column_letters(1), column_letters(28)
    ('A', 'AB')
    """
    letters = ""
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
