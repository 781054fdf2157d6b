"""The list says which version is in force on a day, and which comes next."""

import json
from typing import Any

FILE = "guidelines/tone.md"


def _listed(project: Any, day: str) -> dict[str, Any]:
    result = project.run("list", "--format", "json", "--as-of", day)
    assert result.exit_code == 0, result.output
    (entry,) = json.loads(result.stdout)["guidelines"]
    return dict(entry)


def _two(project: Any) -> None:
    project.edit(FILE, "for blame", "for any blame")
    project.release("tone", "1.1", "--effective", "2026-11-20")


def test_version_in_force_depends_on_the_day(project: Any) -> None:
    _two(project)
    before, after = _listed(project, "2026-11-19"), _listed(project, "2026-11-20")
    assert (before["version"], before["next_version"]) == ("1.0", "1.1")
    assert before["file"] == "guidelines/tone-1.0.md"
    assert (after["version"], after["next_version"]) == ("1.1", None)


def test_before_the_first_version_none_is_in_force(project: Any) -> None:
    entry = _listed(project, "2026-11-01")
    assert (entry["version"], entry["status"]) == (None, "not yet in force")
    assert (entry["next_version"], entry["n_rules"]) == ("1.0", 3)


def test_draft_is_never_in_force(empty: Any) -> None:
    empty.edit(FILE, "---\n# Tone", "status: draft\n---\n# Tone")
    entry = _listed(empty, "2026-11-20")
    assert (entry["version"], entry["status"]) == (None, "draft")


def test_text_shows_one_line_per_guideline(project: Any) -> None:
    _two(project)
    said = project.run("list", "--as-of", "2026-11-16").stdout
    assert said.splitlines()[1].split() == [
        "tone", "1.0", "2026-11-02", "1.1", "2026-11-20", "in", "force", "3",
        "guidelines/tone-1.0.md",
    ]  # fmt: skip


def test_csv_has_one_row_per_guideline(project: Any) -> None:
    said = project.run("list", "--as-of", "2026-11-16", "--format", "csv").stdout
    assert said.splitlines() == [
        "guideline,version,since,next_version,next_from,status,n_rules,file",
        "tone,1.0,2026-11-02,,,in force,3,guidelines/tone.md",
    ]


def test_project_without_guidelines_says_so(empty: Any) -> None:
    (empty.root / FILE).unlink()
    assert empty.run("list").stdout == "no guideline is in guidelines/ yet\n"
