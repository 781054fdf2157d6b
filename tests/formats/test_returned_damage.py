"""Whatever happens to the bytes of a file that comes back: findings, no trace, no lost row."""

import io
import zipfile

from hypothesis import given, settings
from hypothesis import strategies as st

from annops.core.errors import AnnopsError
from annops.core.sheet import Entry, Sheet, SheetColumn
from annops.formats.returned_sheet import read_returned
from annops.render.sheet_csv import sheet_csv
from annops.render.sheet_xlsx import sheet_xlsx

IDS = ("007", "A-1", "12345678901234567")
SHEET = Sheet(
    "audit",
    "Audit",
    (
        SheetColumn("id", "Id", locked=True),
        SheetColumn("verdict", "Verdict", choices=("pass", "fail")),
        SheetColumn("note", "Note"),
        SheetColumn("day", "Day", Entry.DATE),
        SheetColumn("count", "Count", Entry.NUMBER),
    ),
    "id",
    tuple({"id": one, "note": f"n {one}", "day": "2026-11-20", "count": "3"} for one in IDS),
)
RAW, TEXT = sheet_xlsx(SHEET), sheet_csv(SHEET)
with zipfile.ZipFile(io.BytesIO(RAW)) as _archive:
    PARTS = {name: _archive.read(name) for name in _archive.namelist()}
DAMAGED = (
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet3.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
)
JUNK = st.sampled_from(
    [b"", b"1e400", b"nan", b"A1048577", b"&#x0;", b'"', b"<c><v>1</v></c>", b"\xff", b"\0",
     b"9" * 20, b"\xed\xa0\x80", b"'", b"\n", b";", b"\t", b"<", b"<!DOCTYPE x>"]
)  # fmt: skip
WOUNDS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), JUNK), min_size=1, max_size=4)


def wounded(content: bytes, wounds: list[tuple[float, int, bytes]]) -> bytes:
    """Cut some bytes out at some places, and put others there."""
    for share, length, junk in wounds:
        at = int(share * len(content))
        content = content[:at] + junk + content[at + length :]
    return content


def check(content: bytes, name: str) -> None:
    """Read what is left: each row that was sent comes back, or is told to be missing.

    Raises:
        AnnopsError: When a file is refused otherwise than as unreadable.
    """
    try:
        returned = read_returned(content, name, SHEET)
    except AnnopsError as error:
        if error.exit_code != 3:
            raise
        return
    came = [row.cells["id"] for row in returned.rows if row.cells["id"]]
    assert len(came) == len(set(came))
    lost = {row["id"] for row in returned.sent or SHEET.rows} - set(came)
    told = {finding.code for finding in returned.findings}
    assert not lost or told & {"SHT011", "SHT002"}
    assert all(row.places[key] for row in returned.rows for key in row.cells)


@settings(max_examples=150)
@given(st.sampled_from(DAMAGED), WOUNDS)
def test_a_workbook_with_damaged_parts_loses_no_row_silently(
    part: str, wounds: list[tuple[float, int, bytes]]
) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in PARTS.items():
            archive.writestr(name, wounded(content, wounds) if name == part else content)
    check(out.getvalue(), "a.xlsx")


@settings(max_examples=60)
@given(WOUNDS)
def test_a_workbook_with_damaged_bytes_loses_no_row_silently(
    wounds: list[tuple[float, int, bytes]],
) -> None:
    check(wounded(RAW, wounds), "a.xlsx")


@settings(max_examples=150)
@given(WOUNDS)
def test_a_text_file_with_damaged_bytes_loses_no_row_silently(
    wounds: list[tuple[float, int, bytes]],
) -> None:
    check(wounded(TEXT, wounds), "a.csv")
