"""A sheet people edit becomes a workbook that guards what was sent and helps with the rest."""

import io
import zipfile
from dataclasses import replace
from typing import Any

import openpyxl
import pytest

from annops.core.sheet import Entry, Sheet, SheetColumn, Tone
from annops.core.sheet_record import RECORD_SHEET, read_record
from annops.core.sheet_text import decoded
from annops.render.sheet_cells import link_target
from annops.render.sheet_csv import sheet_csv
from annops.render.sheet_xlsx import SPARE_ROWS, sheet_xlsx

LONG = tuple(f"code {number:03d}, of the list" for number in range(40))
COLUMNS = (
    SheetColumn("id", "Id", locked=True),
    SheetColumn("text", "Text to judge", locked=True, width=40),
    SheetColumn("verdict", "Verdict", choices=("pass", "fail"), required=True,
                note="Judge the answer.", tones={"fail": Tone.BAD}),
    SheetColumn("code", "Code", choices=LONG),
    SheetColumn("order", "Order number"),
    SheetColumn("day", "Day", Entry.DATE),
    SheetColumn("count", "Count", Entry.WHOLE),
    SheetColumn("media", "Media", Entry.LINK, locked=True),
    SheetColumn("secret", "Stratum", hidden=True),
)  # fmt: skip
ROWS = (
    {"id": "001", "text": '=HYPERLINK("http://evil.example")', "order": "12345678901234567",
     "day": "2026-11-20", "count": "17", "media": "https://a.example/1.png", "secret": "s1"},
    {"id": "002", "text": "two\nlines _x0041_ \x0b", "order": "007", "day": "soon",
     "count": "017", "media": "javascript:alert(1)", "secret": "s2"},
)  # fmt: skip
SHEET = Sheet(
    "audit", "Audit of batch 7", COLUMNS, "id", ROWS, about=("Judge every row.",),
    keys={"sample": "b7-1"}, stamp="2026-11-20",
)  # fmt: skip


def opened(sheet: Sheet = SHEET) -> Any:
    return openpyxl.load_workbook(io.BytesIO(sheet_xlsx(sheet)))


def table(sheet: Sheet = SHEET) -> Any:
    return opened(sheet).worksheets[0]


def validation(made: Any, cell: str) -> Any:
    return next(rule for rule in made.data_validations.dataValidation if cell in rule.sqref)


def test_text_is_kept_as_text_and_is_never_a_formula_or_a_number() -> None:
    made = table()
    for cell, text in (("A2", "001"), ("E2", "12345678901234567"), ("B2", ROWS[0]["text"])):
        assert (made[cell].value, made[cell].data_type) == (text, "s")
        assert made[cell].number_format == "@"
    assert made["B2"].quotePrefix


def test_dates_are_real_dates_and_what_is_no_date_stays_text() -> None:
    made = table()
    assert made["F2"].is_date
    assert made["F2"].value.date().isoformat() == "2026-11-20"
    assert made["F2"].number_format == "yyyy-mm-dd"
    assert (made["F3"].value, made["F3"].number_format) == ("soon", "@")


def test_numbers_are_numbers_unless_their_zeros_would_be_lost() -> None:
    made = table()
    assert made["G2"].value == 17
    assert made["G3"].value == "017"


def test_locked_cells_are_protected_without_a_password_and_the_others_are_open() -> None:
    made = table()
    assert made.protection.sheet
    assert made.protection.password is None
    assert [made.cell(2, column).protection.locked for column in range(1, 10)] == [
        True, True, False, False, False, False, False, True, True,
    ]  # fmt: skip
    assert made.protection.sort is False  # False means that it is allowed
    assert made.protection.autoFilter is False
    assert made.protection.formatColumns is False


def test_short_lists_of_choices_stand_in_the_rule_with_a_hint_and_words_on_refusal() -> None:
    rule = validation(table(), "C3")
    assert (rule.type, rule.formula1, rule.errorStyle) == ("list", '"pass,fail"', "stop")
    assert rule.prompt == "Judge the answer. Must be filled in."
    assert rule.error == "Verdict: one of pass, fail."


def test_long_lists_of_choices_stand_on_a_hidden_worksheet() -> None:
    book = opened()
    rule = validation(book.worksheets[0], "D2")
    assert rule.formula1 == "'Lists'!$A$2:$A$41"
    assert book["Lists"].sheet_state == "hidden"
    assert tuple(book["Lists"].cell(row, 1).value for row in range(2, 42)) == LONG


def test_dates_and_whole_numbers_are_checked_while_they_are_typed() -> None:
    made = table()
    assert validation(made, "F2").type == "date"
    assert validation(made, "G2").type == "whole"


