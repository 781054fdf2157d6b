"""Changes are written whole or not at all, whenever the run is killed."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from annops.core.changeset import ChangeSet, Write
from annops.core.errors import AnnopsError
from annops.workspace import atomic
from annops.workspace.changes import apply, preview, recover

CHANGES = ChangeSet(
    "make the weekly report",
    (Write("a.txt", b"new a\n"), Write("deep/b.bin", b"\0\1"), Write("c.txt", b"new c\n")),
    ("old.txt",),
)


class Killed(BaseException):
    """Stands for the process ending between two steps."""


def _project(root: Path) -> None:
    (root / "a.txt").write_bytes(b"old a\n")
    (root / "c.txt").write_bytes(b"old c\n")
    (root / "old.txt").write_bytes(b"old\n")


def _files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".annops" not in path.relative_to(root).parts
    }


BEFORE = {"a.txt": b"old a\n", "c.txt": b"old c\n", "old.txt": b"old\n"}
AFTER = {"a.txt": b"new a\n", "c.txt": b"new c\n", "deep/b.bin": b"\0\1"}


def _kill_at(monkeypatch: pytest.MonkeyPatch, name: str, step: int, *, after: bool) -> None:
    """End the process at the given call of `os.NAME`, before or right after it took effect."""
    real: Callable[..., object] = getattr(os, name)
    calls = 0

    def counted(*args: object, **options: object) -> object:
        nonlocal calls
        calls += 1
        if calls == step and not after:
            raise Killed
        result = real(*args, **options)
        if calls == step:
            raise Killed
        return result

    monkeypatch.setattr(os, name, counted)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("name", ["replace", "fsync"])
@pytest.mark.parametrize("step", range(1, 30))
def test_run_killed_at_any_step_leaves_all_or_nothing_after_recovery(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, step: int, *, after: bool
) -> None:
    _project(tmp_path)
    with monkeypatch.context() as patched:
        _kill_at(patched, name, step, after=after)
        try:
            apply(tmp_path, CHANGES)
        except Killed:
            pass
        else:
            assert _files(tmp_path) == AFTER
            return
    begun = _files(tmp_path) != BEFORE
    recover(tmp_path)
    left = {
        path: content for path, content in _files(tmp_path).items() if "annops-new" not in path
    }
    assert left in ([AFTER] if begun else [BEFORE, AFTER])
    assert recover(tmp_path) == []


def test_recovery_says_which_change_it_finished(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _project(tmp_path)
    with monkeypatch.context() as patched:
        _kill_at(patched, "replace", 5, after=False)
        with pytest.raises(Killed):
            apply(tmp_path, CHANGES)
    assert recover(tmp_path) == ["finished a change that was cut off: make the weekly report"]
    assert _files(tmp_path) == AFTER


def test_recovery_says_that_a_change_which_never_began_was_undone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _project(tmp_path)
    with monkeypatch.context() as patched:
        _kill_at(patched, "replace", 2, after=False)
        with pytest.raises(Killed):
            apply(tmp_path, CHANGES)
    assert recover(tmp_path) == ["undid a change that was cut off before it began"]
    assert _files(tmp_path) == BEFORE


def test_recovery_does_not_overwrite_what_a_person_edited_meanwhile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _project(tmp_path)
    with monkeypatch.context() as patched:
        _kill_at(patched, "replace", 5, after=False)
        with pytest.raises(Killed):
            apply(tmp_path, CHANGES)
    (tmp_path / "c.txt").write_bytes(b"edited by hand\n")
    said = recover(tmp_path)
    assert (tmp_path / "c.txt").read_bytes() == b"edited by hand\n"
    assert (tmp_path / "c.new.txt").read_bytes() == b"new c\n"
    assert said[1:] == ["`c.txt` was changed meanwhile; the new content is in `c.new.txt`"]


def test_unchanged_file_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"same\n")
    os.utime(tmp_path / "a.txt", ns=(1, 1))
    apply(tmp_path, ChangeSet("again", (Write("a.txt", b"same\n"),)))
    assert (tmp_path / "a.txt").stat().st_mtime_ns == 1
    assert preview(tmp_path, ChangeSet("again", (Write("a.txt", b"same\n"),))) == ""


@pytest.mark.parametrize(
    "path",
    ["../a.txt", "a/../../b.txt", "/etc/a", "C:\\a.txt", "\\\\host\\a", "..\\a.txt", ".git/config",
     "link/a.txt", "", "a\0b"],
)  # fmt: skip
def test_path_that_leaves_the_project_folder_is_refused(tmp_path: Path, path: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    (tmp_path / "elsewhere").mkdir()
    (root / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(AnnopsError) as refused:
        apply(root, ChangeSet("", (Write("ok.txt", b"x"), Write(path, b"x"))))
    assert [finding.code for finding in refused.value.findings] == ["WRT001"]
    assert _files(tmp_path) == {}


def test_file_held_open_is_written_beside_and_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "report.xlsx").write_bytes(b"open in Excel")
    real = os.replace

    def refuse(source: object, target: object) -> None:
        if str(target).endswith("report.xlsx"):
            raise PermissionError(13, "held open", str(target))
        real(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", refuse)
    monkeypatch.setattr(atomic, "PAUSES", (0.0,))
    findings = apply(tmp_path, ChangeSet("", (Write("report.xlsx", b"new"),)))
    assert [(finding.code, str(finding.place)) for finding in findings] == [
        ("WRT003", "report.xlsx")
    ]
    assert "`report.new.xlsx`" in findings[0].message
    assert (tmp_path / "report.new.xlsx").read_bytes() == b"new"
    assert (tmp_path / "report.xlsx").read_bytes() == b"open in Excel"


def test_file_let_go_after_a_moment_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_bytes(b"old")
    real, calls = os.replace, 0

    def refuse_twice(source: object, target: object) -> None:
        nonlocal calls
        calls += 1
        if calls <= 2:
            raise PermissionError(13, "held open")
        real(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", refuse_twice)
    monkeypatch.setattr(atomic, "PAUSES", (0.0, 0.0, 0.0))
    assert apply(tmp_path, ChangeSet("", (Write("a.txt", b"new"),))) == ()
    assert _files(tmp_path) == {"a.txt": b"new"}


@pytest.mark.skipif(sys.platform == "win32", reason="folder modes mean nothing on Windows")
def test_disk_that_refuses_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a file where a folder should be")
    with pytest.raises(AnnopsError) as refused:
        apply(tmp_path, ChangeSet("", (Write("a/b.txt", b"x"),)))
    finding = refused.value.findings[0]
    assert (finding.code, str(finding.place)) == ("WRT002", "a")


def test_preview_shows_text_as_a_diff_and_other_files_as_bytes(tmp_path: Path) -> None:
    _project(tmp_path)
    assert preview(tmp_path, CHANGES) == (
        "--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-old a\n+new a\n"
        "binary file deep/b.bin: none -> 2 bytes\n"
        "--- a/c.txt\n+++ b/c.txt\n@@ -1 +1 @@\n-old c\n+new c\n"
        "--- a/old.txt\n+++ /dev/null\n@@ -1 +0,0 @@\n-old\n"
    )
    assert _files(tmp_path) == BEFORE


def test_preview_marks_a_missing_newline_at_the_end(tmp_path: Path) -> None:
    shown = preview(tmp_path, ChangeSet("", (Write("a.txt", "é\u2028b".encode()),)))
    assert shown == (
        "--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1 @@\n+é\u2028b\n\\ No newline at end of file\n"
    )
