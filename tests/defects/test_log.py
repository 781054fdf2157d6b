"""What is logged from verdicts, once, and what of it follows the reviewer or stays people's."""

import csv
import io
from pathlib import Path

import openpyxl

from tests.audit.conftest import Planted
from tests.defects.conftest import RIGHT

REGISTER = "registers/defects.csv"


def edit(made: Planted, row: int, **cells: str) -> str:
    """Type something into the register; return the id of the record."""
    rows = made.table(REGISTER)
    rows[row] |= cells
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[row]), lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    (made.root / REGISTER).write_text(text.getvalue(), encoding="utf-8")
    return rows[row]["id"]


def rejudge(made: Planted, item: str, **cells: str) -> None:
    """Change the verdict on an item's wrong answers and take the sheet in again."""
    made.judge("B01-1", lambda row: cells if row["item"] == item and
               row["answer"] != made.truth[item] else {})  # fmt: skip
    made.run("audit", "B01")
    assert made.run("defects", "log", "B01").exit_code == 0


def by_item(made: Planted, item: str) -> list[dict[str, str]]:
    return [row for row in made.table(REGISTER) if row["item"] == item]


def test_every_annotator_who_gave_a_failed_answer_has_a_defect(judged: Planted) -> None:
    assert judged.run("defects", "log", "B01").exit_code == 0
    rows = judged.table(REGISTER)
    assert {(row["item"], row["annotator"]) for row in rows} == {
        ("i1", "bo"), ("i1", "cy"), ("i3", "ann")
    }  # fmt: skip
    assert {row["state"] for row in rows} == {"open"}
    assert {row["found"] for row in rows} == {"2026-11-21"}
    assert [row["locale"] for row in by_item(judged, "i3")] == ["de-DE"]
    assert [row["expected"] for row in by_item(judged, "i1")] == ["neutral", "neutral"]


