"""A release writes version, date, changelog and record, and keeps the text it replaces."""

import json
from typing import Any

import pytest

from tests.guideline.conftest import TEXT

FILE = "guidelines/tone.md"
KEPT = "guidelines/tone-1.0.md"


def _versions(project: Any) -> list[str]:
    record = json.loads(project.read("guidelines/lock.json"))
    return [entry["version"] for entry in record["guidelines"]["tone"]]


def _changed(project: Any) -> None:
    project.edit(FILE, "for blame", "for any blame")


def test_release_writes_version_date_entry_and_record(project: Any) -> None:
    _changed(project)
    project.release("tone", "1.1", "--effective", "2026-11-09", "--note", "any blame counts")
    text = project.read(FILE)
    assert text.startswith(
        '---\nguideline: tone\nversion: "1.1"\neffective_from: 2026-11-09T00:00:00Z\n---\n'
    )
    assert text.index("- 1.1 (2026-11-09): any blame counts") < text.index("- 1.0 (2026-11-02)")
    assert _versions(project) == ["1.0", "1.1"]
    assert project.check() == set()


def test_replaced_text_is_kept_byte_for_byte(project: Any) -> None:
    before = project.read(FILE)
    _changed(project)
    project.release("tone", "1.1", "--effective", "2026-11-09")
    assert project.read(KEPT) == before


def test_replaced_text_is_found_although_the_change_was_committed_first(project: Any) -> None:
    before = project.read(FILE)
    _changed(project)
    project.commit("changed without a release")
    project.commit("something else")
    project.release("tone", "1.1", "--effective", "2026-11-09")
    assert project.read(KEPT) == before


def test_first_release_takes_up_the_version_that_was_saved_last(empty: Any) -> None:
    before = empty.read(FILE)
    empty.git("init", "-q")
    empty.commit()
    _changed(empty)
    empty.release("tone", "1.1", "--effective", "2026-11-09")
    assert (empty.read(KEPT), _versions(empty)) == (before, ["1.0", "1.1"])


def test_text_released_but_never_saved_is_kept(empty: Any) -> None:
    empty.git("init", "-q")
    empty.release("tone", "1.0", "--effective", "2026-11-02")
    first = empty.read(FILE)
    _changed(empty)
    done = empty.release("tone", "1.1", "--effective", "2026-11-09")
    assert (empty.read(KEPT), "GDL032" in done.stderr) == (first, False)
    assert empty.check() == set()


def test_kept_copy_of_a_text_edited_under_its_version_is_not_found_too(project: Any) -> None:
    _changed(project)
    assert project.check() == {"GDL010 guidelines/tone.md:9"}


def test_without_git_each_release_keeps_a_copy_for_the_next(empty: Any) -> None:
    empty.release("tone", "1.0")
    first = empty.read(FILE)
    assert empty.check() == set()
    _changed(empty)
    empty.release("tone", "1.1", "--effective", "2026-11-09")
    assert empty.read(KEPT) == first
    assert empty.check() == set()


def test_text_that_cannot_be_kept_is_said(project: Any) -> None:
    _changed(project)
    (project.root / KEPT).unlink()
    project.git("update-ref", "-d", "HEAD")
    done = project.release("tone", "1.1", "--effective", "2026-11-09")
    assert "GDL032" in done.stderr


def test_dry_run_shows_the_change_and_writes_nothing(project: Any) -> None:
    _changed(project)
    before = {path: path.read_bytes() for path in project.root.rglob("guidelines/*")}
    done = project.release("tone", "1.1", "--effective", "2026-11-09", "--dry-run")
    assert '+version: "1.1"' in done.stdout
    assert {path: path.read_bytes() for path in project.root.rglob("guidelines/*")} == before


def test_same_release_again_changes_nothing(project: Any) -> None:
    words = ("tone", "1.1", "--effective", "2026-11-09", "--note", "x")
    _changed(project)
    project.release(*words)
    project.commit()
    project.release(*words)
    assert project.git("status", "--porcelain") == ""


