"""Exports become answers, and whatever is none becomes a finding with a place and a way out."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from annops.core.errors import AnnopsError
from annops.core.finding import Finding
from annops.workspace.open import Workspace

Make = Callable[..., Workspace]
LONG = {"item": "item", "annotator": "who", "answer": "label"}
HEADER = "item,who,label\n"


def column(workspace: Workspace, *names: str) -> list[Any]:
    rows = workspace.annotations(names).frame.select(names).collect().rows()
    return [row[0] for row in rows] if len(names) == 1 else rows


def findings(workspace: Workspace) -> list[Finding]:
    return list(workspace.annotations().findings)


def test_answers_are_read_in_file_order(project: Make) -> None:
    made = project({"e.csv": HEADER + "1,a,positive\n1,b,negative\n2,a,neutral\n"})
    assert column(made, "item", "annotator", "answer", "record") == [
        ("1", "a", "positive", 1), ("1", "b", "negative", 2), ("2", "a", "neutral", 3),
    ]  # fmt: skip


def test_unknown_label_is_no_answer_and_says_so(project: Make) -> None:
    made = project({"e.csv": HEADER + "1,a,positive\n2,a,postive\n"})
    assert column(made, "answer", "problem") == [("positive", None), (None, "unknown label")]


def test_unknown_label_is_a_finding_with_line_count_and_the_nearest_label(project: Make) -> None:
    made = project({"e.csv": HEADER + "1,a,positive\n2,a,postive\n3,a,postive\n"})
    (finding,) = findings(made)
    assert str(finding).startswith(
        "e.csv:3: warning ANS001 label `postive` is no answer to `mood` (2 answers, here first)"
        "\n  hint: did you mean `positive`?"
    )
    assert finding.count == 2


def test_line_of_a_finding_counts_line_breaks_inside_cells(project: Make) -> None:
    made = project({"e.csv": HEADER + '"1\n\n",a,positive\n2,a,postive\n'})
    (finding,) = findings(made)
    assert finding.place is not None
    assert (finding.place.line, finding.place.record) == (5, 2)


def test_every_unknown_text_is_a_finding_most_frequent_named_first_of_a_line(
    project: Make,
) -> None:
    made = project({"e.csv": HEADER + "1,a,good\n2,a,bad\n3,a,bad\n"})
    assert [(f.message.split("`")[1], f.count) for f in findings(made)] == [
        ("good", 1), ("bad", 2),
    ]  # fmt: skip


def test_more_than_twenty_unknown_texts_are_summed_up(project: Make) -> None:
    rows = "".join(f"{n},a,odd{n}\n" for n in range(25))
    found = findings(project({"e.csv": HEADER + rows}))
    assert len(found) == 21
    assert sum(finding.count for finding in found) == 25
    assert any("5 more such texts on 5 answers" in finding.message for finding in found)


@pytest.mark.parametrize("label", ["NA", "None", "null", "nan", "N/A", "NULL", "#N/A", "-"])
def test_words_that_programs_take_for_nothing_are_labels(project: Make, label: str) -> None:
    questions = {"mood": {"type": "classification", "labels": [label, "other"]}}
    made = project({"e.csv": HEADER + f"1,a,{label}\n2,a,other\n"}, questions=questions)
    assert column(made, "answer", "problem") == [(label, None), ("other", None)]


def test_words_declared_null_are_no_answer(project: Make) -> None:
    questions = {"mood": {"type": "classification", "labels": ["x", "y"], "null": ["NA"]}}
    made = project({"e.csv": HEADER + "1,a,NA\n2,a,x\n3,a,null\n"}, questions=questions)
    assert column(made, "problem") == ["no answer", None, "unknown label"]


def test_cells_that_the_source_declares_null_are_no_answer(project: Make) -> None:
    source = {"path": "e.csv", "question": "mood", "columns": LONG, "null": ["-"]}
    made = project({"e.csv": HEADER + "1,a,-\n2,a,neutral\n"}, sources=[source])
    assert column(made, "answer", "problem") == [(None, "no answer"), ("neutral", None)]


def test_blank_cell_is_no_answer_without_a_finding(project: Make) -> None:
    made = project({"e.csv": HEADER + "1,a,\n2,a,neutral\n"})
    assert column(made, "problem") == ["no answer", None]
    assert findings(made) == []


def test_ids_with_and_without_leading_zeros_are_two(project: Make) -> None:
    made = project({"e.csv": HEADER + "001,007,neutral\n1,7,neutral\n1.0,07,neutral\n"})
    rows = column(made, "item", "item_number", "annotator")
    assert [row[0] for row in rows] == ["001", "1", "1.0"]
    assert len({row[1] for row in rows}) == 3
    assert [row[2] for row in rows] == ["007", "7", "07"]


def test_answer_without_annotator_is_set_aside_with_a_finding(project: Make) -> None:
    made = project({"e.csv": HEADER + "1,,neutral\n1,a,neutral\n"})
    assert column(made, "problem") == ["no annotator", None]
    (finding,) = findings(made)
    assert (finding.code, str(finding.place)) == ("ANS005", "e.csv:2")


def test_answer_without_item_is_set_aside_with_a_finding(project: Make) -> None:
    made = project({"e.csv": HEADER + "1,a,neutral\n,a,neutral\n1,b,neutral\n,b,positive\n"})
    assert column(made, "problem") == [None, "no item", None, "no item"]
    (finding,) = findings(made)
    assert (finding.code, str(finding.place), finding.count) == ("ANS006", "e.csv:3", 2)


def test_gold_needs_no_annotator(project: Make) -> None:
    gold = {"path": "g.csv", "question": "mood", "role": "gold",
            "columns": {"item": "item", "answer": "label"}}  # fmt: skip
    made = project({"g.csv": "item,label\n1,neutral\n"}, sources=[gold])
    assert column(made, "role", "answer", "problem") == [("gold", "neutral", None)]
    assert findings(made) == []


def test_gold_column_adds_one_gold_row_an_item(project: Make) -> None:
    source = {"path": "e.csv", "question": "mood", "columns": {**LONG, "gold": "truth"}}
    text = "item,who,label,truth\n1,a,neutral,positive\n1,b,positive,positive\n2,a,neutral,\n"
    made = project({"e.csv": text}, sources=[source])
    rows = column(made, "role", "item", "answer", "problem")
    assert [row for row in rows if row[0] == "gold"] == [("gold", "1", "positive", None)]
    assert len(rows) == 4


def test_names_of_questions_are_mapped_to_the_definition(project: Make) -> None:
    source = {"path": "e.csv", "columns": {**LONG, "question": "q"}, "questions": {"Q7": "mood"}}
    made = project({"e.csv": "item,who,label,q\n1,a,neutral,Q7\n2,a,neutral,Q8\n"},
                   sources=[source])  # fmt: skip
    assert column(made, "question", "problem") == [
        ("mood", None), ("Q8", "question not in the definition"),
    ]  # fmt: skip
    (finding,) = findings(made)
    assert (finding.code, str(finding.place)) == ("ANS003", "e.csv:3")
    assert "`Q8`" in finding.message


def test_two_questions_with_the_same_text_are_read_each_by_its_own_type(project: Make) -> None:
    questions = {
        "mood": {"type": "classification", "labels": ["4", "5"]},
        "stars": {"type": "rating", "scale": {"min": 1, "max": 4}},
    }
    source = {"path": "e.csv", "columns": {**LONG, "question": "q"}}
    text = "item,who,label,q\n1,a,4.0,stars\n1,a,4.0,mood\n1,a,5,stars\n1,a,5,mood\n"
    made = project({"e.csv": text}, questions=questions, sources=[source])
    assert column(made, "answer", "problem") == [
        ("4", None), (None, "unknown label"), (None, "invalid value"), ("5", None),
    ]  # fmt: skip


def test_declared_statuses_are_kept_with_the_row(project: Make) -> None:
    source = {"path": "e.csv", "question": "mood", "columns": {**LONG, "status": "state"},
              "skipped": ["no idea"]}  # fmt: skip
    text = "item,who,label,state\n1,a,,no idea\n2,a,neutral,draft\n3,a,neutral,submitted\n"
    made = project({"e.csv": text}, sources=[source])
    assert column(made, "status", "problem") == [
        ("skipped", "no answer"), ("draft", None), ("submitted", None),
    ]  # fmt: skip


def test_breakdowns_come_with_the_answers_when_asked_for(project: Make) -> None:
    source = {"path": "e.csv", "question": "mood", "columns": {**LONG, "locale": "lang"},
              "fixed": {"vendor": "Acme"}}  # fmt: skip
    made = project({"e.csv": "item,who,label,lang\n1,a,neutral,de-DE\n2,a,neutral,\n"},
                   sources=[source])  # fmt: skip
    assert column(made, "locale", "vendor") == [("de-DE", "Acme"), (None, "Acme")]


def test_file_ledger_counts_records_and_answers(project: Make) -> None:
    made = project({"e.csv": HEADER + "1,a,neutral\n2,a\n3,a,oops\n"})
    (entry,) = made.annotations().ledger.files
    assert (entry.read, entry.loaded, entry.answers) == (3, 2, 2)
    (broken,) = entry.unreadable
    assert str(broken.place).startswith("e.csv:3")


def test_source_that_names_no_file_ends_with_a_finding(project: Make) -> None:
    source = {"path": "nothing/*.csv", "question": "mood", "columns": LONG}
    made = project({}, sources=[source])
    with pytest.raises(AnnopsError) as raised:
        made.annotations()
    assert [finding.code for finding in raised.value.findings] == ["SRC001"]
    assert "nothing/*.csv" in str(raised.value)
    assert raised.value.exit_code == 3


def test_every_missing_source_is_named_at_once(project: Make) -> None:
    sources = [{"path": f"{n}.csv", "question": "mood", "columns": LONG} for n in "ab"]
    with pytest.raises(AnnopsError) as raised:
        project({}, sources=sources).annotations()
    assert [f.message.split("`")[1] for f in raised.value.findings] == ["a.csv", "b.csv"]


def test_project_without_sources_is_told_to_import(project: Make) -> None:
    with pytest.raises(AnnopsError) as raised:
        project({}, sources=[]).annotations()
    assert raised.value.findings[0].code == "SRC002"
    assert "annops import" in str(raised.value)


def test_answers_of_several_questions_in_one_record_count_as_one_record(project: Make) -> None:
    questions = {"mood": {"type": "classification", "labels": ["x", "y"]},
                 "stars": {"type": "rating"}}  # fmt: skip
    source = {
        "path": "e.csv",
        "layout": "wide-questions",
        "columns": {"item": "item", "annotator": "who", "mood": "A", "stars": "B"},
    }
    made = project({"e.csv": "item,who,A,B\n1,a,x,4\n2,a,,5\n"},
                   questions=questions, sources=[source])  # fmt: skip
    assert column(made, "question", "answer", "record") == [
        ("mood", "x", 1), ("stars", "4", 1), ("mood", None, 2), ("stars", "5", 2),
    ]  # fmt: skip
    (entry,) = made.annotations().ledger.files
    assert (entry.read, entry.answers) == (2, 4)


def test_unsupported_answer_of_no_question_is_worded_without_one(project: Make) -> None:
    relation = {"type": "relation", "from_id": "a", "to_id": "b", "direction": "right"}
    task = {"id": 1, "data": {"text": "t"}, "annotations": [{"id": 7, "result": [relation]}]}
    made = project({"e.json": json.dumps([task])}, sources=[{"path": "e.json"}])
    (message,) = [f.message for f in findings(made) if f.code == "ANS004"]
    assert message == "answers of type `relation` are counted, not compared"


def test_lock_files_hidden_files_and_half_written_files_are_no_exports(project: Make) -> None:
    source = {"path": "exports/*", "question": "mood", "columns": LONG}
    good, other = HEADER + "1,a,positive\n", "\x00owner"
    files = {"exports/a.csv": good, "exports/~$a.csv": other, "exports/.b.csv": other,
             "exports/c.csv.annops-new": other}  # fmt: skip
    made = project(files, sources=[source])
    assert [entry.file for entry in made.annotations().ledger.files] == ["exports/a.csv"]
