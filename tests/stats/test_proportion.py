"""Intervals for a proportion against statsmodels, published values and exact coverage."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from annops.stats.limits import Interval
from annops.stats.proportion import agresti_coull, clopper_pearson, jeffreys, wilson

CONFIDENCES = st.sampled_from([0.8, 0.9, 0.95, 0.99])


def ends(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return interval.low, interval.high


@st.composite
def counts(draw: st.DrawFn) -> tuple[int, int]:
    n = draw(st.integers(1, 5000))
    return draw(st.integers(0, n)), n


@given(counts(), CONFIDENCES)
def test_wilson_agrees_with_statsmodels(pair: tuple[int, int], confidence: float) -> None:
    expected = proportion_confint(*pair, alpha=1 - confidence, method="wilson")
    assert ends(wilson(*pair, confidence)) == pytest.approx(expected, abs=1e-9)


@given(counts(), CONFIDENCES)
def test_clopper_pearson_agrees_with_statsmodels(pair: tuple[int, int], confidence: float) -> None:
    expected = proportion_confint(*pair, alpha=1 - confidence, method="beta")
    assert ends(clopper_pearson(*pair, confidence)) == pytest.approx(expected, abs=1e-9)


@given(counts(), CONFIDENCES)
def test_agresti_coull_agrees_with_statsmodels(pair: tuple[int, int], confidence: float) -> None:
    expected = proportion_confint(*pair, alpha=1 - confidence, method="agresti_coull")
    assert ends(agresti_coull(*pair, confidence)) == pytest.approx(expected, abs=1e-9)


@given(counts().filter(lambda pair: 0 < pair[0] < pair[1]), CONFIDENCES)
def test_jeffreys_agrees_with_statsmodels_inside(pair: tuple[int, int], confidence: float) -> None:
    expected = proportion_confint(*pair, alpha=1 - confidence, method="jeffreys")
    assert ends(jeffreys(*pair, confidence)) == pytest.approx(expected, abs=1e-9)


def test_intervals_give_the_published_values_for_81_of_263() -> None:
    # Newcombe, Statistics in Medicine 17 (1998), p. 857, table I
    assert [round(end, 4) for end in ends(wilson(81, 263))] == [0.2553, 0.3662]
    assert [round(end, 4) for end in ends(clopper_pearson(81, 263))] == [0.2527, 0.3676]


def test_clopper_pearson_without_a_hit_is_the_closed_form() -> None:
    low, high = ends(clopper_pearson(0, 59))
    assert low == 0
    assert high == pytest.approx(1 - 0.025 ** (1 / 59), abs=1e-12)


@pytest.mark.parametrize("share", [0.01, 0.1, 0.37, 0.5])
def test_clopper_pearson_covers_at_least_its_confidence(share: float) -> None:
    n = 40
    covered = sum(
        stats.binom.pmf(k, n, share)
        for k in range(n + 1)
        if ends(clopper_pearson(k, n))[0] <= share <= ends(clopper_pearson(k, n))[1]
    )
    assert covered >= 0.95


def test_jeffreys_ends_at_zero_when_nothing_was_found() -> None:
    assert ends(jeffreys(0, 10))[0] == 0


def test_jeffreys_ends_at_one_when_everything_was_found() -> None:
    assert ends(jeffreys(10, 10))[1] == 1


def test_wilson_with_a_finite_population_solves_the_score_equation() -> None:
    low, high = ends(wilson(12, 80, population=200))
    for limit in (low, high):
        variance = limit * (1 - limit) / 80 * (200 - 80) / (200 - 1)
        assert abs(12 / 80 - limit) / math.sqrt(variance) == pytest.approx(1.959963984540054)


def test_wilson_of_a_whole_population_is_the_share_itself() -> None:
    assert ends(wilson(3, 20, population=20)) == pytest.approx((0.15, 0.15))


def test_wilson_never_excludes_more_than_the_drawn_units_do() -> None:
    assert ends(wilson(0, 19, population=20))[1] <= 1 / 20


@given(counts())
def test_a_huge_population_makes_no_difference_to_wilson(pair: tuple[int, int]) -> None:
    assert ends(wilson(*pair, population=10**12)) == pytest.approx(ends(wilson(*pair)), abs=1e-7)


@pytest.mark.parametrize("interval", [wilson, clopper_pearson, jeffreys, agresti_coull])
def test_nothing_drawn_gives_no_interval_but_a_reason(interval: type[object]) -> None:
    assert interval(0, 0) == Interval(None, None, "nothing was drawn")  # type: ignore[call-arg]


@pytest.mark.parametrize(("k", "n"), [(-1, 3), (4, 3), (0, -1)])
def test_impossible_counts_are_refused(k: int, n: int) -> None:
    with pytest.raises(ValueError, match="0 <= k <= n"):
        wilson(k, n)


def test_a_population_smaller_than_the_draw_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        wilson(1, 10, population=9)


def test_a_confidence_in_percent_is_refused() -> None:
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        clopper_pearson(1, 10, 95)
