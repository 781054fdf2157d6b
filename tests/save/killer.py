"""Saves project folders in processes that are killed in the midst of it; run as a program.

Reads lines `FOLDER STEP DELAY` (a step is a call of git or a change of a file; STEP 0 kills
nothing) and answers each with the number of steps that were begun.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from annops.save.model import SaveOptions
from annops.save.saving import save
from annops.workspace import git_index, git_move, git_shared, git_trees
from annops.workspace.git import Git

git_shared.__name__, git_trees.__name__  # noqa: B018 - loaded before the first fork


def _die(delay: float) -> None:
    threading.Timer(delay, os.killpg, (0, signal.SIGKILL)).start()


def _counted(real: Callable[..., Any], step: int, delay: float, pipe: int) -> Callable[..., Any]:
    def call(*args: Any, **options: Any) -> Any:
        os.write(pipe, b".")
        counts[0] += 1
        if counts[0] == step:
            _die(delay)
        return real(*args, **options)

    return call


counts = [0]


def _child(folder: Path, step: int, delay: float, pipe: int) -> None:
    os.setsid()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    for place, name in (
        (Git, "run"), (git_move, "replace_file"), (git_move, "_write"), (git_move, "_forget"),
        (git_move, "delete_file"), (git_index, "_locked"), (git_index, "_put_in_place"),
        (os, "link"), (os, "replace"), (os, "unlink"),
    ):  # fmt: skip
        setattr(place, name, _counted(getattr(place, name), step, delay, pipe))
    save(folder, SaveOptions("of bo"))
    os._exit(0)


def main() -> None:
    for line in sys.stdin:
        folder, step, delay = line.split("\t")
        ours, theirs = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                _child(Path(folder), int(step), float(delay), theirs)
            finally:
                os._exit(1)
        os.close(theirs)
        begun = b""
        while block := os.read(ours, 4096):
            begun += block
        os.close(ours)
        os.waitpid(child, 0)
        sys.stdout.write(f"{len(begun)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
