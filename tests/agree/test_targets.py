"""Targets, weak groups, intervals and seeds."""

from collections.abc import Callable

import numpy as np
import pytest

from annops.agree.model import AgreementResult, TargetRow
from annops.agree.targets import judge
from annops.core.estimate import Estimate, Outcome
from annops.project.definition import Target
from annops.stats.coefficient import Coefficient

Measure = Callable[..., AgreementResult]
Row = tuple[str, str, str]


def draw(seed: int, n_items: int, skill: float = 0.9, prefix: str = "i") -> list[Row]:
    rng = np.random.default_rng(seed)
    rows = []
    for item in range(n_items):
        truth = rng.integers(3)
        for who in rng.permutation(5)[:3]:
            answer = truth if rng.random() < skill else rng.integers(3)
            rows.append((f"{prefix}{item:04}", f"a{who}", "xyz"[int(answer)]))
    return rows


def target(limit: float, **more: object) -> dict[str, object]:
    return {"metric": "krippendorff_alpha", "question": "q", "at_least": limit, **more}


def only(result: AgreementResult) -> TargetRow:
    (row,) = result.targets
    return row


@pytest.mark.parametrize(
    ("limit", "outcome"), [(0.6, "met"), (0.95, "not met"), (0.79, "cannot tell")]
)
def test_outcome_follows_the_interval(measured: Measure, limit: float, outcome: str) -> None:
    row = only(measured(draw(1, 300), targets=[target(limit)]))
    assert row.low is not None
    assert row.high is not None
    expected = "met" if row.low >= limit else "not met" if row.high < limit else "cannot tell"
    assert row.outcome.value == outcome == expected


