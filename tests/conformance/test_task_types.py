"""What every task type must do, found through the registry: a new one is tested without asking."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.measures.metrics import agreement_metrics, why_metric
from annops.tasks.question import Comparison, Problem, Question
from annops.tasks.registry import task_types

VARIANTS: Mapping[str, tuple[dict[str, Any], ...]] = {
    "classification": (
        {"labels": ["no", "yes"]},
        {"labels": ["low", "mid", "high"], "ordered": True},
        {"labels": ["a", "b", " c "], "aliases": {"A": "a", "B ": "b"}},
    ),
    "labels": (
        {"labels": ["no", "yes", "[x]", "a|b"]},
        {"labels": ["a", "b", "c"], "separator": ",", "aliases": {"A": "a"}},
    ),
    "rating": (
        {},
        {"scale": {"min": 1, "max": 5}},
        {"scale": {"min": 0, "max": 1, "step": 0.1, "level": "interval"}},
        {"scale": {"min": -3, "max": 3, "step": 1.5, "level": "interval"}},
        {"scale": {"min": 0, "level": "ratio"}},
        {"scale": {"step": 0.1, "level": "ratio"}},
    ),
}
"""Options worth testing; a type that is not listed is tested without options, or with labels."""


def questions() -> list[Question]:
    return [
        kind.model_validate({"type": name, **options})
        for name, kind in task_types().items()
        for options in VARIANTS.get(name, (_least(kind),))
    ]


def _least(kind: type[Question]) -> dict[str, Any]:
    return {"labels": ["no", "yes"]} if "labels" in kind.model_fields else {}


every_question = pytest.mark.parametrize("question", questions(), ids=repr)
SOME = st.sampled_from([
    "no", "yes", "1", "2.5", "0.30000000000000004", "[]", '["no"]', '["a","b"]', "a,b", "a|b",
    "", " ", "{}", "nan", "low", " c ", "c", "A", "-3", "1e400", "1e308", "null", "NA", "[x]",
])  # fmt: skip
texts = st.one_of(st.text(), SOME, st.floats().map(repr), st.integers().map(str))


@every_question
@given(text=texts)
def test_canonical_answer_is_a_fixed_point(question: Question, text: str) -> None:
    answer = question.canonical(text)
    if isinstance(answer, str):
        assert question.canonical(answer) == answer


@every_question
@given(text=texts)
def test_text_that_is_no_answer_is_told_what_was_expected(question: Question, text: str) -> None:
    found = question.canonical(text)
    if isinstance(found, Problem):
        assert found.reason
        assert found.expected
        assert "\n" not in found.expected


@every_question
def test_categories_are_canonical_and_distinct(question: Question) -> None:
    categories = question.categories or ()
    assert [question.canonical(answer) for answer in categories] == list(categories)
    assert len(set(categories)) == len(categories)


@every_question
@given(text=texts)
def test_every_answer_has_members(question: Question, text: str) -> None:
    answer = question.canonical(text)
    if isinstance(answer, str):
        assert all(isinstance(label, str) for label in question.members(answer))


@every_question
@given(text=texts)
def test_answers_on_a_scale_stand_for_numbers_and_others_for_none(
    question: Question, text: str
) -> None:
    answer = question.canonical(text)
    if isinstance(answer, str):
        numeric = question.comparison in {
            Comparison.ORDINAL, Comparison.INTERVAL, Comparison.RATIO,
        }  # fmt: skip
        assert (question.number(answer) is not None) == numeric


@every_question
def test_comparison_is_one_that_metrics_know(question: Question) -> None:
    metrics = agreement_metrics(question.comparison)
    assert bool(metrics) == (question.comparison is not Comparison.TEXT)
    assert why_metric(question.comparison).endswith(".")


@every_question
def test_numbers_of_categories_rise(question: Question) -> None:
    numbers = [question.number(answer) for answer in question.categories or ()]
    known = [number for number in numbers if number is not None]
    assert known == sorted(set(known))


@pytest.mark.parametrize("name", list(task_types()))
def test_type_is_described_for_people(name: str) -> None:
    kind = task_types()[name]
    assert kind.__doc__
    undescribed = [key for key, field in kind.model_fields.items()
                   if not field.description and key != "type"]  # fmt: skip
    assert undescribed == []
