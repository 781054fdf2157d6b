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
