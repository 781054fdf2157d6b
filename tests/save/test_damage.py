"""A repository that lost something is told so; nobody is led to begin anew over it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.save.conftest import files, git, put, run, save


def _branch(folder: Path) -> Path:
    return folder / ".git" / git(folder, "symbolic-ref", "HEAD").strip()


def _head_is_garbage(folder: Path) -> None:
    (folder / ".git/HEAD").write_text("\0\0\0")


def _head_is_empty(folder: Path) -> None:
    (folder / ".git/HEAD").write_text("")


def _branch_is_empty(folder: Path) -> None:
    _branch(folder).write_text("")


def _branch_is_gone(folder: Path) -> None:
    _branch(folder).unlink()


def _version_is_empty(folder: Path) -> None:
    head = git(folder, "rev-parse", "HEAD").strip()
    held = folder / ".git/objects" / head[:2] / head[2:]
    held.chmod(0o644)
    held.write_bytes(b"")


def _points_nowhere(folder: Path) -> None:
    (folder / ".git").rename(folder.parent / "elsewhere")
    (folder / ".git").write_text("gitdir: /nowhere\n")


@pytest.mark.parametrize(
    "harm",
    [_head_is_garbage, _head_is_empty, _branch_is_empty, _branch_is_gone, _version_is_empty,
     _points_nowhere],
)  # fmt: skip
def test_damaged_repository_is_told_and_never_begun_anew(
    alone: Path, harm: Callable[[Path], None]
) -> None:
    harm(alone)
    put(alone, "notes.md", "mine\n")
    before = files(alone)
    for words in (("save", "x"), ("save", "x", "--start"), ("history",), ("undo",)):
        done = run(alone, *words)
        assert done.exit_code == 3, (words, done.output)
        assert "error GIT009" in done.output
        assert "--start" not in done.output
    assert files(alone) == before


def test_damaged_repository_within_another_is_not_passed_over(tmp_path: Path, alone: Path) -> None:
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "alone/annops.yaml", check=False)
    _head_is_empty(alone)
    assert "error GIT009" in save(alone, "x", code=3)


def test_list_of_files_that_git_cannot_read_is_named_and_can_be_deleted(alone: Path) -> None:
    index = alone / ".git/index"
    index.write_bytes(b"DIRC\0\0")
    put(alone, "notes.md", "mine\n")
    assert f"{index.as_posix()}: error GIT009" in save(alone, "x", code=1)
    index.unlink()
    assert "saved 1 file" in save(alone, "x")
    assert git(alone, "status", "--porcelain") == ""


def test_new_branch_without_a_version_is_no_damage(alone: Path) -> None:
    git(alone, "checkout", "-q", "--orphan", "anew")
    assert "nothing has been saved yet" in run(alone, "history").output
    save(alone, "x")


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs another login")
def test_folder_of_another_login_is_told_how_to_trust_it(alone: Path) -> None:
    for path in (alone, *alone.rglob("*")):
        os.chown(path, 65534, 65534)
    said = save(alone, "x", code=3)
    assert f"error GIT010 git does not use `{alone.as_posix()}`" in said
    assert "safe.directory" in said
