"""`annops sources` accounts for every record and every answer, file by file and in all."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from annops.cli import app
from annops.sources.listing import known_reason

DEFINITION = """\
project: p
questions:
  tone: {type: classification, labels: [bad, good]}
sources:
  - path: exports/*.csv
    columns: {item: id, annotator: who, answer: reply, status: state}
    question: tone
    snapshots: incremental
"""
HEADER = "id,who,reply,state\n"


def _project(root: Path, **files: str) -> Path:
    (root / "exports").mkdir(exist_ok=True)
    (root / "annops.yaml").write_text(DEFINITION, encoding="utf-8")
    for name, text in files.items():
        (root / f"exports/{name}.csv").write_text(HEADER + text, encoding="utf-8")
    return root


def _sources(root: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["sources", "--project", str(root), *words])


def _data(root: Path, *words: str) -> dict[str, Any]:
    found = _sources(root, "--format", "json", *words)
    assert found.exit_code == 0, found.output
    data: dict[str, Any] = json.loads(found.stdout)
    return data


MIXED = "1,ann,good,\n1,ann,bad,\n2,ann,goood,\n3,,good,\n4,ben,,\n5,ben,good,skipped\n6,x\n"


def test_every_record_and_answer_is_accounted_for(tmp_path: Path) -> None:
    data = _data(_project(tmp_path, a=MIXED, b="7,ann,bad,\n"))
    assert data["schema"] == "annops.sources/1"
    total = data["total"]
    assert total == {
        "file": "all files", "format": "", "sha256": "", "read": 8, "loaded": 7,
        "unreadable": 1, "blank": 0, "answers": 7, "used": 2,
        "excluded": {"duplicate": 1, "no annotator": 1, "no answer": 1, "skipped": 1,
                     "unknown label": 1},
    }  # fmt: skip


def test_rows_of_a_reason_show_file_line_item_person_and_raw_answer(tmp_path: Path) -> None:
    root = _project(tmp_path, a=MIXED)
    found = _sources(root, "--list", "unknown label", "--format", "csv")
    (row,) = csv.DictReader(io.StringIO(found.stdout))
    assert row == {
        "file": "exports/a.csv", "line": "4", "record": "3", "item": "2", "question": "tone",
        "annotator": "ann", "raw": "goood",
    }  # fmt: skip


def test_unreadable_records_are_listed_with_line_and_fault(tmp_path: Path) -> None:
    (row,) = _data(_project(tmp_path, a=MIXED), "--list", "unreadable")["rows"]
    assert (row["file"], row["line"]) == ("exports/a.csv", 8)
    assert "2 cells" in row["raw"]


def test_listed_rows_are_as_many_as_the_ledger_says(tmp_path: Path) -> None:
    root = _project(tmp_path, a=MIXED, b=MIXED.replace("ann", "cid"))
    excluded = _data(root)["total"]["excluded"]
    for reason, n in excluded.items():
        assert len(_data(root, "--list", reason)["rows"]) == n


def test_misspelt_reason_is_refused_with_the_nearest_one(tmp_path: Path) -> None:
    found = _sources(_project(tmp_path, a=MIXED), "--list", "duplicates")
    assert found.exit_code == 2
    assert "did you mean `duplicate`" in found.stderr


@pytest.mark.parametrize("given", ["unknown label", "unknown_label", "Unknown-Label"])
def test_reason_is_known_however_its_words_are_joined(given: str) -> None:
    assert known_reason(given) == "unknown label"


def test_findings_are_shown_only_when_asked_for(tmp_path: Path) -> None:
    root = _project(tmp_path, a=MIXED)
    assert "ANS001" not in _sources(root).stdout
    assert "ANS001" in _sources(root, "--findings").stdout
    assert _data(root)["findings"] == []


def test_text_answer_has_at_most_a_dozen_lines(tmp_path: Path) -> None:
    root = _project(tmp_path, **{f"f{n}": MIXED for n in range(20)})
    assert len(_sources(root).stdout.splitlines()) <= 12


def test_csv_has_one_row_a_file(tmp_path: Path) -> None:
    root = _project(tmp_path, a=MIXED, b="7,ann,bad,\n")
    rows = list(csv.DictReader(io.StringIO(_sources(root, "--format", "csv").stdout)))
    assert [(row["file"], row["read"]) for row in rows] == [
        ("exports/a.csv", "7"), ("exports/b.csv", "1"),
    ]  # fmt: skip


_CELL = st.sampled_from(["good", "bad", "good ", "God", "", "N/A", '"a,b"', "x\ty"])
_ROW = st.tuples(
    st.sampled_from(["1", "2", "3", ""]),
    st.sampled_from(["ann", "ben", ""]),
    _CELL,
    st.sampled_from(["", "skipped", "draft", "rejected", "other"]),
).map(",".join)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.one_of(_ROW, st.just("1,2"), st.just("1,2,3,4,5")), min_size=1, max_size=25))
def test_both_ledgers_balance_whatever_the_rows_are(tmp_path: Path, rows: list[str]) -> None:
    found = _sources(_project(tmp_path, a="\n".join(rows) + "\n"), "--format", "json")
    if found.exit_code == 3:  # no record could be read at all
        assert "FMT101" in found.stderr
        return
    data = json.loads(found.stdout)
    for ledger in (*data["files"], data["total"]):
        assert ledger["read"] == len(rows) == ledger["loaded"] + ledger["unreadable"]
        assert ledger["answers"] == ledger["used"] + sum(ledger["excluded"].values())
        assert ledger["answers"] == ledger["loaded"] - ledger["blank"]
