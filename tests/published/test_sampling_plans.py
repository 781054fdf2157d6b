"""Sizes, allocations and intervals printed in textbooks and papers."""

import pytest

from annops.stats.allocation import (
    cost_optimal,
    cost_optimal_size,
    neyman,
    neyman_size,
    proportional_size,
)
from annops.stats.fisher import fisher_exact
from annops.stats.limits import Interval
from annops.stats.proportion import agresti_coull, clopper_pearson, jeffreys, wilson
from annops.stats.sample_size import cochran_size, wilson_size
from annops.stats.shrunk_rate import shrunk_rate

# Scheaffer, Mendenhall and Ott, Elementary Survey Sampling, television-viewing example
HOUSEHOLDS = [155, 62, 93]
SPREADS = [5.0, 15.0, 10.0]
COSTS = [9.0, 9.0, 16.0]


def printed(interval: Interval) -> tuple[float, float]:
    assert interval.low is not None
    assert interval.high is not None
    return round(interval.low, 4), round(interval.high, 4)


@pytest.mark.parametrize(
    ("k", "n", "score", "exact", "adjusted", "bayes"),
    [  # Newcombe, Statistics in Medicine 17 (1998), p. 857
        (81, 263, (0.2553, 0.3662), (0.2527, 0.3676), (0.2552, 0.3663), (0.2545, 0.3656)),
        (15, 148, (0.0624, 0.1605), (0.0578, 0.1617), (0.0614, 0.1615), (0.0604, 0.1576)),
        (0, 20, (0.0, 0.1611), (0.0, 0.1684), (0.0, 0.1898), (0.0, 0.1166)),
        (1, 29, (0.0061, 0.1718), (0.0009, 0.1776), (0.0, 0.1863), (0.0037, 0.1501)),
    ],
)
def test_newcombes_cases_have_their_intervals(
    k: int,
    n: int,
    score: tuple[float, float],
    exact: tuple[float, float],
    adjusted: tuple[float, float],
    bayes: tuple[float, float],
) -> None:
    methods = (wilson, clopper_pearson, agresti_coull, jeffreys)
    assert [printed(method(k, n)) for method in methods] == [score, exact, adjusted, bayes]


def test_none_wrong_of_sixty_leaves_almost_five_percent_possible() -> None:
    assert clopper_pearson(0, 60, 0.9).high == pytest.approx(0.0487029, abs=5e-8)


@pytest.mark.parametrize(
    ("share", "half_width", "n"),
    [(0.05, 0.02, 469), (0.95, 0.02, 469), (0.5, 0.05, 381), (0.1, 0.03, 388), (0.02, 0.01, 792)],
)
def test_wilson_size_is_the_smallest_that_keeps_the_half_width(
    share: float, half_width: float, n: int
) -> None:
    def width(size: int) -> float:
        low, high = wilson(share * size, size).low, wilson(share * size, size).high
        assert low is not None
        assert high is not None
        return (high - low) / 2

    assert wilson_size(share, half_width) == n
    assert width(n) <= half_width < width(n - 1)


@pytest.mark.parametrize(("population", "n"), [(100, 80), (1000, 278), (10000, 370), (None, 385)])
def test_cochran_size_is_krejcie_and_morgans_table(population: int | None, n: int) -> None:
    assert cochran_size(0.5, 0.05, population=population) == n


def test_television_example_needs_57_households_by_neyman() -> None:
    n = neyman_size(HOUSEHOLDS, SPREADS, 1.0)
    assert (n, neyman(HOUSEHOLDS, SPREADS, n)) == (57, [17, 20, 20])


def test_television_example_with_costs_needs_58_households() -> None:
    n = cost_optimal_size(HOUSEHOLDS, SPREADS, COSTS, 1.0)
    assert (n, cost_optimal(HOUSEHOLDS, SPREADS, COSTS, n)) == (58, [19, 22, 17])


def test_television_example_needs_69_households_in_proportion_to_size() -> None:
    assert proportional_size(HOUSEHOLDS, SPREADS, 1.0) == 69


def test_three_of_forty_against_nine_of_forty_is_no_evidence_of_a_difference() -> None:
    assert fisher_exact(3, 40, 9, 40) == pytest.approx(0.114888, abs=5e-7)


def test_one_error_of_five_is_drawn_towards_the_usual_five_percent() -> None:
    rate = shrunk_rate(1, 5, 2, 38)
    assert (rate.value, rate.low, rate.high) == pytest.approx(
        (0.0666667, 0.0142877, 0.1547316), abs=5e-8
    )
