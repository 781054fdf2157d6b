"""A project folder inside a larger repository: part of it, or by itself, never by accident."""

from pathlib import Path

import pytest

from tests.save.conftest import DEFINITION, Pair, files, git, person, put, run, save


@pytest.fixture
def lying(pair: Pair) -> Path:
    """A project in the folder of another one, which has a shared copy and does not know of it."""
    put(pair.ann, "week/annops.yaml", DEFINITION.replace("aster", "week"))
    put(pair.ann, "week/notes.txt", "1\n")
    return pair.ann / "week"


@pytest.fixture
def part(pair: Pair) -> Path:
    """A project that the repository around it keeps already."""
    put(pair.ann, "sub/annops.yaml", DEFINITION)
    git(pair.ann, "add", "sub/annops.yaml")
    return pair.ann / "sub"


def test_start_makes_a_folder_that_lies_in_another_project_one_of_its_own(
    lying: Path, pair: Pair
) -> None:
    heads = [git(folder, "rev-parse", "main") for folder in (pair.ann, pair.shared)]
    said = save(lying, "as it came", "--start", "--yes")
    assert "saved 4 files as " in said
    assert "shared copy" not in said
    assert git(lying, "log", "--format=%s") == "as it came"
    assert [git(folder, "rev-parse", "main") for folder in (pair.ann, pair.shared)] == heads


@pytest.mark.parametrize("words", [("save", "x"), ("save", "--dry-run"), ("undo",), ("history",)])
def test_folder_that_lies_in_another_project_is_not_mixed_with_it(
    lying: Path, pair: Pair, words: tuple[str, ...]
) -> None:
    before = files(pair.ann), git(pair.ann, "status", "--porcelain")
    done = run(lying, *words)
    assert (done.exit_code, "GIT008" in done.output) == (2, True), done.output
    assert "annops save --start" in done.output
    assert (files(pair.ann), git(pair.ann, "status", "--porcelain")) == before


def test_folder_left_out_by_the_repository_around_it_can_be_one_of_its_own(lying: Path) -> None:
    put(lying.parent, ".gitignore", ".annops/\nweek/\n")
    assert "GIT008" in save(lying, "x", code=2)
    assert "saved 4 files as " in save(lying, "x", "--start", "--yes")


def test_part_of_a_larger_repository_stays_one_although_start_is_said(
    part: Path, pair: Pair
) -> None:
    assert "sent to the shared copy" in save(part, "begin", "--start")
    assert not (part / ".git").exists()
    assert git(pair.shared, "log", "-1", "--format=%s") == "begin"


def test_save_that_brought_a_part_is_not_undone(part: Path) -> None:
    save(part, "begin")
    before = files(part)
    done = run(part, "undo", "--yes")
    assert (done.exit_code, "SAV010 the first save cannot be undone" in done.output) == (1, True)
    assert files(part) == before


def test_save_that_brought_the_project_after_something_else_is_not_undone(tmp_path: Path) -> None:
    folder = tmp_path / "p"
    git(tmp_path, "init", "-q", "-b", "main", "p")
    person(folder, "Ann")
    put(folder, "README.md", "made by the host\n")
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", "begin")
    put(folder, "annops.yaml", DEFINITION)
    save(folder, "first")
    assert "SAV010 the first save cannot be undone" in run(folder, "undo").output
    assert (folder / "annops.yaml").exists()


def test_undo_speaks_of_sending_only_where_there_is_a_shared_copy(alone: Path, pair: Pair) -> None:
    said = []
    for folder in (alone, pair.ann):
        put(folder, "notes.txt", "x\n")
        save(folder, "notes")
        said.append("sends it" in run(folder, "undo").output)
    assert said == [False, True]
