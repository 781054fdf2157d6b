"""What each check finds in a guideline, where, and what it leaves alone."""

import re
from pathlib import Path
from typing import Any

import pytest

from annops.core.finding import Code, Severity
from annops.guideline.checks.registry import guideline_checks

FILE = "guidelines/tone.md"


def _released(project: Any, text: str, version: str = "2.0") -> None:
    """Replace the rules by a text and release it."""
    head, _, _ = project.read(FILE).partition("# Tone")
    project.write(FILE, head + text)
    project.release("tone", version, "--effective", "2026-11-16")


def test_released_text_is_clean(project: Any) -> None:
    assert project.check() == set()


def test_line_ends_of_windows_do_not_make_a_change(project: Any) -> None:
    project.write(FILE, project.read(FILE).replace("\n", "\r\n"))
    assert project.check() == set()
    assert project.check("--since", "HEAD") == set()


def test_last_line_end_and_front_matter_do_not_make_a_change(project: Any) -> None:
    project.write(FILE, project.read(FILE).rstrip("\n"))
    project.edit(FILE, "guideline: tone", "guideline: tone   # the tone of a review")
    assert project.check("--since", "HEAD") == set()


def test_changelog_may_be_reworded(project: Any) -> None:
    project.edit(FILE, "first version", "the first version, see R1")
    assert project.check("--since", "HEAD") == set()


def test_change_around_the_rules_is_a_change_too(project: Any) -> None:
    project.edit(FILE, "# Tone", "# Tone of voice")
    assert project.check() == {"GDL010 guidelines/tone.md:3"}
    assert project.check("--since", "HEAD") == {"GDL010 guidelines/tone.md:6"}


def test_change_inside_fenced_code_is_a_change(project: Any) -> None:
    _released(project, "# Tone\n- R1: as in\n\n```\ngood\n```\n")
    project.edit(FILE, "```\ngood", "```\nbad")
    assert project.check() == {"GDL010 guidelines/tone.md:3"}


def test_kept_text_of_a_released_version_must_not_change_either(project: Any) -> None:
    _released(project, "# Tone\n- R1: other\n")
    project.edit("guidelines/tone-1.0.md", "blame", "sharp blame")
    assert project.check() == {"GDL010 guidelines/tone-1.0.md:9"}


def test_released_version_marked_as_a_draft_is_still_held_to_its_text(project: Any) -> None:
    project.edit(FILE, "---\n# Tone", "status: draft\n---\n# Tone")
    project.edit(FILE, "for praise", "for thanks")
    assert project.check() == {"GDL010 guidelines/tone.md:9"}


def test_two_files_with_two_wordings_of_one_version_are_found(empty: Any) -> None:
    empty.write("guidelines/tone-copy.md", empty.read(FILE).replace("praise", "thanks"))
    assert "GDL019 guidelines/tone-copy.md:3" in empty.check()


def test_version_that_is_no_number_is_found(project: Any) -> None:
    project.edit(FILE, '"1.0"', '"autumn"')
    assert project.check() == {"GDL011 guidelines/tone.md:3"}


def test_newer_version_in_force_earlier_is_found_at_the_newer_one(empty: Any) -> None:
    empty.write("guidelines/tone-0.9.md", empty.read(FILE).replace("1.0", "0.9")
                .replace("2026-11-02", "2026-11-05"))  # fmt: skip
    assert "GDL013 guidelines/tone.md:4" in empty.check()


def test_same_moment_in_two_time_zones_is_one_moment(empty: Any) -> None:
    empty.write("guidelines/tone-0.9.md", empty.read(FILE).replace('"1.0"', '"0.9"')
                .replace("2026-11-02T00:00:00Z", "2026-11-02T01:00:00+01:00"))  # fmt: skip
    assert "GDL013 guidelines/tone.md:4" in empty.check()


