"""What each type of question takes as an answer, and what it says to everything else."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from annops.core.states import Reason
from annops.tasks.classification import Classification
from annops.tasks.labels import Labels
from annops.tasks.question import Comparison, Problem
from annops.tasks.rating import Rating, Scale
from annops.tasks.text import Text

MOODS = ("negative", "neutral", "positive")


def problem(found: str | Problem) -> Problem:
    assert isinstance(found, Problem), f"taken as the answer {found!r}"
    return found


def test_label_loses_the_blanks_around_it() -> None:
    assert Classification(labels=MOODS).canonical("  neutral\t") == "neutral"


def test_label_in_another_case_is_not_guessed_but_named() -> None:
    found = problem(Classification(labels=MOODS).canonical("Positive"))
    assert found.reason is Reason.UNKNOWN_LABEL
    assert found.expected.startswith("did you mean `positive`?")


@pytest.mark.parametrize(
    "label", ["NA", "None", "null", "nan", "N/A", "no", "-", ".", "0", "true"]
)
def test_words_that_programs_take_for_nothing_are_labels(label: str) -> None:
    assert Classification(labels=(label, "other")).canonical(label) == label


def test_labels_with_leading_zeros_differ() -> None:
    question = Classification(labels=("001", "1"))
    assert [question.canonical(text) for text in ("001", "1")] == ["001", "1"]
    assert problem(question.canonical("01")).reason is Reason.UNKNOWN_LABEL


@given(st.lists(st.text(min_size=1), min_size=2, max_size=5, unique=True))
def test_every_label_of_a_definition_can_be_answered(labels: list[str]) -> None:
    question = Classification(labels=tuple(labels))
    assert [question.canonical(label) for label in labels] == labels


def test_alias_stands_for_its_label() -> None:
    question = Classification(labels=MOODS, aliases={"pos": "positive"})
    assert [question.canonical(text) for text in ("pos", " pos ")] == ["positive", "positive"]


def test_label_listed_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="listed twice"):
        Classification(labels=("a", "b", "a"))


def test_ordered_labels_are_ranks_from_one() -> None:
    question = Classification(labels=MOODS, ordered=True)
    assert question.comparison is Comparison.ORDINAL
    assert [question.number(label) for label in MOODS] == [1.0, 2.0, 3.0]


def test_labels_without_order_have_no_numbers() -> None:
    question = Classification(labels=MOODS)
    assert question.comparison is Comparison.NOMINAL
    assert question.number("neutral") is None


@pytest.mark.parametrize(
    ("text", "answer"),
    [("4", "4"), ("4.0", "4"), (" 4 ", "4"), ("+4", "4"), ("4e0", "4"), ("2.50", "2.5"),
     ("-0", "0"), (".5", "0.5"), ("5.", "5")],
)  # fmt: skip
def test_rating_has_one_shortest_form(text: str, answer: str) -> None:
    assert Rating().canonical(text) == answer


@pytest.mark.parametrize(
    "text", ["", "four", "4,5", "nan", "inf", "-inf", "1_000", "0x1", "1e999"]
)
def test_text_that_is_no_number_is_no_rating(text: str) -> None:
    found = problem(Rating().canonical(text))
    assert (found.reason, found.expected) == (Reason.INVALID_VALUE, "a number")


@pytest.mark.parametrize("text", ["0", "6", "2.5", "-1"])
def test_rating_off_the_scale_is_told_the_scale(text: str) -> None:
    found = problem(Rating(scale=Scale(min=1, max=5, step=1)).canonical(text))
    assert (found.reason, found.expected) == (
        Reason.INVALID_VALUE, "a number from 1 up to 5 in steps of 1",
    )  # fmt: skip


@given(st.integers(-20, 20), st.integers(1, 40), st.sampled_from([0.1, 0.2, 0.25, 0.5, 0.05, 1.0]))
def test_rating_written_in_decimals_is_a_category_of_its_scale(
    start: int, count: int, step: float
) -> None:
    low, high = float(start), start + round(count * step, 4)
    question = Rating(scale=Scale(min=low, max=high, step=step, level="interval"))
    written = [f"{round(start + step * n, 4):g}" for n in range(count + 1)]
    assert [question.canonical(text) for text in written] == written
    assert question.categories == tuple(written)


def test_rating_a_hair_off_its_step_is_the_step() -> None:
    question = Rating(scale=Scale(min=0, max=1, step=0.1))
    assert question.canonical(repr(0.1 + 0.2)) == "0.3"


@pytest.mark.parametrize("scale", [Scale(step=0.1), Scale(min=0, max=1, step=0.1)])
def test_rating_too_large_to_count_its_steps_is_no_answer(scale: Scale) -> None:
    assert problem(Rating(scale=scale).canonical("1e308")).reason is Reason.INVALID_VALUE


def test_open_or_fine_scales_have_no_categories() -> None:
    assert Rating().categories is None
    assert Rating(scale=Scale(min=0, max=1000, step=1)).categories is None
    assert Rating(scale=Scale(min=0, max=1, level="interval")).categories is None


def test_scale_with_ends_in_the_wrong_order_is_refused() -> None:
    with pytest.raises(ValidationError, match="min must be below max"):
        Scale(min=5, max=1)


def test_set_of_labels_is_written_in_the_order_of_the_definition() -> None:
    question = Labels(labels=("price", "quality", "delivery"))
    assert question.canonical("delivery|price|delivery") == '["price","delivery"]'
    assert question.canonical('["delivery", "price"]') == '["price","delivery"]'


@pytest.mark.parametrize("text", ["", "[]", " ", "|"])
def test_no_label_is_an_answer_too(text: str) -> None:
    assert Labels(labels=("a", "b")).canonical(text) == "[]"


def test_other_separator_is_taken() -> None:
    assert Labels(labels=("a", "b"), separator=";").canonical("b; a") == '["a","b"]'


@pytest.mark.parametrize("text", ['["a"', '{"a": 1}', "[1, 2]", '["a", null]', "[[]]"])
def test_broken_list_of_labels_is_no_answer(text: str) -> None:
    found = problem(Labels(labels=("a", "{b")).canonical(text))
    assert found.reason in {Reason.INVALID_VALUE, Reason.UNKNOWN_LABEL}
    assert found.expected


def test_unknown_label_in_a_set_is_named() -> None:
    found = problem(Labels(labels=("price", "quality")).canonical("price|qualty"))
    assert found.reason is Reason.UNKNOWN_LABEL
    assert found.expected.startswith("did you mean `quality`?")


@given(st.lists(st.sampled_from(["ä", 'q"', "|", "[x]", "日"]), unique=True))
def test_members_are_the_labels_of_the_set(chosen: list[str]) -> None:
    question = Labels(labels=("ä", 'q"', "|", "[x]", "日"))
    answer = question.canonical(json.dumps(chosen))
    assert isinstance(answer, str)
    assert question.members(answer) == frozenset(chosen)


def test_one_label_is_a_set_of_one() -> None:
    assert Classification(labels=MOODS).members("neutral") == {"neutral"}


def test_text_in_two_unicode_forms_is_one_answer() -> None:
    assert Text().canonical("cafe\u0301 ") == "caf\u00e9"


def test_text_longer_than_allowed_is_no_answer() -> None:
    found = problem(Text(max_length=3).canonical("four"))
    assert (found.reason, found.expected) == (Reason.INVALID_VALUE, "at most 3 characters")


def test_numbers_and_booleans_of_yaml_are_labels_as_written() -> None:
    given_labels: list[object] = [1, 2.5, True, False]
    question = Classification.model_validate({"labels": given_labels})
    assert question.labels == ("1", "2.5", "true", "false")
