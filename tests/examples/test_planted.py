"""The planted facts stand out in plain counts, for twenty seeds."""

from collections import Counter, defaultdict
from functools import cache
from itertools import combinations
from types import ModuleType
from typing import Any

import pytest

SEEDS = (20261116, *range(1, 20))
NAMES = ("llm-eval", "text-classification")


@cache
def made(make: Any, seed: int) -> Any:
    return make(seed)


@pytest.fixture(params=[(name, seed) for name in NAMES for seed in SEEDS], ids=str)
def example(request: pytest.FixtureRequest, generate: ModuleType) -> Any:
    name, seed = request.param
    return made(generate.EXAMPLES[name], seed)


def main_answers(example: Any) -> list[Any]:
    return [a for a in example.answers if a.question == example.truth.main_question]


def share_right(example: Any, answers: list[Any]) -> float:
    items: dict[str, str] = example.truth.items
    right: list[bool] = [a.answer == items[a.item] for a in answers]
    return sum(right) / len(right)


def pairs(answers: list[Any]) -> list[tuple[Any, Any]]:
    """Every two answers to one item."""
    by_item = defaultdict(list)
    for answer in answers:
        by_item[answer.item].append(answer)
    return [pair for own in by_item.values() for pair in combinations(own, 2)]


def share_equal(answers: list[Any]) -> float:
    equal: list[bool] = [a.answer == b.answer for a, b in pairs(answers)]
    return sum(equal) / len(equal)


def by(answers: list[Any], field: str) -> dict[str, list[Any]]:
    groups = defaultdict(list)
    for answer in answers:
        groups[getattr(answer, field)].append(answer)
    return groups


def test_careless_annotator_is_right_far_less_often_than_anyone_else(example: Any) -> None:
    own = by(main_answers(example), "annotator")
    right = {who: share_right(example, answers) for who, answers in own.items()}
    careless = right.pop(example.truth.careless_annotator)
    assert 0.28 < careless < 0.52
    assert careless < min(right.values()) - 0.1


def test_careless_annotator_agrees_least_with_the_others(example: Any) -> None:
    equal: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    for a, b in pairs(main_answers(example)):
        for who in (a.annotator, b.annotator):
            compared[who] += 1
            equal[who] += a.answer == b.answer
    lowest = min(compared, key=lambda who: equal[who] / compared[who])
    assert lowest == example.truth.careless_annotator


def test_everybody_else_is_right_about_as_often_as_stated_before_the_change(example: Any) -> None:
    truth = example.truth
    usual = [
        a
        for a in main_answers(example)
        if a.annotator != truth.careless_annotator
        and a.locale != truth.weak_locale
        and a.date < truth.change_date
    ]
    low, high = truth.usual_skill
    assert low < share_right(example, usual) < high


def test_weak_locale_has_the_lowest_agreement_by_a_wide_margin(example: Any) -> None:
    own = by(main_answers(example), "locale")
    equal = {locale: share_equal(answers) for locale, answers in own.items()}
    weak = equal.pop(example.truth.weak_locale)
    assert weak < min(equal.values()) - 0.04
    assert weak < sum(equal.values()) / len(equal) - 0.15


def test_careless_annotator_does_not_work_in_the_weak_locale(example: Any) -> None:
    own = by(main_answers(example), "annotator")[example.truth.careless_annotator]
    assert example.truth.weak_locale not in {a.locale for a in own}


def test_muddled_pair_makes_far_more_disagreements_than_any_other_pair(example: Any) -> None:
    confused = Counter(
        frozenset((a.answer, b.answer))
        for a, b in pairs(main_answers(example))
        if a.answer != b.answer
    )
    (first, most), (_, next_most), *_ = confused.most_common()
    assert first == frozenset(example.truth.muddled_pair)
    assert most > 1.5 * next_most


def test_agreement_drops_from_the_change_of_guideline(example: Any) -> None:
    answers = main_answers(example)
    change = example.truth.change_date
    before = share_equal([a for a in answers if a.date < change])
    after = share_equal([a for a in answers if a.date >= change])
    assert before - after > 0.06


def test_nearly_everybody_is_right_less_often_after_the_change(example: Any) -> None:
    change = example.truth.change_date
    own = by(main_answers(example), "annotator")
    own.pop(example.truth.careless_annotator)
    fell = 0
    for answers in own.values():
        before = [a for a in answers if a.date < change]
        after = [a for a in answers if a.date >= change]
        fell += share_right(example, after) < share_right(example, before)
    assert fell >= 0.75 * len(own)


@pytest.mark.parametrize("question", ["helpfulness", "correctness"])
def test_careless_rater_strays_furthest_from_the_others_ratings(
    generate: ModuleType, question: str
) -> None:
    for seed in SEEDS:
        example = made(generate.llm_eval, seed)
        apart: Counter[str] = Counter()
        compared: Counter[str] = Counter()
        for a, b in pairs([a for a in example.answers if a.question == question]):
            for who in (a.annotator, b.annotator):
                compared[who] += 1
                apart[who] += abs(int(a.answer) - int(b.answer))
        furthest = max(compared, key=lambda who: apart[who] / compared[who])
        assert furthest == example.truth.careless_annotator


def test_the_drawn_facts_differ_between_seeds(generate: ModuleType) -> None:
    for make in generate.EXAMPLES.values():
        truths = [made(make, seed).truth for seed in SEEDS]
        assert len({truth.careless_annotator for truth in truths}) > 4
        assert len({truth.weak_locale for truth in truths}) > 2
        assert len({truth.muddled_pair for truth in truths}) == 2
