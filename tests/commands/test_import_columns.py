"""`annops import` reads decimal commas, finds slips beside scales, and says what is left over."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annops.cli import app
from annops.project.source import FIELDS
from annops.sources.names import field_meant
from annops.sources.questions import guess_question
from annops.workspace.open import open_workspace

GERMAN = "Beleg;Bewerter;Bewertung;Datum;Sprache;Team\r\n" + "".join(
    f"b{item};{who};{(item * n) % 4 + 1},{5 * (item % 2)};"
    f"{item + 1}.10.2026 09:30;de-DE;{team}\r\n"
    for item in range(20)
    for n, (who, team) in enumerate([("Müller", "Ost"), ("Ilse", "West"), ("Schäfer", "Ost")], 1)
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "annops.yaml").write_text("project: aster\n", encoding="utf-8")
    return root


def _file(tmp_path: Path, text: str, name: str = "ratings_de.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(text.encode("cp1252"))
    return path


def _import(project: Path, path: Path, *words: str) -> Result:
    fixed = ("--project", str(project), "--as-of", "2026-11-02")
    return CliRunner().invoke(app, ["import", str(path), *fixed, *words])


def test_numbers_with_a_decimal_comma_are_ratings_and_the_source_says_so(
    tmp_path: Path, project: Path
) -> None:
    done = _import(project, _file(tmp_path, GERMAN), "--yes")
    assert done.exit_code == 0, done.output
    workspace = open_workspace(project)
    (source,) = workspace.definition.sources
    (question,) = workspace.definition.questions.values()
    assert (source.decimal, question.type) == (",", "rating")
    assert "numbers with a decimal comma" in done.stdout
    answers = workspace.annotations().frame.collect()
    expected = [(item * n) % 4 + 1 + 0.5 * (item % 2) for item in range(20) for n in (1, 2, 3)]
    assert [float(text) for text in answers["answer"].cast(str)] == expected


def test_number_with_a_point_is_refused_in_a_source_with_decimal_commas(
    tmp_path: Path, project: Path
) -> None:
    done = _import(project, _file(tmp_path, GERMAN.replace("1,0", "1.0", 1)), "--yes")
    assert "1 invalid value" in done.stdout


@pytest.mark.parametrize("texts", [("1,2", "2,3", "1,3"), ("1,2,3", "2,3", "1,3,2"), ("1,234",)])
def test_digits_with_commas_between_are_never_proposed_as_labels(texts: tuple[str, ...]) -> None:
    guess = guess_question([(text, 9) for text in texts], "answer")
    assert guess.definition is None
    assert texts[0] in guess.why


def test_labels_with_commas_between_stay_labels() -> None:
    counts = [("a,b", 9), ("a,c", 8), ("b,c", 7), ("a", 5), ("b", 5), ("c,b", 4)]
    definition = guess_question(counts, "answer").definition
    assert definition == {"type": "labels", "labels": ["a", "b", "c"], "separator": ","}


def test_answers_that_stand_apart_from_a_usual_scale_are_left_to_be_found() -> None:
    counts = [(str(value), 200) for value in range(1, 6)] + [("6", 3)]
    guess = guess_question(counts, "rating")
    assert guess.definition is not None
    assert guess.definition["scale"] == {"min": 1, "max": 5, "level": "ordinal"}
    assert guess.note is not None
    assert "`6` (3 times)" in guess.note


def test_end_of_a_scale_that_is_given_often_belongs_to_it() -> None:
    guess = guess_question([(str(value), 200) for value in range(1, 7)], "rating")
    assert guess.definition is not None
    assert guess.definition["scale"]["max"] == 6


def test_rare_end_of_a_usual_scale_stays_and_the_narrower_one_is_named() -> None:
    counts = [(str(value), 400) for value in range(1, 5)] + [("5", 3)]
    guess = guess_question(counts, "rating")
    assert guess.definition is not None
    assert guess.definition["scale"]["max"] == 5
    assert guess.note is not None
    assert "given 3 times only; if the scale ends at 4, write `max: 4`" in guess.note


def test_column_that_parts_the_answers_is_named_with_the_option_that_takes_it(
    tmp_path: Path, project: Path
) -> None:
    done = _import(project, _file(tmp_path, GERMAN), "--dry-run")
    assert "not used: Team" in done.stdout
    assert "`Team` (2 different): `--column batch=Team`" in done.stdout


def test_remarks_are_no_answers_and_no_breakdown(tmp_path: Path, project: Path) -> None:
    done = _import(project, _file(tmp_path, GERMAN.replace("Team", "Kommentar")), "--dry-run")
    assert "not used: Kommentar" in done.stdout
    assert "broken down" not in done.stdout


def test_german_ratings_fit_the_scale_that_the_project_has(tmp_path: Path, project: Path) -> None:
    known = "questions: {mark: {type: rating, scale: {min: 1, max: 5, level: interval}}}\n"
    (project / "annops.yaml").write_text(f"project: aster\n{known}", encoding="utf-8")
    done = _import(project, _file(tmp_path, GERMAN), "--yes", "--question", "mark")
    assert "60 loaded = 60 used + 0 excluded" in done.stdout
    assert list(open_workspace(project).definition.questions) == ["mark"]


@pytest.mark.parametrize(("words", "decimals"), [((), []), (("--question", "mark"), [","])])
def test_quoted_numbers_with_commas_are_read_once_a_person_says_they_are_numbers(
    tmp_path: Path, project: Path, words: tuple[str, ...], decimals: list[str]
) -> None:
    known = "questions: {mark: {type: rating, scale: {min: 1, max: 5, level: interval}}}\n"
    (project / "annops.yaml").write_text(f"project: aster\n{known}", encoding="utf-8")
    lines = (line.split(";") for line in GERMAN.splitlines())
    quoted = "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines)
    done = _import(project, _file(tmp_path, quoted), "--yes", *words)
    sources = open_workspace(project).definition.sources
    assert [source.decimal for source in sources] == decimals
    assert (done.exit_code == 0) is bool(decimals)


def test_column_of_dates_in_a_workbook_is_named_with_the_option_that_takes_it(
    tmp_path: Path, project: Path
) -> None:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["task", "worker", "response", "Seen on"])
    first = datetime.fromisoformat("2026-10-01T09:30")
    for n in range(18):
        row = [f"t{n // 3}", f"w{n % 3}", "ab"[n * n % 2], first + timedelta(days=n)]
        sheet.append(row)
    book.save(tmp_path / "tone.xlsx")
    done = _import(project, tmp_path / "tone.xlsx", "--dry-run")
    assert '`Seen on` holds dates: `--column "submitted_at=Seen on"`' in done.stdout


@pytest.mark.parametrize(
    ("name", "field"),
    [("Datum", "submitted_at"), ("Zeit", "submitted_at"), ("fecha", "submitted_at"),
     ("Sprache", "locale"), ("idioma", "locale"), ("langue", "locale"), ("Bewerter", "annotator")],
)  # fmt: skip
def test_german_spanish_and_french_names_speak_for_their_fields(name: str, field: str) -> None:
    assert field in FIELDS
    assert field_meant(name) == field


def test_word_that_columns_have_is_answered_with_the_field_it_means(
    tmp_path: Path, project: Path
) -> None:
    done = _import(project, _file(tmp_path, GERMAN), "--column", "date=Datum")
    assert (done.exit_code, "did you mean `submitted_at`?" in done.stderr) == (2, True)


def test_options_for_a_file_taken_in_already_are_said_to_change_nothing(
    tmp_path: Path, project: Path
) -> None:
    file = _file(tmp_path, GERMAN)
    _import(project, file, "--yes")
    before = (project / "annops.yaml").read_bytes()
    again = _import(project, file, "--yes", "--column", "batch=Team")
    line = before.decode().splitlines().index("  - path: exports/ratings_de/*.csv") + 1
    assert (again.exit_code, f"edit annops.yaml line {line}\n" in again.stdout) == (0, True)
    assert (project / "annops.yaml").read_bytes() == before


def test_newer_export_says_what_it_supersedes(tmp_path: Path, project: Path) -> None:
    _import(project, _file(tmp_path, GERMAN, "ratings_2026-10-01.csv"), "--yes")
    newer = (
        GERMAN.replace("b0;Ilse;1,0", "b0;Ilse;4,0") + "b0;Otto;1,0;1.10.2026 09:30;de-DE;Ost\r\n"
    )
    done = _import(project, _file(tmp_path, newer, "ratings_2026-10-08.csv"), "--yes")
    assert "supersedes 60 answers: 1 changed, 1 new" in done.stderr


def test_answers_that_a_newer_export_lacks_are_counted(tmp_path: Path, project: Path) -> None:
    _import(project, _file(tmp_path, GERMAN, "ratings_2026-10-01.csv"), "--yes")
    newer = "".join(line for line in GERMAN.splitlines(keepends=True) if "b0;Ilse" not in line)
    done = _import(project, _file(tmp_path, newer, "ratings_2026-10-08.csv"), "--yes")
    assert "; 1 answer of earlier exports is not in it and still counts" in done.stderr


def test_answers_that_another_source_has_are_told_before_they_count_twice(
    tmp_path: Path, project: Path
) -> None:
    _import(project, _file(tmp_path, GERMAN, "ratings_2026-10-01.csv"), "--yes")
    renamed = GERMAN.replace("Datum", "Abgegeben")
    done = _import(project, _file(tmp_path, renamed, "other.csv"), "--dry-run")
    assert (
        "odd: all 60 answers (by item, question and annotator) are in the project" in done.stdout
    )
    assert "put it into exports/ratings/" in done.stdout
