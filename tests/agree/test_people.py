"""Annotators, pairs and repeats are what measuring again by hand gives."""

from collections.abc import Callable
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import cohen_kappa_score

from annops.agree.model import AgreementResult, AnnotatorRow

Measure = Callable[..., AgreementResult]
Row = tuple[str, str, str]


def draw(seed: int, answers: str = "xyz", n_items: int = 80, careless: str = "") -> list[Row]:
    rng = np.random.default_rng(seed)
    rows = []
    for item in range(n_items):
        truth = rng.integers(len(answers))
        for who in rng.permutation(6)[:3]:
            skill = 0.0 if f"a{who}" == careless else 0.8
            answer = truth if rng.random() < skill else rng.integers(len(answers))
            rows.append((f"i{item:03}", f"a{who}", answers[int(answer)]))
    return rows


def by_name(result: AgreementResult) -> dict[str, AnnotatorRow]:
    return {row.annotator: row for row in result.annotators}


def alpha(result: AgreementResult) -> float | None:
    return next(row.value for row in result.estimates if row.metric == "krippendorff_alpha")


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ("xyz", {"type": "classification", "labels": ["x", "y", "z"]}),
        ("12345", {"type": "rating", "scale": {"min": 1, "max": 5}}),
        ("12345", {"type": "rating", "scale": {"min": 1, "max": 5, "level": "interval"}}),
        ("12345", {"type": "rating", "scale": {"min": 1, "max": 5, "level": "ratio"}}),
    ],
)
def test_coefficient_without_an_annotator_is_that_of_the_answers_of_the_others(
    measured: Measure, answers: str, question: dict[str, Any]
) -> None:
    rows = draw(1, answers)
    result = measured(rows, q=question)
    for name, row in by_name(result).items():
        others = measured([r for r in rows if r[1] != name], q=question)
        assert row.without == pytest.approx(alpha(others))
        assert row.change == pytest.approx((row.without or 0) - (alpha(result) or 0))


def test_coefficient_of_sets_without_an_annotator_is_that_of_the_others(measured: Measure) -> None:
    sets = {"x": '["a"]', "y": '["a","b"]', "z": "[]"}
    rows = [(item, who, sets[answer]) for item, who, answer in draw(2)]
    question = {"type": "labels", "labels": ["a", "b"]}
    for name, row in by_name(measured(rows, q=question)).items():
        others = measured([r for r in rows if r[1] != name], q=question)
        assert row.without == pytest.approx(alpha(others))


def test_agreement_with_colleagues_is_counted_by_hand(measured: Measure) -> None:
    rows = draw(3)
    met: dict[str, list[bool]] = {}
    for item in {row[0] for row in rows}:
        for one, other in combinations([row for row in rows if row[0] == item], 2):
            for who in (one[1], other[1]):
                met.setdefault(who, []).append(one[2] == other[2])
    made = by_name(measured(rows))
    assert {who: row.agrees for who, row in made.items()} == pytest.approx(
        {who: np.mean(own) for who, own in met.items()}
    )


def test_expected_agreement_is_that_of_all_pairs_without_the_annotator(measured: Measure) -> None:
    rows = draw(4)
    for name, made in by_name(measured(rows)).items():
        equal = [
            one[2] == other[2]
            for item in {row[0] for row in rows}
            for one, other in combinations([row for row in rows if row[0] == item], 2)
            if name not in {one[1], other[1]}
        ]
        assert made.expected == pytest.approx(np.mean(equal))


def test_hard_locale_is_not_held_against_those_who_work_in_it(measured: Measure) -> None:
    rng = np.random.default_rng(5)
    rows, locale = [], []
    for item in range(600):
        hard = item >= 300
        truth = rng.integers(3)
        for who in rng.permutation(4)[:3]:
            answer = truth if rng.random() < (0.5 if hard else 0.97) else rng.integers(3)
            rows.append((f"i{item:03}", f"{'h' if hard else 'e'}{who}", "xyz"[int(answer)]))
            locale.append("hard" if hard else "easy")
    result = measured(rows, more={"locale": locale}, breakdowns=["locale"])
    assert {r.annotator for r in result.annotators if r.flag} == set()
    without_locale = {r.annotator for r in measured(rows).annotators if r.flag}
    assert without_locale == {"h0", "h1", "h2", "h3"}


def test_careless_annotator_is_named_and_stands_first(measured: Measure) -> None:
    result = measured(draw(6, n_items=300, careless="a2"))
    assert [row.annotator for row in result.annotators if row.flag] == ["a2"]
    assert result.annotators[0].annotator == "a2"
    assert "points less often" in (result.annotators[0].flag or "")


