"""Labels, confused pairs and disputed items are what counting by hand gives."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import krippendorff
import numpy as np
import pytest

from annops.agree.model import AgreementResult

Measure = Callable[..., AgreementResult]
Row = tuple[str, str, str]
STARS = {"type": "rating", "scale": {"min": 1, "max": 5}}


def draw(
    seed: int, shares: tuple[float, ...], n_items: int = 400, error: float = 0.15
) -> list[Row]:
    """Three of five annotators an item; slips fall on all other labels alike."""
    rng = np.random.default_rng(seed)
    rows = []
    for item in range(n_items):
        truth = rng.choice(len(shares), p=shares)
        for who in rng.permutation(5)[:3]:
            slip = (truth + rng.integers(1, len(shares))) % len(shares)
            answer = slip if rng.random() < error else truth
            rows.append((f"i{item:04}", f"a{who}", "xyz"[int(answer)]))
    return rows


def by_item(rows: list[Row]) -> dict[str, list[str]]:
    items: dict[str, list[str]] = {}
    for item, _, answer in rows:
        items.setdefault(item, []).append(answer)
    return items


EVEN = (1 / 3, 1 / 3, 1 / 3)


def test_alpha_of_one_label_is_that_of_yes_and_no(measured: Measure) -> None:
    rows = [row for at, row in enumerate(draw(1, EVEN, 80)) if at % 7 and at % 5]
    pairable = [own for own in by_item(rows).values() if len(own) > 1]
    assert {len(own) for own in by_item(rows).values()} == {1, 2, 3}
    for row in measured(rows).labels:
        table = np.full((5, 80), np.nan)
        for item, who, answer in rows:
            table[int(who[1]), int(item[1:])] = answer == row.label
        peer = krippendorff.alpha(reliability_data=table, level_of_measurement="nominal")
        assert row.value == pytest.approx(peer)
        given_answers = [answer for _, _, answer in rows]
        assert row.n_annotations == given_answers.count(row.label)
        assert row.share == pytest.approx(row.n_annotations / len(rows))
        assert row.n_items == sum(row.label in own for own in pairable)


def test_label_that_nobody_gave_is_listed_without_a_number(measured: Measure) -> None:
    rows = [(f"i{i}", who, "xy"[i % 2]) for i in range(30) for who in "ab"]
    unused = next(row for row in measured(rows).labels if row.label == "z")
    assert (unused.value, unused.n_annotations, unused.n_items) == (None, 0, 0)
    assert unused.why_undefined


def test_least_agreed_label_stands_first_and_undefined_ones_last(measured: Measure) -> None:
    rows = [row for row in draw(2, EVEN) if row[2] != "z"]
    values = [row.value for row in measured(rows).labels]
    known = [value for value in values if value is not None]
    assert values == [*sorted(known), None]


def test_labels_of_sets_are_measured_one_by_one(measured: Measure) -> None:
    sets = {"x": '["a"]', "y": '["a","b"]', "z": "[]"}
    rows = [(item, who, sets[answer]) for item, who, answer in draw(3, EVEN, 60)]
    made = measured(rows, q={"type": "labels", "labels": ["a", "b", "c"]}).labels
    given_answers = [answer for _, _, answer in rows]
    assert {row.label: row.n_annotations for row in made} == {
        "a": len(rows) - given_answers.count("[]"), "b": given_answers.count('["a","b"]'),
    }  # fmt: skip


def test_shares_of_disagreement_are_counted_by_hand_and_add_up_to_one(measured: Measure) -> None:
    rows = draw(4, EVEN)
    lost = dict.fromkeys(combinations("xyz", 2), 0.0)
    for own in by_item(rows).values():
        for one, other in combinations(own, 2):
            if one != other:
                lost[min(one, other), max(one, other)] += 1 / (len(own) - 1)
    made = {(row.first, row.second): row for row in measured(rows).confusions}
    total = sum(lost.values())
    assert {pair: row.share for pair, row in made.items()} == pytest.approx(
        {pair: weight / total for pair, weight in lost.items()}
    )
    both = {pair: sum(set(pair) <= set(own) for own in by_item(rows).values()) for pair in lost}
    assert {pair: row.n_items for pair, row in made.items()} == both


def test_what_pairs_take_from_the_coefficient_adds_up_to_its_distance_from_one(
    measured: Measure,
) -> None:
    result = measured(draw(5, EVEN))
    alpha = next(row.value for row in result.estimates if row.metric == "krippendorff_alpha")
    assert alpha is not None
    assert sum(row.lost or 0.0 for row in result.confusions) == pytest.approx(1 - alpha)


def test_muddled_pair_stands_first_and_is_named(measured: Measure) -> None:
    rng = np.random.default_rng(6)
    rows = [(item, who, "y" if answer == "x" and rng.random() < 0.3 else answer)
            for item, who, answer in draw(6, EVEN, error=0.05)]  # fmt: skip
    first, *others = measured(rows).confusions
    assert {first.first, first.second} == {"x", "y"}
    assert "of all disagreement" in (first.flag or "")
    assert [row.flag for row in others] == [None, None]


@pytest.mark.parametrize("shares", [EVEN, (0.6, 0.3, 0.1), (0.9, 0.05, 0.05)])
def test_aimless_slips_name_no_pair_however_rare_its_labels(
    measured: Measure, shares: tuple[float, ...]
) -> None:
    rows = draw(7, shares, n_items=4000)
    assert [row.flag for row in measured(rows).confusions] == [None] * 3


def test_neighbouring_ratings_are_listed_and_never_named(measured: Measure) -> None:
    rows = [(item, who, {"x": "3", "y": "4", "z": "1"}[answer])
            for item, who, answer in draw(8, (0.45, 0.45, 0.1), error=0.4)]  # fmt: skip
    made = measured(rows, q=STARS).confusions
    assert made
    assert {row.flag for row in made} == {None}


def test_two_labels_have_no_pair_to_tell_apart(measured: Measure) -> None:
    question: dict[str, Any] = {"type": "classification", "labels": ["x", "y"]}
    rows = [row for row in draw(9, EVEN) if row[2] != "z"]
    assert measured(rows, q=question).confusions == ()


def test_most_disputed_items_stand_first_those_with_more_answers_before(measured: Measure) -> None:
    rows = [
        ("calm", "a", "x"), ("calm", "b", "x"), ("alone", "a", "y"),
        ("split", "a", "x"), ("split", "b", "y"),
        ("third", "a", "x"), ("third", "b", "x"), ("third", "c", "y"),
        ("apart", "a", "x"), ("apart", "b", "y"), ("apart", "c", "z"),
    ]  # fmt: skip
    made = measured(rows).disputed_items
    assert [(row.item, row.disagreement) for row in made] == [
        ("apart", 1.0), ("split", 1.0), ("third", pytest.approx(2 / 3)),
    ]  # fmt: skip
    assert made[2].answers == {"x": 2, "y": 1}
    assert made[2].n_annotations == 3


def test_at_most_twenty_items_are_disputed_by_id_where_equal(measured: Measure) -> None:
    rows = [(f"i{n:02}", who, "xy"["ab".index(who)]) for n in reversed(range(30)) for who in "ab"]
    assert [row.item for row in measured(rows).disputed_items] == [f"i{n:02}" for n in range(20)]


def test_far_ratings_are_disputed_more_than_near_ones(measured: Measure) -> None:
    rows = [("near", "a", "4"), ("near", "b", "5"), ("far", "a", "1"), ("far", "b", "5")]
    question = {"type": "rating", "scale": {"min": 1, "max": 5, "level": "interval"}}
    made = measured(rows, q=question).disputed_items
    assert [(row.item, row.disagreement) for row in made] == [
        ("far", 1.0), ("near", pytest.approx(1 / 16)),
    ]  # fmt: skip
