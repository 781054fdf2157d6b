"""What cannot be known is None with the reason, and its target cannot be told."""

from collections.abc import Callable

import pytest

from annops.agree.model import AgreementResult
from annops.core.estimate import Outcome

Measure = Callable[..., AgreementResult]
ALPHA = {"metric": "krippendorff_alpha", "question": "q", "at_least": 0.67}
ONE_LABEL = [(f"i{i}", who, "x") for i in range(30) for who in "ab"]
NO_OVERLAP = [(f"i{i}", "a", "xyz"[i % 3]) for i in range(30)]


@pytest.mark.parametrize("rows", [ONE_LABEL, NO_OVERLAP, []], ids=["one label", "alone", "empty"])
def test_alpha_that_does_not_exist_is_none_with_a_reason(
    measured: Measure, rows: list[tuple[str, str, str]]
) -> None:
    result = measured(rows, targets=[ALPHA], metrics=("krippendorff_alpha",))
    (row,) = result.estimates
    assert (row.value, row.low, row.high) == (None, None, None)
    assert row.why_undefined
    (target,) = result.targets
    assert (target.value, target.outcome) == (None, Outcome.CANNOT_TELL)
    assert target.why


@pytest.mark.parametrize("rows", [ONE_LABEL, NO_OVERLAP, []], ids=["one label", "alone", "empty"])
def test_every_figure_is_a_number_or_has_a_reason(
    measured: Measure, rows: list[tuple[str, str, str]]
) -> None:
    for row in measured(rows, metrics=("all",), replicates=50).estimates:
        assert (row.value is None) != (row.why_undefined is None)


def test_percent_agreement_exists_where_alpha_does_not(measured: Measure) -> None:
    made = {row.metric: row.value for row in measured(ONE_LABEL).estimates}
    assert made == {"krippendorff_alpha": None, "percent_agreement": 1.0}


def test_group_without_overlap_does_not_spoil_the_others(measured: Measure) -> None:
    rows = [*NO_OVERLAP, *((f"j{i}", who, "xy"[i % 2]) for i in range(30) for who in "ab")]
    locale = ["de-DE"] * 30 + ["fr-FR"] * 60
    result = measured(
        rows, more={"locale": locale}, by=("locale",), targets=[{**ALPHA, "by": "locale"}]
    )
    made = {row.breakdown.get("locale", ""): row.value for row in result.estimates
            if row.metric == "krippendorff_alpha"}  # fmt: skip
    assert made["de-DE"] is None
    assert made["fr-FR"] == pytest.approx(1.0)
    outcomes = {row.breakdown["locale"]: row.outcome for row in result.targets}
    assert outcomes == {"de-DE": Outcome.CANNOT_TELL, "fr-FR": Outcome.MET}


def test_few_items_cannot_tell_though_the_figure_is_far_from_the_target(measured: Measure) -> None:
    rows = [(f"i{i}", who, "xy"[i % 2]) for i in range(6) for who in "ab"]
    (target,) = measured(rows, targets=[ALPHA]).targets
    assert target.value == pytest.approx(1.0)
    assert target.outcome is Outcome.CANNOT_TELL
    assert target.why


def test_question_of_free_text_has_no_figures_and_says_why(measured: Measure) -> None:
    result = measured([("1", "a", "hello"), ("1", "b", "there")], q={"type": "text"})
    assert result.estimates == ()
    (note,) = result.questions
    assert note.metric is None
    assert "counted and timed" in note.why_metric
    assert "no answers" not in note.notes
    assert result.inputs.used == 2


def test_ratio_scale_with_a_zero_has_undefined_weighted_kappas_also_with_bootstrap(
    measured: Measure,
) -> None:
    rows = [
        (f"i{i}", who, str((i + (who == "b" and i % 5 == 0)) % 4))
        for i in range(40)
        for who in "ab"
    ]
    question = {"type": "rating", "scale": {"min": 0, "level": "ratio"}}
    result = measured(rows, q=question, metrics=("all",), replicates=50)
    made = {row.metric: row for row in result.estimates}
    assert made["fleiss_kappa"].value is None
    assert made["fleiss_kappa"].why_undefined
    assert made["krippendorff_alpha"].value is not None
    assert made["krippendorff_alpha"].method.startswith("bootstrap")


def test_too_many_ratings_for_weights_are_undefined_and_said(measured: Measure) -> None:
    rows = [(f"i{i}", who, str(i * 2 + (who == "b"))) for i in range(300) for who in "ab"]
    made = {
        row.metric: row for row in measured(rows, q={"type": "rating"}, metrics=("all",)).estimates
    }
    assert made["fleiss_kappa"].value is None
    assert "600" in (made["fleiss_kappa"].why_undefined or "")
    assert made["krippendorff_alpha"].value == pytest.approx(1.0, abs=0.01)


def test_answers_of_another_round_are_not_measured(measured: Measure) -> None:
    result = measured(ONE_LABEL, more={"round": [2] * 60})
    assert result.inputs.excluded == {"other round": 60}
    assert result.estimates[0].why_undefined == "no answers"
