"""Sharing out a sample: exact sums, caps, minima, and the least variance there is."""

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.stats.allocation import cost_optimal, neyman, proportional, shrunk_spread


@st.composite
def plans(draw: st.DrawFn) -> tuple[list[int], list[float], int]:
    sizes = draw(st.lists(st.integers(1, 500), min_size=1, max_size=8))
    count = len(sizes)
    spreads = draw(st.lists(st.sampled_from([0.0, 0.1, 0.3, 5.0]), min_size=count, max_size=count))
    least = sum(min(2, size) for size in sizes)
    return sizes, spreads, draw(st.integers(least, sum(sizes)))


@given(plans())
def test_allocation_adds_up_and_keeps_minima_and_sizes(
    plan: tuple[list[int], list[float], int],
) -> None:
    sizes, spreads, n = plan
    for shares in (neyman(sizes, spreads, n), proportional(sizes, n)):
        assert sum(shares) == n
        assert all(min(2, N) <= n_h <= N for n_h, N in zip(shares, sizes, strict=True))


def test_what_a_small_stratum_cannot_take_goes_to_the_others_in_proportion() -> None:
    assert neyman([10, 100, 200], [9.0, 1.0, 1.0], 100) == [10, 30, 60]


def test_rounded_neyman_allocation_has_the_least_variance_within_a_hair() -> None:
    sizes, spreads, n = [30, 80, 50], [0.5, 0.2, 0.4], 24

    def variance(shares: tuple[int, ...] | list[int]) -> float:
        return sum(
            N**2 * S**2 * (1 / n_h - 1 / N)
            for n_h, N, S in zip(shares, sizes, spreads, strict=True)
        )

    candidates = [
        (a, b, n - a - b)
        for a, b in itertools.product(range(2, n), repeat=2)
        if 2 <= n - a - b <= 50
    ]
    best = min(variance(shares) for shares in candidates)
    assert variance(neyman(sizes, spreads, n)) <= best * 1.003


def test_dear_strata_get_fewer_units() -> None:
    assert cost_optimal([100, 100], [1.0, 1.0], [1.0, 4.0], 30) == [20, 10]


def test_stratum_without_spread_keeps_the_minimum() -> None:
    assert neyman([100, 100], [0.0, 1.0], 30) == [2, 28]


def test_strata_without_spread_take_over_when_the_others_are_used_up() -> None:
    assert neyman([100, 10, 50], [0.0, 1.0, 0.0], 40) == [20, 10, 10]


def test_a_sample_below_the_minima_is_refused() -> None:
    with pytest.raises(ValueError, match="from 5 to 201 are possible"):
        proportional([100, 1, 100], 4)


@given(st.integers(0, 1000))
def test_spread_is_never_zero_for_a_stratum_without_errors(n: int) -> None:
    assert shrunk_spread(0, n, 0.02, 10) > 0


def test_spread_tends_to_that_of_the_rate_seen() -> None:
    assert shrunk_spread(10_000, 100_000, 0.5, 10) == pytest.approx(0.3, abs=1e-4)


def test_spread_without_data_is_that_of_the_usual_rate() -> None:
    assert shrunk_spread(0, 0, 0.2, 7) == pytest.approx(math.sqrt(0.16))
