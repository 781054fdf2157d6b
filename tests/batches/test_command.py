"""`annops batches` at the command line."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annops.cli import app

YAML = """project: p
questions: {mood: {type: classification, labels: [x, y]}}
sources:
  - {path: a.csv, question: mood, columns: {item: item, annotator: who, answer: a, batch: lot}}
"""
ROWS = "item,who,a,lot\n1,ann,x,B1\n2,ann,y,B1\n3,ann,y,B2\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "annops.yaml").write_text(YAML, encoding="utf-8")
    (tmp_path / "a.csv").write_text(ROWS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def annops(*words: str) -> Result:
    return CliRunner().invoke(app, ["batches", *words], prog_name="annops")


def test_batch_is_added_changed_and_measured(folder: Path) -> None:
    annops("add", "B1", "--units", "4", "--due", "2026-12-04")
    annops("edit", "B1", "--state", "In Progress")
    data = json.loads(annops("--as-of", "2026-11-20", "--format", "json").stdout)
    one = next(row for row in data["batches"] if row["id"] == "B1")
    assert data["schema"] == "annops.batches/1"
    assert (one["done"], one["units"], one["share"], one["state"]) == (2, 4, 0.5, "in progress")
    assert (folder / "registers/batches.csv").exists()


def test_same_batch_again_is_said_to_be_there(folder: Path) -> None:
    annops("add", "B1", "--units", "4")
    before = (folder / "registers/batches.csv").read_bytes()
    assert "already there: B1" in annops("add", "b1", "--units", "9").stdout
    assert (folder / "registers/batches.csv").read_bytes() == before


def test_missing_export_leaves_the_register_readable(folder: Path) -> None:
    (folder / "a.csv").unlink()
    annops("add", "B1", "--units", "4")
    said = annops("--as-of", "2026-11-20")
    assert said.exit_code == 0
    assert "nothing was counted: there is no export yet" in said.stdout


@pytest.mark.usefixtures("folder")
def test_list_is_one_row_a_batch() -> None:
    said = annops("list", "--as-of", "2026-11-20", "--format", "csv").stdout.splitlines()
    assert [line.split(",")[0] for line in said] == ["id", "B1", "B2"]