def test_target_in_doubt_says_how_many_more_items_would_settle_it(measured: Measure) -> None:
    rows = draw(2, 60)
    row = only(measured(rows, targets=[target(0.7)]))
    assert row.outcome is Outcome.CANNOT_TELL
    assert row.more_items is not None
    copies = -(-(row.n_items + row.more_items) // row.n_items)
    many = [(f"{n}{item}", who, answer) for n in range(copies) for item, who, answer in rows]
    settled = only(measured(many, targets=[target(0.7)]))
    assert settled.value == pytest.approx(row.value, abs=0.01)
    assert settled.outcome is not Outcome.CANNOT_TELL


def test_no_items_are_asked_for_where_something_else_stands_against_a_verdict() -> None:
    found = Coefficient(0.9, 0.01, 0.95, 0.5, 400, 800, 399)
    why = "one or two items make up nearly all of the disagreement"
    doubted = Estimate(0.9, 0.87, 0.93, 400, "items", "", caution=why)
    asked = Target(metric="krippendorff_alpha", at_least=0.7)
    row = judge(asked, "q", {}, (doubted, found))
    assert (row.outcome, row.more_items, row.why) == (Outcome.CANNOT_TELL, None, why)


def test_settled_target_needs_no_more_items(measured: Measure) -> None:
    assert only(measured(draw(1, 300), targets=[target(0.6)])).more_items is None


def test_target_at_most_is_judged_from_the_other_side(measured: Measure) -> None:
    bound = {"metric": "krippendorff_alpha", "question": "q", "at_most": 0.6}
    assert only(measured(draw(1, 300), targets=[bound])).outcome is Outcome.NOT_MET


def test_target_by_breakdown_is_judged_for_each_value(measured: Measure) -> None:
    rows = [*draw(3, 300, 0.97, "g"), *draw(4, 300, 0.5, "b")]
    locale = ["good" if row[0].startswith("g") else "bad" for row in rows]
    result = measured(
        rows, more={"locale": locale}, targets=[target(0.67, by="locale")], breakdowns=[]
    )
    assert {row.breakdown["locale"]: row.outcome.value for row in result.targets} == {
        "bad": "not met", "good": "met",
    }  # fmt: skip


def test_target_by_a_column_the_answers_lack_is_judged_as_a_whole(measured: Measure) -> None:
    row = only(measured(draw(1, 300), targets=[target(0.6, by="vendor")]))
    assert (row.breakdown, row.outcome) == ({}, Outcome.MET)


def test_target_without_question_is_judged_for_every_question(measured: Measure) -> None:
    row = only(measured(draw(1, 300), targets=[{"metric": "percent_agreement", "at_least": 0.5}]))
    assert (row.question, row.metric, row.outcome) == ("q", "percent_agreement", Outcome.MET)


def test_target_of_another_kind_of_metric_is_left_to_others(measured: Measure) -> None:
    assert measured(draw(1, 30), targets=[{"metric": "error_rate", "at_most": 0.03}]).targets == ()


def test_weak_group_is_named_with_its_gap_to_the_rest(measured: Measure) -> None:
    rows = [row for at, skill in enumerate((0.95, 0.95, 0.95, 0.6))
            for row in draw(at, 200, skill, f"{at}-")]  # fmt: skip
    locale = [f"x{row[0][0]}" for row in rows]
    result = measured(rows, more={"locale": locale}, by=("locale",))
    named = {row.breakdown["locale"]: row.flag for row in result.estimates if row.flag}
    assert list(named) == ["x3"]
    alpha = {row.breakdown.get("locale"): row.value or 0.0 for row in result.estimates
             if row.metric == "krippendorff_alpha"}  # fmt: skip
    rest = measured([row for row in rows if row[0][0] != "3"]).estimates[0].value or 0.0
    assert named["x3"] == f"{rest - alpha['x3']:.2f} below the rest ({rest:.2f})"


def test_interval_holds_the_value(measured: Measure) -> None:
    for row in measured(draw(6, 200), metrics=("all",), replicates=200).estimates:
        assert row.value is not None
        assert row.low is not None
        assert row.high is not None
        assert row.low <= row.value <= row.high


def test_higher_confidence_gives_a_wider_interval(measured: Measure) -> None:
    def width(confidence: float) -> float:
        row = measured(draw(6, 200), confidence=confidence).estimates[0]
        assert row.confidence == confidence
        return (row.high or 0.0) - (row.low or 0.0)

    assert width(0.8) < width(0.95) < width(0.99)


def test_bootstrap_gives_the_same_figures_every_time_and_in_any_row_order(
    measured: Measure,
) -> None:
    rows = draw(7, 120)
    one, two, turned = (
        measured(table, metrics=("all",), replicates=300).estimates
        for table in (rows, rows, rows[::-1])
    )
    assert one == two
    for a, b in zip(one, turned, strict=True):
        assert (b.value, b.low, b.high) == pytest.approx((a.value, a.low, a.high))


def test_bootstrap_does_not_depend_on_the_other_metrics_asked_for(measured: Measure) -> None:
    rows = draw(7, 120)
    alone = measured(rows, metrics=("krippendorff_alpha",), replicates=300).estimates[0]
    among = measured(rows, metrics=("all",), replicates=300).estimates[0]
    assert alone == among


def test_bootstrap_interval_is_near_the_analytic_one(measured: Measure) -> None:
    rows = draw(8, 600)
    drawn = measured(rows, replicates=2000).estimates[0]
    computed = measured(rows).estimates[0]
    assert drawn.method == "bootstrap over items, 2000 replicates"
    assert (drawn.low, drawn.high) == pytest.approx((computed.low, computed.high), abs=0.015)
    assert (drawn.low, drawn.high) != (computed.low, computed.high)


def test_one_frequent_answer_is_noted_where_alpha_and_percent_part(measured: Measure) -> None:
    rng = np.random.default_rng(9)
    rows = [
        (f"i{n}", who, "y" if rng.random() < 0.03 else "x") for n in range(300) for who in "ab"
    ]
    (note,) = measured(rows).questions
    assert any("so frequent" in text for text in note.notes)
    assert measured(draw(1, 300)).questions[0].notes == ()
