"""Undo brings back the bytes before the last save, and takes nothing of others with it."""

import json
from pathlib import Path

import openpyxl

from tests.save.conftest import RISKS, Pair, files, git, put, run, save, write


def _undo(folder: Path, *words: str, code: int = 0) -> str:
    done = run(folder, "undo", *words)
    assert done.exit_code == code, (done.output, done.exception)
    return done.output


def test_undo_restores_the_bytes_before_and_undoing_it_those_after(alone: Path) -> None:
    before = files(alone)
    write(alone, risks=RISKS + "R-3,new,ann\n")
    put(alone, "deep/a.bin", b"\0\1\r\n")
    (alone / "registers/batches.csv").unlink()
    save(alone, "risk review")
    after = files(alone)
    assert _undo(alone).startswith("undid `risk review` of ")
    assert files(alone) == before
    assert git(alone, "status", "--porcelain") == ""
    assert "undid `Undo: risk review`" in _undo(alone)
    assert files(alone) == after
    assert git(alone, "log", "--format=%s").splitlines() == [
        "Restore: risk review", "Undo: risk review", "risk review", "first",
    ]  # fmt: skip


def test_what_was_pulled_and_undone_can_be_pulled_again(alone: Path) -> None:
    def owner() -> str:
        return (alone / "registers/risks.csv").read_text("utf-8").splitlines()[1].split(",")[2]

    run(alone, "excel", "push", "risks")
    book = openpyxl.load_workbook(alone / "excel/risks.xlsx")
    book.worksheets[0]["D2"] = "zoe"
    book.save(alone / "excel/risks.xlsx")
    run(alone, "excel", "pull", "risks", "--yes")
    assert owner() == "zoe"
    save(alone, "owners")
    _undo(alone)
    assert owner() == "ann"
    run(alone, "excel", "pull", "risks", "--yes")
    assert owner() == "zoe"


def test_undo_takes_back_only_what_is_mine(pair: Pair) -> None:
    write(pair.bo, risks="id,title,owner\nR-1,late,cy\nR-2,noisy,bo\nR-4,of bo,bo\n")
    save(pair.bo, "of bo")
    before = files(pair.ann)
    write(pair.ann, risks="id,title,owner\nR-1,later,ann\nR-2,noisy,bo\nR-3,of ann,ann\n")
    put(pair.ann, "notes.txt", "mine\n")
    save(pair.ann, "of ann")
    _undo(pair.ann)
    assert files(pair.ann) == {
        **before,
        "registers/risks.csv": files(pair.bo)["registers/risks.csv"],
    }


def test_undo_reaches_my_save_below_one_of_somebody_else(pair: Pair) -> None:
    write(pair.ann, defects="id,answer\nd-1,x\n")
    save(pair.ann, "of ann")
    put(pair.bo, "notes.txt", "of bo\n")
    save(pair.bo, "of bo")
    save(pair.ann)
    assert "undid `of ann`" in _undo(pair.ann)
    assert files(pair.ann)["notes.txt"] == b"of bo\n"
    assert files(pair.ann)["registers/defects.csv"] == b"id,answer\n"


def test_undo_of_what_others_built_upon_is_refused(pair: Pair) -> None:
    write(pair.ann, risks=RISKS + "R-3,of ann,ann\n")
    save(pair.ann, "of ann")
    save(pair.bo)
    write(pair.bo, risks=RISKS + "R-3,of ann,bo\n")
    save(pair.bo, "of bo")
    save(pair.ann)
    before = files(pair.ann)
    said = _undo(pair.ann, code=1)
    assert "registers/risks.csv: error SAV013 record `R-3`: changed here, taken out" in said
    assert files(pair.ann) == before


def test_undo_with_unsaved_changes_is_refused_and_with_yes_keeps_them(alone: Path) -> None:
    write(alone, risks=RISKS + "R-3,new,ann\n")
    save(alone, "risk review")
    write(alone, risks=RISKS.replace("noisy", "quiet") + "R-3,new,ann\n")
    put(alone, "notes.txt", "not saved\n")
    before = files(alone)
    said = _undo(alone, code=1)
    assert [line for line in said.splitlines() if "SAV012" in line] == [
        "notes.txt: error SAV012 has changed since the last save",
        "registers/risks.csv: error SAV012 has changed since the last save",
    ]
    assert files(alone) == before
    _undo(alone, "--yes")
    assert files(alone) == {
        **before, "registers/risks.csv": RISKS.replace("noisy", "quiet").encode(),
    }  # fmt: skip
    assert git(alone, "show", "HEAD:registers/risks.csv") == RISKS.strip()


def test_dry_run_of_undo_shows_the_diff_and_changes_nothing(alone: Path) -> None:
    write(alone, risks=RISKS + "R-3,new,ann\n")
    save(alone, "risk review")
    before, head = files(alone), git(alone, "rev-parse", "HEAD")
    assert _undo(alone, "--dry-run") == (
        "--- a/registers/risks.csv\n+++ b/registers/risks.csv\n@@ -1,4 +1,3 @@\n"
        " id,title,owner\n R-1,late,ann\n R-2,noisy,bo\n-R-3,new,ann\n"
    )
    assert (files(alone), git(alone, "rev-parse", "HEAD")) == (before, head)


def test_first_save_and_those_of_others_cannot_be_undone(alone: Path) -> None:
    assert "SAV010 the first save cannot be undone" in _undo(alone, code=1)
    git(alone, "config", "user.email", "bo@example.org")
    assert "SAV010 you have saved nothing here" in _undo(alone, code=1)


def test_undone_save_is_undone_for_others_too_once_it_is_sent(pair: Pair) -> None:
    write(pair.ann, risks=RISKS + "R-3,of ann,ann\n")
    save(pair.ann, "of ann")
    save(pair.bo)
    _undo(pair.ann)
    save(pair.ann)
    save(pair.bo)
    assert files(pair.bo)["registers/risks.csv"] == RISKS.encode()


def test_history_says_when_who_what_and_which_records(pair: Pair) -> None:
    write(pair.ann, risks="id,title,owner\nR-1,later,ann\nR-3,a,ann\nR-4,b,ann\n")
    put(pair.ann, "notes.txt", "x\n")
    save(pair.ann, "risk review", "--as-of", "2026-11-22")
    assert run(pair.ann, "history", "-n", "1").stdout.splitlines() == [
        "2026-11-22  Ann  risk review  (2 files; risks: 2 added, 1 changed, 1 removed)",
        "there are older ones: annops history -n 2",
    ]
    told = json.loads(run(pair.ann, "history", "--format", "json").stdout)
    assert (told["schema"], told["more"], len(told["saves"])) == ("annops.history/1", False, 2)
    assert told["saves"][0]["files"][1] == {
        "path": "registers/risks.csv", "change": "changed", "added": 2, "changed": 1, "removed": 1,
    }  # fmt: skip


def test_save_dated_with_a_day_has_the_same_id_on_every_computer(pair: Pair) -> None:
    ids = set()
    for folder in (pair.ann, pair.bo):
        git(folder, "config", "user.name", "Cy")
        git(folder, "config", "user.email", "cy@example.org")
        git(folder, "remote", "remove", "origin")
        put(folder, "notes.txt", "x\n")
        save(folder, "notes", "--as-of", "2026-11-22")
        ids.add(git(folder, "rev-parse", "HEAD"))
    assert len(ids) == 1
