"""What limits the figures of a project is told wherever figures are made."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from annops.cli import app
from annops.workspace.definition import open_definition
from annops.workspace.limits import limits

EXPORT = "item,who,label\n1,a,x\n1,b,x\n2,a,x\n2,b,y\n"
DEFINITION = """project: p
questions: {q: {type: classification, labels: [x, y]}}
sources:
  - {path: exports/*.csv, columns: {item: item, annotator: who, answer: label}, question: q}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "annops.yaml").write_text(DEFINITION)
    (tmp_path / "registers").mkdir()
    for day in ("1", "2"):
        export = tmp_path / f"exports/{day}.csv"
        export.parent.mkdir(exist_ok=True)
        export.write_text(EXPORT.replace("1,", f"{day}1,"))
        words = ["import", str(export), "--yes", "--project", str(tmp_path)]
        assert CliRunner().invoke(app, words).exit_code == 0
    return tmp_path


def codes(folder: Path) -> list[str]:
    return [str(found).split()[2] for found in limits(folder, open_definition(folder))]


def test_export_that_is_gone_is_an_error_where_figures_are_made(project: Path) -> None:
    assert codes(project) == []
    (project / "exports/2.csv").unlink()
    found = list(limits(project, open_definition(project)))
    assert [(f.code, f.severity.value) for f in found] == [("LIM001", "error")]
    done = CliRunner().invoke(app, ["agree", "--project", str(project)])
    assert "LIM001" in done.stderr


def test_answers_mended_by_rework_are_told_with_their_number(project: Path) -> None:
    register = project / "registers/defects.csv"
    register.write_text("id,item,state\nD-1,1,fixed\nD-2,2,fixed\nD-3,2,open\n")
    (found,) = limits(project, open_definition(project))
    assert found.code == "LIM002"
    assert found.message.startswith("2 answers were changed")


def test_defects_that_were_not_mended_limit_nothing(project: Path) -> None:
    (project / "registers/defects.csv").write_text("id,item,state\nD-1,1,open\n")
    assert codes(project) == []