def test_interval_grows_with_the_number_of_annotators_judged_at_once(measured: Measure) -> None:
    rows = draw(12, n_items=200)
    others = [(f"j{item}", f"b{who}{n % 5}", answer)
              for n, (item, who, answer) in enumerate(draw(13, n_items=200))]  # fmt: skip
    locale = ["de-DE"] * len(rows) + ["fr-FR"] * len(others)
    alone = by_name(measured(rows))
    among = by_name(measured([*rows, *others], more={"locale": locale}, breakdowns=["locale"]))
    assert len(among) == 6 + 30
    for name, row in alone.items():
        assert among[name].expected == pytest.approx(row.expected)
        widths = [(one.high or 0.0) - (one.low or 0.0) for one in (among[name], row)]
        assert widths[0] > 1.05 * widths[1]


def test_annotators_stand_in_order_of_what_leaving_them_out_would_change(
    measured: Measure,
) -> None:
    changes = [row.change for row in measured(draw(7)).annotators]
    assert changes == sorted(changes, key=lambda change: -(change or 0.0))


def test_annotator_without_numbers_comes_after_one_who_changes_nothing(measured: Measure) -> None:
    rows = [(f"i{n}", who, "xy"[n % 2]) for n in range(10) for who in "abc"]
    made = measured([*rows, ("alone", "Solo", "x")]).annotators
    assert [(row.annotator, row.agrees) for row in made] == [
        ("a", 1.0), ("b", 1.0), ("c", 1.0), ("Solo", None),
    ]  # fmt: skip


def test_annotator_who_shares_no_item_comes_last_without_numbers(measured: Measure) -> None:
    rows = [*draw(8), ("alone", "solo", "x")]
    last = measured(rows).annotators[-1]
    assert (last.annotator, last.n_annotations, last.n_items) == ("solo", 1, 0)
    assert (last.agrees, last.expected, last.low, last.high, last.flag) == (None,) * 5


def test_nobody_is_named_on_few_shared_items(measured: Measure) -> None:
    rows = draw(9, n_items=300)
    odd = [(f"i{n:03}", "new", {"x": "y", "y": "z", "z": "x"}[rows[3 * n][2]]) for n in range(15)]
    row = by_name(measured([*rows, *odd]))["new"]
    assert (row.n_items, row.agrees is not None, row.flag) == (15, True, None)


def test_pairs_are_those_of_the_peer(measured: Measure) -> None:
    rows = draw(10)
    result = measured(rows, pairs=True)
    names = sorted({row[1] for row in rows})
    assert [
        (p.first, p.second) for p in sorted(result.pairs, key=lambda p: (p.first, p.second))
    ] == (list(combinations(names, 2)))
    for pair in result.pairs:
        one, other = (
            {item: answer for item, who, answer in rows if who == name}
            for name in (pair.first, pair.second)
        )
        both = sorted(one.keys() & other.keys())
        assert (pair.n_items, pair.agreed) == (len(both), sum(one[i] == other[i] for i in both))
        kappa = cohen_kappa_score([one[i] for i in both], [other[i] for i in both])
        assert pair.kappa == pytest.approx(kappa)


def test_kappa_of_a_pair_with_one_label_is_none_with_a_reason(measured: Measure) -> None:
    rows = [(f"i{n}", who, "x") for n in range(5) for who in "ab"]
    (pair,) = measured(rows, pairs=True).pairs
    assert (pair.kappa, pair.agreed) == (None, 5)
    assert pair.why_undefined


def test_no_pairs_unless_asked_for(measured: Measure) -> None:
    result = measured(draw(11))
    assert (result.pairs, result.n_pairs) == ((), 0)


def test_repeated_answers_are_compared_with_the_one_that_counts(measured: Measure) -> None:
    rows = [("1", "a", "x"), ("1", "a", "y"), ("1", "a", "x"), ("2", "a", "y"), ("2", "a", "x"),
            ("1", "b", "x")]  # fmt: skip
    problems = ["duplicate", "duplicate", None, "duplicate", None, None]
    (row,) = measured(rows, more={"problem": problems}).repeats
    assert (row.annotator, row.n_repeated, row.n_same) == ("a", 3, 1)


def test_draft_is_no_answer_to_compare_repeats_with(measured: Measure) -> None:
    rows = [("1", "a", "x"), ("1", "a", "x"), ("1", "a", "y")]
    more = {"problem": ["duplicate", None, None], "status": ["submitted", "submitted", "draft"]}
    (row,) = measured(rows, more=more).repeats
    assert (row.n_repeated, row.n_same) == (1, 1)


def test_repeats_of_another_round_are_not_counted(measured: Measure) -> None:
    rows = [("1", "a", "x"), ("1", "a", "x"), ("1", "a", "x")]
    more = {"problem": [None, "duplicate", None], "round": [1, 2, 2]}
    assert measured(rows, more=more).repeats == ()
