"""A project folder without exports, and the command line run in it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annops.cli import app

YAML = "project: p\nquestions: {mood: {type: classification, labels: [x, y]}}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "annops.yaml").write_text(YAML, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795132800")  # 2026-11-20
    return tmp_path


@pytest.fixture
def annops(folder: Path) -> Callable[..., Result]:
    del folder
    return lambda *words: CliRunner().invoke(app, list(words), prog_name="annops")
