"""Links, and repositories within the project: kept as what they are, or told."""

import os
from pathlib import Path

import pytest

from tests.save.conftest import git, put, run, save

LINKS = {"inside": "annops.yaml", "outside": "/etc", "nowhere": "gone", "sub/up": "../annops.yaml"}


@pytest.mark.skipif(os.name == "nt", reason="links need a right of their own there")
def test_links_are_undone_and_brought_back_without_being_followed(alone: Path) -> None:
    (alone / "sub").mkdir()
    for path, to in LINKS.items():
        (alone / path).symlink_to(to)
    save(alone, "links")
    for there in (False, True, False):
        assert run(alone, "undo").exit_code == 0
        assert [(alone / path).is_symlink() for path in LINKS] == [there] * len(LINKS)
        assert git(alone, "status", "--porcelain") == ""
        if there:
            assert {path: str((alone / path).readlink()) for path in LINKS} == LINKS
    assert "project:" in (alone / "annops.yaml").read_text(encoding="utf-8")


def test_link_that_took_the_place_of_a_file_is_not_written_through(
    alone: Path, tmp_path: Path
) -> None:
    put(alone, "notes.md", "one\n")
    save(alone, "a note")
    put(alone, "notes.md", "two\n")
    save(alone, "another")
    other = tmp_path / "other.md"
    other.write_text("two\n", encoding="utf-8")
    (alone / "notes.md").unlink()
    (alone / "notes.md").symlink_to(other)
    run(alone, "undo", "--yes")
    assert other.read_text(encoding="utf-8") == "two\n"
    assert (alone / "notes.md").is_symlink()


def _repository_within(project: Path) -> None:
    put(project, "exports/vendor/a.csv", "item,answer\n1,x\n")
    within = project / "exports/vendor"
    git(within, "init", "-q")
    git(within, "add", ".")
    git(within, "-c", "user.name=v", "-c", "user.email=v@x.test", "commit", "-q", "-m", "one")


def test_repository_within_the_project_needs_a_yes_since_its_files_are_not_saved(
    alone: Path,
) -> None:
    _repository_within(alone)
    assert "exports/vendor: error SAV014 is a git repository of its own" in save(
        alone, "x", code=1
    )
    save(alone, "x", "--allow", "errors")
    assert "nothing new" in save(alone, "x")  # it is asked once
    assert run(alone, "undo").exit_code == 0
    assert (alone / "exports/vendor/a.csv").exists()


def test_repository_that_is_said_where_to_fetch_needs_no_yes(alone: Path) -> None:
    _repository_within(alone)
    put(alone, ".gitmodules", '[submodule "v"]\n\tpath = exports/vendor\n\turl = ../vendor.git\n')
    save(alone, "x")


def test_control_characters_of_a_message_never_reach_the_terminal(alone: Path) -> None:
    put(alone, "notes.md", "one\n")
    put(alone, "odd\u202ename", "one\n")
    assert "\u202e" not in save(alone, "x", "--dry-run")
    said = save(alone, "a \x1b[31mred\u202e word") + run(alone, "undo").output
    assert "\x1b" not in said
    assert "\u202e" not in said
