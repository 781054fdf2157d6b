"""Sample sizes: one unit fewer is too few, and a population is never exceeded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.stats.proportion import wilson
from annops.stats.sample_size import cochran_size, wilson_size

SHARES = st.sampled_from([0.0, 0.003, 0.02, 0.1, 0.5, 0.93, 1.0])


def half_width(share: float, n: int, population: int | None) -> float:
    interval = wilson(share * n, n, population=population)
    assert interval.low is not None
    assert interval.high is not None
    return (interval.high - interval.low) / 2


@given(SHARES, st.sampled_from([0.01, 0.03, 0.2]), st.sampled_from([None, 1, 40, 900]))
def test_one_unit_fewer_is_too_few(share: float, width: float, population: int | None) -> None:
    n = wilson_size(share, width, population=population)
    assert population is None or n <= population
    assert half_width(share, n, population) <= width + 1e-9
    assert all(half_width(share, fewer, population) > width for fewer in range(1, n))


def test_whole_population_may_be_needed() -> None:
    assert wilson_size(0.5, 0.001, population=50) == 50


@pytest.mark.parametrize("size", [wilson_size, cochran_size])
def test_a_half_width_in_percent_is_refused(size: type[object]) -> None:
    with pytest.raises(ValueError, match="below 1/2"):
        size(0.05, 2)  # type: ignore[call-arg]


def test_the_textbook_formula_says_nothing_about_a_share_of_zero() -> None:
    with pytest.raises(ValueError, match="strictly between"):
        cochran_size(0.0, 0.02)
