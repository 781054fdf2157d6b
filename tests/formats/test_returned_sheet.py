"""A sheet comes back: what people wrote is read, every damage is a finding in its cell."""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from annops.core.errors import AnnopsError
from annops.core.finding import Finding, Severity
from annops.core.sheet import Entry, Returned, Sheet, SheetColumn
from annops.formats.returned_sheet import read_returned
from annops.render.sheet_csv import sheet_csv
from annops.render.sheet_xlsx import sheet_xlsx

COLUMNS = (
    SheetColumn("id", "Id", locked=True),
    SheetColumn("text", "Text", locked=True),
    SheetColumn("verdict", "Verdict", choices=("pass", "fail")),
    SheetColumn("note", "Note"),
    SheetColumn("day", "Day", Entry.DATE),
    SheetColumn("count", "Count", Entry.WHOLE),
    SheetColumn("share", "Share", Entry.NUMBER),
)
IDS = ("007", "12345678901234567", "A-1", "A-2")
ROWS = tuple(
    {"id": one, "text": f"text {one}", "note": "", "day": "2026-11-20", "count": "3",
     "share": "0.5"}
    for one in IDS
)  # fmt: skip
SHEET = Sheet("audit", "Audit", COLUMNS, "id", ROWS, keys={"sample": "b7"})
GROWING = replace(SHEET, may_add=True)
Change = Callable[[Any], object]


