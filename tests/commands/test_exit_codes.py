"""The table of exit codes: 0 fine, 1 not met or wrong, 2 usage, 3 unreadable, 4 partial."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annops.cli import app
from tests.commands.every_command import every_name

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
_MEASURE = ("status", "agree", "report", "sources", "volumes", "consensus")
_REGISTERS = ("risk", "issue", "batches", "defects", "rework", "guideline list", "guideline check",
              "excel push", "risk signals", "sample --list")  # fmt: skip
_NEED_PROJECT = (*_MEASURE, *_REGISTERS, "run", "check", "schema")

_GIT = {
    "GIT_CEILING_DIRECTORIES": "/",
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
}


def _code(folder: Path, *args: str) -> int:
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        for name, value in _GIT.items():
            patch.setenv(name, value)
        done = CliRunner().invoke(app, list(args))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "annops.yaml").write_text(_YAML, encoding="utf-8")
    (tmp_path / "a.csv").write_text(_GOOD, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("name", _NEED_PROJECT)
def test_sound_project_ends_in_0(name: str, folder: Path) -> None:
    assert _code(folder, *name.split()) == 0


@pytest.mark.parametrize("name", ["agree", "run"])
def test_target_not_met_ends_in_1(name: str, folder: Path) -> None:
    (folder / "a.csv").write_text(_SPLIT, encoding="utf-8")
    assert _code(folder, name) == 1


def test_target_that_cannot_be_told_ends_in_1_only_when_it_must_be_met(folder: Path) -> None:
    (folder / "a.csv").write_text("item,who,label\n1,a,yes\n1,b,yes\n", encoding="utf-8")
    assert _code(folder, "agree") == 0
    assert _code(folder, "agree", "--require-met") == 1


@pytest.mark.parametrize("words", every_name(), ids=" ".join)
def test_option_that_does_not_exist_ends_in_2(words: tuple[str, ...]) -> None:
    assert CliRunner().invoke(app, [*words, "--no-such-option"]).exit_code == 2


@pytest.mark.parametrize("group", ["excel", "guideline"])
def test_group_without_a_subcommand_shows_its_help_and_ends_in_2(group: str) -> None:
    done = CliRunner().invoke(app, [group])
    assert (done.exit_code, done.stdout) == (2, "")
    assert f"Usage: annops {group}" in done.stderr or f" {group} [OPTIONS]" in done.stderr


@pytest.mark.parametrize(
    "words",
    [("sample", "B9"), ("audit", "B9"), ("rework", "B9"), ("risk", "edit", "R-9"),
     ("issue", "close", "I-9"), ("batches", "edit", "B9"), ("excel", "push", "owls"),
     ("excel", "pull", "owls"), ("guideline", "release", "tone", "1.0"), ("risk", "add", " "),
     ("save", "--allow", "everything"), ("run", "--week", "2026-W60")],
    ids=" ".join,
)  # fmt: skip
def test_what_is_named_but_not_there_ends_in_2(words: tuple[str, ...], folder: Path) -> None:
    assert _code(folder, *words) == 2


def test_command_that_does_not_exist_ends_in_2(folder: Path) -> None:
    assert _code(folder, "agre") == 2


@pytest.mark.parametrize("words", [("agree",), ("agre",), ("status", "--project", "gone")])
def test_process_ends_in_what_the_command_ends_in(words: tuple[str, ...], folder: Path) -> None:
    (folder / "a.csv").write_text(_SPLIT, encoding="utf-8")
    ran = subprocess.run((sys.executable, "-m", "annops", *words), cwd=folder, check=False,
                         capture_output=True)  # fmt: skip
    assert ran.returncode == _code(folder, *words) > 0


@pytest.mark.parametrize("name", [*_NEED_PROJECT, "sample", "audit", "save", "undo", "history"])
def test_folder_without_project_ends_in_2(name: str, tmp_path: Path) -> None:
    assert _code(tmp_path, *name.split()) == 2


@pytest.mark.parametrize("name", [*_MEASURE, "sample", "audit", "batches", "run"])
def test_export_that_cannot_be_read_ends_in_3(name: str, folder: Path) -> None:
    (folder / "a.csv").write_bytes(b"")
    assert _code(folder, name) == 3


@pytest.mark.parametrize("name", ["risk", "issue", "batches", "defects", "rework", "status"])
def test_register_that_cannot_be_read_ends_in_3(name: str, folder: Path) -> None:
    (folder / "registers").mkdir()
    for register in ("risks", "issues", "batches", "defects", "rework"):
        (folder / f"registers/{register}.csv").write_bytes(b"no register\n\xff")
    assert _code(folder, name) == 3


def test_folder_without_versions_ends_in_2_where_they_are_asked_for(folder: Path) -> None:
    assert [_code(folder, name) for name in ("save", "undo", "history")] == [2, 2, 2]


def test_save_that_does_not_reach_the_shared_copy_ends_in_4(folder: Path) -> None:
    assert _code(folder, "save", "--start", "--yes", "first") == 0
    subprocess.run(
        ("git", "remote", "add", "origin", str(folder / "gone")), cwd=folder, check=True
    )
    (folder / "note.md").write_text("new\n", encoding="utf-8")
    assert _code(folder, "save", "second") == 4


def test_check_ends_in_1_for_whatever_is_wrong(folder: Path) -> None:
    (folder / "a.csv").write_bytes(b"")
    assert _code(folder, "check") == 1


def test_answer_that_cannot_be_kept_ends_in_4(folder: Path) -> None:
    (folder / "results").write_text("mine", encoding="utf-8")
    assert _code(folder, "agree") == 4
