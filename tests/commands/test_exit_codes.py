"""The table of exit codes: 0 fine, 1 not met or wrong, 2 usage, 3 unreadable, 4 partial."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annops.cli import COMMANDS

_GOOD = "item,who,label\n" + "".join(
    f"{n},{who},{'yes' if n % 2 else 'no'}\n" for n in range(40) for who in ("ann", "bo")
)
_SPLIT = "item,who,label\n" + "".join(
    f"{n},{who},{'yes' if (n // len(who)) % 2 else 'no'}\n"
    for n in range(40)
    for who in ("a", "bo")
)
_YAML = """project: p
questions:
  q: {type: classification, labels: ["yes", "no"]}
sources:
  - {path: a.csv, question: q, columns: {item: item, annotator: who, answer: label}}
targets:
  - {metric: krippendorff_alpha, question: q, at_least: 0.8}
"""
_NEED_PROJECT = ("status", "agree", "report", "sources", "volumes", "consensus", "check", "schema")


def _code(folder: Path, *args: str) -> int:
    ran = subprocess.run(
        (sys.executable, "-m", "annops", *args), cwd=folder, capture_output=True, timeout=60,
        check=False, stdin=subprocess.DEVNULL, env={**os.environ, "GIT_CEILING_DIRECTORIES": "/"},
    )  # fmt: skip
    assert b"Traceback" not in ran.stderr, ran.stderr.decode()
    return ran.returncode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "annops.yaml").write_text(_YAML, encoding="utf-8")
    (tmp_path / "a.csv").write_text(_GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", _NEED_PROJECT)
def test_sound_project_ends_in_0(name: str, folder: Path) -> None:
    assert _code(folder, name) == 0


def test_target_not_met_ends_in_1(folder: Path) -> None:
    (folder / "a.csv").write_text(_SPLIT, encoding="utf-8")
    assert _code(folder, "agree") == 1


def test_target_that_cannot_be_told_ends_in_1_only_when_it_must_be_met(folder: Path) -> None:
    (folder / "a.csv").write_text("item,who,label\n1,a,yes\n1,b,yes\n", encoding="utf-8")
    assert _code(folder, "agree") == 0
    assert _code(folder, "agree", "--require-met") == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_option_that_does_not_exist_ends_in_2(name: str, folder: Path) -> None:
    assert _code(folder, name, "--no-such-option") == 2


def test_command_that_does_not_exist_ends_in_2(folder: Path) -> None:
    assert _code(folder, "agre") == 2


@pytest.mark.parametrize("name", _NEED_PROJECT)
def test_folder_without_project_ends_in_2(name: str, tmp_path: Path) -> None:
    assert _code(tmp_path, name) == 2


@pytest.mark.parametrize("name", ["status", "agree", "report", "sources", "volumes", "consensus"])
def test_export_that_cannot_be_read_ends_in_3(name: str, folder: Path) -> None:
    (folder / "a.csv").write_bytes(b"")
    assert _code(folder, name) == 3


def test_check_ends_in_1_for_whatever_is_wrong(folder: Path) -> None:
    (folder / "a.csv").write_bytes(b"")
    assert _code(folder, "check") == 1


def test_answer_that_cannot_be_kept_ends_in_4(folder: Path) -> None:
    (folder / "results").write_text("mine", encoding="utf-8")
    assert _code(folder, "agree") == 4