def edited(change: Change, sheet: Sheet = SHEET) -> bytes:
    """The workbook after somebody did something to its first worksheet."""
    book = openpyxl.load_workbook(io.BytesIO(sheet_xlsx(sheet)), rich_text=True)
    change(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def back(change: Change, sheet: Sheet = SHEET) -> Returned:
    return read_returned(edited(change, sheet), "a.xlsx", sheet)


def put(cell: str, value: object) -> Change:
    def change(made: Any) -> None:
        made[cell] = value

    return change


def found(returned: Returned) -> list[tuple[str, str | None]]:
    return [(f.code, f.place.cell if f.place else None) for f in returned.findings]


def cell(returned: Returned, row_id: str, key: str) -> str:
    return next(row.cells[key] for row in returned.rows if row.cells["id"] == row_id)


def only(returned: Returned) -> Finding:
    assert len(returned.findings) == 1, returned.findings
    return returned.findings[0]


def rows_of(returned: Returned) -> list[dict[str, str]]:
    return [{k: text for k, text in row.cells.items() if text} for row in returned.rows]


def filled(sheet: Sheet = SHEET) -> list[dict[str, str]]:
    return [{k: text for k, text in row.items() if text} for row in sheet.rows]


def nothing(_: Any) -> None:
    pass


def test_what_was_sent_comes_back_with_its_keys_and_without_a_finding() -> None:
    returned = back(nothing)
    assert rows_of(returned) == filled()
    assert returned.findings == ()
    assert returned.keys == {"sample": "b7"}
    assert returned.sent is not None
    assert [row["id"] for row in returned.sent] == list(IDS)


@settings(max_examples=25)
@given(st.lists(st.text(max_size=12), min_size=1, max_size=6))
def test_any_text_comes_back_the_same_from_both_forms(texts: list[str]) -> None:
    rows = tuple({"id": str(n), "note": text} for n, text in enumerate(texts))
    sheet = replace(SHEET, rows=rows)
    assert [
        row.cells["note"] for row in read_returned(sheet_xlsx(sheet), "a.xlsx", sheet).rows
    ] == texts
    sheet = replace(
        sheet, rows=tuple({**r, "note": r["note"].encode(errors="replace").decode()} for r in rows)
    )
    wanted = [row["note"] for row in sheet.rows]
    assert [
        row.cells["note"] for row in read_returned(sheet_csv(sheet), "a.csv", sheet).rows
    ] == wanted


@pytest.mark.parametrize(
    ("place", "value", "key", "text"),
    [
        ("C2", "fail", "verdict", "fail"),
        ("C2", " PASS\u00a0", "verdict", "pass"),
        ("D2", "  late \u00a0", "note", "late"),
        ("D2", "a\r\nb", "note", "a\nb"),
        ("E2", dt.date(2026, 12, 1), "day", "2026-12-01"),
        ("E2", dt.datetime(2026, 12, 1, 9, 30), "day", "2026-12-01"),  # noqa: DTZ001 - as Excel
        ("E2", 46357, "day", "2026-12-01"),
        ("E2", "1.12.2026", "day", None),
        ("E2", "13/12/2026", "day", "2026-12-13"),
        ("E2", "1 Dec 2026", "day", "2026-12-01"),
        ("E2", "2026/12/01", "day", "2026-12-01"),
        ("E2", None, "day", ""),
        ("F2", 3.0, "count", "3"),
        ("F2", 4.0, "count", "4"),
        ("F2", "1 200", "count", "1200"),
        ("G2", 0.1, "share", "0.1"),
        ("G2", "0,25", "share", "0.25"),
        ("G2", "1.234,5", "share", "1234.5"),
        ("G2", "1,234", "share", None),
        ("D2", CellRichText("so ", TextBlock(InlineFont(b=True), "bold")), "note", "so bold"),
    ],
)
def test_a_cell_is_read_as_what_it_means_and_refused_where_it_may_mean_two_things(
    place: str, value: object, key: str, text: str | None
) -> None:
    returned = back(put(place, value))
    if text is None:
        assert found(returned)[0][1] == f"Audit!{place}"
        assert cell(returned, "007", key) == ROWS[0][key]
    else:
        assert returned.findings == ()
        assert cell(returned, "007", key) == text


@pytest.mark.parametrize(
    ("place", "value", "code", "words"),
    [
        (
            "B3",
            "corrected",
            "SHT012",
            "`text 12345678901234567` was sent and is kept, `corrected`",
        ),
        ("C2", "passed", "SHT013", "`passed` is no choice"),
        ("E2", "03/04/2026", "SHT016", "`03/04/2026` may mean 2026-04-03 or 2026-03-04"),
        ("E2", "1.2.26", "SHT016", "may mean 2026-02-01 or 2026-01-02"),
        ("E2", "45.13.26", "SHT017", "is no date"),
        ("E2", "next week", "SHT017", "`next week` is no date"),
        ("E2", "2026-02-30", "SHT017", "is no date"),
        ("F2", "about 5", "SHT018", "a whole number expected"),
        ("F2", 2.5, "SHT018", "a whole number expected"),
        ("G2", "1,234", "SHT018", "a number expected"),
        ("D2", "#N/A", "SHT020", "the cell shows #N/A"),
        ("D2", "=A1&B1", "SHT020", "the formula has no stored result"),
        ("D2", dt.date(2026, 4, 3), "SHT026", "a date now, `2026-04-03`"),
        ("D2", 12345678901234567890, "SHT015", "the number"),
    ],
)
def test_a_refused_cell_is_named_and_holds_what_was_sent(
    place: str, value: object, code: str, words: str
) -> None:
    returned = back(put(place, value))
    assert found(returned) == [(code, f"Audit!{place}")]
    assert words in returned.findings[0].message
    assert rows_of(returned) == filled()


def test_a_near_choice_is_named_in_the_hint() -> None:
    assert str(only(back(put("C2", "pas"))).hint).startswith("did you mean `pass`?")


def test_a_number_in_a_text_column_is_read_and_told() -> None:
    returned = back(put("D2", 49))
    assert only(returned).code == "SHT014"
    assert cell(returned, "007", "note") == "49"


def test_a_formula_is_read_by_its_stored_result_and_told() -> None:
    raw = edited(put("D2", "=1+1"))
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, re.sub(rb"</f><v ?/>", b"</f><v>2</v>", part))
    returned = read_returned(out.getvalue(), "a.xlsx", SHEET)
    assert found(returned) == [("SHT019", "Audit!D2")]
    assert cell(returned, "007", "note") == "2"


