"""Answers that name a version of a guideline are held against the times it was in force."""

from typing import Any

import pytest

FILE = "guidelines/tone.md"
SOURCE = """\
sources:
  - path: exports/*.csv
    columns: {item: id, annotator: who, answer: reply, guideline: rules, submitted_at: done}
    question: tone
"""


@pytest.fixture
def answered(project: Any) -> Any:
    """Return the project with 1.1 in force from 2026-11-09 and answers that name versions."""
    project.edit(FILE, "for blame", "for any blame")
    project.release("tone", "1.1", "--effective", "2026-11-09")
    project.write("annops.yaml", project.read("annops.yaml") + SOURCE)
    return project


def _answers(project: Any, *rows: str) -> None:
    project.write("exports/a.csv", "\n".join(["id,who,reply,rules,done", *rows]) + "\n")


def _messages(project: Any) -> list[str]:
    text = project.run("check").stdout
    return [line for line in text.splitlines() if "GDL015" in line]


def test_answers_under_the_version_in_force_are_clean(answered: Any) -> None:
    _answers(
        answered, "1,a,good,1.0,2026-11-08T23:59:59Z", "2,a,bad,tone v1.1,2026-11-09T00:00:00Z"
    )
    assert answered.check() == set()


def test_answers_after_their_version_was_replaced_are_counted_with_the_first_place(
    answered: Any,
) -> None:
    _answers(
        answered, "1,a,good,1.0,2026-11-08T12:00:00Z", "2,a,bad,1.0,2026-11-09T00:00:00Z",
        "3,a,bad,1.0,2026-11-19T00:00:00Z",
    )  # fmt: skip
    (message,) = _messages(answered)
    assert message == (
        "exports/a.csv:record 2:guideline: warning GDL015 2 answers to `tone` under guideline "
        "version `1.0` when it was not in force (from 2026-11-02 00:00 to 2026-11-09 00:00 UTC)"
    )
    assert answered.run("check").exit_code == 1


def test_answers_before_their_version_took_effect_are_found(answered: Any) -> None:
    _answers(answered, "1,a,good,1.1,2026-11-08T12:00:00Z")
    (message,) = _messages(answered)
    assert "record 1:guideline: warning GDL015 1 answer to `tone`" in message
    assert message.endswith("(from 2026-11-09 00:00 UTC)")


def test_version_that_does_not_exist_is_found(answered: Any) -> None:
    _answers(answered, "1,a,good,1.1,2026-11-10T12:00:00Z", "2,a,good,1.7,")
    (message,) = _messages(answered)
    assert "record 2" in message
    assert "which `tone` does not have" in message


def test_answers_under_a_draft_are_found(answered: Any) -> None:
    draft = answered.read(FILE).replace('"1.1"', '"1.2"').replace("2026-11-09", "2026-11-10")
    draft = draft.replace("---\n# Tone", "status: draft\n---\n# Tone")
    answered.write("guidelines/tone-next.md", draft)
    _answers(answered, "1,a,good,1.2,2026-11-10T12:00:00Z")
    assert "which is a draft" in _messages(answered)[0]


def test_skipped_answers_and_answers_without_version_are_not_judged(answered: Any) -> None:
    _answers(answered, "1,a,good,,2026-11-01T12:00:00Z")
    assert answered.check() == set()


def test_exports_that_are_not_there_are_a_note(answered: Any) -> None:
    checked = answered.run("check")
    assert (checked.exit_code, "note GDL004" in checked.stdout) == (0, True)
    assert answered.check("--no-read") == set()


def test_release_counts_the_answers_given_before_it(answered: Any) -> None:
    answered.commit()
    _answers(
        answered, "1,a,good,,2026-11-08T12:00:00Z", "2,a,bad,1.0,", "3,a,bad,,",
        "4,a,bad,,2026-11-21T00:00:00Z",
    )  # fmt: skip
    answered.edit(FILE, "for any blame", "for every blame")
    said = answered.release("tone", "2.0", "--effective", "2026-11-20").stdout
    assert "2 answers were given before that (2 to tone); look at them again: they may" in said
    assert "1 answer says neither time nor version" in said


def test_release_counts_an_answer_that_many_exports_repeat_once(answered: Any) -> None:
    for day in ("a", "b"):
        rows = "id,who,reply,rules,done\n1,a,good,,2026-11-08T12:00:00Z\n"
        answered.write(f"exports/{day}.csv", rows + "2,a,bad,,2026-11-08T12:00:00Z\n" * 2)
    answered.edit(FILE, "for any blame", "for every blame")
    said = answered.release("tone", "2.0", "--effective", "2026-11-20").stdout
    assert "2 answers were given before that (2 to tone)" in said
