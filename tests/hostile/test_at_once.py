"""Several commands at the same moment: each whole, one after the other, none undone."""

import csv
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from annops.core.changeset import ChangeSet, Write
from annops.workspace import changes, journal

Broken = Callable[..., Path]
Annops = Callable[..., Any]

_ROWS = "".join(f"{n},{who},positive\n" for n in range(60) for who in ("a", "b"))


def at_once(folder: Path, commands: Sequence[Sequence[str]]) -> list[tuple[int, str]]:
    """Start all commands, and return exit code and stderr of each."""
    person = {f"GIT_{who}_{what}": "kim@example.org"
              for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}  # fmt: skip
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "annops", *words], cwd=folder, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **person},
        )
        for words in commands
    ]  # fmt: skip
    return [(one.returncode, err) for one in running for _, err in [one.communicate()]]


def test_two_draws_at_once_leave_one_whole_sample(broken: Broken) -> None:
    folder = broken(f"item,who,label\n{_ROWS}")
    done = at_once(folder, [("sample", "all", "--size", str(n)) for n in (10, 20, 30)])
    assert sorted(code for code, _ in done) == [0, 2, 2], done
    record = json.loads((folder / "samples/all-1/record.json").read_bytes())
    with (folder / "samples/all-1/answers.csv").open(encoding="utf-8", newline="") as file:
        assert len({row["item"] for row in csv.DictReader(file)}) == record["drawn"]


def test_two_saves_at_once_are_both_made(broken: Broken, annops: Annops) -> None:
    folder = broken(f"item,who,label\n{_ROWS}")
    assert at_once(folder, [("save", "first", "--start", "--yes")])[0][0] == 0
    annops(folder, "risk", "add", "Too few reviewers")
    done = at_once(folder, [("save", "one", "--yes"), ("save", "two", "--yes")])
    assert [code for code, _ in done] == [0, 0], done


def test_change_of_another_command_at_work_is_left_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only what a killed command left behind may be finished by the next one."""
    begun, seen = threading.Event(), threading.Event()
    carry_out = journal.carry_out

    def slowly(*args: Any, **kwargs: Any) -> Any:
        begun.set()
        assert seen.wait(10)
        return carry_out(*args, **kwargs)

    monkeypatch.setattr(journal, "carry_out", slowly)
    writes = (Write("a.txt", b"a"), Write("b.txt", b"b"))
    other = threading.Thread(target=changes.apply, args=(tmp_path, ChangeSet("two", writes)))
    other.start()
    assert begun.wait(10)
    try:
        assert changes.recover(tmp_path) == []
    finally:
        seen.set()
        other.join()
    assert (tmp_path / "b.txt").read_bytes() == b"b"
    assert not journal.is_left(tmp_path)