def test_a_row_put_in_another_place_is_known_by_its_id() -> None:
    def turn_round(made: Any) -> None:
        rows = [[made.cell(r, c).value for c in range(1, 8)] for r in range(2, 6)]
        for r, values in enumerate(reversed(rows), 2):
            for c, value in enumerate(values, 1):
                made.cell(r, c, value)

    returned = back(turn_round)
    assert returned.findings == ()
    assert [row.cells["id"] for row in returned.rows] == list(reversed(IDS))


@pytest.mark.parametrize(
    ("value", "sent"), [(7, "007"), ("07", "007"), ("1.23457E+16", "12345678901234567"),
                        (12345678901234567, "12345678901234567"),
                        ("12345678901234500", "12345678901234567")],
)  # fmt: skip
def test_an_id_that_lost_digits_is_recognised_and_its_row_refused(
    value: object, sent: str
) -> None:
    row = 2 + IDS.index(sent)

    def change(made: Any) -> None:
        made.cell(row, 1, value)
        made.cell(row, 3, "fail")

    returned = back(change)
    assert found(returned) == [("SHT010", f"Audit!A{row}")]
    assert f"`{sent}` was sent" in returned.findings[0].message
    assert rows_of(returned) == filled()


def test_a_changed_id_is_recognised_by_the_rest_of_the_row() -> None:
    returned = back(put("A4", "B-9"))
    assert found(returned) == [("SHT010", "Audit!A4")]
    assert "by its other texts it is `A-1`" in returned.findings[0].message
    assert rows_of(returned) == filled()


def test_an_id_of_another_sheet_is_not_read() -> None:
    def add(made: Any) -> None:
        made["A9"], made["C9"] = "Z-1", "fail"

    returned = back(add)
    assert found(returned) == [("SHT008", "Audit!A9")]
    assert rows_of(returned) == filled()


def test_a_row_without_id_is_not_read_where_rows_cannot_be_added() -> None:
    returned = back(put("D9", "what about this one?"))
    assert found(returned) == [("SHT007", "Audit!D9".replace("D", "A"))]
    assert "what about this one?" in returned.findings[0].message


def test_a_row_without_id_is_new_where_rows_can_be_added() -> None:
    returned = back(put("D9", "one more"), GROWING)
    assert returned.findings == ()
    new = returned.rows[-1]
    assert (new.cells["id"], new.cells["note"]) == ("", "one more")
    assert new.places["note"].cell == "Audit!D9"


def test_an_id_taken_away_is_no_new_row() -> None:
    returned = back(put("A4", None), GROWING)
    assert found(returned) == [("SHT010", "Audit!A4")]
    assert rows_of(returned) == filled()


def test_rows_of_one_id_that_differ_are_not_read() -> None:
    def copy(made: Any) -> None:
        for column in range(1, 8):
            made.cell(6, column, made.cell(4, column).value)
        made["C6"] = "fail"

    returned = back(copy)
    assert found(returned) == [("SHT009", "Audit!A6")]
    assert rows_of(returned) == filled()


def test_a_row_that_was_deleted_is_told() -> None:
    returned = back(lambda made: made.delete_rows(3))
    finding = only(returned)
    assert (finding.code, finding.message) == ("SHT011", "the row `12345678901234567` is missing")
    assert [row.cells["id"] for row in returned.rows] == ["007", "A-1", "A-2"]


def test_columns_may_change_places_and_stand_beside_added_ones() -> None:
    def change(made: Any) -> None:
        made.insert_cols(3)
        made["C1"], made["C2"] = "my notes", "hm"
        made["D2"] = "fail"

    returned = back(change)
    assert found(returned) == [("SHT006", "Audit!C1")]
    assert returned.extra == ("my notes",)
    assert cell(returned, "007", "verdict") == "fail"