def test_words_are_coloured_by_rule_and_blank_required_cells_marked() -> None:
    made = table()
    rules = {
        rule.formula[0]: str(where.sqref)
        for where, found in made.conditional_formatting._cf_rules.items()
        for rule in found
    }
    assert rules == {'"fail"': "C2:C3", "AND(COUNTA($A2:$I2)>0,LEN(TRIM($C2))=0)": "C2:C3"}


def test_only_web_addresses_and_paths_below_the_folder_are_links() -> None:
    made = table()
    assert made["H2"].hyperlink.target == "https://a.example/1.png"
    assert made["H3"].hyperlink is None
    refused = ["javascript:a.b", "file:///a.txt", "\\\\host\\a.txt", "//host/a.txt", "../a.txt",
               "/etc/a.txt", "http://", "mailto:a@b.c", "c:\\a.txt", "http://a\nb.c"]  # fmt: skip
    assert [link_target(text) for text in refused] == [None] * len(refused)
    assert link_target('media/a "b".png') == "media/a%20%22b%22.png"


def test_the_record_of_what_is_sent_travels_where_no_menu_shows_it() -> None:
    page = opened()[RECORD_SHEET]
    assert page.sheet_state == "veryHidden"
    record = read_record([decoded(row[0].value) for row in page.iter_rows()])
    assert record is not None
    assert (record.id, record.keys) == ("audit", {"sample": "b7-1"})
    assert record.rows == tuple(
        {column.key: row.get(column.key, "") for column in COLUMNS} for row in ROWS
    )


def test_the_table_is_a_real_one_with_header_and_id_in_view_and_on_every_page() -> None:
    made = table()
    assert made.tables["tbl_audit"].ref == "A1:I3"
    assert [column.name for column in made.tables["tbl_audit"].tableColumns] == [
        cell.value for cell in made[1]
    ]
    assert made.freeze_panes == "B2"
    assert made.print_title_rows == "$1:$1"
    assert (made.page_setup.orientation, made.page_setup.fitToHeight) == ("landscape", 0)
    assert made.column_dimensions["I"].hidden


def test_a_sheet_that_may_grow_has_open_blank_rows_whose_id_is_locked() -> None:
    made = table(replace(SHEET, may_add=True))
    last = len(ROWS) + 1 + SPARE_ROWS
    assert made.tables["tbl_audit"].ref == f"A1:I{last}"
    assert made.cell(last, 3).protection.locked is False
    assert made.cell(last, 1).protection.locked is True


def test_ids_that_people_give_can_be_typed_into_blank_rows_only() -> None:
    columns = (replace(COLUMNS[0], locked=False), *COLUMNS[1:])
    made = table(replace(SHEET, columns=columns, may_add=True))
    assert made["A2"].protection.locked is True
    assert made["A4"].protection.locked is False


def test_a_sheet_without_rows_is_a_table_with_one_blank_row() -> None:
    assert table(replace(SHEET, rows=())).tables["tbl_audit"].ref == "A1:I2"


def test_the_same_sheet_gives_the_same_bytes_and_fixed_times() -> None:
    raw = sheet_xlsx(SHEET)
    assert raw == sheet_xlsx(replace(SHEET))
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-11-20T00:00:00Z" in archive.read("docProps/core.xml")
    assert opened().properties.title == "Audit of batch 7"


def test_two_rows_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        sheet_xlsx(replace(SHEET, rows=(ROWS[0], ROWS[0])))


def test_titles_alike_are_told_apart() -> None:
    columns = (COLUMNS[0], SheetColumn("a", "Note"), SheetColumn("b", "note"))
    made = table(replace(SHEET, columns=columns))
    assert [cell.value for cell in made[1]] == ["Id", "Note", "note (2)"]


def test_text_that_does_not_fit_into_a_cell_is_cut_visibly_and_locked() -> None:
    row = {**ROWS[0], "order": "x" * 40_000}
    cell = table(replace(SHEET, rows=(row,)))["E2"]
    assert len(cell.value) <= 32_767
    assert cell.value.endswith("[cut: too long for a cell]")
    assert cell.protection.locked


def test_the_csv_form_has_keys_as_header_and_runs_nothing() -> None:
    rows = ({"id": "1", "text": "=1+1", "count": "-5", "order": 'a "b", c'},)
    found = sheet_csv(replace(SHEET, rows=rows))
    assert found.startswith(b"\xef\xbb\xbfid,text,verdict")
    assert found.decode("utf-8-sig").splitlines()[1] == '1,\'=1+1,,,"a ""b"", c",,-5,,'
    assert not sheet_csv(SHEET, mark=False).startswith(b"\xef\xbb\xbf")