def test_note_given_later_stands_in_the_changelog(project: Any) -> None:
    _changed(project)
    project.release("tone", "1.1", "--effective", "2026-11-09")
    project.release("tone", "1.1", "--note", "any blame\ncounts")
    text = project.read(FILE)
    assert "\n- 1.1 (2026-11-09): any blame counts\n- 1.0 (2026-11-02)" in text
    assert text.count("- 1.1 ") == 1
    assert project.read("guidelines/tone-1.1.md") == text
    assert project.check() == set()


def test_day_corrected_later_stands_in_the_changelog(project: Any) -> None:
    _changed(project)
    project.release("tone", "1.1", "--effective", "2026-11-09", "--note", "any blame")
    project.release("tone", "1.1", "--effective", "2026-11-10")
    assert "\n- 1.1 (2026-11-10): any blame\n" in project.read(FILE)


@pytest.mark.parametrize(
    "entry", ["- 1.1: mine\n", "- 1.1 (2026-11-09): mine\n  on two lines\n", "### v1.1\n\nMine.\n"]
)
def test_entry_of_a_persons_own_stays_and_that_is_said(project: Any, entry: str) -> None:
    _changed(project)
    project.edit(FILE, "## Changelog\n", f"## Changelog\n\n{entry}")
    done = project.release("tone", "1.1", "--effective", "2026-11-09", "--note", "any blame")
    assert "note GDL034 the changelog has its own entry for 1.1" in done.stderr
    assert (entry in project.read(FILE), "any blame\n" in project.read(FILE)) == (True, False)


def test_day_of_a_release_can_be_corrected(project: Any) -> None:
    _changed(project)
    project.release("tone", "1.1", "--effective", "2026-11-09")
    project.release("tone", "1.1", "--effective", "2026-11-10T08:00:00+01:00")
    assert "effective_from: 2026-11-10T07:00:00Z" in project.read(FILE)
    assert project.check() == set()


def test_draft_becomes_a_version_of_its_own(empty: Any) -> None:
    empty.edit(FILE, "---\n# Tone", "status: draft   # until Monday\n---\n# Tone")
    empty.release("tone", "1.0", "--as-of", "2026-11-16", "--effective", "2026-11-17")
    assert "draft" not in empty.read(FILE)
    assert _versions(empty) == ["1.0"]


def test_without_a_day_it_takes_effect_today(project: Any) -> None:
    _changed(project)
    project.release("tone", "1.1", "--as-of", "2026-11-16")
    assert "effective_from: 2026-11-16T00:00:00Z" in project.read(FILE)


def test_line_ends_and_comments_of_the_file_stay(empty: Any) -> None:
    empty.edit(FILE, '"1.0"', '"1.0"  # MAJOR.MINOR')
    empty.write(FILE, empty.read(FILE).replace("\n", "\r\n"))
    empty.release("tone", "1.1", "--effective", "2026-11-09")
    text = empty.read(FILE)
    assert '\r\nversion: "1.1"  # MAJOR.MINOR\r\n' in text
    assert text.count("\n") == text.count("\r\n")


def test_changelog_of_headings_gets_a_heading(project: Any) -> None:
    text = project.read(FILE).partition("- 1.0 (")[0] + "### 1.0 (2026-11-02)\n\nFirst.\n"
    project.write(FILE, text)
    _changed(project)
    project.release("tone", "1.1", "--effective", "2026-11-09", "--note", "x")
    assert "\n\n### 1.1 (2026-11-09): x\n\n### 1.0 (" in project.read(FILE)
    assert project.check() == set()


