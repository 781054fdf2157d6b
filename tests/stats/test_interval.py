"""The agreement interval covers what it claims, refuses what it cannot tell, and plans ahead."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from annops.stats.arrays import FloatArray
from annops.stats.coefficient import Coefficient
from annops.stats.cohen import cohen_kappa
from annops.stats.count_coefficients import gwet_ac, krippendorff_alpha, percent_agreement
from annops.stats.interval import (
    AgreementInterval,
    agreement_interval,
    count_rarer,
    items_needed,
    mean_interval,
)
from annops.stats.proportion import clopper_pearson

PAIRS = np.array([[2.0, 0.0], [1.0, 1.0], [0.0, 2.0]])
THREES = np.array([[3.0, 0.0], [2.0, 1.0], [1.0, 2.0], [0.0, 3.0]])
N_TABLES = 4000
# three standard deviations of a share of N_TABLES about the lines that must hold
LEAST_COVERED = 0.93 - 3 * math.sqrt(0.93 * 0.07 / N_TABLES)
MOST_WRONG = 0.05 + 3 * math.sqrt(0.05 * 0.95 / N_TABLES)


def alpha_interval(counts: FloatArray, weights: FloatArray) -> AgreementInterval:
    n_rarer = count_rarer(counts, weights)
    return agreement_interval(krippendorff_alpha(counts, weights), weights, n_rarer=n_rarer)


def noisy(counts: FloatArray, share: float, kappa: float) -> FloatArray:
    """Pattern probabilities when annotators report a true label or guess; exact kappa."""
    a = math.sqrt(kappa)
    n_annotators = int(counts[0].sum())
    chances = [share, 1 - share]
    first = [a + (1 - a) * share, (1 - a) * share]
    shown = [stats.binom.pmf(counts[:, 0], n_annotators, chance) for chance in first]
    return np.asarray(np.array(chances) @ np.array(shown), dtype=float)


def shares_covered_and_wrong(
    counts: FloatArray, share: float, kappa: float, n_items: int
) -> tuple[float, float]:
    """Share of defined intervals that hold kappa, and of all that wrongly exceed it."""
    rng = np.random.default_rng(11)
    drawn = rng.multinomial(n_items, noisy(counts, share, kappa), size=N_TABLES)
    tables, times = np.unique(drawn, axis=0, return_counts=True)
    covered = wrong = defined = 0
    for table, repeated in zip(tables, times, strict=True):
        interval = alpha_interval(counts, table.astype(float))
        if interval.low is None or interval.high is None:
            continue
        defined += repeated
        covered += repeated * (interval.low <= kappa <= interval.high)
        wrong += repeated * (interval.low > kappa and interval.caution is None)
    return covered / defined, wrong / N_TABLES


@pytest.mark.parametrize(
    ("counts", "share", "kappa", "n_items"),
    [(PAIRS, 0.5, 0.95, 100), (PAIRS, 0.9, 0.95, 100), (PAIRS, 0.8, 0.6, 200)],
)
def test_from_100_items_the_interval_covers_the_truth(
    counts: FloatArray, share: float, kappa: float, n_items: int
) -> None:
    assert shares_covered_and_wrong(counts, share, kappa, n_items)[0] >= LEAST_COVERED


@pytest.mark.parametrize(
    ("counts", "share", "kappa", "n_items"),
    [(PAIRS, 0.9, 0.95, 10), (THREES, 0.9, 0.4, 20), (PAIRS, 0.5, 0.9, 30)],
)
def test_a_target_that_is_missed_is_seldom_called_met(
    counts: FloatArray, share: float, kappa: float, n_items: int
) -> None:
    assert shares_covered_and_wrong(counts, share, kappa, n_items)[1] <= MOST_WRONG


@given(st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_the_interval_holds_the_value_and_stays_in_range(weights: list[int]) -> None:
    coefficient = krippendorff_alpha(THREES, np.array(weights, dtype=float))
    interval = alpha_interval(THREES, np.array(weights, dtype=float))
    if coefficient.value is None or interval.low is None or interval.high is None:
        assert interval.caution is not None
    else:
        assert -1 <= interval.low <= max(-1.0, coefficient.value) <= interval.high <= 1


@given(st.integers(1, 50), st.integers(1, 50), st.integers(1, 50))
def test_more_of_the_same_items_make_the_interval_shorter(a: int, b: int, c: int) -> None:
    weights = np.array([a, b, c], dtype=float) + 5
    once, twice = alpha_interval(PAIRS, weights), alpha_interval(PAIRS, 4 * weights)
    assert twice.low is not None and once.low is not None  # noqa: PT018 - narrows both for mypy
    assert twice.low > once.low


def test_without_disagreement_percent_agreement_gets_the_exact_bound() -> None:
    weights = np.array([30.0, 0.0, 29.0])
    interval = agreement_interval(percent_agreement(PAIRS, weights), weights)
    assert interval.low == pytest.approx(clopper_pearson(59, 59).low, abs=1e-12)
    assert (interval.high, interval.caution) == (1.0, None)


def test_without_disagreement_the_bound_is_wider_the_more_agreement_chance_gives() -> None:
    balanced = alpha_interval(PAIRS, np.array([50.0, 0.0, 50.0]))
    skewed = alpha_interval(PAIRS, np.array([90.0, 0.0, 10.0]))
    assert balanced.low is not None
    assert skewed.low is not None
    assert skewed.low < balanced.low < 1


def test_near_one_percent_agreement_gets_nearly_the_exact_interval() -> None:
    weights = np.array([197.0, 3.0, 0.0])
    interval = agreement_interval(percent_agreement(PAIRS, weights), weights)
    assert interval.low == pytest.approx(clopper_pearson(197, 200).low, abs=2e-3)
    assert interval.high == pytest.approx(clopper_pearson(197, 200).high, abs=2e-3)


def test_far_from_one_the_interval_is_nearly_that_of_student() -> None:
    weights = np.array([9000.0, 4000.0, 7000.0])
    coefficient = krippendorff_alpha(PAIRS, weights)
    assert coefficient.value is not None
    assert coefficient.se is not None
    interval = alpha_interval(PAIRS, weights)
    expected = [
        coefficient.value - 1.96 * coefficient.se,
        coefficient.value + 1.96 * coefficient.se,
    ]
    assert [interval.low, interval.high] == pytest.approx(expected, abs=1e-3)


def test_a_higher_confidence_gives_a_wider_interval() -> None:
    weights = np.array([50.0, 10.0, 40.0])
    coefficient = krippendorff_alpha(PAIRS, weights)
    lows = [agreement_interval(coefficient, weights, confidence=c).low for c in (0.8, 0.95, 0.99)]
    assert lows == sorted(lows, key=lambda low: -(low or 0))
    assert len(set(lows)) == 3


def test_nine_items_cannot_tell() -> None:
    interval = agreement_interval(percent_agreement(PAIRS, np.array([9.0, 0.0, 0.0])), None)
    assert interval.caution == "only 9 items with two ratings; at least 10 are needed"


def test_twenty_nine_items_cannot_tell_when_disagreements_are_graded() -> None:
    weights = np.array([14.0, 1.0, 14.0])
    interval = agreement_interval(krippendorff_alpha(PAIRS, weights), weights, graded=True)
    assert interval.caution == "only 29 items with two ratings; at least 30 are needed"


def test_one_far_disagreement_cannot_tell_when_disagreements_are_graded() -> None:
    grades = np.arange(5.0)
    counts = np.vstack([2 * np.eye(5), [1, 1, 0, 0, 0], [1, 0, 0, 0, 1]])
    weights = np.array([20.0, 20, 20, 20, 20, 4, 1])
    coefficient = krippendorff_alpha(counts, weights, (grades[:, None] - grades) ** 2)
    caution = agreement_interval(coefficient, weights, graded=True).caution
    assert caution == "one or two items make up nearly all of the disagreement"


def test_graded_disagreements_make_the_low_end_lower() -> None:
    weights = np.array([90.0, 10.0, 90.0])
    coefficient = krippendorff_alpha(PAIRS, weights)
    plain = agreement_interval(coefficient, weights)
    graded = agreement_interval(coefficient, weights, graded=True)
    assert graded.low is not None
    assert plain.low is not None
    assert graded.low < plain.low - 0.005
    assert graded.high == plain.high


def test_four_items_with_the_rarer_label_cannot_tell() -> None:
    interval = alpha_interval(PAIRS, np.array([96.0, 2.0, 2.0]))
    assert interval.caution == (
        "only 4 items with a label other than the most common one; at least 5 are needed"
    )


def test_an_item_with_a_single_rating_is_no_evidence_for_a_rarer_label() -> None:
    counts = np.array([[2.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    assert count_rarer(counts, np.array([20.0, 30.0, 3.0])) == 3


def test_without_paired_items_there_are_none_with_a_rarer_label() -> None:
    assert count_rarer(np.array([[0.0, 1.0]]), np.array([5.0])) == 0


def test_five_items_with_the_rarer_label_may_tell() -> None:
    assert alpha_interval(PAIRS, np.array([95.0, 2.0, 3.0])).caution is None


def test_items_that_all_disagree_alike_cannot_tell() -> None:
    interval = alpha_interval(PAIRS, np.array([0.0, 50.0, 0.0]))
    assert (interval.low, interval.high) == (-1.0, 1.0)
    assert interval.caution == "all items disagree alike, so nothing shows how they vary"


def test_an_undefined_coefficient_has_no_interval_but_its_reason() -> None:
    interval = alpha_interval(PAIRS, np.array([50.0, 0.0, 0.0]))
    assert (interval.low, interval.high) == (None, None)
    assert interval.caution is not None
    assert "only one label" in interval.caution


def test_one_item_has_no_interval() -> None:
    interval = agreement_interval(gwet_ac(PAIRS, np.array([1.0, 0.0, 0.0])))
    assert (interval.low, interval.caution) == (None, "there is no standard error")


def test_percent_agreement_has_no_end_below_zero() -> None:
    weights = np.array([1.0, 11.0, 0.0])
    assert agreement_interval(percent_agreement(PAIRS, weights), weights).low == 0


def test_a_coefficient_without_item_scores_gets_no_shorter_interval() -> None:
    kappa = cohen_kappa(np.array([[40.0, 9.0], [6.0, 45.0]]))
    alpha = alpha_interval(PAIRS, np.array([40.0, 15.0, 45.0]))
    without = agreement_interval(kappa)
    assert without.low == pytest.approx(alpha.low, abs=0.01)


def test_confidence_in_percent_is_refused() -> None:
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        agreement_interval(Coefficient(0.5, 0.1, 0.7, 0.4, 20, 40, 19), confidence=95)


@given(st.lists(st.floats(-1000, 1000), min_size=2, max_size=30).filter(lambda x: np.ptp(x) > 1))
def test_mean_interval_agrees_with_scipy(values: list[float]) -> None:
    expected = stats.ttest_1samp(values, 0).confidence_interval(0.9)
    interval = mean_interval(math.fsum(values), math.fsum(x * x for x in values), len(values), 0.9)
    assert [interval.low, interval.high] == pytest.approx(list(expected), rel=1e-6, abs=1e-6)


def test_mean_interval_of_one_value_is_undefined() -> None:
    assert mean_interval(3.0, 9.0, 1).why_undefined == "fewer than two values"


def test_mean_interval_of_equal_values_is_undefined() -> None:
    interval = mean_interval(0.3, 0.03, 3)
    assert interval.why_undefined == "all values are equal, so nothing shows how they vary"


def test_mean_interval_refuses_sums_no_values_can_have() -> None:
    with pytest.raises(ValueError, match="sum of squares"):
        mean_interval(10.0, 1.0, 2)


def test_mean_interval_refuses_a_negative_number_of_values() -> None:
    with pytest.raises(ValueError, match="0 values or more"):
        mean_interval(0.0, 0.0, -1)


@pytest.mark.parametrize("target", [0.5, 0.6, 0.75, 0.8])
def test_the_items_needed_do_settle_it_when_they_are_like_those_there_are(target: float) -> None:
    weights = np.array([55.0, 15.0, 30.0])
    coefficient = krippendorff_alpha(PAIRS, weights)
    assert coefficient.value is not None
    needed = items_needed(
        coefficient.value, coefficient.se, 100, target, expected=coefficient.expected
    ).more
    assert needed is not None
    grown = alpha_interval(PAIRS, weights * (100 + needed) / 100)
    assert grown.low is not None
    assert grown.high is not None
    end = grown.low if target < coefficient.value else grown.high
    assert end == pytest.approx(target, abs=0.006)


def test_no_item_is_needed_when_the_target_is_far_away() -> None:
    assert items_needed(0.9, 0.01, 400, 0.5, expected=0.5).more == 0


def test_without_disagreement_the_items_needed_are_those_of_the_exact_bound() -> None:
    more = items_needed(1.0, 0.0, 50, 0.95).more
    assert more is not None
    assert 1 - 0.025 ** (1 / (50 + more)) <= 0.05 < 1 - 0.025 ** (1 / (50 + more - 1))


def test_fewer_than_ten_items_need_at_least_ten() -> None:
    assert items_needed(1.0, 0.0, 4, 0.1).more == 6


def test_no_number_of_items_settles_a_value_on_its_target() -> None:
    needed = items_needed(0.8, 0.05, 100, 0.8, expected=0.5)
    assert needed.more is None
    assert needed.why_undefined is not None
    assert "equals the target" in needed.why_undefined


def test_items_needed_are_unknown_without_a_standard_error() -> None:
    assert items_needed(0.8, None, 1, 0.9).why_undefined == "the standard error is unknown"


def test_a_target_next_to_the_value_is_out_of_reach() -> None:
    needed = items_needed(0.8, 0.05, 100, 0.79999, expected=0.5)
    assert needed.why_undefined is not None
    assert "10,000 times the items" in needed.why_undefined


def test_items_needed_refuses_no_items() -> None:
    with pytest.raises(ValueError, match="at least 1 item"):
        items_needed(0.8, 0.1, 0, 0.7)