def test_a_second_run_adds_nothing(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    before = judged.files()
    done = judged.run("defects", "log", "B01")
    assert judged.files() == before
    assert "3 stand as they are" in done.stdout


def test_a_dry_run_shows_the_register_and_writes_nothing(judged: Planted) -> None:
    done = judged.run("defects", "log", "B01", "--dry-run")
    assert f"+++ b/{REGISTER}" in done.stdout
    assert not (judged.root / REGISTER).exists()


def test_what_people_wrote_stays(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    row_id = edit(judged, 0, state="in rework", comment="talked it over", Extra="kept")
    judged.run("defects", "log", "B01")
    row = next(r for r in judged.table(REGISTER) if r["id"] == row_id)
    assert (row["state"], row["comment"], row["Extra"]) == ("in rework", "talked it over", "kept")


def test_a_verdict_taken_back_withdraws_and_a_new_fail_opens_again(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    rejudge(judged, "i1", verdict="pass", category="", severity="", expected="")
    assert {row["state"] for row in by_item(judged, "i1")} == {"withdrawn"}
    assert {row["evidence"] for row in by_item(judged, "i1")} == {"verdict taken back: pass (mia)"}
    assert {row["state"] for row in by_item(judged, "i3")} == {"open"}
    rejudge(judged, "i1", verdict="fail", category="other", severity="major")
    assert {row["state"] for row in by_item(judged, "i1")} == {"open"}


def test_a_defect_that_a_person_withdrew_is_not_opened_again(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    row_id = edit(judged, 0, state="withdrawn")
    judged.run("defects", "log", "B01")
    assert next(r for r in judged.table(REGISTER) if r["id"] == row_id)["state"] == "withdrawn"


def test_a_severity_follows_the_reviewer_until_a_person_changes_it(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    rejudge(judged, "i3", severity="major")
    assert [row["severity"] for row in by_item(judged, "i3")] == ["major"]
    at = next(n for n, row in enumerate(judged.table(REGISTER)) if row["item"] == "i3")
    edit(judged, at, severity="critical")
    rejudge(judged, "i3", severity="minor")
    assert [row["severity"] for row in by_item(judged, "i3")] == ["critical"]


def test_the_ids_are_the_same_in_every_copy_of_the_project(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    first = [row["id"] for row in judged.table(REGISTER)]
    (judged.root / REGISTER).unlink()
    judged.run("defects", "log")
    assert [row["id"] for row in judged.table(REGISTER)] == first


def test_a_record_that_cannot_be_read_is_never_written_over(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    edit(judged, 0, state="done", comment="mine")
    before = judged.files()
    done = judged.run("defects", "log", "B01")
    assert done.exit_code == 1
    assert "DFC003" in done.stderr
    assert f"{REGISTER}:2:state: error REG002" in done.stderr
    assert judged.files() == before


def test_without_verdicts_nothing_is_logged_and_the_audit_is_named(tmp_path: Path) -> None:
    made = Planted(tmp_path, {"i1": "neutral"})
    made.rows = [("i1", "ann", "neutral", "en-US", "B01", "t", "annotator")]
    made.define()
    made.write()
    made.draw("--size", "1")
    done = made.run("defects", "log", "B01")
    assert done.exit_code == 1
    assert "DFC001" in done.stderr
    assert "annops audit BATCH" in done.stderr


def test_the_second_reviewer_alone_makes_no_defect_of_what_the_first_passed(
    judged: Planted,
) -> None:
    made = judged
    made.judge("B01-1", lambda _: {"verdict": "fail", "category": "other", "severity": "minor",
                                   "reviewer": "noor"}, "sheet-second")  # fmt: skip
    made.run("audit", "B01")
    made.run("defects", "log", "B01")
    assert len(made.table(REGISTER)) == 3


def test_logging_takes_a_day_and_quotes_the_batch_in_the_next_command(tmp_path: Path) -> None:
    made = Planted(tmp_path, {"i1": "neutral"})
    made.rows = [("i1", "ann", "positive", "en-US", "Charge A", "t", "annotator")]
    made.define()
    made.write()
    assert made.run("sample", "Charge A", "--size", "1").exit_code == 0
    made.judge(next((tmp_path / "samples").iterdir()).name)
    made.run("audit", "Charge A")
    done = made.run("defects", "log", "Charge A", day="2026-11-22")
    assert done.exit_code == 0
    assert 'next: annops rework "Charge A"' in done.stdout
    again = made.run("defects", "log", "Charge A", day="2026-11-22")
    assert "1 stands as it is" in again.stdout


def test_a_right_answer_given_late_has_what_counts_as_fixed_compared_again(
    judged: Planted,
) -> None:
    def reworked(answer: str) -> None:
        judged.rows = [
            (*row[:2], answer, *row[3:]) if row[:2] == ("i3", "ann") else row
            for row in judged.rows
        ]  # fmt: skip
        judged.write()
        judged.run("rework", "B01", "--verify")

    rejudge(judged, "i3", expected="")
    judged.run("rework", "B01")
    reworked("neutral")
    assert [row["state"] for row in by_item(judged, "i3")] == ["fixed"]

    judged.judge("B01-1", lambda row: {"expected": "positive"} if row["item"] == "i3" and
                 row["answer"] == "negative" else {})  # fmt: skip
    judged.run("audit", "B01")
    said = judged.run("defects", "log", "B01").stdout
    assert "1 counted as fixed before the right answer was given: compare again" in said
    assert said.endswith("next: annops rework B01 --verify\n")
    assert [row["state"] for row in by_item(judged, "i3")] == ["in rework"]
    assert "1 of 1 not settled, to be compared again" in judged.run("rework").stdout
    reworked("neutral")
    assert [row["state"] for row in by_item(judged, "i3")] == ["unchanged"], "neutral is wrong"
    reworked("positive")
    assert [row["state"] for row in by_item(judged, "i3")] == ["fixed"]


def test_rework_before_the_log_says_what_is_missing_not_that_all_is_well(judged: Planted) -> None:
    said = judged.run("rework", "B01").stdout
    assert said.splitlines() == [
        "B01: nothing was sent; wrong answers of sample B01-1 are not logged as defects yet",
        "next: annops defects log B01, then annops rework B01",
    ]


def test_answer_still_in_rework_is_not_logged_again_by_the_sample_after(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    judged.rows = [
        (*row[:2], RIGHT["i3"], *row[3:]) if row[:2] == ("i3", "ann") else row
        for row in judged.rows
    ]
    judged.write()
    again = judged.run("sample", "B01", "--size", "4", "--redraw", "--reason", "after rework")
    assert again.exit_code == 0, again.stderr
    judged.judge("B01-2")
    judged.run("audit", "B01")
    done = judged.run("defects", "log", "B01")
    assert "5 stand as they are" in done.stdout  # 3 of the first sample, 2 of the second
    assert len(judged.table(REGISTER)) == 3


def test_nobody_calls_a_ticket_done_in_a_sheet(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    judged.run("rework", "B01")
    judged.run("excel", "push", "rework", day=None)
    path = judged.root / "excel/rework.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    state = next(cell.column for cell in sheet[1] if cell.value == "State")
    sheet.cell(2, state, "done")
    book.save(path)
    done = judged.run("excel", "pull", "rework", "--yes")
    assert done.exit_code == 1
    assert "`annops rework BATCH --verify` proves it" in done.stderr
    assert {row["state"] for row in judged.table("registers/rework.csv")} == {"sent"}


def test_nobody_calls_a_defect_fixed_in_a_sheet(judged: Planted) -> None:
    judged.run("defects", "log", "B01")
    judged.run("excel", "push", "defects", day=None)
    path = judged.root / "excel/defects.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    state = next(cell.column for cell in sheet[1] if cell.value == "State")
    sheet.cell(2, state, "Fixed")
    sheet.cell(3, state, "withdrawn")
    book.save(path)
    done = judged.run("excel", "pull", "defects", "--yes")
    assert done.exit_code == 1
    assert "`annops rework BATCH --verify` proves it" in done.stderr
    assert [row["state"] for row in judged.table(REGISTER)] == ["open", "withdrawn", "open"]
