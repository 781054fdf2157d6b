"""`annops doctor` names what would get in the way and what to do about it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from annops.cli import app
from annops.doctor.compute import lines
from annops.doctor.facts import gather
from annops.doctor.model import Facts

FINE = Facts(
    python=(3, 11, 7), annops="0.1.0", libraries={"polars": "2.1.0"}, file_encoding="utf-8",
    output_encoding="UTF-8", locale="de_DE", terminal=80, zones=True, git="2.39.5",
    git_name="Ann", git_mail="ann@example.org", folder="/p", is_project=True, refused=None,
    free_bytes=10**10,
)  # fmt: skip


def test_computer_without_trouble_has_no_problem() -> None:
    assert [line.name for line in lines(FINE) if line.is_problem] == []


@pytest.mark.parametrize(
    ("change", "name", "advice"),
    [
        ({"python": (3, 10, 1)}, "python", "install Python 3.11"),
        ({"libraries": {"polars": None}}, "polars", "pip install"),
        ({"file_encoding": "ascii"}, "file names", "PYTHONUTF8"),
        ({"output_encoding": "cp1252"}, "output", "PYTHONUTF8"),
        ({"zones": False}, "time zones", "tzdata"),
        ({"git": None}, "git", "install git"),
        ({"git_name": None}, "git name", "git config --global user.name"),
        ({"git_mail": None}, "git mail", "git config --global user.email"),
        ({"refused": "Permission denied"}, "writing", "make the folder writable"),
        ({"free_bytes": 1000}, "disk", "free some room"),
        ({"open_files": ("reports/~$week.xlsx",)}, "open file", "close it"),
        ({"unfinished": 1}, "unfinished changes", "finishes them"),
    ],
)
def test_trouble_is_named_with_what_to_do(change: dict[str, Any], name: str, advice: str) -> None:
    problems = [line for line in lines(replace(FINE, **change)) if line.is_problem]
    assert [line.name for line in problems] == [name]
    assert advice in str(problems[0].advice)


def test_workbook_open_in_another_program_is_seen(tmp_path: Path) -> None:
    (tmp_path / "annops.yaml").write_text("project: p\n", encoding="utf-8")
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/~$week.xlsx").write_bytes(b"")
    (tmp_path / "reports/.~lock.week.ods#").write_bytes(b"")
    assert gather(tmp_path).open_files == ("reports/.~lock.week.ods#", "reports/~$week.xlsx")


def test_folder_that_cannot_be_written_is_seen(tmp_path: Path) -> None:
    assert gather(tmp_path / "gone").refused == "No such file or directory"


def test_looking_leaves_nothing_behind(tmp_path: Path) -> None:
    gather(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_problem_makes_the_exit_code_one(tmp_path: Path) -> None:
    (tmp_path / "annops.yaml").write_text("project: p\n", encoding="utf-8")
    (tmp_path / "~$a.xlsx").write_bytes(b"")
    run = CliRunner().invoke(app, ["doctor", "--project", str(tmp_path)])
    assert run.exit_code == 1
    assert "problem  open file" in run.stdout
