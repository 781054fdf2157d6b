"""Runs annops commands in children of its own, each killed at a chosen step of its writing.

Reads `folder TAB step TAB words as JSON` from standard input; answers with the steps begun. A step
is anything that changes the disk: a file opened for writing, renamed, removed, a folder made.
"""

import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

import annops.cli

EVENTS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link"}
FLAGS = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def changes_disk(event: str, arguments: tuple[object, ...]) -> bool:
    if event in EVENTS:
        return True
    if event != "open":
        return False
    mode, flags = arguments[1], arguments[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return isinstance(flags, int) and bool(flags & FLAGS)


def child(folder: str, step: int, words: list[str], answer: int) -> None:
    begun = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal begun
        if not changes_disk(event, arguments) or not str(arguments[0]).startswith(folder):
            return
        begun += 1
        if begun == step:
            os.write(answer, str(begun).encode())
            os.kill(os.getpid(), signal.SIGKILL)

    os.chdir(folder)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    sys.argv = ["annops", *words]
    sys.addaudithook(hook)
    with suppress(SystemExit):
        annops.cli.app(prog_name="annops")
    os.write(answer, str(begun).encode())
    os._exit(0)


def main() -> None:
    for line in sys.stdin:
        folder, step, words = line.rstrip("\n").split("\t")
        ours, theirs = os.pipe()
        process = os.fork()
        if process == 0:
            child(str(Path(folder).resolve()), int(step), json.loads(words), theirs)
        os.close(theirs)
        os.waitpid(process, 0)
        sys.stdout.write(f"{os.read(ours, 20).decode()}\n")
        sys.stdout.flush()
        os.close(ours)


if __name__ == "__main__":
    main()
