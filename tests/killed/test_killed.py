"""A command that is killed at any step of its writing leaves the old files or the new ones.

ANNOPS_KILLS sets how many steps of each command are tried; 3 unless given.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from annops.workspace.changes import recover

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are forked and killed")

EXAMPLES = Path(__file__).parents[2] / "examples"
KILLS = int(os.environ.get("ANNOPS_KILLS", "3"))
DAY = ("--as-of", "2026-11-22")
COMMANDS = {
    "audit": ("audit", "T03", *DAY),
    "pull": ("excel", "pull", "risks", "--yes"),
    "report": ("report", "--week", "2026-W47", "--format", "md,html"),
    "sample": ("sample", "T02", "--size", "20", *DAY),
    "rework": ("rework", "T03", *DAY),
}


@dataclass
class Worker:
    """A process that runs commands on copies of a prepared project and is killed on the way."""

    stem: Path
    process: "subprocess.Popen[str]"

    def run(self, folder: Path, name: str, step: int) -> int:
        """Run a command, killed at a step (0: never); return how many steps were begun."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        words = json.dumps(COMMANDS[name])
        self.process.stdin.write(f"{folder}\t{step}\t{words}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def copy(self, place: Path) -> Path:
        return shutil.copytree(self.stem, place / "project")


def people(*words: str) -> None:
    subprocess.run([sys.executable, str(EXAMPLES / "people.py"), *words], check=True)


def annops(folder: Path, *words: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "annops", *words], cwd=folder, check=False, capture_output=True
    )
    assert done.returncode in {0, 1}, done.stderr


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worker]:
    stem = tmp_path_factory.mktemp("stem") / "project"
    shutil.copytree(EXAMPLES / "text-classification", stem)
    annops(stem, "sample", "T03", "--size", "20", *DAY)
    people("review", str(stem / "samples/T03-1/sheet.xlsx"))
    annops(stem, "audit", "T03", *DAY)
    annops(stem, "defects", "log", "T03")
    annops(stem, "risk", "add", "Late", *DAY)
    annops(stem, "excel", "push", "risks")
    people("own", str(stem / "excel/risks.xlsx"), "ana")
    (stem / "reviews/T03-1.jsonl").unlink()
    (stem / "results/latest/audit-T03-1.json").unlink()
    with subprocess.Popen(
        (sys.executable, str(Path(__file__).with_name("worker.py"))), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        yield Worker(stem, process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def whole(worker: Worker, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[int, Path]]:
    """Give, by command, the steps of its writing and a project in which it was let through."""
    done = {}
    for name in COMMANDS:
        folder = worker.copy(tmp_path_factory.mktemp(name))
        done[name] = (worker.run(folder, name, 0), folder)
    return done


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".annops" not in path.relative_to(folder).parts
    }


@pytest.mark.parametrize("moment", range(KILLS))
@pytest.mark.parametrize("name", COMMANDS)
def test_command_killed_at_any_step_leaves_old_or_new(
    worker: Worker,
    whole: dict[str, tuple[int, Path]],
    tmp_path: Path,
    name: str,
    moment: int,
) -> None:
    steps, through = whole[name]
    old, new = files(worker.stem), files(through)
    assert old != new
    folder = worker.copy(tmp_path)
    step = 1 + (moment * steps) // KILLS
    assert worker.run(folder, name, step) == step
    torn = {
        path: held
        for path, held in files(folder).items()
        if held not in {old.get(path), new.get(path)} and not path.endswith(".annops-new")
    }
    assert torn == {}
    said = recover(folder)
    left = {path: held for path, held in files(folder).items() if ".annops-new" not in path}
    assert left in (old, new), said
    assert recover(folder) == []
    if moment % 3:
        return
    worker.run(folder, name, 0)
    left = {path: held for path, held in files(folder).items() if ".annops-new" not in path}
    assert left == new


def test_next_command_says_what_it_finished(
    worker: Worker, whole: dict[str, tuple[int, Path]], tmp_path: Path
) -> None:
    steps, through = whole["rework"]
    folder = worker.copy(tmp_path)
    half = steps * 2 // 3
    assert worker.run(folder, "rework", half) == half
    assert [text.split(":")[0] for text in recover(folder)] == [
        "finished a change that was cut off"
    ]
    assert files(folder) == files(through)


def test_change_that_only_had_to_be_forgotten_is_not_spoken_of(
    worker: Worker, whole: dict[str, tuple[int, Path]], tmp_path: Path
) -> None:
    steps, through = whole["rework"]
    folder = worker.copy(tmp_path)
    assert worker.run(folder, "rework", steps) == steps
    assert recover(folder) == []
    assert files(folder) == files(through)
