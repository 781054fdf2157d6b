"""`annops check` shows everything that is wrong in a folder, in every form it can print."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annops.cli import app
from annops.workspace.manifest import entry_of, manifest_write

GOOD = """\
project: p
questions:
  tone: {type: classification, labels: [bad, good], guideline: tone}
sources:
  - path: exports/*.csv
    columns: {item: id, annotator: who, answer: reply}
    question: tone
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "exports").mkdir()
    (tmp_path / "guidelines").mkdir()
    (tmp_path / "annops.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "guidelines/tone.md").write_text(
        "---\nguideline: tone\nversion: '1.0'\neffective_from: 2026-11-02\n---\n- R1: x\n",
        encoding="utf-8",
    )
    (tmp_path / "exports/a.csv").write_text("id,who,reply\n1,ann,good\n", encoding="utf-8")
    return tmp_path


def _check(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["check", "--project", str(folder), *words])


def _edit(folder: Path, old: str, new: str) -> None:
    assert old in GOOD
    (folder / "annops.yaml").write_text(GOOD.replace(old, new), encoding="utf-8")


def test_sound_folder_is_said_to_be_sound(folder: Path) -> None:
    checked = _check(folder)
    assert (checked.exit_code, checked.stdout, checked.stderr) == (0, "nothing is wrong\n", "")


@pytest.mark.parametrize(
    ("old", "new", "place", "code"),
    [
        ("label", "lable", "annops.yaml:3:32", "DEF006"),
        ("exports/*", "export/*", "annops.yaml:5:11", "CHK001"),
        ("guideline: tone", "guideline: tune", "annops.yaml:3:64", "CHK002"),
        ("id,", "ident,", "", "LAY001"),
        ("sources:\n", "sources:\n  - {path: exports/a.csv, question: tone}\n", "annops.yaml:6:11",
         "CHK004"),
        ("sources:\n", "items: [{path: x.csv, columns: {item: id}}]\nsources:\n",
         "annops.yaml:4:16", "CHK001"),
    ],
)  # fmt: skip
def test_fault_is_found_at_its_place_and_the_exit_code_is_one(
    folder: Path, old: str, new: str, place: str, code: str
) -> None:
    _edit(folder, old, new)
    checked = _check(folder, "--format", "json")
    found = json.loads(checked.stdout)["findings"]
    assert checked.exit_code == 1
    matching = [item for item in found if item["code"] == code]
    places = [f"{item['file']}:{item['line']}:{item['column']}" for item in matching]
    assert matching
    assert not place or place in places, found


def test_export_changed_after_it_was_taken_in_is_found(folder: Path) -> None:
    write = manifest_write(
        {"exports/a.csv": entry_of(folder, "exports/a.csv", first_seen="2026-11-02")}
    )
    (folder / write.path).write_bytes(write.content)
    _edit(folder, "exports/*.csv", "exports/a.csv")
    assert _check(folder).exit_code == 0
    (folder / "exports/a.csv").write_text("id,who,reply\n1,ann,bad\n", encoding="utf-8")
    checked = _check(folder)
    assert (checked.exit_code, "MAN001" in checked.stdout) == (1, True)


def test_notes_alone_leave_the_exit_code_at_zero(folder: Path) -> None:
    _edit(folder, "[bad, good]", "[no, good]")
    checked = _check(folder)
    assert (checked.exit_code, checked.stdout.splitlines()[-1]) == (0, "1 note")


def test_folder_without_a_project_is_a_usage_error(tmp_path: Path) -> None:
    checked = _check(tmp_path)
    assert (checked.exit_code, checked.stdout) == (2, "")
    assert "DEF001" in checked.stderr


def _codes_in(form: str, text: str) -> list[str]:
    """Read back the codes from each form with a reader of that form."""
    if form == "json":
        return [item["code"] for item in json.loads(text)["findings"]]
    if form == "sarif":
        return [item["ruleId"] for item in json.loads(text)["runs"][0]["results"]]
    if form == "junit":
        return [str(case.get("classname")) for case in ET.fromstring(text)]  # noqa: S314 - our own output
    if form == "github":
        return [
            part.split("title=")[1].split(",")[0] for part in text.split("\n::") if "=" in part
        ]
    return [line.split()[2] for line in text.splitlines() if ": error" in line]


@pytest.mark.parametrize("form", ["text", "json", "github", "sarif", "junit"])
def test_every_form_holds_every_fault(folder: Path, form: str) -> None:
    text = GOOD.replace("question: tone", "question: tune").replace("who,", "who, whom: x,")
    text = text.replace("project: p", "project: p\nlocales: ['de<&\"%:,DE']")
    (folder / "annops.yaml").write_text(text, encoding="utf-8")
    checked = _check(folder, "--format", form)
    assert sorted(_codes_in(form, checked.stdout)) == ["DEF011", "DEF012", "DEF016"]


def test_annotation_of_a_host_stands_at_file_line_and_column(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _edit(folder, "question: tone", "question: tune")
    monkeypatch.chdir(folder.parent)
    first = _check(folder, "--format", "github").stdout.splitlines()[0]
    assert first == (
        f"::error title=DEF011,file={folder.name}/annops.yaml,line=7,col=15::"
        "`sources[0].question`: `tune` is not a question"
        "%0Ahint: did you mean `tone`? valid: `tone`"
    )


def test_host_is_shown_ten_of_a_kind_and_told_of_the_rest(folder: Path) -> None:
    locales = ", ".join(f"x{i}y_" for i in range(14))
    _edit(folder, "project: p", f"project: p\nlocales: [{locales}]")
    text = _check(folder, "--format", "github").stdout
    assert text.count("::error ") == 10
    assert "::notice title=annops check::4 more" in text
    assert "annops check: 14 errors" in text


def test_unread_exports_are_not_opened(folder: Path) -> None:
    (folder / "exports/a.csv").write_text("other,columns\n1,2\n", encoding="utf-8")
    assert _check(folder, "--no-read").exit_code == 0
    assert _check(folder).exit_code == 1


def test_check_imports_nothing_heavy(folder: Path) -> None:
    code = (
        "import sys; from annops.check.compute import folder_findings; from pathlib import Path;"
        f"folder_findings(Path({str(folder)!r}));"
        "print([m for m in ('scipy','sklearn','openpyxl','jinja2','vl_convert') "
        "if m in sys.modules])"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )  # fmt: skip
    assert run.stdout.strip() == "[]"


def test_line_of_the_reviews_that_is_no_verdict_is_found_at_its_place(folder: Path) -> None:
    (folder / "reviews").mkdir()
    (folder / "reviews/all-1.jsonl").write_text("<<<<<<< mine\n", encoding="utf-8")
    checked = _check(folder)
    assert checked.exit_code == 1
    assert "reviews/all-1.jsonl:1: error REV001 " in checked.stdout


def test_drawn_answers_that_were_changed_are_found(folder: Path) -> None:
    day = ("--project", str(folder), "--as-of", "2026-11-20")
    assert CliRunner().invoke(app, ["sample", "all", "--size", "1", *day]).exit_code == 0
    assert _check(folder).exit_code == 0
    (answers,) = folder.glob("samples/*/answers.csv")
    answers.write_text(answers.read_text(encoding="utf-8").replace("good", "bad"), "utf-8")
    checked = _check(folder)
    assert checked.exit_code == 1
    assert f"{answers.relative_to(folder).as_posix()}: error SAM" in checked.stdout
