"""`annops check` warns where the definition and the exports do not speak of the same things."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from annops.cli import app

DEFINITION = """\
project: p
locales: [en-US, de-DE]
questions:
  tone: {type: classification, labels: [bad, good]}
breakdowns: [locale]
sources:
  - path: a.csv
    columns: {item: id, annotator: who, answer: reply, locale: lang}
    question: tone
"""
ROWS = ["id,who,reply,lang", "1,ann,good,en-US", "2,ann,bad,de-DE"]


def _check(folder: Path, definition: str = DEFINITION, *more: str) -> str:
    (folder / "annops.yaml").write_text(definition, encoding="utf-8")
    (folder / "a.csv").write_text("\n".join([*ROWS, *more]) + "\n", encoding="utf-8")
    return CliRunner().invoke(app, ["check", "--project", str(folder)]).stdout


def test_definition_that_fits_its_exports_is_not_warned_of(tmp_path: Path) -> None:
    assert _check(tmp_path) == "nothing is wrong\n"


def test_breakdown_without_a_column_is_a_warning_at_its_place(tmp_path: Path) -> None:
    said = _check(tmp_path, DEFINITION.replace("[locale]", "[locale, vendor]"))
    assert "annops.yaml:5:22: warning CHK005 `breakdowns[1]`: no source has a column" in said
    assert "1 warning" in said


def test_breakdown_fixed_for_a_source_needs_no_column(tmp_path: Path) -> None:
    text = DEFINITION.replace("[locale]", "[locale, vendor]") + "    fixed: {vendor: v1}\n"
    assert _check(tmp_path, text) == "nothing is wrong\n"


def test_breakdowns_nobody_wrote_are_not_asked_for(tmp_path: Path) -> None:
    text = DEFINITION.replace("breakdowns: [locale]\n", "").replace(", locale: lang", "")
    assert _check(tmp_path, text) == "nothing is wrong\n"


@pytest.mark.parametrize(
    ("met", "hint"), [("en_us", "did you mean `en-US`?"), ("fr-FR", "valid:")]
)
def test_locale_of_the_exports_that_is_not_listed_is_a_warning(
    tmp_path: Path, met: str, hint: str
) -> None:
    said = _check(tmp_path, DEFINITION, f"3,ann,good,{met}", f"4,ann,good,{met}")
    assert f"warning CHK006 `{met}` is in the exports and not in `locales` (2 answers)" in said
    assert hint in said


def test_question_no_source_answers_is_a_warning(tmp_path: Path) -> None:
    more = "  topic: {type: text}\nbreakdowns:"
    said = _check(tmp_path, DEFINITION.replace("breakdowns:", more))
    assert "annops.yaml:5:3: warning CHK007 `questions.topic`: no source has answers" in said


def test_question_whose_answers_are_all_empty_is_a_warning(tmp_path: Path) -> None:
    text = DEFINITION.replace("answer: reply", "answer: note")
    (tmp_path / "annops.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "a.csv").write_text("id,who,note,lang\n1,ann,,en-US\n", encoding="utf-8")
    said = CliRunner().invoke(app, ["check", "--project", str(tmp_path)]).stdout
    assert "CHK007 `questions.tone`: every answer in the exports is empty" in said