def test_a_column_that_is_gone_keeps_what_was_sent_and_the_nearest_is_named() -> None:
    returned = back(put("E1", "Dy"))
    assert found(returned)[0] == ("SHT003", "Audit!A1")
    assert "did you mean `Dy`?" in str(returned.findings[0].hint)
    assert rows_of(returned) == filled()


def test_a_locked_column_that_is_gone_is_a_warning() -> None:
    returned = back(lambda made: made.delete_cols(2))
    assert only(returned).severity is Severity.WARNING
    assert cell(returned, "007", "text") == "text 007"


def test_a_column_that_stands_there_twice_is_not_read() -> None:
    def copy(made: Any) -> None:
        made["I1"], made["I2"] = "Verdict", "fail"

    returned = back(copy)
    assert found(returned) == [("SHT005", "Audit!I1")]
    assert rows_of(returned) == filled()


def test_without_the_id_column_nothing_is_read() -> None:
    with pytest.raises(AnnopsError, match="SHT001 the column `Id`, which names the rows") as told:
        back(put("A1", "Number"))
    assert told.value.exit_code == 3


def test_without_the_worksheet_nothing_is_read() -> None:
    def clear(made: Any) -> None:
        made.delete_rows(1, 10)

    with pytest.raises(AnnopsError, match="SHT001 the table `Audit` was not found"):
        back(clear)


def test_the_worksheet_may_have_another_name_and_a_title_on_top() -> None:
    def change(made: Any) -> None:
        made.title = "Tabelle1"
        made.insert_rows(1, 2)
        made["A1"] = "Please by Friday!"
        made["C4"] = "fail"

    returned = back(change)
    assert found(returned) == [("SHT028", "Tabelle1!A1")]
    assert cell(returned, "007", "verdict") == "fail"


def test_a_copy_of_the_worksheet_is_told() -> None:
    def copy(made: Any) -> None:
        made.parent.copy_worksheet(made)["C2"] = "fail"

    returned = back(copy)
    assert found(returned) == [("SHT029", "Audit Copy!A1")]
    assert cell(returned, "007", "verdict") == ""


def test_merged_cells_lose_nothing_but_are_told() -> None:
    def merge(made: Any) -> None:
        made["F2"] = 9
        made.merge_cells("F2:F4")

    returned = back(merge)
    assert found(returned) == [("SHT021", "Audit!F2")]
    assert [row.cells["count"] for row in returned.rows] == ["9", "3", "3", "3"]


def test_rows_torn_apart_by_sorting_are_not_read() -> None:
    def sort(made: Any) -> None:
        made["B4"], made["B5"] = "text A-2", "text A-1"
        made["C4"] = "fail"

    returned = back(sort)
    assert found(returned) == [("SHT022", "Audit!B4")]
    assert rows_of(returned) == filled()


def test_a_workbook_of_another_sample_gives_no_row() -> None:
    returned = read_returned(sheet_xlsx(SHEET), "a.xlsx", replace(SHEET, keys={"sample": "b8"}))
    assert only(returned).code == "SHT002"
    assert "sample is `b7`, `b8` expected" in only(returned).message
    assert returned.rows == ()


def test_a_workbook_without_its_record_is_held_against_what_stands_here() -> None:
    def drop(made: Any) -> None:
        made.parent.remove(made.parent["_annops"])
        made["B2"] = "other"

    returned = back(drop)
    assert [code for code, _ in found(returned)] == ["SHT023", "SHT012"]
    assert returned.sent is None


def test_a_changed_record_is_no_proof() -> None:
    def change(made: Any) -> None:
        page = made.parent["_annops"]
        page["A3"] = page["A3"].value.replace("A-1", "A-3")

    returned = back(change)
    assert found(returned) == [("SHT024", "_annops!A1")]
    assert returned.sent is None