def test_notice_names_the_day_and_the_rules(project: Any) -> None:
    project.edit(FILE, "- R3: Skip what you cannot read.\n", "- R4: New case.\n")
    _changed(project)
    said = project.release("tone", "1.1", "--effective", "2026-11-09", "--note", "thanks").stdout
    assert said.endswith(
        "Notice to annotators:\n"
        "  From 2026-11-09 please work by version 1.1 of the tone guideline.\n"
        "  Changed: R2. New: R4. No longer valid: R3.\n"
        "  What is new: thanks.\n"
    )
    assert "(minor: by its number no past answer becomes wrong)" in said


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("tone", "1.1"), "the text of `tone` is still that of 1.0"),
        (("tone", "0.9"), "`tone` 1.0 is released already; 0.9 is older"),
        (("tone", "next"), "`next` is no version number"),
        (("tune", "1.1"), "there is no guideline `tune`"),
        (("tone", "1.1", "--effective", "soon"), "`soon` is not a day or moment"),
    ],
)
def test_release_that_makes_no_sense_is_refused(
    project: Any, words: tuple[str, ...], said: str
) -> None:
    done = project.run("release", *words)
    assert (done.exit_code, said in done.stderr) == (2, True), done.output
    assert project.git("status", "--porcelain") == ""


def test_released_version_is_never_given_other_words(project: Any) -> None:
    _changed(project)
    done = project.run("release", "tone", "1.0")
    assert (done.exit_code, "is released already, with other words" in done.stderr) == (2, True)


def test_day_before_the_version_it_replaces_is_refused(project: Any) -> None:
    _changed(project)
    done = project.run("release", "tone", "1.1", "--effective", "2026-11-02")
    assert (done.exit_code, "would take effect on 2026-11-02" in done.stderr) == (2, True)


def test_record_is_the_same_bytes_whatever_was_released_first(project: Any) -> None:
    for name in ("kind", "alpha"):
        project.write(f"guidelines/{name}.md", project.read(FILE).replace("tone", name))
        project.release(name, "1.0")
    record = json.loads(project.read("guidelines/lock.json"))
    assert list(record["guidelines"]) == ["alpha", "kind", "tone"]


def test_front_matter_in_another_form_is_refused_rather_than_broken(project: Any) -> None:
    text = project.read(FILE)
    flow = '---\n{guideline: tone, version: "1.0", effective_from: 2026-11-02}\n---\n'
    project.write(FILE, flow + text[text.index("# Tone") :].replace("blame", "any blame"))
    done = project.run("release", "tone", "1.1", "--effective", "2026-11-09")
    assert (done.exit_code, "guidelines/tone.md:2:" in done.stderr) == (2, True)
    assert project.read(FILE).startswith(flow)


def test_what_was_written_is_named(project: Any) -> None:
    _changed(project)
    said = project.release("tone", "1.1", "--effective", "2026-11-09").stdout
    wrote = "wrote guidelines/tone.md, guidelines/lock.json, guidelines/tone-1.1.md\n"
    assert wrote in said


def test_text_known_from_its_draft_is_kept_under_the_version_released(empty: Any) -> None:
    empty.edit(FILE, '"1.0"', '"0.1"')
    empty.edit(FILE, "---\n# Tone", "status: draft\n---\n# Tone")
    empty.git("init", "-q")
    empty.commit()
    empty.release("tone", "1.0", "--effective", "2026-11-02")
    _changed(empty)
    empty.release("tone", "1.1", "--effective", "2026-11-09")
    kept = empty.read(KEPT)
    assert kept.startswith(
        '---\nguideline: tone\nversion: "1.0"\neffective_from: 2026-11-02T00:00:00Z\n---\n'
    )
    assert empty.check() == set()


_CLAIMS = "note GDL033 by its number {} says that {}; {}\n  hint: {}"
_NO_ANSWER, _WORDING = "no past answer becomes wrong", "only the wording changed"


