"""What two people changed differently is asked of a person, or refused; nothing is chosen."""

import os
import pty
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annops.save import joining
from annops.workspace.git_shared import fetch as real_fetch
from tests.save.conftest import RISKS, Pair, files, git, put, save, write

CLASH = (
    "registers/risks.csv:owner: error SAV006 record `R-1`, column `owner`: `bo` here, `cy` in the "
    "shared copy (was `ann`)"
)


def _clash(pair: Pair) -> None:
    write(pair.ann, risks=RISKS.replace("late,ann", "late,cy") + "R-3,of ann,ann\n")
    save(pair.ann, "of ann")
    write(pair.bo, risks=RISKS.replace("late,ann", "late,bo") + "R-4,of bo,bo\n")


def test_conflict_is_refused_and_nothing_changes(pair: Pair) -> None:
    _clash(pair)
    before, head = files(pair.bo), git(pair.bo, "rev-parse", "HEAD")
    said = save(pair.bo, "of bo", code=1)
    assert said.splitlines()[0] == CLASH
    assert (files(pair.bo), git(pair.bo, "rev-parse", "HEAD")) == (before, head)


@pytest.mark.parametrize(("flag", "owner"), [("--mine", "bo"), ("--theirs", "cy")])
def test_flag_decides_the_conflict_and_keeps_every_row(pair: Pair, flag: str, owner: str) -> None:
    _clash(pair)
    save(pair.bo, "of bo", flag)
    assert files(pair.bo)["registers/risks.csv"].decode() == (
        f"id,title,owner\nR-1,late,{owner}\nR-2,noisy,bo\nR-3,of ann,ann\nR-4,of bo,bo\n"
    )


def _at_terminal(folder: Path, answers: str, *words: str) -> str:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        (sys.executable, "-m", "annops", *words), cwd=folder, stdin=theirs, stdout=theirs,
        stderr=theirs, env={**os.environ, "TERM": "dumb"},
    ) as process:  # fmt: skip
        os.close(theirs)
        os.write(ours, answers.encode())
        shown, deadline = b"", time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                block = os.read(ours, 4096)
            except OSError:
                break
            if not block:
                break
            shown += block
        process.wait(timeout=30)
    os.close(ours)
    return shown.decode().replace("\r\n", "\n")


def test_conflict_is_asked_at_a_terminal_in_the_words_of_the_log(pair: Pair) -> None:
    _clash(pair)
    shown = _at_terminal(pair.bo, "perhaps\nt\n", "save", "of bo")
    assert "registers/risks.csv: record `R-1`, column `owner` (was `ann`)\n" in shown
    assert "  mine:   `bo`\n  theirs: `cy`\n" in shown
    assert b"R-1,late,cy\n" in files(pair.bo)["registers/risks.csv"]
    assert "sent to the shared copy" in shown


def test_doubtful_save_and_its_message_are_asked_at_a_terminal(alone: Path) -> None:
    put(alone, "a.txt", "mia@firma.de\n")
    head = git(alone, "rev-parse", "HEAD")
    assert "nothing was saved" in _at_terminal(alone, "n\n", "save")
    assert git(alone, "rev-parse", "HEAD") == head
    _at_terminal(alone, "y\nmail of Mia\n", "save")
    assert git(alone, "log", "-1", "--format=%s") == "mail of Mia"


@pytest.mark.parametrize("flag", ["--mine", "--theirs"])
def test_record_taken_out_here_and_changed_there_is_decided_whole(pair: Pair, flag: str) -> None:
    write(pair.ann, risks=RISKS.replace("late,ann", "late,cy"))
    save(pair.ann, "of ann")
    write(pair.bo, risks="id,title,owner\nR-2,noisy,bo\n")
    assert "record `R-1`: taken out here, changed in the shared copy" in save(
        pair.bo, "of bo", code=1
    )
    save(pair.bo, "of bo", flag)
    assert (b"R-1,late,cy" in files(pair.bo)["registers/risks.csv"]) == (flag == "--theirs")


@pytest.mark.parametrize(
    ("mine", "theirs", "words"),
    [
        ("top of ann\n", "top of bo\n", "the same lines in 1 place"),
        (b"\0ann", b"\0bo", "the file"),
        (None, "bo\n", "the file: changed here, taken out in the shared copy"),
    ],
)
def test_other_files_are_decided_as_a_whole(
    pair: Pair, mine: str | bytes | None, theirs: str, words: str
) -> None:
    put(pair.ann, "guidelines/q.md", "top\n")
    save(pair.ann, "rules")
    save(pair.bo)
    if mine is None:
        (pair.ann / "guidelines/q.md").unlink()
    else:
        put(pair.ann, "guidelines/q.md", mine)
    put(pair.bo, "guidelines/q.md", theirs)
    save(pair.ann, "of ann")
    assert words in save(pair.bo, "of bo", code=1)
    save(pair.bo, "of bo", "--theirs")
    held = None if mine is None else mine.encode() if isinstance(mine, str) else mine
    assert files(pair.bo).get("guidelines/q.md") == held


def test_log_that_is_no_sound_table_is_never_merged_by_guessing(pair: Pair) -> None:
    write(pair.ann, risks=RISKS.replace("R-1", "R-2"))
    save(pair.ann, "twice", "--allow", "errors")
    write(pair.bo, risks=RISKS.replace("R-1,late", "R-1,later"))
    assert "SAV006 the same lines" in save(pair.bo, "of bo", code=1)


def test_save_that_others_overtake_on_the_way_is_joined_again(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds = []

    def overtaken(*given: object) -> object:
        tip = real_fetch(*given)  # type: ignore[arg-type]
        rounds.append(tip)
        if len(rounds) == 1:
            with monkeypatch.context() as undisturbed:
                undisturbed.setattr(joining, "fetch", real_fetch)
                save(pair.ann, "faster")
        return tip

    write(pair.ann, risks=RISKS + "R-3,of ann,ann\n")
    write(pair.bo, risks=RISKS + "R-4,of bo,bo\n")
    monkeypatch.setattr(joining, "fetch", overtaken)
    said = save(pair.bo, "slower")
    assert len(rounds) == 2
    assert said.splitlines()[-2:] == ["fetched 1 change of others", "sent to the shared copy"]
    assert files(pair.bo)["registers/risks.csv"].decode() == (
        RISKS + "R-3,of ann,ann\nR-4,of bo,bo\n"
    )
