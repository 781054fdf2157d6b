"""Comparing with an earlier state works for branches, shallow copies, and without git."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

FILE = "guidelines/tone.md"


def _other_guideline(project: Any) -> None:
    """Add a guideline with a fault of its own: it was never released."""
    project.write("guidelines/kind.md", project.read(FILE).replace("tone", "kind"))
    project.commit("kind")


def test_only_guidelines_that_changed_are_looked_at(project: Any) -> None:
    _other_guideline(project)
    project.edit(FILE, "for blame", "for any blame")
    assert project.check("--since", "HEAD") == {"GDL010 guidelines/tone.md:9"}


def test_branch_is_compared_with_where_it_parted(project: Any) -> None:
    project.git("checkout", "-q", "-b", "work")
    project.write("notes.txt", "x")
    project.commit("work on something else")
    project.git("checkout", "-q", "main")
    project.edit(FILE, "for blame", "for any blame")
    project.release("tone", "1.1", "--effective", "2026-11-09")
    project.commit("main went on")
    project.git("checkout", "-q", "work")
    assert project.check("--since", "main") == set()


def test_changes_not_committed_yet_count(project: Any) -> None:
    project.edit(FILE, "for blame", "for any blame")
    assert project.check("--since", "HEAD") == {"GDL010 guidelines/tone.md:9"}


def test_change_is_found_although_nothing_was_ever_recorded(empty: Any) -> None:
    empty.git("init", "-q")
    empty.commit()
    empty.edit(FILE, "for blame", "for any blame")
    found = empty.check("--since", "HEAD")
    assert "GDL010 guidelines/tone.md:9" in found


def test_record_that_was_deleted_is_found(project: Any) -> None:
    (project.root / "guidelines/lock.json").unlink()
    assert project.check("--since", "HEAD") == {"GDL018 guidelines/lock.json:1"}


def test_taking_back_an_unreleased_change_is_clean(project: Any) -> None:
    project.edit(FILE, "for blame", "for any blame")
    project.commit("bad")
    project.git("checkout", "-q", "HEAD~1", "--", FILE)
    assert project.check("--since", "HEAD") == set()


def test_labels_changed_in_the_definition_alone_are_found(project: Any) -> None:
    project.edit(FILE, "---\n# Tone", "labels: [bad, good]\n---\n# Tone")
    project.commit()
    project.edit("annops.yaml", "[bad, good]", "[bad, good, mixed]")
    assert project.check("--since", "HEAD") == {"GDL014 annops.yaml:3"}


def _told(project: Any, revision: str) -> str:
    result = project.run("check", "--since", revision, "--format", "json")
    (finding,) = json.loads(result.stdout)["findings"]
    assert (result.exit_code, finding["code"]) == (2, "GDL003")
    return str(finding["message"]) + " " + str(finding["hint"])


@pytest.mark.parametrize("revision", ["nowhere", "--help", "HEAD~99", "", "a b;c"])
def test_unknown_revision_is_a_finding(project: Any, revision: str) -> None:
    result = project.run("check", f"--since={revision}")
    assert (result.exit_code, "GDL003" in result.stdout) == (2, True)
    assert f"`--since {revision}` is not in this repository" in result.stdout


def test_revision_beyond_a_shallow_copy_is_a_finding_with_a_way_out(
    project: Any, tmp_path: Path
) -> None:
    old = project.git("rev-parse", "HEAD").strip()
    project.write("notes.txt", "x")
    project.commit()
    copy = tmp_path / "copy"
    url = project.root.as_uri()
    subprocess.run(["git", "clone", "-q", "--depth", "1", url, str(copy)], check=True)
    shallow = type(project)(copy)
    said = _told(shallow, old)
    assert "holds only the newest commits" in said
    assert "fetch-depth: 0" in said
    assert shallow.check("--since", "HEAD") == set()


def test_shallow_copy_with_the_revision_but_no_common_state_still_compares(
    project: Any, tmp_path: Path
) -> None:
    project.git("checkout", "-q", "-b", "work")
    project.edit(FILE, "for blame", "for any blame")
    project.commit("bad")
    copy = tmp_path / "copy"
    url = project.root.as_uri()
    words = ["-q", "--depth", "1", "--no-single-branch", "-b", "work"]
    subprocess.run(["git", "clone", *words, url, str(copy)], check=True)
    shallow = type(project)(copy)
    assert shallow.check("--since", "origin/main") == {"GDL010 guidelines/tone.md:9"}


def test_folder_without_git_can_be_checked_but_not_compared(empty: Any) -> None:
    empty.release("tone", "1.0")
    assert empty.check() == set()
    assert "is in no git repository" in _told(empty, "HEAD")


def test_without_git_installed_the_check_still_runs(
    project: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    project.edit(FILE, "for blame", "for any blame")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert project.check() == {"GDL010 guidelines/tone.md:9"}
    result = project.run("check", "--since", "HEAD")
    assert (result.exit_code, "needs git, which is not installed" in result.stdout) == (2, True)


def test_guideline_file_that_was_deleted_is_found(project: Any) -> None:
    (project.root / FILE).unlink()
    assert project.check("--since", "HEAD") == {"CHK002 annops.yaml:3"}
    assert project.check() == {"CHK002 annops.yaml:3"}


def test_guideline_that_never_had_a_file_is_not_laid_to_this_change(project: Any) -> None:
    project.edit("annops.yaml", "questions:", "questions:\n  kind: {type: classification, labels: "
                 "[a, b], guideline: kind}")  # fmt: skip
    project.commit()
    project.edit(FILE, "first version", "the first version")
    assert project.check("--since", "HEAD") == set()


def test_record_that_cannot_be_read_is_not_said_to_lack_releases(project: Any) -> None:
    project.write("guidelines/lock.json", "<<<<<<< HEAD\n")
    assert project.check("--since", "HEAD") == {"GDL002 guidelines/lock.json:1"}
