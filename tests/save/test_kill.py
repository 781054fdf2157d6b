"""A save that is killed at any moment leaves the old state or the new one, and the next says so.

ANNOPS_KILLS sets the number of moments (40 unless given).
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from annops.save.model import SaveOptions
from annops.save.saving import save as run_save
from annops.workspace import git_move
from annops.workspace.changes import recover
from tests.save.conftest import RISKS, STEM, Pair, files, git, make_pair, put, save, write

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are killed by group")
KILLS = int(os.environ.get("ANNOPS_KILLS", "40"))
DELAYS = (0.0, 0.001, 0.004, 0.012)


@dataclass
class Killer:
    """A process that saves copies of a prepared folder and is killed on the way."""

    stem: Path
    process: "subprocess.Popen[str]"
    n_steps: int = 0

    def copy(self, place: Path) -> Path:
        for name in ("bo", "shared.git"):
            shutil.copytree(self.stem / name, place / name)
        return place / "bo"

    def save(self, folder: Path, step: int, delay: float) -> int:
        """Save a folder, killed at a step; return how many steps were begun."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{folder}\t{step}\t{delay}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture(scope="module")
def killer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Killer]:
    stem = tmp_path_factory.mktemp("stem")
    pair = make_pair(stem)
    write(pair.ann, risks=RISKS + "R-3,of ann,ann\n", issues="id\ni-1\n")
    put(pair.ann, "guidelines/q.md", "rule\n" * 50)
    (pair.ann / "registers/defects.csv").unlink()
    save(pair.ann, "of ann")
    write(pair.bo, risks=RISKS.replace("noisy", "quiet") + "R-4,of bo,bo\n")
    put(pair.bo, "notes.txt", "of bo\n")
    with subprocess.Popen(
        (sys.executable, str(Path(__file__).with_name("killer.py"))), text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as process:  # fmt: skip
        made = Killer(stem, process)
        whole = made.copy(tmp_path_factory.mktemp("whole"))
        made.n_steps = made.save(whole, 0, 0.0)
        yield made
        assert process.stdin is not None
        process.stdin.close()


OLD = {
    **{path: text.encode() for path, text in STEM.items()},
    "registers/risks.csv": RISKS.replace("noisy", "quiet").encode() + b"R-4,of bo,bo\n",
    "notes.txt": b"of bo\n",
}
NEW = {
    **{path: held for path, held in OLD.items() if path != "registers/defects.csv"},
    "registers/risks.csv": RISKS.replace("noisy", "quiet").encode()
    + b"R-3,of ann,ann\nR-4,of bo,bo\n",
    "registers/issues.csv": b"id\ni-1\n",
    "guidelines/q.md": b"rule\n" * 50,
}


@pytest.mark.parametrize("moment", range(KILLS))
def test_save_killed_at_any_moment_leaves_old_or_new(
    killer: Killer, tmp_path: Path, moment: int
) -> None:
    step = 1 + (moment * killer.n_steps) // KILLS
    delay = DELAYS[moment % len(DELAYS)]
    folder = killer.copy(tmp_path)
    head = git(folder, "rev-parse", "HEAD")
    killer.save(folder, step, delay)
    torn = [
        path
        for path, held in files(folder).items()
        if not path.endswith(".annops-new") and held not in {OLD.get(path), NEW.get(path)}
    ]
    assert torn == []
    said = recover(folder)
    moved = git(folder, "rev-parse", "HEAD") != head
    left = {path: held for path, held in files(folder).items() if ".annops-new" not in path}
    assert left == (NEW if moved else OLD), said
    assert not (folder / ".annops/saving.json").exists()
    assert recover(folder) == []
    if moved:
        assert git(folder, "status", "--porcelain") == ""
    locks = [path.name for path in (folder / ".git").rglob("*.lock")]
    assert locks == []
    if moment % 8 == 0:
        save(folder, "again")
        assert {path: files(folder)[path] for path in NEW} == NEW
        assert git(folder, "rev-parse", "HEAD") == git(
            tmp_path / "shared.git", "rev-parse", "main"
        )


@pytest.mark.parametrize("name", ["finish", "_write"])
def test_next_command_says_what_it_finished_or_undid(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    class Killed(BaseException):
        """Stands for the process ending."""

    def killed(*_: object) -> None:
        raise Killed

    put(pair.bo, "notes.txt", "of bo\n")
    with monkeypatch.context() as patched:
        if name == "_write":  # written down, and no more than that
            real = git_move._write

            def written_and_killed(root: Path, move: git_move.Move) -> None:
                real(root, move)
                raise Killed

            patched.setattr(git_move, name, written_and_killed)
        else:
            patched.setattr(git_move, name, killed)
        with pytest.raises(Killed):
            run_save(pair.bo, SaveOptions("of bo"))
    said = {
        "finish": "finished what was cut off: save: of bo",
        "_write": "undid what was cut off: save: of bo; your files are as they were",
    }
    assert recover(pair.bo) == [said[name]]
    assert recover(pair.bo) == []


def test_lock_of_a_git_that_died_with_its_save_blocks_nothing(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """Stands for the process ending."""

    def killed(*_: object) -> None:
        raise Killed

    put(pair.bo, "notes.txt", "of bo\n")
    with monkeypatch.context() as patched:
        patched.setattr(git_move, "finish", killed)
        with pytest.raises(Killed):
            run_save(pair.bo, SaveOptions("of bo"))
    own = f"annops-index-{os.getpid()}"
    for name in (f"{own}.lock", "annops-index-1", "annops-index-1.lock"):
        (pair.bo / ".git" / name).write_bytes(b"torn")
    assert recover(pair.bo) == ["finished what was cut off: save: of bo"]
    assert not (pair.bo / ".annops/saving.json").exists()
    assert sorted((pair.bo / ".git").glob("annops-index*")) == []
    assert git(pair.bo, "status", "--porcelain") == ""
