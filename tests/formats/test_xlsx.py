"""A sheet of a workbook is read as text, and what a reader cannot see is said."""

import datetime as dt
import zipfile
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from annops.core.errors import AnnopsError
from annops.formats.layouts import Asked, lay_out
from annops.project.source import Source

HEADER = ["id", "x"]


def book(*rows: Sequence[object], sheet: str = "Answers", other: str | None = None) -> bytes:
    """A workbook with the rows in its first sheet."""
    workbook = openpyxl.Workbook()
    table = workbook.active
    assert table is not None
    table.title = sheet
    for row in rows:
        table.append(list(row))
    if other:
        workbook.create_sheet(other)
    return saved(workbook)


def saved(workbook: openpyxl.Workbook) -> bytes:
    buffer = BytesIO()
    workbook.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("001", "001"), (1, "1"), (1.0, "1"), (2.5, "2.5"), (" x ", " x "), (True, "true"),
        (dt.date(2026, 3, 1), "2026-03-01 00:00:00"),
        (dt.datetime(2026, 3, 1, 14, 5, 6), "2026-03-01 14:05:06"),  # noqa: DTZ001 - as Excel
        (dt.time(1, 2, 3), "01:02:03"), (dt.timedelta(minutes=30), "00:30:00"),
        (None, None),
    ],
)  # fmt: skip
def test_cell_is_text(folder: Any, value: object, text: str | None) -> None:
    assert folder.rows(book(HEADER, ["a", value])) == [(1, "a", text)]


def test_blank_rows_are_no_records(folder: Any) -> None:
    cells = folder.cells(book([], HEADER, [], ["a", 1], [], ["b", 2]))
    assert (cells.n_records, cells.line_of(1), cells.line_of(2)) == (2, 4, 6)


def test_named_sheet_is_read(folder: Any) -> None:
    workbook = openpyxl.Workbook()
    workbook.create_sheet("R&D").append(HEADER)
    workbook["R&D"].append(["a", 1])
    assert folder.rows(saved(workbook), sheet="R&D") == [(1, "a", "1")]


def test_sheet_that_is_not_there_is_refused_with_the_nearest(folder: Any) -> None:
    with pytest.raises(AnnopsError, match="did you mean `Answers`") as refused:
        folder.cells(book(HEADER), sheet="answer")
    assert refused.value.exit_code == 3


def test_first_of_several_sheets_is_noted(folder: Any, codes: Any) -> None:
    assert codes(folder.cells(book(HEADER, ["a", 1], other="more"))) == ["FMT305"]


def test_merged_cells_are_reported_with_their_cell(folder: Any) -> None:
    workbook = openpyxl.load_workbook(BytesIO(book(HEADER, ["a", 1], [None, 2])))
    workbook["Answers"].merge_cells("A2:A3")
    (finding,) = folder.cells(saved(workbook)).findings
    assert (finding.code, str(finding.place)) == ("FMT306", "export.csv:Answers!A2")


@pytest.mark.parametrize("value", ["=A2", "#N/A"])
def test_formula_without_result_and_error_are_reported(
    folder: Any, codes: Any, value: str
) -> None:
    assert codes(folder.cells(book(HEADER, ["a", value], ["b", 2]))) == ["FMT307"]


def test_hidden_rows_are_read_and_noted(folder: Any, codes: Any) -> None:
    workbook = openpyxl.load_workbook(BytesIO(book(HEADER, ["a", 1], ["b", 2])))
    workbook["Answers"].row_dimensions[3].hidden = True
    cells = folder.cells(saved(workbook))
    assert (cells.n_records, codes(cells)) == (2, ["FMT308"])


def test_column_without_name_is_reported(folder: Any, codes: Any) -> None:
    cells = folder.cells(book(["id", None], ["a", 1]))
    assert (cells.columns, codes(cells)) == (("id", "2"), ["FMT309"])


def test_columns_without_name_and_values_are_left_out(folder: Any) -> None:
    assert folder.cells(book(["id", None, "x"], ["a", None, 1])).columns == ("id", "x")


def test_place_of_a_time_that_cannot_be_read_is_a_cell(folder: Any) -> None:
    source = Source.model_validate(
        {"path": "a.xlsx", "columns": {"item": "id", "answer": "x", "submitted_at": "when"}}
    )
    content = book(["id", "x", "when"], ["a", 1, "2026-03-01"], ["b", 1, "yesterday"])
    cells = folder.cells(content, "a.xlsx")
    findings = lay_out(cells, source, "a.xlsx", Asked(("q",))).findings
    places = {finding.code: str(finding.place) for finding in findings}
    assert places["TIM001"] == "a.xlsx:Answers!C3"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (book(HEADER, ["a", 1])[:2500], "FMT301"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "FMT302"),
    ],
)
def test_damaged_or_encrypted_workbook_is_refused(folder: Any, content: bytes, code: str) -> None:
    with pytest.raises(AnnopsError, match=code) as refused:
        folder.cells(content)
    assert refused.value.exit_code == 3


def test_archive_that_is_no_workbook_is_not_recognised(folder: Any) -> None:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("answers.csv", "id,x\n")
    with pytest.raises(AnnopsError, match=r"FMT001 the content is a ZIP archive"):
        folder.cells(buffer.getvalue())


def test_workbook_that_unpacks_to_too_much_is_refused(folder: Any) -> None:
    buffer = BytesIO(book(HEADER, ["a", 1]))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/image.bin", bytes(60_000_000))
    with pytest.raises(AnnopsError, match="FMT303"):
        folder.cells(buffer.getvalue())


def test_damaged_sheet_is_refused(folder: Any) -> None:
    buffer = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(book(HEADER, ["a", 1]))) as whole,
        zipfile.ZipFile(buffer, "w") as archive,
    ):
        for part in whole.namelist():
            content = whole.read(part)
            archive.writestr(part, content[:200] if "sheet1.xml" in part else content)
    with pytest.raises(AnnopsError, match=r"FMT301|FMT101"):
        folder.cells(buffer.getvalue())


def test_sheet_whose_bytes_were_damaged_is_refused(folder: Any) -> None:
    content = bytearray(book(HEADER, *(["a", number] for number in range(500))))
    with zipfile.ZipFile(BytesIO(content)) as archive:
        part = archive.getinfo("xl/worksheets/sheet1.xml")
    start = part.header_offset + 30 + len(part.filename)
    content[start + 20 : start + 60] = b"\xff" * 40
    with pytest.raises(AnnopsError, match="FMT301") as refused:
        folder.cells(bytes(content))
    assert refused.value.exit_code == 3
