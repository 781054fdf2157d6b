"""`annops agree --by COLUMN` prints one table a question, the lowest group first."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annops.cli import app

ROWS = [
    "item,who,label,locale",
    *(f"d{n},{who},{'a' if n % 2 else 'b'},de-DE" for n in range(40) for who in "xyz"),
    *(
        f"e{n},{who},{'a' if (n + shift * (n % 3)) % 2 else 'b'},en-US"
        for n in range(40)
        for shift, who in enumerate("xyz")
    ),
]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    columns = {"item": "item", "annotator": "who", "answer": "label", "locale": "locale"}
    definition = {
        "project": "p",
        "questions": {"q": {"type": "classification", "labels": ["a", "b"]}},
        "sources": [{"path": "a.csv", "columns": columns, "question": "q"}],
    }
    (tmp_path / "annops.yaml").write_text(json.dumps(definition), encoding="utf-8")
    (tmp_path / "a.csv").write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return tmp_path


def _said(project: Path, *options: str) -> str:
    done = CliRunner().invoke(app, ["agree", "--project", str(project), *options])
    assert done.exit_code == 0, done.output
    return done.stdout


def test_groups_stand_below_the_whole_lowest_first(project: Path) -> None:
    said = _said(project, "--by", "locale")
    assert said.index("\nall ") < said.index("\nen-US") < said.index("\nde-DE")


def test_a_run_with_other_options_saves_nothing(project: Path) -> None:
    _said(project, "--by", "locale")
    assert not (project / "results").exists()


def test_the_definitions_own_run_leaves_its_result(project: Path) -> None:
    _said(project)
    saved = json.loads((project / "results/latest/agree.json").read_text(encoding="utf-8"))
    assert saved["schema"] == "annops.agree/1"


def _refused(project: Path, *options: str) -> str:
    done = CliRunner().invoke(app, ["agree", "--project", str(project), *options])
    assert (done.exit_code, done.stdout) == (2, "")
    return done.stderr


def test_breakdown_no_source_has_a_column_for_is_refused_with_those_there_are(
    project: Path,
) -> None:
    said = _refused(project, "--by", "vendor")
    assert "error AGR002 no answer has a `vendor`" in said
    assert "`locale`" in said
    assert "`columns: {vendor: COLUMN}`" in said


def test_undeclared_breakdown_is_refused_with_how_to_declare_it(project: Path) -> None:
    said = _refused(project, "--by", "gender")
    assert "no breakdown `gender`" in said
    assert "`breakdowns: [locale, gender]`" in said
    assert "`columns: {gender: COLUMN}`" in said


def test_misspelt_breakdown_is_answered_with_the_nearest(project: Path) -> None:
    assert "did you mean `locale`?" in _refused(project, "--by", "locales")


def test_cohen_kappa_is_answered_with_conger_and_the_pairs(project: Path) -> None:
    said = _refused(project, "--metric", "cohen_kappa")
    assert "`conger_kappa`" in said
    assert "`annops agree --pairs FILE`" in said


def test_kappa_alone_is_answered_with_the_three_kappas(project: Path) -> None:
    said = _refused(project, "--metric", "kappa")
    kappas = ("cohen_kappa", "conger_kappa", "fleiss_kappa")
    assert [name for name in kappas if f"`{name}`" not in said] == []