def test_dates_of_a_workbook_that_counts_from_1904_are_the_same_days() -> None:
    from openpyxl.utils.datetime import CALENDAR_MAC_1904

    book = openpyxl.load_workbook(io.BytesIO(sheet_xlsx(SHEET)))
    book.epoch = CALENDAR_MAC_1904
    book.worksheets[0]["E2"] = dt.date(2026, 12, 1)
    out = io.BytesIO()
    book.save(out)
    returned = read_returned(out.getvalue(), "a.xlsx", SHEET)
    assert returned.findings == ()
    assert cell(returned, "007", "day") == "2026-12-01"
    assert cell(returned, "A-1", "day") == "2026-11-20"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"<html>not a workbook</html>", "FMT301"),
        (b"", "FMT301"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted", "FMT302"),
        (sheet_xlsx(SHEET)[:4000], "FMT301"),
    ],
)
def test_what_is_no_whole_workbook_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(AnnopsError, match=code) as told:
        read_returned(content, "a.xlsx", SHEET)
    assert told.value.exit_code == 3


def test_a_workbook_with_entities_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet_xlsx(SHEET))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                part = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + part
            new.writestr(name, part)
    with pytest.raises(AnnopsError, match="FMT301"):
        read_returned(out.getvalue(), "a.xlsx", SHEET)


@pytest.mark.parametrize("mark", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_a_file_that_is_open_elsewhere_is_told(tmp_path: Path, mark: str) -> None:
    (tmp_path / "a.xlsx").write_bytes(sheet_xlsx(SHEET))
    (tmp_path / mark).write_bytes(b"")
    returned = read_returned(tmp_path / "a.xlsx", "a.xlsx", SHEET)
    assert only(returned).code == "SHT025"
    assert len(returned.rows) == len(IDS)


def test_many_findings_of_one_kind_are_counted_and_none_is_left_out() -> None:
    rows = tuple({"id": f"r{n}"} for n in range(100))
    sheet = replace(SHEET, rows=rows)

    def change(made: Any) -> None:
        for row in range(2, 102):
            made.cell(row, 3, "maybe")

    returned = back(change, sheet)
    assert sum(finding.count for finding in returned.findings) == 100
    assert len(returned.findings) == 26


def rewritten(raw: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The workbook with its parts changed as text."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return out.getvalue()


def test_cells_without_references_and_tags_with_a_prefix_are_read() -> None:
    def change(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return part
        bare = re.sub(rb'<c r="[A-Z]+\d+"', b"<c", part)
        tagged = re.sub(rb"<(/?)([a-zA-Z])", rb"<\1x:\2", bare)
        return tagged.replace(b"xmlns=", b"xmlns:x=")

    returned = read_returned(rewritten(sheet_xlsx(SHEET), change), "a.xlsx", SHEET)
    assert returned.findings == ()
    assert rows_of(returned) == filled()


def test_a_workbook_with_its_texts_in_a_common_table_is_read() -> None:
    shared = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b"<si><r><t>pa</t></r><r><t>ss</t></r><rPh><t>no</t></rPh></si></sst>"
    )

    def change(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return part
        return re.sub(
            rb'<c r="C2"([^>]*?)( t="n")?\s*/>', rb'<c r="C2"\1 t="s"><v>0</v></c>', part
        )

    raw = rewritten(sheet_xlsx(SHEET), change)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, part in {**parts, "xl/sharedStrings.xml": shared}.items():
            archive.writestr(name, part)
    assert cell(read_returned(out.getvalue(), "a.xlsx", SHEET), "007", "verdict") == "pass"


def test_a_column_of_ids_made_numbers_is_recognised_row_by_row_in_a_long_sheet() -> None:
    rows = tuple({"id": f"{n:06d}", "note": "same"} for n in range(3000))
    sheet = replace(SHEET, rows=rows)
    damaged = replace(sheet, rows=tuple({**row, "id": str(int(row["id"]))} for row in rows))
    returned = read_returned(sheet_csv(damaged), "a.csv", sheet)
    assert {finding.code for finding in returned.findings} == {"SHT010"}
    assert sum(finding.count for finding in returned.findings) == 3000
    assert [row.cells["id"] for row in returned.rows] == [row["id"] for row in rows]
