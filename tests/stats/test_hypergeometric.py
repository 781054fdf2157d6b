"""Draws without replacement against scipy, and the exact interval of a finite population."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from annops.stats.fisher import fisher_exact
from annops.stats.hypergeometric import at_most, most_marked
from annops.stats.proportion import clopper_pearson


@st.composite
def draws(draw: st.DrawFn) -> tuple[int, int, int, int]:
    population = draw(st.integers(1, 3000))
    marked, n = draw(st.integers(0, population)), draw(st.integers(0, population))
    return draw(st.integers(0, n)), n, marked, population


@given(draws())
def test_chance_of_at_most_k_agrees_with_scipy(drawn: tuple[int, int, int, int]) -> None:
    k, n, marked, population = drawn
    expected = stats.hypergeom.cdf(k, population, marked, n)
    assert at_most(k, n, marked, population) == pytest.approx(expected, abs=1e-9)


@given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))))
def test_most_marked_is_the_last_number_not_rejected(pair: tuple[int, int]) -> None:
    n, k = pair
    found = most_marked(k, n, 100, 0.025)
    assert stats.hypergeom.cdf(k, 100, found, n) > 0.025
    assert found == 100 - n + k or stats.hypergeom.cdf(k, 100, found + 1, n) <= 0.025


@pytest.mark.parametrize("population", [60, 100, 400])
def test_exact_interval_covers_every_count_a_finite_population_can_have(population: int) -> None:
    n = 50
    ends = [clopper_pearson(k, n, population=population) for k in range(n + 1)]
    for marked in range(population + 1):
        covered = sum(
            stats.hypergeom.pmf(k, population, marked, n)
            for k, end in enumerate(ends)
            if end.low is not None and end.high is not None
            if end.low <= marked / population <= end.high
        )
        assert covered >= 0.95


def test_exact_interval_of_a_whole_population_is_the_share_itself() -> None:
    interval = clopper_pearson(3, 20, population=20)
    assert (interval.low, interval.high) == (0.15, 0.15)


def test_exact_interval_of_a_finite_population_refuses_parts_of_a_unit() -> None:
    with pytest.raises(ValueError, match="whole"):
        clopper_pearson(1.5, 10, population=20)


@given(
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted),
    st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted),
)
def test_fisher_agrees_with_scipy(first: list[int], second: list[int]) -> None:
    table = [[first[0], first[1] - first[0]], [second[0], second[1] - second[0]]]
    expected = stats.fisher_exact(table).pvalue
    assert fisher_exact(*first, *second) == pytest.approx(expected, abs=1e-9)
