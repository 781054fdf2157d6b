"""Adding a source to annops.yaml changes nothing else in it."""

from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from annops.core.errors import AnnopsError
from annops.workspace.yaml_edit import append_source
from annops.workspace.yaml_places import read_yaml

SOURCE = {"path": "exports/a.csv", "columns": {"item": "id", "answer": "no"}, "header": False}
AS_READ = {"path": "exports/a.csv", "columns": {"item": "id", "answer": "no"}, "header": "false"}
TONE = {"tone": {"type": "classification", "labels": ["no", "1"]}}


def _data(text: str) -> Any:
    read = read_yaml(text.encode(), "annops.yaml")
    assert read.findings == []
    return read.data


BLOCK = """\
# head
project: p  # the name
sources:
  - path: first.csv  # kept
    # about the next key
    question: tone
  # a trailing remark

# about questions
questions:
    stars: {type: rating}
# end"""


def test_comments_and_order_stay_where_they_are() -> None:
    edited = append_source(BLOCK, SOURCE, TONE)
    assert edited == BLOCK.replace(
        "    question: tone\n",
        "    question: tone\n"
        "  - path: exports/a.csv\n"
        "    columns: {item: id, answer: 'no'}\n"
        "    header: false\n",
    ).replace(
        "    stars: {type: rating}\n",
        "    stars: {type: rating}\n    tone: {type: classification, labels: ['no', '1']}\n",
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# only a remark",
        "project: p",
        "project: p\nsources:\nquestions:   # none yet\nplan: {units: 3}\n",
        "sources: null # c\n",
        "sources: []\nquestions: {}\n",
        "sources: [{path: a}, # c\n ]\n",
        "sources: [\n  {path: a}, # c\n]\nproject: p\n",
        "sources:\n- path: a\n  title: |\n    text\n\n\n# c\nplan: {}\n",
        "sources:\n- path: a\n  title: >-\n    text",
        "{project: p, sources: [{path: a}], plan: {}}",
        "{project: p}",
        "{}",
        "x: &x {path: a}\nsources:\n  - *x\n",
        "project: p\r\nsources:\r\n  - path: a\r\n# end\r\n",
        "\ufeffproject: p\n",
    ],
)
def test_source_is_added_to_any_form_of_file_and_nothing_else_changes(text: str) -> None:
    before = _data(text) or {}
    edited = append_source(text, SOURCE, TONE)
    after = _data(edited)
    assert after["sources"] == [*(before.get("sources") or []), AS_READ]
    assert after["questions"] == {**(before.get("questions") or {}), **TONE}
    rest = {key: value for key, value in before.items() if key not in {"sources", "questions"}}
    assert {key: after[key] for key in rest} == rest
    assert [line for line in _remarks(text) if line not in edited] == []


def _remarks(text: str) -> list[str]:
    return [line[line.index("#") :] for line in text.splitlines() if "#" in line]


def test_line_ends_of_windows_are_kept() -> None:
    edited = append_source("project: p\r\nsources:\r\n  - path: a\r\n", SOURCE, {})
    assert edited.count("\n") == edited.count("\r\n")


def test_question_the_file_defines_already_is_left_as_it_is() -> None:
    text = "questions:\n  tone: {type: text}\n"
    assert _data(append_source(text, SOURCE, TONE))["questions"] == {"tone": {"type": "text"}}


def test_file_that_cannot_be_added_to_gives_the_entry_to_add_by_hand() -> None:
    with pytest.raises(AnnopsError) as refused:
        append_source("project: p\n...\n", SOURCE, {})
    finding = refused.value.findings[0]
    assert finding.code == "DEF021"
    assert "path: exports/a.csv" in str(finding.hint)


_WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("C", "Zl", "Zp"), exclude_characters="\ufeff"
    ),
    min_size=1,
    max_size=12,
)
_VALUES = st.recursive(
    _WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_WORDS, inner, max_size=3),
    max_leaves=8,
)


@example({}, [{"a": "b"}], {"\u00a0": "x"}, "block")
@example({}, [{"a": "b"}], {"\u3000": {"y": "\u00a0"}}, "flow")
@given(
    st.dictionaries(_WORDS, _VALUES, max_size=3),
    st.lists(st.dictionaries(_WORDS, _VALUES, min_size=1, max_size=3), max_size=3),
    st.dictionaries(_WORDS, _VALUES, min_size=1, max_size=3),
    st.sampled_from(["mixed", "flow", "block"]),
)
def test_any_entry_is_added_to_any_written_file(
    rest: dict[str, Any],
    sources: list[dict[str, Any]],
    source: dict[str, Any],
    style: str,
) -> None:
    before = {**rest, "sources": sources}
    flow = {"mixed": None, "flow": True, "block": False}[style]
    text = yaml.safe_dump(before, allow_unicode=True, default_flow_style=flow, sort_keys=False)
    after = _data(append_source(text, source, {}))
    assert after == {**before, "sources": [*sources, source]}
