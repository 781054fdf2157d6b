"""Quantiles against scipy and published tables; order-statistic intervals against binomials."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from annops.stats.quantile import (
    beta_quantile,
    normal_quantile,
    quantile_interval,
    student_t_quantile,
)

PROBABILITIES = (1e-6, 0.005, 0.025, 0.1, 0.49, 0.5, 0.500001, 0.6, 0.9, 0.975, 0.995, 1 - 1e-7)


@pytest.mark.parametrize("probability", PROBABILITIES)
def test_normal_quantile_agrees_with_scipy(probability: float) -> None:
    assert normal_quantile(probability) == pytest.approx(special.ndtri(probability), abs=1e-9)


@pytest.mark.parametrize("degrees", [1, 2, 3, 5, 9, 29, 99.5, 999, 20_000, 1_000_000])
@pytest.mark.parametrize("probability", PROBABILITIES)
def test_t_quantile_agrees_with_scipy(probability: float, degrees: float) -> None:
    expected = stats.t.ppf(probability, degrees)
    assert student_t_quantile(probability, degrees) == pytest.approx(expected, rel=1e-9, abs=1e-9)


def test_t_quantile_gives_the_value_of_the_printed_tables() -> None:
    assert round(student_t_quantile(0.975, 4), 3) == 2.776
    assert round(student_t_quantile(0.95, 30), 3) == 1.697


@given(st.floats(0.001, 0.999), st.floats(0.2, 5000), st.floats(0.2, 5000))
def test_beta_quantile_agrees_with_scipy(probability: float, a: float, b: float) -> None:
    expected = special.betaincinv(a, b, probability)
    assert beta_quantile(probability, a, b) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("probability", [0.0, 1.0, -1.0, math.nan])
def test_probability_outside_the_open_unit_interval_is_refused(probability: float) -> None:
    with pytest.raises(ValueError, match="strictly between 0 and 1"):
        student_t_quantile(probability, 5)


def test_degrees_of_freedom_of_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        student_t_quantile(0.9, 0)


def test_beta_shapes_of_zero_are_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        beta_quantile(0.9, 0, 1)


@pytest.mark.parametrize(("n", "ranks"), [(6, (1, 6)), (10, (2, 9)), (20, (6, 15)), (25, (8, 18))])
def test_ranks_of_the_median_interval_are_those_of_the_sign_test_tables(
    n: int, ranks: tuple[int, int]
) -> None:
    interval = quantile_interval(np.arange(1.0, n + 1))
    assert (interval.low, interval.high) == ranks


@given(st.integers(1, 400), st.floats(0.05, 0.95), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_quantile_interval_covers_at_least_its_confidence(
    n: int, share: float, confidence: float
) -> None:
    interval = quantile_interval(np.arange(1.0, n + 1), share, confidence)
    low, high = interval.low or 0, interval.high or n + 1
    below = stats.binom.cdf([low - 1, high - 1], n, share)
    assert below[1] - below[0] >= confidence - 1e-9


def test_five_values_are_too_few_for_a_median_interval_at_95_percent() -> None:
    interval = quantile_interval(np.arange(5.0))
    assert (interval.low, interval.high) == (None, None)
    assert interval.why_undefined == "5 values are too few for this end"


def test_a_quantile_of_nothing_is_undefined() -> None:
    assert quantile_interval(np.array([])).why_undefined == "there is no value"


def test_values_that_are_not_finite_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        quantile_interval(np.array([1.0, math.nan]))