def test_minor_version_ten_is_newer_than_nine(empty: Any) -> None:
    empty.write("guidelines/tone-1.9.md", empty.read(FILE).replace('"1.0"', '"1.9"'))
    empty.edit(FILE, '"1.0"', '"1.10"')
    empty.edit(FILE, "2026-11-02", "2026-11-09")
    assert not {found for found in empty.check() if "GDL011" in found or "GDL013" in found}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("## R1 One\n## R1 Two\n", "GDL017 {}:7"),
        ("- **R1** one\n- **R1** two\n", "GDL017 {}:7"),
        ("- R1: one\n1. R1: two\n", "GDL017 {}:7"),
        ("- R1: one, see R2\n", "GDL016 {}:6"),
        ("- R1: one, see `R2`\n", "GDL016 {}:6"),
        ("- R1: one\n\n[x](other.md)\n", "GDL016 {}:8"),
        ("- R1: one\n\n![x](<a b.png>)\n", "GDL016 {}:8"),
        ("- R1: one\n\n[x]: other.md\n", "GDL016 {}:8"),
        ("- R1: one\n\n[x](#two)\n", "GDL016 {}:8"),
        ("- R1: one\n\n[x](kind.md#r7)\n", "GDL016 {}:8"),
        ("- R1: one, see R7 of kind, see kind's R7\n", "GDL016 {}:6"),
    ],
)
def test_faulty_rule_or_reference_is_found_at_its_line(
    project: Any, text: str, found: str
) -> None:
    project.write("guidelines/kind.md", project.read(FILE).replace("tone", "kind"))
    project.release("kind", "1.0")
    _released(project, text)
    assert project.check() == {found.format(FILE)}


@pytest.mark.parametrize(
    "text",
    [
        "## R1 One\n- R1 is explained\n- R1 again\n",
        "- R1: one\n\n```\nsee R9, [x](gone.md)\n```\n",
        "- R1: one\n<!-- see R9\nand R8 -->\n",
        "- R1: one, see kind R3 and [R2](kind.md#kind)\n",
        "- R1: one, see https://example.org/R9 and <https://example.org/R8>\n",
        (
            "- R1: one\n\n[x](#one-two) [y](https://example.org#x) [z](mailto:a@example.org)\n\n"
            "## One, two\n"
        ),
        "- R1: one\n\n[x](pictures/a%20b.png) ![y](<pictures/a b.png>) [z](../annops.yaml)\n",
        "- R1: one\n\n[the rules of [kind]](kind.md)\n<a id='there'></a>[x](#there)\n",
        "# Tone\nNo rules here, but R2D2 and R9.\n",
        "- R1: paper of size A4, R and R2-D2x\n",
    ],
)
def test_sound_references_are_left_alone(project: Any, text: str) -> None:
    project.write("guidelines/kind.md", project.read(FILE).replace("tone", "kind"))
    project.edit("guidelines/kind.md", "# Tone", "# Kind")
    project.release("kind", "1.0")
    project.write("guidelines/pictures/a b.png", "x")
    _released(project, text)
    assert project.check() == set()


def test_labels_of_front_matter_are_compared_both_ways(project: Any) -> None:
    project.edit(FILE, "---\n# Tone", "labels: {tone: [bad, nice]}\n---\n# Tone")
    assert project.check() == {"GDL014 guidelines/tone.md:5", "GDL014 annops.yaml:3"}


def test_plain_list_of_labels_is_that_of_the_one_question(project: Any) -> None:
    project.edit(FILE, "---\n# Tone", "labels: [bad, good]\n---\n# Tone")
    assert project.check() == set()
    project.edit(FILE, "[bad, good]", "[bad]")
    assert project.check() == {"GDL014 annops.yaml:3"}


def test_labels_for_a_question_that_is_not_there_are_found(project: Any) -> None:
    project.edit(FILE, "---\n# Tone", "labels: {tune: [bad, good]}\n---\n# Tone")
    assert project.check() == {"GDL014 guidelines/tone.md:5"}


def test_list_of_labels_in_backticks_is_compared_both_ways(project: Any) -> None:
    _released(
        project, "# Tone\n- R1: choose one\n\n## Labels\n\n- `bad`: blame\n- `nice`: praise\n"
    )
    assert project.check() == {"GDL014 guidelines/tone.md:12", "GDL014 annops.yaml:3"}


@pytest.mark.parametrize(
    "text",
    [
        "- R1: choose good or bad; `skip` is a button\n",
        "- R1: choose `bad` for blame, press `Enter` then\n",
        "- `Ctrl`: skip\n- `Enter`: save\n",
        "- `bad`: blame\n- **`good`**: praise\n\nSee below.\n\n- `Enter`: save\n",
    ],
)
def test_words_in_backticks_that_are_no_list_of_labels_are_left_alone(
    project: Any, text: str
) -> None:
    _released(project, text)
    assert project.check() == set()