@pytest.mark.parametrize(
    ("old", "new", "version", "claims"),
    [
        ("for blame", "for any blame", "1.1", (_NO_ANSWER, "R2 changed", "make it 2.0")),
        ("\n- R3: Skip what", "\n\nSkip what", "1.1", (_NO_ANSWER, "R3 gone", "make it 2.0")),
        ("- R3", "- R4: New.\n- R3", "1.0.1", (_WORDING, "R4 new", "make it 1.1")),
        ("- R3", "- R4: New.\n- R3", "1.1", None),
        ("for blame", "for any blame", "2.0", None),
        ("for blame", "for  blame", "1.0.1", None),
        ("# Tone", "# On tone", "1.1", None),
    ],
)
def test_number_that_claims_less_than_what_was_found_is_noted(
    project: Any, old: str, new: str, version: str, claims: tuple[str, str, str] | None
) -> None:
    project.edit(FILE, old, new)
    done = project.release("tone", version, "--effective", "2026-11-09")
    if claims is None:
        assert done.stderr == ""
    else:
        assert _CLAIMS.format(version, *claims) in done.stderr
    covers = "it covers a case that was not covered" in done.stdout
    assert covers == (version == "1.1" and new.startswith("- R4"))


@pytest.mark.parametrize(
    "head", ["", "---\ntitle: On tone\n---\n", "\ufeff", '---\nversion: "0.3"\n---\r\n']
)
def test_text_without_its_first_lines_is_given_them(empty: Any, head: str) -> None:
    words = TEXT.split("---\n")[2]
    empty.write(FILE, head + words)
    empty.release("tone", "1.0", "--effective", "2026-11-02")
    text = empty.read(FILE)
    for line in ("guideline: tone", 'version: "1.0"', "effective_from: 2026-11-02T00:00:00Z"):
        assert text.count(line) == 1
    assert ("title: On tone" in text) == ("title" in head)
    assert empty.check() == set()


def test_guideline_without_a_file_is_told_what_to_write(empty: Any) -> None:
    (empty.root / FILE).unlink()
    done = empty.run("release", "tone", "1.0")
    assert done.exit_code == 2
    assert "there is no guideline `tone` in guidelines/tone.md" in done.stderr
    assert "write its rules into guidelines/tone.md" in done.stderr
    assert "valid" not in done.stderr


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (
            "---\nguideline: tone\nversion:\n---\n",
            "the first lines of the guideline lack `version`",
        ),
        ("---\nguideline: tone\n", "no second `---`"),
        ("---\nguideline: kind\n---\n", "guidelines/tone.md says that it is guideline `kind`"),
    ],
)
def test_first_lines_that_cannot_be_mended_are_named(empty: Any, head: str, said: str) -> None:
    empty.write(FILE, head + "# Tone\n\n- R1: Choose `good` for praise.\n")
    before = empty.read(FILE)
    done = empty.run("release", "tone", "1.0")
    assert (done.exit_code, said in done.stderr, empty.read(FILE)) == (2, True, before)
    assert "front matter" not in done.stderr


def test_release_not_saved_yet_can_be_given_a_number_that_claims_more(project: Any) -> None:
    _changed(project)
    project.release("tone", "1.1", "--effective", "2026-11-30", "--as-of", "2026-11-20")
    said = project.release("tone", "2.0", "--as-of", "2026-11-20", "--note", "any blame")
    assert "tone 2.0 is in force from 2026-11-30 (major" in said.stdout
    assert "GDL" not in said.stderr
    assert _versions(project) == ["1.0", "2.0"]
    assert not (project.root / "guidelines/tone-1.1.md").exists()
    assert "\n- 2.0 (2026-11-30): any blame\n- 1.0 (" in project.read(FILE)
    assert project.check() == set()


@pytest.mark.parametrize(
    ("saved", "day", "version"),
    [("saved", "2026-11-20", "2.0"), ("", "2026-12-01", "2.0"), ("", "2026-11-20", "1.2")],
)
def test_release_saved_in_force_or_of_the_same_step_keeps_its_number(
    project: Any, saved: str, day: str, version: str
) -> None:
    _changed(project)
    project.release("tone", "1.1", "--effective", "2026-11-30", "--as-of", "2026-11-20")
    if saved:
        project.commit()
    done = project.run("release", "tone", version, "--as-of", day, "--effective", "2026-12-02")
    assert (done.exit_code, "the text of `tone` is still that of 1.1" in done.stderr) == (2, True)
    assert _versions(project) == ["1.0", "1.1"]
