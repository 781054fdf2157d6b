"""`annops look` says what a file is, whatever the file is, and never shows a trace."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from annops.cli import app

LONG = "task,worker,response\n" + "".join(
    f"t{item},w{who},{answer}\n"
    for item, answers in enumerate(["aab", "aaa", "bbb", "abb", "aaa", "bba"])
    for who, answer in enumerate(answers)
)


def _look(path: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["look", str(path), *words])


def _result(tmp_path: Path, text: str, name: str = "answers.csv") -> dict[str, Any]:
    path = tmp_path / name
    path.write_bytes(text.encode())
    found = _look(path, "--format", "json")
    assert found.exit_code == 0, found.output
    data: dict[str, Any] = json.loads(found.stdout)
    return data


def _odd(data: dict[str, Any]) -> str:
    oddities = data["oddities"]
    assert isinstance(oddities, list)
    return "\n".join(one["message"] for one in oddities)


def test_long_table_is_counted_and_its_agreement_measured(tmp_path: Path) -> None:
    data = _result(tmp_path, LONG)
    assert data["schema"] == "annops.look/1"
    assert (data["records"], data["items"], data["people"]) == (18, 6, 3)
    (question,) = data["questions"]
    labels = {one["label"]: one["n"] for one in question["labels"]}
    assert labels == {"a": 10, "b": 8}
    # 3 pairs an item: aab 1, aaa 3, bbb 3, abb 1, aaa 3, bba 1 of 3 agree
    share = question["percent_agreement"]
    assert share["value"] == pytest.approx(12 / 18)
    # Krippendorff (2011), equation for nominal data with n = 18 pairable answers
    expected = 1 - (1 - 12 / 18) / (2 * 10 * 8 / (18 * 17))
    assert question["krippendorff_alpha"]["value"] == pytest.approx(expected)


def test_text_answer_has_at_most_a_dozen_lines_and_ends_with_what_next(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(LONG, encoding="utf-8")
    lines = _look(path).stdout.splitlines()
    assert len(lines) <= 12
    assert lines[-1] == "next: `annops import answers.csv` in a project folder takes it in"


def test_nothing_is_left_beside_the_file_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text('{"task": 1, "worker": "a", "label": "x"}\n' * 2, encoding="utf-8")
    assert _look(path).exit_code == 0
    assert [p.name for p in tmp_path.rglob("*")] == ["answers.jsonl"]


def test_label_spelled_in_two_ways_is_odd(tmp_path: Path) -> None:
    text = LONG.replace("t1,w0,a", "t1,w0,A")
    assert "answer spelled in 2 ways: `A` (1) and `a` (9)" in _odd(_result(tmp_path, text))


def test_repeated_answers_are_odd_and_contradictions_are_counted(tmp_path: Path) -> None:
    text = LONG + "t0,w0,b\nt1,w1,a\n"
    message = "2 times one person answered an item more than once, 1 time differently"
    assert message in _odd(_result(tmp_path, text))


def test_blank_annotators_are_odd_by_record(tmp_path: Path) -> None:
    text = LONG.replace("t1,w0,a", "t1,,a").replace("t2,w0,b", "t2,,b")
    assert "2 records without annotator" in _odd(_result(tmp_path, text))


def test_mixed_spellings_of_dates_are_odd_and_their_column_left_out(tmp_path: Path) -> None:
    rows = LONG.splitlines()
    dates = ["30/07/2020", "08/01/20", "30.07.2020"]
    text = "\n".join([rows[0] + ",date", *(f"{r},{dates[i % 3]}" for i, r in enumerate(rows[1:]))])
    data = _result(tmp_path, text)
    assert "dates are spelled in 3 ways" in _odd(data)
    assert "submitted_at" not in data["source"]["columns"]


def test_time_above_an_hour_is_odd(tmp_path: Path) -> None:
    rows = LONG.splitlines()
    text = "\n".join([rows[0] + ",seconds", *(f"{r},{10 + i}" for i, r in enumerate(rows[1:]))])
    data = _result(tmp_path, text.replace(",27", ",7200"))
    assert "1 time spent above an hour, up to 2.0 h: idle" in _odd(data)


def test_ids_turned_into_powers_of_ten_are_odd(tmp_path: Path) -> None:
    text = re.sub(r"^t(\d),", r"1.2\1E+15,", LONG, flags=re.MULTILINE)
    assert "6 ids of items as `1.20E+15`: digits lost" in _odd(_result(tmp_path, text))


def test_one_person_with_most_answers_is_odd(tmp_path: Path) -> None:
    text = LONG + "".join(f"u{i},w0,a\n" for i in range(30))
    assert "`w0` gave 75% of all answers" in _odd(_result(tmp_path, text))


def test_bytes_that_are_no_utf8_are_odd(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_bytes(LONG.replace("a\n", "é\n").encode("cp1252"))
    data = json.loads(_look(path, "--format", "json").stdout)
    assert "not all UTF-8" in _odd(data)


def test_label_studio_choices_become_a_question_and_its_locale_is_found(tmp_path: Path) -> None:
    def answer(who: int, label: str) -> dict[str, Any]:
        choice = {"type": "choices", "from_name": "tone", "value": {"choices": [label]}}
        return {"id": who, "completed_by": who, "result": [choice], "lead_time": 5}

    tasks = [
        {"id": n, "data": {"text": "x", "lang": "de-DE"},
         "annotations": [answer(1, "good"), answer(2, "good" if n % 2 else "bad")]}
        for n in range(6)
    ]  # fmt: skip
    data = _result(tmp_path, json.dumps(tasks), "export.json")
    assert (data["format"], data["items"], data["people"]) == ("label-studio", 6, 2)
    assert data["source"] == {"columns": {"locale": "data.lang"}}
    assert data["definitions"] == {"tone": {"type": "classification", "labels": ["bad", "good"]}}


@pytest.mark.parametrize("form", ["json", "md", "csv", "text"])
def test_every_form_can_be_printed(tmp_path: Path, form: str) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(LONG, encoding="utf-8")
    found = _look(path, "--format", form)
    assert (found.exit_code, "a" in found.stdout) == (0, True)


def test_file_of_unknown_format_is_a_finding_with_exit_code_3(tmp_path: Path) -> None:
    path = tmp_path / "scan.csv"
    path.write_bytes(b"%PDF-1.7 ...")
    found = _look(path)
    assert found.exit_code == 3
    assert "FMT001" in found.output


def test_missing_file_is_a_finding_with_exit_code_3(tmp_path: Path) -> None:
    found = _look(tmp_path / "nowhere.csv")
    assert found.exit_code == 3
    assert "IMP007 there is no such file" in found.output


NASTY = {
    "empty": b"",
    "blank lines": b"\n\n\n",
    "binary": bytes(range(256)) * 4,
    "one column": b"label\na\nb\na\n",
    "header only": b"item,annotator,label\n",
    "header without line end": b"item,annotator,label",
    "repeated headers": b"id,label,label\n1,a,b\n2,b,a\n",
    "unicode headers": "пункт,метка\n1,да\n2,нет\n3,да\n".encode(),
    "blank headers": b",,\n1,a,x\n2,b,y\n",
    "huge cell": b"item,label\n1," + b"x" * 300_000 + b"\n2,y\n",
    "open quote": b'item,worker,label\n1,a,"x\n2,b,y\n',
    "stray quotes": b'item,worker,label\n1,a,"x"y\n2,b,y""\n',
    "column called *": b"*,worker,label\n1,a,x\n2,b,y\n1,b,x\n",
    "column like a pattern": b"^a.*$,worker,label\n1,a,x\n2,b,y\n1,b,x\n",
    "column called record": b"record,worker,label\n1,a,x\n1,b,y\n",
    "column called answer text": b"raw,file,item,problem\n1,a,x,z\n1,b,y,z\n",
    "lines of unlike width": b"a,b\n1,2,3\n4\n5,6,7,8\n",
    "NUL bytes": b"item,worker,label\n1,a,\0x\n1,b,y\n",
    "carriage returns": b"item,worker,label\r1,a,x\r1,b,y\r",
    "UTF-16 without mark": "item,worker,label\n1,a,x\n1,b,y\n".encode("utf-16-le"),
    "mark only": b"\xef\xbb\xbf",
    "JSON object": b'{"a": {"b": 1}}',
    "empty JSON list": b"[]",
    "JSON of numbers": b"[1, 2, 3]",
    "torn JSON": b'[{"id": 1, "data": {}, "annotations": [',
    "deep JSON": b"[" * 5000,
    "label studio without annotations": b'[{"id": 1, "data": {"a": 1}, "annotations": []}]',
    "cut archive": b"PK\x03\x04" + b"\0" * 40,
    "cut parquet": b"PAR1" + b"\0" * 40,
    "only numbers": b"1,2,3\n1,2,3\n1,2,3\n",
    "formula": b"item,worker,label\n1,a,=1+1\n1,b,=1+1\n2,a,x\n2,b,x\n",
    "half a character": b'{"item": 1, "worker": "a", "label": "\\ud800"}\n',
    "lists and objects": b'{"item": [1], "label": {"a": {}}}\n{"item": null, "label": []}\n',
    "all one label": b"item,worker,label\n1,a,x\n1,b,x\n2,a,x\n2,b,x\n",
}


@pytest.mark.parametrize("content", NASTY.values(), ids=NASTY.keys())
def test_no_file_however_broken_gives_a_trace(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "nasty.csv"
    path.write_bytes(content)
    for words in ((), ("--format", "json"), ("--format", "md")):
        found = _look(path, *words)
        assert found.exception is None or isinstance(found.exception, SystemExit)
        assert found.exit_code in {0, 3}
        assert len(found.stdout.splitlines()) <= 12 or words
    (tmp_path / "p").mkdir()
    (tmp_path / "p/annops.yaml").write_text("project: p\n", encoding="utf-8")
    taken = CliRunner().invoke(
        app, ["import", str(path), "--yes", "--project", str(tmp_path / "p")]
    )
    assert taken.exception is None or isinstance(taken.exception, SystemExit)
    assert taken.exit_code in {0, 2, 3}


def test_data_cannot_move_the_cursor_of_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(LONG.replace(",a\n", ",\x1b[2Ja\n"), encoding="utf-8")
    assert "\x1b" not in _look(path).stdout


def test_dash_looks_at_standard_input() -> None:
    found = CliRunner().invoke(app, ["look", "-"], input=LONG)
    assert found.exit_code == 0, found.output
    first, *_, last = found.stdout.splitlines()
    assert first.startswith("-: delimited text")
    assert last == "next: `annops import FILE` in a project folder takes it in"


def test_bytes_from_standard_input_that_are_nothing_known_are_refused() -> None:
    found = CliRunner().invoke(app, ["look", "-"], input=b"%PDF-1.7 x")
    assert found.exit_code == 3
    assert "a PDF" in found.stderr


def test_draft_is_no_repeated_answer(tmp_path: Path) -> None:
    made = {"id": 1, "completed_by": 7, "result": [_choice("a")]}
    draft = {"id": 2, "user": "7", "result": [_choice("b")]}
    task = {"id": 1, "data": {"text": "t"}, "annotations": [made], "drafts": [draft]}
    assert "more than once" not in _odd(_result(tmp_path, json.dumps([task])))


def test_repeats_that_cannot_be_read_are_not_said_to_differ_or_not(tmp_path: Path) -> None:
    box = {"from_name": "b", "to_name": "t", "type": "rectanglelabels", "value": {"x": 1}}
    twice = [{"id": n, "completed_by": 7, "result": [box]} for n in (1, 2)]
    odd = _odd(
        _result(tmp_path, json.dumps([{"id": 1, "data": {"t": "x"}, "annotations": twice}]))
    )
    assert "1 time one person answered an item more than once" in odd
    assert "differently" not in odd


def _choice(label: str) -> dict[str, Any]:
    return {"from_name": "c", "to_name": "t", "type": "choices", "value": {"choices": [label]}}


def test_misspelt_file_name_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    (tmp_path / "ratings.csv").write_text(LONG, encoding="utf-8")
    found = _look(tmp_path / "rating.csv")
    assert (found.exit_code, "did you mean `ratings.csv`?" in found.output) == (3, True)


def test_folder_is_called_a_folder_and_its_files_named(tmp_path: Path) -> None:
    (tmp_path / "ratings.csv").write_text(LONG, encoding="utf-8")
    found = _look(tmp_path)
    assert found.exit_code == 3
    assert "this is a folder" in found.output
    assert "`ratings.csv`" in found.output


def test_advice_names_the_command_that_has_the_option(tmp_path: Path) -> None:
    data = _result(tmp_path, "a,b\n1,x y z\n2,u v w\n3,q r s\n")
    said = [*data["missing"], *data["notes"]]
    assert any("`annops import answers.csv --column " in text for text in said)
    assert not any("`--column" in text or "(columns: )" in text for text in said)
