from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from annops.core.sheet import Sheet
from annops.measures.audit_sheet import audit_sheet
from annops.project.definition import definition_model
from annops.workspace.samples import read_sample
from tests.sample.conftest import Project, answers_of

Make = Callable[..., Project]
TONE = {"type": "classification", "labels": ["good", "bad"]}
TOPICS = {"type": "labels", "labels": ["price", "service"]}


@pytest.fixture
def made(project: Make) -> Project:
    drawn = project(answers_of(40))
    drawn.run("B01", "--size", "20", "--second", "0.25")
    return drawn


def sheet_of(made: Project, questions: dict[str, Any], **more: Any) -> Sheet:
    definition = definition_model().model_validate({"project": "p", "questions": questions})
    record, answers, _ = read_sample(made.root, "B01-1")
    record = record.model_copy(update={"questions": tuple(questions)})
    return audit_sheet(
        definition, record, [a for a in answers if a.question in questions], {}, **more
    )


def test_each_distinct_answer_stands_there_once(made: Project) -> None:
    answers = made.rows("B01-1", "answers.csv")
    shown = made.rows("B01-1", "sheet.csv")
    assert len(shown) == len({(a["item"], a["question"], a["answer"]) for a in answers})
    assert len({row["row"] for row in shown}) == len(shown)


def test_rows_of_an_item_stand_together(made: Project) -> None:
    items = [row["item"] for row in made.rows("B01-1", "sheet.csv")]
    blocks = [item for n, item in enumerate(items) if n == 0 or items[n - 1] != item]
    assert len(blocks) == len(set(items)) == 20


def test_the_second_reviewer_gets_only_the_items_judged_twice(made: Project) -> None:
    twice = {row["item"] for row in made.rows("B01-1", "answers.csv") if row["second"]}
    shown = made.rows("B01-1", "sheet-second.csv")
    assert {row["item"] for row in shown} == twice
    assert len(twice) == 5


def test_the_sheet_shows_the_item_and_the_question_in_words(made: Project) -> None:
    row = next(row for row in made.rows("B01-1", "sheet.csv") if row["question"] != "topics")
    assert row["question"] == "What is the tone?"
    assert row["text"] == f"text {int(row['item'][1:])}"
    assert row["locale"] in {"en-US", "de-DE"}


def test_sets_of_labels_are_shown_as_people_write_them(made: Project) -> None:
    shown = {
        row["answer"] for row in made.rows("B01-1", "sheet.csv") if row["question"] == "topics"
    }
    assert shown == {"price | service"}


def test_what_was_sent_is_locked_and_what_is_asked_is_not(made: Project) -> None:
    sheet = sheet_of(made, {"tone": TONE})
    locked = {column.key for column in sheet.columns if column.locked}
    assert locked == {"row", "item", "question", "answer"}
    page = openpyxl.load_workbook(made.path("B01-1", "sheet.xlsx")).worksheets[0]
    assert page.protection.sheet


def test_verdict_category_severity_and_labels_are_offered(made: Project) -> None:
    sheet = sheet_of(made, {"tone": TONE})
    assert sheet.column("verdict").choices == ("pass", "fail", "cannot judge")
    assert sheet.column("severity").choices == ("minor", "major", "critical")
    assert "wrong label" in sheet.column("category").choices
    assert sheet.column("expected").choices == ("good", "bad")


def test_the_right_answer_is_free_text_where_a_question_is_open(made: Project) -> None:
    assert sheet_of(made, {"tone": TONE, "topics": TOPICS}).column("expected").choices == ()


def test_the_page_about_says_what_to_do_and_which_guideline_is_in_force(made: Project) -> None:
    folder = made.root / "guidelines"
    folder.mkdir()
    for version, since in (("1.0", "2026-10-01"), ("1.1", "2026-11-10"), ("2.0", "2026-12-01")):
        (folder / f"tone-{version}.md").write_text(
            f'---\nguideline: tone\nversion: "{version}"\neffective_from: {since}T00:00:00Z\n---\n'
            "# Tone\n",
            encoding="utf-8",
        )
    made.run("B01", "--size", "20", "--second", "0.25", "--redraw", "--reason", "guideline")
    book = openpyxl.load_workbook(made.path("B01-2", "sheet.xlsx"))
    text = " ".join(
        str(cell.value) for page in book.worksheets for row in page.iter_rows() for cell in row
    )
    assert "tone: tone, version 1.1 (guidelines/tone-1.1.md)" in text
    assert "never as a pass" in text
    assert "wrong label: The answer is another than the guideline asks for." in text


def test_the_sheet_knows_its_sample_and_its_reviewer(made: Project) -> None:
    first, second = (sheet_of(made, {"tone": TONE}, second=flag) for flag in (False, True))
    record = made.record("B01-1")
    assert first.keys == {
        "sample": "B01-1", "frame": record["frame_sha256"], "reviewer": "first"
    }  # fmt: skip
    assert second.keys["reviewer"] == "second"
    assert second.rows == tuple(row for row in first.rows if row in second.rows) != first.rows
