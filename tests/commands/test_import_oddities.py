"""What `annops look` finds odd, `annops import` tells too; rare spellings become no labels."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from annops.cli import app
from annops.sources.label_spellings import spellings
from annops.sources.names import strength
from annops.sources.questions import guess_question

HEADER = "Beitrag;Text;Bewerter;Stimmung;Gebiet;Dauer_Sek;Zimmer"
MOODS = ("positiv", "negativ", "neutral")


def _line(item: int, n: int, mood: str, place: str) -> str:
    seconds = 5 + (7 * item + 3 * n) % 80
    return f"B{item:03};Grüße {item};{'abc'[n]};{mood};{place};{seconds};{'XYZ'[(item * n) % 3]}"


def _german() -> str:
    rows = [
        _line(item, n, MOODS[(item + item * n // 3) % 3], ("de-DE", "de-AT")[item % 2])
        for item in range(120)
        for n in range(3)
    ]
    rows[30] = _line(10, 0, "Positiv ", "de-DE")
    rows[60] = _line(20, 0, "unklar", "de-DE")
    return "\n".join([HEADER, *rows, ""])


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "stimmung.csv"
    path.write_bytes(_german().encode("cp1252"))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "annops.yaml").write_text("project: aster\n", encoding="utf-8")
    return root


def _import(project: Path, path: Path, *words: str) -> Result:
    fixed = ("--project", str(project), "--as-of", "2026-11-20", "--yes")
    return CliRunner().invoke(app, ["import", str(path), *fixed, *words])


def _look(path: Path) -> list[str]:
    result = CliRunner().invoke(app, ["look", str(path)])
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert len(lines) <= 12
    return lines


def _definition(project: Path) -> Any:
    return yaml.safe_load((project / "annops.yaml").read_text(encoding="utf-8"))


def test_a_rare_other_spelling_becomes_no_label_and_is_told(project: Path, export: Path) -> None:
    done = _import(project, export)
    assert done.exit_code == 0, done.output
    labels = _definition(project)["questions"]["stimmung"]["labels"]
    assert labels == ["negativ", "neutral", "positiv", "unklar"]
    assert "odd: `Positiv` (1) is taken for another spelling of `positiv`" in done.stdout
    assert "1 unknown label" in done.stdout


def test_a_label_given_once_is_told_by_import_and_by_look(project: Path, export: Path) -> None:
    said = "odd: label hardly ever given: `unklar` (1); take it out of `labels:`"
    assert said in _import(project, export).stdout
    assert [line for line in _look(export) if line.startswith(said)]


def test_import_tells_the_oddities_that_look_tells(project: Path, tmp_path: Path) -> None:
    path = tmp_path / "stimmung.csv"
    rows = _german().splitlines()
    path.write_text("\n".join([*rows, rows[1], ""]), encoding="utf-8")
    odd = "odd: 1 time one person answered an item more than once, 0 times differently"
    assert odd in _look(path)
    assert odd in _import(project, path).stdout.splitlines()


def test_spellings_that_are_both_usual_stay_labels() -> None:
    assert spellings([("A", 40), ("a", 30), ("b", 9)]).labels == ("A", "a", "b")


def test_a_question_keeps_two_labels() -> None:
    guess = guess_question([("yes", 400), ("Yes", 2)], "label")
    assert guess.definition == {"type": "classification", "labels": ["Yes", "yes"]}


def test_a_column_of_tags_is_the_locale_whatever_its_name(project: Path, export: Path) -> None:
    _import(project, export)
    (source,) = _definition(project)["sources"]
    assert source["columns"]["locale"] == "Gebiet"


def test_a_column_of_tags_that_changes_within_items_is_proposed_as_locale_only(
    project: Path, tmp_path: Path
) -> None:
    rows = [
        _line(item, n, MOODS[(item + n) % 3], ("de-DE", "de-AT", "de-CH")[n])
        for item in range(40)
        for n in range(3)
    ]
    path = tmp_path / "stimmung.csv"
    path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
    done = _import(project, path, "--column", "answer=Stimmung")
    assert "`--column locale=Gebiet`" in done.stdout
    assert "vendor=Gebiet" not in done.stdout
    assert "batch=Gebiet" not in done.stdout


def test_a_column_of_seconds_is_known_by_a_german_name(project: Path, export: Path) -> None:
    _import(project, export)
    (source,) = _definition(project)["sources"]
    assert source["columns"]["seconds"] == "Dauer_Sek"


@pytest.mark.parametrize(
    ("name", "is_seconds"),
    [("Dauer_Sek", True), ("Zeit_sek", True), ("Dauer_Min", False), ("duration_ms", False)],
)
def test_a_name_speaks_for_seconds_unless_it_names_another_unit(
    name: str, *, is_seconds: bool
) -> None:
    assert (strength("seconds", name)[0] > 0) == is_seconds


def test_a_column_named_as_a_duration_that_holds_words_is_not_taken(
    project: Path, tmp_path: Path
) -> None:
    cells = [line.split(";") for line in _german().splitlines()[1:]]
    words = [";".join([*row[:5], "kurz" if row[5] < "4" else "lang", row[6]]) for row in cells]
    path = tmp_path / "stimmung.csv"
    path.write_text("\n".join([HEADER, *words, ""]), encoding="utf-8")
    _import(project, path, "--column", "answer=Stimmung")
    (source,) = _definition(project)["sources"]
    assert "seconds" not in source["columns"]


def test_look_names_the_columns_that_are_not_used(tmp_path: Path) -> None:
    rows = [f"{line};x{n}" for n, line in enumerate(_german().splitlines()[1:])]
    path = tmp_path / "stimmung.csv"
    path.write_text("\n".join([f"{HEADER};Kennzahl", *rows, ""]), encoding="utf-8")
    assert "columns not used: Kennzahl" in _look(path)


def test_look_does_not_call_a_file_utf_8_that_is_not(export: Path) -> None:
    first = _look(export)[0]
    assert "semicolon between them, not all UTF-8" in first
