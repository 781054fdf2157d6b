"""Asks git, where it is installed; nothing here needs it to be."""

import os
import shutil
import subprocess
from pathlib import Path

_LEFT_OUT = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"}
"""Variables that a calling git sets, as in a hook, and that would point at its repository."""


def find_git() -> str | None:
    """Return the path of the git program, None when it is not installed."""
    return shutil.which("git")


def ask_git(folder: Path, *words: str) -> str | None:
    """Return what git answers in a folder; None when it is not there, refuses or hangs."""
    program = find_git()
    if program is None:
        return None
    environment = {key: value for key, value in os.environ.items() if key not in _LEFT_OUT}
    try:
        answer = subprocess.run(  # noqa: S603 - a fixed program, words of ours, no shell
            [program, "-C", str(folder), *words],
            capture_output=True, timeout=30, check=True, env=environment,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    return answer.stdout.decode("utf-8", "replace").strip()


def is_in_repository(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that exists, lies in a git repository."""
    place = folder.resolve()
    while not place.is_dir():
        place = place.parent
    return ask_git(place, "rev-parse", "--is-inside-work-tree") == "true"


def make_repository(folder: Path) -> bool:
    """Make a git repository of the folder; False when git is missing or refuses."""
    return ask_git(folder, "-c", "init.defaultBranch=main", "init", "--quiet") is not None


def identity(folder: Path) -> tuple[str | None, str | None]:
    """Return the name and mail address that git would sign with, None for what is not set."""
    return ask_git(folder, "config", "user.name") or None, (
        ask_git(folder, "config", "user.email") or None
    )
