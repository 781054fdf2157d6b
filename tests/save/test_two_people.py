"""Two people work on one project at once and save both."""

from collections.abc import Callable
from pathlib import Path

import pytest

from annops.workspace import atomic, git_move
from annops.workspace.atomic import replace_file
from annops.workspace.changes import recover
from tests.save.conftest import RISKS, Pair, files, git, put, save, write


def _both_append(pair: Pair) -> None:
    write(
        pair.ann,
        risks="id,title,owner\nR-1,late,ann\nR-2,louder,bo\nR-3,of ann,ann\n",
        defects="id,answer\nd-1,x\nd-3,z\n",
        batches="id,status\nb1,closed\nb2,open\n",
    )
    write(
        pair.bo,
        risks="id,title,owner\nR-1,late,cy\nR-2,noisy,bo\nR-4,of bo,bo\n",
        defects="id,answer\nd-2,y\n",
        batches="id,status\nb1,open\nb3,open\n",
    )


_BOTH = {
    "registers/risks.csv": b"id,title,owner\nR-1,late,cy\nR-2,louder,bo\nR-3,of ann,ann\n"
    b"R-4,of bo,bo\n",
    "registers/defects.csv": b"id,answer\nd-1,x\nd-2,y\nd-3,z\n",
    "registers/batches.csv": b"id,status\nb1,closed\nb2,open\nb3,open\n",
}


@pytest.mark.parametrize("settings", [(), ("core.autocrlf=true",), ("core.autocrlf=input",)])
def test_every_row_of_both_survives(make: Callable[..., Pair], settings: tuple[str, ...]) -> None:
    pair = make(*settings)
    _both_append(pair)
    save(pair.ann, "mine")
    said = save(pair.bo, "mine too")
    save(pair.ann)
    assert {path: files(pair.bo)[path] for path in _BOTH} == _BOTH
    assert {path: files(pair.ann)[path] for path in _BOTH} == _BOTH
    assert git(pair.ann, "rev-parse", "main") == git(pair.shared, "rev-parse", "main")
    assert git(pair.bo, "status", "--porcelain") == ""
    assert said.splitlines()[-2:] == ["fetched 1 change of others", "sent to the shared copy"]


def test_log_is_the_same_whoever_saves_first(make: Callable[..., Pair]) -> None:
    one = make()
    _both_append(one)
    save(one.bo, "first of all")
    save(one.ann, "then")
    assert {path: files(one.ann)[path] for path in _BOTH} == _BOTH


def test_clone_with_windows_line_ends_saves_the_same_bytes(make: Callable[..., Pair]) -> None:
    pair = make("core.autocrlf=true")
    held = RISKS.replace("\n", "\r\n") + "R-9,from Excel,bo\r\n"
    put(pair.bo, "registers/risks.csv", held)
    put(pair.bo, "exports/crowd/a.csv", "item\r\n1\r\n")
    save(pair.bo, "from Windows")
    save(pair.ann)
    assert files(pair.ann)["registers/risks.csv"] == held.replace("\r\n", "\n").encode()
    assert files(pair.ann)["exports/crowd/a.csv"] == b"item\r\n1\r\n"


def test_clone_without_line_end_rules_gets_bytes_as_its_setting_asks(
    make: Callable[..., Pair],
) -> None:
    pair = make("core.autocrlf=true")
    put(pair.ann, "notes/a.txt", "one\ntwo\n")
    put(pair.ann, ".gitattributes", "# no rules\n")
    save(pair.ann, "notes")
    save(pair.bo)
    assert files(pair.bo)["notes/a.txt"] == b"one\r\ntwo\r\n"
    assert git(pair.bo, "status", "--porcelain") == ""
    put(pair.ann, "notes/a.txt", "one\ntwo\nthree\n")
    save(pair.ann, "more")
    save(pair.bo)
    assert files(pair.bo)["notes/a.txt"] == b"one\r\ntwo\r\nthree\r\n"


def test_reviews_of_both_are_kept_once_each(pair: Pair) -> None:
    put(pair.ann, "reviews/s1.jsonl", '{"n":1}\n')
    save(pair.ann, "begin")
    save(pair.bo)
    put(pair.ann, "reviews/s1.jsonl", '{"n":1}\n{"n":2}\n{"n":9}\n')
    put(pair.bo, "reviews/s1.jsonl", '{"n":1}\n{"n":9}\n{"n":3}\n')
    save(pair.ann, "reviews")
    save(pair.bo, "reviews")
    assert files(pair.bo)["reviews/s1.jsonl"] == b'{"n":1}\n{"n":2}\n{"n":9}\n{"n":3}\n'


