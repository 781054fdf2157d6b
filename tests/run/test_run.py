"""`annops run`: the week in one command, the same bytes each time, one exit code."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annops.cli import app

EXAMPLES = Path(__file__).parents[2] / "examples"
WEEK = ("--week", "2026-W47", "--as-of", "2026-11-22")


def annops(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--project", str(folder)])


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part in ("reports", "results", "reviews", "registers")
        for path in sorted((folder / part).rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Give a project with a judged sample, in a git repository."""
    folder = tmp_path / "project"
    shutil.copytree(EXAMPLES / "text-classification", folder)
    drawn = annops(folder, "sample", "T03", "--size", "40", "--as-of", "2026-11-20")
    assert drawn.exit_code == 0, drawn.output
    people = [sys.executable, str(EXAMPLES / "people.py"), "review"]
    for name in ("sheet.xlsx", "sheet-second.xlsx"):
        subprocess.run([*people, str(folder / "samples/T03-1" / name)], check=True)
    return folder


def test_run_twice_gives_the_same_bytes(project: Path) -> None:
    first = annops(project, "run", "--client", *WEEK)
    assert first.exit_code == 1, first.output
    before = files(project)
    assert {"reports/2026-W47/weekly.xlsx", "reports/2026-W47/weekly-client.html",
            "reviews/T03-1.jsonl", "results/latest/audit-T03-1.json"} <= set(before)  # fmt: skip
    assert annops(project, "run", "--client", *WEEK).exit_code == 1
    assert files(project) == before


def git(folder: Path, *words: str) -> None:
    names = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    subprocess.run(["git", "-C", str(folder), *names, *words], check=True, capture_output=True)


def test_run_in_a_shallow_clone_gives_the_same_bytes(project: Path, tmp_path: Path) -> None:
    git(project, "init", "-q")
    for message in ("first", "second"):
        (project / "note.txt").write_text(message)
        git(project, "add", "-A", "-f")
        git(project, "commit", "-q", "-m", message)
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", project.as_uri(), str(clone))
    for folder in (project, clone):
        assert annops(folder, "run", *WEEK).exit_code == 1
    assert files(clone) == files(project)


def test_every_step_stands_in_the_summary_with_its_outcome(project: Path) -> None:
    done = annops(project, "run", *WEEK, "--format", "json", "--dry-run")
    told = json.loads(done.stdout)
    assert [(step["name"], step["state"]) for step in told["steps"]] == [
        ("check", "fine"), ("agree", "look"), ("audit", "look"), ("report", "look"),
    ]  # fmt: skip


def test_dry_run_writes_nothing(project: Path) -> None:
    before = files(project)
    assert annops(project, "run", *WEEK, "--dry-run").exit_code == 1
    assert files(project) == before


def test_step_that_cannot_be_done_is_told_and_the_others_are_done(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLES / "text-classification", tmp_path, dirs_exist_ok=True)
    (tmp_path / "registers").mkdir()
    (tmp_path / "registers/risks.csv").write_bytes(b"no register\n\xff")
    done = annops(tmp_path, "run", *WEEK)
    assert done.exit_code == 3
    assert "not everything could be done" in done.stdout
    assert "report                 failed could not be done: REG001" in done.stdout
    assert (tmp_path / "results/latest/agree.json").exists()


def test_definition_that_is_wrong_ends_with_its_own_exit_code(tmp_path: Path) -> None:
    (tmp_path / "annops.yaml").write_text("project: p\nquestion: {}\n")
    assert annops(tmp_path, "run", *WEEK).exit_code == 2