def test_missing_front_matter_is_found(project: Any) -> None:
    project.write("guidelines/kind.md", "# Kind\n- R1: x\n")
    assert project.check() == {"GDL001 guidelines/kind.md:1"}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("effective_from: 2026-11-02T00:00:00Z", "effective_from: soon", 4),
        ('version: "1.0"', "status: finished\nversion: 1.0", 3),
        ("guideline: tone", "guideline: tone\nlabels: bad", 3),
        ("guideline: tone", "", 1),
    ],
)
def test_front_matter_that_cannot_be_read_is_found(
    project: Any, old: str, new: str, line: int
) -> None:
    project.edit(FILE, old, new)
    assert project.check() == {f"GDL001 guidelines/tone.md:{line}"}


def test_readme_and_changelog_are_no_guidelines(project: Any) -> None:
    project.write("guidelines/README.md", "# About\n[x](gone.md)\n")
    project.write("guidelines/CHANGELOG.md", "# Changes\n")
    assert project.check() == set()


@pytest.mark.parametrize("text", ["{", "[]", '{"schema": "x"}', "<<<<<<< HEAD\n", "{" * 9000])
def test_release_record_that_cannot_be_read_is_one_finding(project: Any, text: str) -> None:
    project.write("guidelines/lock.json", text)
    assert {found.split(":")[0] for found in project.check()} == {"GDL002 guidelines/lock.json"}


def test_wording_release_that_adds_a_rule_is_found(project: Any) -> None:
    project.edit(FILE, "- R3", "- R4: new\n- R3")
    project.release("tone", "1.0.1", "--effective", "2026-11-16")
    assert project.check() == {"GDL021 guidelines/tone.md:3"}


def test_every_check_is_one_module_with_one_code_and_one_function() -> None:
    folder = Path(__file__).parents[2] / "src/annops/guideline/checks"
    names = sorted(path.stem for path in folder.glob("[a-z]*.py") if path.stem != "registry")
    checks = guideline_checks()
    assert sorted(check.run.__module__.rsplit(".", 1)[1] for check in checks) == names
    assert len({check.code.id for check in checks}) == len(names)
    for name in names:
        text = (folder / f"{name}.py").read_text("utf-8")
        assert len(re.findall(r"^(?:CODE = Code|def check)\(", text, re.MULTILINE)) == 2


def test_every_check_says_what_to_do() -> None:
    for check in guideline_checks():
        code: Code = check.code
        assert all((code.title, code.checks, code.why, code.example, code.remedy)), code.id
        assert code.severity is not Severity.NOTE


def test_text_in_another_encoding_is_found_at_its_line(project: Any) -> None:
    content = project.read(FILE).replace("praise", "pr\u00e4ise").encode("latin-1")
    (project.root / FILE).write_bytes(content)
    assert project.check() == {"GDL001 guidelines/tone.md:8"}
    assert project.run("release", "tone", "1.1").exit_code == 2


@pytest.mark.parametrize("since", [(), ("--since", "HEAD")])
def test_file_that_says_it_is_another_guideline(project: Any, since: tuple[str, ...]) -> None:
    project.edit(FILE, "guideline: tone", "guideline: toone")
    project.edit(FILE, "for blame", "for any blame")
    assert project.check(*since) == {"GDL022 guidelines/tone.md:2"}


def test_files_of_two_guidelines_that_changed_names(project: Any) -> None:
    project.write("guidelines/kind.md", project.read(FILE).replace("tone", "kind"))
    project.release("kind", "1.0", "--effective", "2026-11-02")
    kind = project.read("guidelines/kind.md")
    project.write("guidelines/kind.md", project.read(FILE))
    project.write(FILE, kind)
    assert project.check() == {"GDL022 guidelines/kind.md:2", "GDL022 guidelines/tone.md:2"}


def test_copy_under_a_name_that_nothing_refers_to_is_left_alone(project: Any) -> None:
    project.write("guidelines/tone (1).md", project.read(FILE))
    assert project.check() == set()