def test_manifest_of_exports_is_merged_by_path(pair: Pair) -> None:
    line = "exports/{name},{hash},3,1,2026-11-02\n"
    head = "path,sha256,bytes,records,first_seen\n"
    put(pair.ann, "exports/manifest.csv", head + line.format(name="b.csv", hash="b" * 64))
    put(pair.bo, "exports/manifest.csv", head + line.format(name="a.csv", hash="a" * 64))
    save(pair.ann, "took in")
    save(pair.bo, "took in")
    assert files(pair.bo)["exports/manifest.csv"].decode() == (
        head + line.format(name="a.csv", hash="a" * 64) + line.format(name="b.csv", hash="b" * 64)
    )


def test_generated_report_is_the_newer_one_with_what_both_wrote_into_it(pair: Pair) -> None:
    box = "<!-- annops:narrative {} -->\n{}\n<!-- /annops:narrative -->\n"
    page = "# Week\n{}\n" + box + box
    put(pair.ann, "reports/w.md", page.format("old", "why", "?", "next", "?"))
    save(pair.ann, "report")
    save(pair.bo)
    put(pair.bo, "reports/w.md", page.format("of bo", "why", "rain", "next", "?"))
    save(pair.bo, "report", "--as-of", "2026-11-03")
    put(pair.ann, "reports/w.md", page.format("of ann", "why", "?", "next", "sun"))
    said = save(pair.ann, "report", "--as-of", "2026-11-04")
    assert files(pair.ann)["reports/w.md"].decode() == page.format(
        "of ann", "why", "rain", "next", "sun"
    )
    assert "make them again: annops report" in said


def test_text_changed_in_different_places_is_merged(pair: Pair) -> None:
    lines = [f"line {n}\n" for n in range(20)]
    put(pair.ann, "guidelines/q.md", "".join(lines))
    save(pair.ann, "rules")
    save(pair.bo)
    put(pair.ann, "guidelines/q.md", "".join(["top\n", *lines]))
    put(pair.bo, "guidelines/q.md", "".join([*lines, "end\n"]))
    save(pair.ann, "top")
    save(pair.bo, "end")
    assert files(pair.bo)["guidelines/q.md"].decode() == "".join(["top\n", *lines, "end\n"])


def test_file_removed_by_others_and_its_empty_folder_go(pair: Pair) -> None:
    put(pair.ann, "notes/deep/a.txt", "x\n")
    save(pair.ann, "notes")
    save(pair.bo)
    (pair.ann / "notes/deep/a.txt").unlink()
    save(pair.ann, "no notes")
    assert "fetched 1 change of others" in save(pair.bo)
    assert not (pair.bo / "notes").exists()


def test_nothing_new_anywhere_saves_nothing(pair: Pair) -> None:
    before = git(pair.ann, "rev-parse", "HEAD")
    assert save(pair.ann, "again").splitlines() == [
        "nothing new to save", "the shared copy is the same",
    ]  # fmt: skip
    assert git(pair.ann, "rev-parse", "HEAD") == before


def test_log_that_others_changed_while_it_was_open_elsewhere_loses_nothing(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(pair.ann, risks=RISKS + "R-3,of ann,ann\n")
    save(pair.ann, "mine")
    monkeypatch.setattr(atomic, "PAUSES", ())
    with monkeypatch.context() as held_open:
        held_open.setattr(git_move, "replace_file", _beside)
        put(pair.bo, "notes.txt", "x\n")
        said = save(pair.bo, "notes")
        assert "`registers/risks.csv` was changed meanwhile or is open" in said
        assert files(pair.bo)["registers/risks.csv"] == RISKS.encode()
        write(pair.bo, risks=RISKS.replace("noisy", "quiet"))
    said = save(pair.bo, "edited in Excel")
    assert files(pair.bo)["registers/risks.csv"].decode() == (
        "id,title,owner\nR-1,late,ann\nR-2,quiet,bo\nR-3,of ann,ann\n"
    )
    assert git(pair.bo, "status", "--porcelain") == ""


def test_log_left_as_it_was_is_brought_up_to_date_by_the_next_command(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(pair.ann, risks=RISKS + "R-3,of ann,ann\n")
    save(pair.ann, "mine")
    with monkeypatch.context() as held_open:
        held_open.setattr(git_move, "replace_file", _beside)
        save(pair.bo)
    assert recover(pair.bo) == ["brought `registers/risks.csv` up to date with the last save"]
    assert files(pair.bo)["registers/risks.csv"] == files(pair.ann)["registers/risks.csv"]
    assert recover(pair.bo) == []


def _beside(target: Path, held: bytes) -> Path:
    """Behave as where Excel holds a log open: what is new is written beside it."""
    return replace_file(
        target.with_name("risks.new.csv") if target.name == "risks.csv" else target, held
    )
