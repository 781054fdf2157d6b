"""Every mistake in annops.yaml is found at once, at its place, in plain words, with a way out."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annops.core.errors import AnnopsError
from annops.core.finding import Severity
from annops.workspace.definition import open_definition, parse_definition
from annops.workspace.root import find_root

GOOD = """\
project: aster
locales: [en-US, de-DE]
questions:
  tone: {type: classification, labels: [bad, good]}
  stars: {type: rating, scale: {min: 1, max: 5}}
breakdowns: [locale, domain]
sources:
  - path: exports/*.csv
    columns: {task: id, worker: who, answer: reply, domain: field, language: lang}
    question: tone
targets:
  - {metric: krippendorff_alpha, question: tone, at_least: 0.67, by: domain}
plan: {units: 100, due: 2026-12-18}
"""


def _said(text: str) -> list[str]:
    return [str(finding) for finding in parse_definition(text.encode()).findings]


def test_good_definition_has_no_findings() -> None:
    assert _said(GOOD) == []


def test_other_words_for_fields_are_replaced_by_the_fields() -> None:
    definition = parse_definition(GOOD.encode()).definition
    assert definition is not None
    assert list(definition.sources[0].columns) == [
        "item", "annotator", "answer", "domain", "locale",
    ]  # fmt: skip


def test_question_called_like_another_word_for_a_field_stays_a_question() -> None:
    text = (
        "project: p\nquestions:\n  label: {type: text}\nsources:\n"
        "  - {path: a.csv, layout: wide-questions, columns: {item: i, label: l}}\n"
    )
    definition = parse_definition(text.encode()).definition
    assert definition is not None
    assert list(definition.sources[0].columns) == ["item", "label"]


def test_date_and_number_labels_are_kept_as_written() -> None:
    text = (
        "project: 7\nquestions:\n"
        "  q: {type: classification, labels: [1, 01, 1.0, 2026-01-01, 'no', 1_0]}\n"
    )
    definition = parse_definition(text.encode()).definition
    assert definition is not None
    assert definition.project == "7"
    assert definition.questions["q"].categories == ("1", "01", "1.0", "2026-01-01", "no", "1_0")


def test_unquoted_no_is_read_as_a_label_with_a_note_to_quote_it() -> None:
    text = "project: p\nquestions:\n  q: {type: classification, labels: [yes, no]}\n"
    read = parse_definition(text.encode())
    assert read.definition is not None
    assert read.definition.questions["q"].categories == ("yes", "no")
    assert [str(finding.place) for finding in read.findings] == [
        "annops.yaml:3:38", "annops.yaml:3:43",
    ]  # fmt: skip
    assert "write `'no'`" in str(read.findings[1])


def test_unquoted_no_is_false_where_true_or_false_is_meant() -> None:
    text = "project: p\nsources:\n  - {path: a.csv, header: no}\n"
    read = parse_definition(text.encode())
    assert read.definition is not None
    assert (read.definition.sources[0].header, read.findings) == (False, ())


# Each case: the text to replace in the good definition, its replacement, what must be said.
CASES = [
    ("project: aster", "projet: aster", ["1:1: error DEF006 `projet`", "did you mean `project`?"]),
    ("project: aster", "client: x", ["1:1: error DEF007 `project` is missing", "Short name"]),
    ("project: aster", "project:", ["1:9: error DEF008 `project` is empty"]),
    ("[en-US, de-DE]", "en-US", ["2:10: error DEF008 `locales` must be a list, not `en-US`"]),
    ("de-DE", "pt-Br", ["2:18: error DEF016 `locales[1]`: `pt-Br`", "did you mean `pt-BR`?"]),
    ("de-DE", "en_us", ["2:18: error DEF016", "did you mean `en-US`?"]),
    ("de-DE", "German", ["2:18: error DEF016", "is not a BCP 47 tag as `de-DE`"]),
    ("de-DE", "Español", ["2:18: error DEF016", "did you mean `es-ES`?"]),
    ("0.67", "0,67", ["12:60: error DEF008 `targets[0].at_least`: the comma in `0,67`",
                      "write a decimal point: 0.67"]),
    ("units: 100", "units: 1,5", ["13:15: error DEF008 `plan.units`: the comma in `1,5`"]),
    ("project: aster", "project aster", ["1:1: error DEF003 there is no `:` after `project`"]),
    ("breakdowns:", "breakdowns", ["6:1: error DEF003 there is no `:` after `breakdowns`"]),
    ("    question: tone", "    question tone", ["10:5: error DEF003", "after `question`"]),
    ("project: aster", "project: a\nzone: Berlin", ["did you mean `Europe/Berlin`? write REGION"]),
    ("project: aster", "project: a\nzone: CEST", ["hint: write REGION/CITY, as `Europe/Berlin`"]),
    ("de-DE", "de DE", ["2:18: error DEF016 `locales[1]`: `de DE` is not a BCP 47 tag"]),
    ("classification", "clasification",
     ["4:16: error DEF009 `questions.tone.type`: `clasification` is not a task type",
      "did you mean `classification`? valid: `classification`"]),
    ("type: classification, ", "", ["4:3: error DEF007 `questions.tone` does not say its `type`"]),
    ("labels: [bad, good]", "labls: [bad, good]",
     ["4:32: error DEF006 `questions.tone.labls`", "did you mean `labels`?",
      "error DEF007 `questions.tone.labels` is missing"]),
    ("[bad, good]", "[bad, [x]]",
     ["4:46: error DEF008 `questions.tone.labels[1]` must be text, not a list"]),
    ("[bad, good]", "[bad]", ["4:40: error DEF008 `questions.tone.labels` must list at least 2"]),
    ("[bad, good]", "[bad, null]", ["labels[1]` is empty; text is asked for", "in quotes if"]),
    ("min: 1", "min: 9", ["5:32: error DEF010 `questions.stars.scale`", "min must be below"]),
    ("max: 5", "max: five", ["`questions.stars.scale.max` must be a number, not `five`"]),
    ("max: 5", "max: 5, level: ordnal", ["`ordnal` is not a choice", "did you mean `ordinal`?"]),
    ("exports/*.csv", "../x.csv", ["8:11: error DEF018 `sources[0].path`: `../x.csv` leaves"]),
    ("exports/*.csv", "C:/x.csv", ["8:11: error DEF018", "not relative to the project folder"]),
    ("exports/*.csv", "~/x.csv", ["8:11: error DEF018", "not relative to the project folder"]),
    ("exports/*.csv", r"exports\x.csv", ["8:11: error DEF018", "write `exports/x.csv`"]),
    ("exports/*.csv", "exports/**.csv", ["8:11: error DEF010", "has `**` beside other signs"]),
    ("exports/*.csv", ".", ["8:11: error DEF010 `sources[0].path`: `.` names no file"]),
    ("0.67", ".nan", ["`targets[0].at_least` must be a number, not `.nan`"]),
    ("0.67", "nan", ["`targets[0].at_least` must be a finite number, not `nan`"]),
    ("answer: reply", "anser: reply",
     ["9:38: error DEF012 `sources[0].columns.anser`", "did you mean `answer`?"]),
    ("worker: who", "worker: who, rater: r",
     ["9:38: error DEF013", "`rater` and `worker` both mean `annotator`"]),
    ("task: id", "task: {from: a}", ["error DEF007 `sources[0].columns.task.to` is missing"]),
    ("    question: tone", "    question: tune",
     ["10:15: error DEF011 `sources[0].question`: `tune` is not a question",
      "did you mean `tone`? valid: `tone`, `stars`"]),
    ("    question: tone", "    round: 0", ["10:12: error DEF008 `sources[0].round` must be at"]),
    ("    question: tone", "    role: golden", ["10:11: error DEF009", "did you mean `gold`?"]),
    ("    question: tone", "    null: [x]", ["error DEF010 `sources[0]` does not say which"]),
    ("    question: tone", "    question: tone\n    header: false",
     ["without a header `id` is not a position"]),
    ("krippendorff_alpha", "kripendorf_alpha", ["12:14: error DEF014", "`krippendorff_alpha`?"]),
    ("question: tone, at", "question: Tone, at", ["12:44: error DEF011", "did you mean `tone`?"]),
    ("by: domain", "by: domian", ["12:70: error DEF015", "did you mean `domain`?"]),
    (", at_least: 0.67", "", ["12:5: error DEF010 `targets[0]`: a target has either at_least or"]),
    ("units: 100", "units: 1.5", ["`plan.units` must be a whole number, not `1.5`"]),
    ("2026-12-18", "2026-02-30", ["13:25: error DEF017 `plan.due`: `2026-02-30` is not a day"]),
    ("units: 100,", "start: 2027-01-01,", ["error DEF010 `plan.due`: 2026-12-18 is before"]),
    ("project: aster", "project: a\nzone: Europe/Berln", ["2:7: error DEF017", "Europe/Berlin"]),
    ("labels: [bad, good]", "labels: [bad, good], guideline: ../x", ["error DEF018"]),
    ("labels: [bad, good]", "labels: [bad, good], aliases: {+: god}",
     ["error DEF010", "`god` is not a label of the question", "did you mean `good`?"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    CASES,
    ids=[f"{i}-{new[:24]}" for i, (_, new, _) in enumerate(CASES)],
)
def test_mistake_is_found_at_its_place_with_a_way_out(
    old: str, new: str, expected: list[str]
) -> None:
    assert old in GOOD
    said = "\n".join(_said(GOOD.replace(old, new, 1)))
    assert [words for words in expected if words not in said] == []


@pytest.mark.parametrize(
    ("old", "new"), [case[:2] for case in CASES], ids=[str(i) for i in range(len(CASES))]
)
def test_no_message_speaks_the_language_of_the_program(old: str, new: str) -> None:
    said = "\n".join(_said(GOOD.replace(old, new, 1))).casefold()
    jargon = (
        "input should",
        "tuple",
        "dict",
        "str ",
        "string",
        "nonetype",
        "pydantic",
        "value error",
    )
    assert [word for word in jargon if word in said] == []


def test_all_mistakes_are_shown_at_once_although_the_model_refuses_some() -> None:
    text = GOOD.replace("de-DE", "pt-Br").replace("units: 100", "units: many")
    text = text.replace("by: domain", "by: x").replace("max: 5", "max: 0").replace("id,", "[],")
    codes = [finding.code for finding in parse_definition(text.encode()).findings]
    assert codes == ["DEF016", "DEF010", "DEF015", "DEF008"]


@pytest.mark.parametrize("block", ["question:\n", "question:\n  - {}\nother:\n"])
def test_misspelt_block_of_questions_is_not_told_again_where_they_are_used(block: str) -> None:
    said = "\n".join(_said(GOOD.replace("questions:\n", block)))
    assert "did you mean `questions`?" in said
    assert "is not a question" not in said


def test_where_no_question_is_defined_the_hint_is_to_define_it() -> None:
    text = GOOD.split("questions:", maxsplit=1)[0] + "sources: [{path: a.csv, question: tone}]\n"
    (said,) = [line for line in _said(text) if "DEF011" in line]
    assert "define the question under `questions`" in said


def test_error_rate_is_listed_once_among_the_metrics() -> None:
    said = "\n".join(_said(GOOD.replace("krippendorff_alpha", "rate")))
    assert said.count("`error_rate`") == 1 + said.count("did you mean `error_rate`")


def test_refused_question_is_not_called_undefined_where_it_is_used() -> None:
    codes = [finding.code for finding in parse_definition(
        GOOD.replace("[bad, good]", "[bad]").encode()
    ).findings]  # fmt: skip
    assert codes == ["DEF008"]


def test_question_left_empty_is_a_mistake_and_not_forgotten() -> None:
    said = _said("project: p\nquestions:\n  tone:\n")
    assert said[0].startswith("annops.yaml:3:8: error DEF008 `questions.tone` is empty")


def test_optional_block_left_empty_is_as_if_it_were_not_there() -> None:
    assert _said("project: p\nsources:\ntargets:\nquestions:\nplan:\nclient:\n") == []


def test_source_spelt_with_an_unknown_encoding_of_yaml_is_one_finding(tmp_path: Path) -> None:
    (tmp_path / "annops.yaml").write_bytes("project: p\n".encode("utf-16"))
    with pytest.raises(AnnopsError) as refused:
        open_definition(tmp_path)
    assert [finding.code for finding in refused.value.findings] == ["DEF002"]
    assert refused.value.exit_code == 2


def test_root_is_found_from_a_folder_below_it(tmp_path: Path) -> None:
    (tmp_path / "annops.yaml").write_text("project: p\n", encoding="utf-8")
    below = tmp_path / "exports" / "tool"
    below.mkdir(parents=True)
    assert find_root(below) == tmp_path.resolve()


def test_folder_without_a_definition_is_told_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(AnnopsError) as refused:
        find_root(tmp_path, tmp_path)
    assert "annops init" in str(refused.value.findings[0])


def test_place_is_right_where_the_task_type_is_called_like_one_of_its_keys() -> None:
    said = _said("project: p\nquestions:\n  t:\n    type: labels\n    labels: [a, {b: c}]\n")
    assert said[0].startswith("annops.yaml:5:17: error DEF008 `questions.t.labels[1]`")


TOKENS = [
    "", "null", "[]", "{}", "[a]", "{a: b}", "no", "-1", "1e999", '"', "\t", "*", "&a", "..", "~",
    "/x", "\u2028", "- ", "  ", "\n", ": ", "type", "<name>", "[key]", "labels", ".nan", "\0",
]  # fmt: skip


@given(
    st.lists(
        st.tuples(st.integers(0, len(GOOD)), st.integers(0, 12), st.sampled_from(TOKENS)),
        min_size=1, max_size=4,
    )
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_any_damage_to_the_file_is_told_in_findings_with_places(
    damages: list[tuple[int, int, str]],
) -> None:
    text = GOOD
    for start, length, token in damages:
        text = text[:start] + token + text[start + length :]
    read = parse_definition(text.encode())
    assert all(finding.place is not None and finding.hint for finding in read.findings)
    assert (read.definition is None) == any(
        finding.severity is Severity.ERROR for finding in read.findings
    )
