"""How answers are scored, and which metrics belong to which questions."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from annops.measures.metrics import METRICS, agreement_metrics, usual_metric, why_metric
from annops.measures.scoring import MOST_ANSWERS, answer_order, scoring
from annops.tasks.classification import Classification
from annops.tasks.labels import Labels
from annops.tasks.question import Comparison
from annops.tasks.rating import Rating, Scale

SCALE = ("1", "2", "3", "4", "5")


def rating(level: str) -> Rating:
    return Rating.model_validate({"scale": {"min": 1, "max": 5, "level": level}})


def test_answers_stand_in_the_order_of_the_definition_whatever_was_met() -> None:
    question = Classification(labels=("good", "bad", "ugly"))
    assert answer_order(question, ["ugly", "good"]) == ("good", "bad", "ugly")


def test_open_ratings_stand_in_the_order_of_their_numbers() -> None:
    met = ["10", "9", "-1", "2.5"]
    assert answer_order(Rating(), met) == ("-1", "2.5", "9", "10")


def test_rating_between_two_steps_follows_the_categories() -> None:
    assert answer_order(rating("ordinal"), ["2.5", "1"]) == (*SCALE, "2.5")


def test_sets_stand_in_alphabetical_order() -> None:
    question = Labels(labels=("b", "a"))
    assert answer_order(question, ['["b"]', "[]", '["b","a"]']) == ('["b","a"]', '["b"]', "[]")


@pytest.mark.parametrize(
    ("level", "usual", "distance"),
    [
        ("interval", lambda a, b: 1 - (a - b) ** 2 / 16, lambda a, b: (a - b) ** 2),
        ("ratio", lambda a, b: 1 - ((a - b) / (a + b)) ** 2 / (4 / 6) ** 2,
         lambda a, b: ((a - b) / (a + b)) ** 2),
    ],
)  # fmt: skip
def test_usual_weights_and_distances_follow_their_formulas(
    level: str, usual: Callable[[Any, Any], Any], distance: Callable[[Any, Any], Any]
) -> None:
    made = scoring(rating(level), SCALE)
    numbers = np.arange(1.0, 6.0)
    assert made.agreement_weights() == pytest.approx(usual(numbers[:, None], numbers[None, :]))
    counts, units = np.eye(5), np.ones(5)
    expected = distance(numbers[:, None], numbers[None, :])
    assert made.alpha_distances(counts, units) == pytest.approx(expected)


def test_labels_without_order_have_neither_weights_nor_distances() -> None:
    made = scoring(Classification(labels=("a", "b")), ("a", "b"), weight_name="linear")
    assert made.agreement_weights() is None
    assert made.alpha_distances(np.eye(2), np.ones(2)) is None


def test_identity_weights_give_no_credit_for_near_misses() -> None:
    assert scoring(rating("ordinal"), SCALE, weight_name="identity").agreement_weights() is None


@pytest.mark.parametrize(("name", "distance"), [("jaccard", 0.5), ("masi", 1 - 0.5 * 2 / 3)])
def test_sets_are_compared_by_the_distance_asked_for(name: Any, distance: float) -> None:
    question = Labels(labels=("a", "b"))
    made = scoring(question, ('["a"]', '["a","b"]'), set_distance=name)
    between = made.alpha_distances(np.eye(2), np.ones(2))
    assert between is not None
    assert between[0, 1] == pytest.approx(distance)
    assert made.level == name


def test_answers_beyond_a_limit_have_no_matrix() -> None:
    many = tuple(str(n) for n in range(MOST_ANSWERS + 1))
    assert scoring(Rating(scale=Scale()), many[:-1]).has_matrix
    assert not scoring(Rating(scale=Scale()), many).has_matrix


@pytest.mark.parametrize("comparison", list(Comparison))
def test_usual_metric_stands_first_among_those_that_apply(comparison: Comparison) -> None:
    metrics = agreement_metrics(comparison)
    assert metrics[:1] == (() if comparison is Comparison.TEXT else ("krippendorff_alpha",))
    assert len(set(metrics)) == len(metrics)
    assert usual_metric(comparison) == (metrics[0] if metrics else None)


def test_ac1_is_for_labels_and_ac2_for_ratings() -> None:
    by = {c: {m for m in agreement_metrics(c) if m.startswith("gwet")} for c in Comparison}
    assert by[Comparison.NOMINAL] == {"gwet_ac1"}
    assert (
        by[Comparison.ORDINAL] == by[Comparison.INTERVAL] == by[Comparison.RATIO] == {"gwet_ac2"}
    )
    assert by[Comparison.SET] == by[Comparison.TEXT] == set()


@pytest.mark.parametrize("page", METRICS.values(), ids=lambda page: str(page.id))
def test_page_of_a_metric_is_complete_and_plain(page: Any) -> None:
    assert page.title
    assert page.formula
    assert page.measures.endswith(".")
    assert page.undefined.endswith(".")
    assert page.source


@pytest.mark.parametrize(
    ("comparison", "word"),
    [(Comparison.NOMINAL, "without order"), (Comparison.ORDINAL, "no fixed distances"),
     (Comparison.INTERVAL, "differences"), (Comparison.RATIO, "zero"), (Comparison.SET, "share")],
)  # fmt: skip
def test_reason_for_the_coefficient_is_that_of_the_question(
    comparison: Comparison, word: str
) -> None:
    assert word in why_metric(comparison)
