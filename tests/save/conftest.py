"""Two people, each with a copy of one project, and the shared copy between them."""

import os
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from annops.cli import app

DEFINITION = "project: aster\nquestions:\n  q: {type: classification, labels: [a, b]}\n"
RULES = "* text=auto eol=lf\nexports/** -text\nexports/manifest.csv text eol=lf\n*.xlsx binary\n"
RISKS = "id,title,owner\nR-1,late,ann\nR-2,noisy,bo\n"
STEM = {
    "annops.yaml": DEFINITION,
    ".gitattributes": RULES,
    ".gitignore": ".annops/\n",
    "registers/risks.csv": RISKS,
    "registers/defects.csv": "id,answer\n",
    "registers/batches.csv": "id,status\nb1,open\n",
}


def git(folder: Path, *words: str, check: bool = True) -> str:
    ran = subprocess.run(
        ("git", "-C", str(folder), *words), capture_output=True, text=True, check=check,
        timeout=30, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return ran.stdout.strip()


def write(folder: Path, **files: str) -> None:
    """Write registers by name."""
    for name, text in files.items():
        path = folder / "registers" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())


def put(folder: Path, path: str, text: str | bytes) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(text.encode() if isinstance(text, str) else text)


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--project", str(folder)])


def save(folder: Path, *words: str, code: int = 0) -> str:
    done = run(folder, "save", *words)
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


def files(folder: Path) -> dict[str, bytes]:
    """Return all files of the folder but git's and annops' own."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not {".git", ".annops"} & set(path.relative_to(folder).parts)
    }


def person(folder: Path, name: str) -> None:
    git(folder, "config", "user.name", name)
    git(folder, "config", "user.email", f"{name.lower()}@example.org")


@dataclass(frozen=True)
class Pair:
    """The two folders and what lies between."""

    ann: Path
    bo: Path
    shared: Path


@pytest.fixture(autouse=True)
def _plain_git(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for name in [name for name in os.environ if name.startswith(("GIT_AUTHOR", "GIT_COMMITTER"))]:
        monkeypatch.delenv(name)


def make_alone(place: Path) -> Path:
    """Make a project that Ann has saved once."""
    folder = place / "ann"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    person(folder, "Ann")
    for path, text in STEM.items():
        put(folder, path, text)
    save(folder, "first")
    return folder


def make_pair(place: Path, *settings: str) -> Pair:
    """Make the shared copy and two folders; settings (`core.autocrlf=true`) are those of Bo."""
    ann, bo = make_alone(place), place / "bo"
    git(place, "clone", "-q", "--bare", "ann", "shared.git")
    git(ann, "remote", "add", "origin", "../shared.git")
    given = [word for setting in settings for word in ("-c", setting)]
    git(place, "clone", "-q", *given, "shared.git", "bo")
    git(bo, "remote", "set-url", "origin", "../shared.git")
    person(bo, "Bo")
    return Pair(ann, bo, place / "shared.git")


@pytest.fixture(scope="session")
def stem(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pair that is copied for each test, which is faster than making one."""
    place = tmp_path_factory.mktemp("pair")
    make_pair(place)
    return place


@pytest.fixture
def alone(stem: Path, tmp_path: Path) -> Path:
    """A project that one person has saved once."""
    shutil.copytree(stem / "ann", tmp_path / "alone")
    git(tmp_path / "alone", "remote", "remove", "origin")
    return tmp_path / "alone"


@pytest.fixture
def pair(stem: Path, tmp_path: Path) -> Pair:
    for name in ("ann", "bo", "shared.git"):
        shutil.copytree(stem / name, tmp_path / name)
    return Pair(tmp_path / "ann", tmp_path / "bo", tmp_path / "shared.git")


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Pair]:
    def made(*settings: str) -> Pair:
        return make_pair(tmp_path, *settings)

    return made
