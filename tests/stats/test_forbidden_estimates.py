"""Mistakes an audit must never make, each set up so that making it would show."""

import numpy as np
import pytest

from annops.stats.missing_verdicts import DrawnItems, missing_bounds
from annops.stats.share_ends import ShareMethod
from annops.stats.stratum_sums import StratumSums, sum_up
from annops.stats.weighted_share import weighted_share

RISKY, REST = StratumSums.of_counts(200, 100, 20), StratumSums.of_counts(800, 100, 2)


def test_risk_weighted_sample_gives_the_true_rate_and_not_the_raw_one() -> None:
    share = weighted_share([RISKY, REST])
    assert share.errors / share.n_answers == 0.11
    assert share.value == pytest.approx(0.056)


def test_rates_of_strata_are_not_averaged() -> None:
    share = weighted_share([StratumSums.of_counts(990, 99, 0), StratumSums.of_counts(10, 5, 5)])
    assert share.value == pytest.approx(0.01)


def test_rates_of_items_are_not_averaged() -> None:
    items = sum_up(np.array([0, 0]), np.array([1, 0]), np.array([1, 9]), [100])
    assert weighted_share(items).value == pytest.approx(0.1)


def test_answers_to_one_item_are_not_taken_for_independent() -> None:
    errors = np.array([4] * 10 + [0] * 40)
    clustered = sum_up(np.zeros(50, dtype=int), errors, np.full(50, 4), [5000])
    spread = StratumSums.of_counts(20000, 200, 40)
    wide, narrow = weighted_share(clustered), weighted_share([spread])
    assert wide.value == narrow.value
    assert wide.standard_error is not None
    assert narrow.standard_error is not None
    assert wide.standard_error > 1.9 * narrow.standard_error


@pytest.mark.parametrize("method", list(ShareMethod))
@pytest.mark.parametrize("errors", [0, 50])
def test_no_errors_or_only_errors_still_leave_room(method: ShareMethod, errors: int) -> None:
    one = [StratumSums.of_counts(1000, 50, errors)]
    two = [StratumSums.of_counts(700, 50, errors), StratumSums.of_counts(300, 50, errors)]
    for strata in (one, two):
        share = weighted_share(strata, method=method)
        assert share.low is not None
        assert share.high is not None
        assert share.high - share.low > 0.03
        assert share.standard_error is None


def test_no_error_in_a_large_stratum_is_not_taken_to_mean_there_is_none() -> None:
    # 50 of 9,500 items right leave 7 % of them possible; the small stratum's spread says nothing
    strata = [StratumSums.of_counts(500, 50, 10), StratumSums.of_counts(9500, 50, 0)]
    share = weighted_share(strata)
    assert share.value == pytest.approx(0.01)
    assert share.high is not None
    assert share.high > 0.06


def test_finite_population_counts_at_thirty_percent_sampled() -> None:
    share = weighted_share([StratumSums.of_counts(100, 30, 6)])
    process = weighted_share([StratumSums.of_counts(100, 30, 6)], process=True)
    assert share.standard_error is not None
    assert process.standard_error is not None
    assert share.standard_error == pytest.approx(process.standard_error * 0.7**0.5)


def test_process_claim_keeps_its_width_even_when_everything_was_judged() -> None:
    share = weighted_share([StratumSums.of_counts(100, 100, 20)], process=True)
    assert share.low is not None
    assert share.high is not None
    assert share.high - share.low > 0.1


def test_rate_from_unequal_probabilities_is_never_above_one() -> None:
    # y = 1, 0, 1 drawn with probabilities .5, .25, .1 from 10 items: 12 / 10 would be 1.2
    items = [StratumSums.of_counts(2, 1, 1), StratumSums.of_counts(4, 1, 0)]
    share = weighted_share([*items, StratumSums.of_counts(10, 1, 1)])
    assert share.value == 0.75


def drawn(n_missing: int) -> DrawnItems:
    judged = np.array([0] * n_missing + [1] * (100 - n_missing))
    errors = np.array([0] * 95 + [1] * 5)
    ones = np.ones(100, dtype=np.int64)
    return DrawnItems(np.zeros(100, dtype=np.int64), errors, judged, ones, [1000])


def test_missing_verdicts_are_not_passes() -> None:
    bounds = missing_bounds(drawn(10))
    assert (bounds.all_right.value, bounds.all_wrong.value) == (0.05, 0.15)
    assert (bounds.n_missing, bounds.share_missing) == (10, 0.1)


def test_without_missing_verdicts_both_bounds_are_the_estimate() -> None:
    bounds = missing_bounds(drawn(0))
    estimate = weighted_share([StratumSums.of_counts(1000, 100, 5)])
    assert bounds.all_right == bounds.all_wrong == estimate


def test_missing_verdicts_of_partly_judged_items_count_too() -> None:
    two = np.array([2, 2])
    items = DrawnItems(np.array([0, 0]), np.array([1, 0]), np.array([1, 2]), two, [40])
    bounds = missing_bounds(items)
    assert (bounds.all_right.value, bounds.all_wrong.value) == (0.25, 0.5)


def test_more_verdicts_than_answers_drawn_are_refused() -> None:
    one = np.array([1])
    with pytest.raises(ValueError, match="judged <= drawn"):
        DrawnItems(np.array([0]), one, np.array([2]), one, [10])
