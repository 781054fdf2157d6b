"""Worked examples of agreement between two annotators, given as contingency tables.

Sources: Cohen, Educational and Psychological Measurement 20 (1960), pp. 37 and 45; Cohen,
Psychological Bulletin 70 (1968); SAS FREQ documentation; Gwet, Handbook of Inter-Rater
Reliability, 4th ed. (2014), abstractors; Artstein and Poesio, Computational Linguistics 34 (2008),
pp. 558 and 568; Brennan and Prediger (1981); Zwick (1988); Feinstein and Cicchetti (1990);
R irr `anxiety`.
"""

import math
from collections.abc import Callable

import numpy as np
import pytest

from annops.stats.arrays import FloatArray, IntArray
from annops.stats.coefficient import Coefficient, t_interval
from annops.stats.cohen import cohen_kappa
from annops.stats.conger import conger_kappa
from annops.stats.count_coefficients import (
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from annops.stats.ratings import Ratings
from annops.stats.weights import linear_weights, quadratic_weights

TABLES = {
    "Cohen p37": [[25, 12, 3], [13, 2, 15], [12, 16, 2]],
    "Cohen p45": [[88, 14, 18], [10, 40, 10], [2, 6, 12]],
    "abstractors": [[13, 0, 0], [0, 20, 7], [0, 4, 56]],
    "A&P 1": [[20, 10], [20, 50]],
    "A&P 2": [[46, 0, 0], [6, 32, 6], [0, 0, 10]],
    "Brennan": [[50, 0, 0], [10, 10, 10], [20, 0, 0]],
    "Zwick": [[20, 5, 5, 10], [0, 10, 5, 5], [0, 5, 10, 5], [0, 0, 0, 20]],
    "balanced": [[40, 9], [6, 45]],
    "skewed": [[80, 10], [5, 5]],
    "symmetric": [[45, 15], [25, 15]],
    "asymmetric": [[25, 35], [5, 35]],
    "80-7-8-5": [[80, 7], [8, 5]],
    "8-1-0-1": [[8, 1], [0, 1]],
}
COHEN_1968 = np.array([[0.0, 1, 3], [1, 0, 6], [3, 6, 0]])
SAS = np.array([[0.0, 4, 1], [0, 8, 0], [0, 1, 5]])
CHECK_IS_HALF = np.array([[0.0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]])
ANXIETY_2_3 = "32 61 44 64 23 42 21 46 31 31 21 32 33 33 21 21 13 33 32 42"


def raw(table: FloatArray) -> Ratings:
    """The table as rows: annotator 0 gave the row's label, annotator 1 the column's."""
    cells = [(a, b) for (a, b), n in np.ndenumerate(table.astype(int)) for _ in range(n)]
    labels: IntArray = np.array(cells)
    item = np.repeat(np.arange(len(labels)), 2)
    annotator = np.tile(np.arange(2), len(labels))
    return Ratings.from_rows(item, annotator, labels.ravel(), len(table))


def coefficients(name: str) -> dict[str, Coefficient]:
    table = np.array(TABLES[name], dtype=float)
    ratings = raw(table)
    counts, weights = ratings.pattern_counts, ratings.pattern_weights
    return {
        "percent": percent_agreement(counts, weights),
        "cohen": cohen_kappa(table),
        "conger": conger_kappa(ratings),
        "pi": fleiss_kappa(counts, weights),
        "alpha": krippendorff_alpha(counts, weights),
        "ac1": gwet_ac(counts, weights),
        "s": brennan_prediger(counts, weights),
    }


@pytest.mark.parametrize(
    ("table", "values"),
    [
        ("Cohen p37", (0.29, -0.09230769, -0.10077519, -0.09527132, -0.04797048, -0.065)),
        ("Cohen p45", (0.7, 0.49152542, 0.48717949, 0.48846154, 0.57597173, 0.55)),
        ("abstractors", (0.89, 0.7964094, 0.7962397, 0.7972585, 0.84933055, 0.835)),
        ("A&P 1", (0.7, 0.34782609, 0.34065934, 0.34395604, 0.44954128, 0.4)),
        ("A&P 2", (0.88, 0.8013245, 0.79953224, 0.80053458, 0.82874269, 0.82)),
        ("Brennan", (0.6, 0.27272727, 0.22330097, 0.22718447, 0.46127946, 0.4)),
        ("Zwick", (0.6, 0.47368421, 0.45945946, 0.46216216, 0.46902655, 0.46666667)),
        ("balanced", (0.85, 0.69951923, 0.69924812, 0.70075188, 0.70074813, 0.7)),
        ("skewed", (0.85, 0.31818182, 0.31428571, 0.31771429, 0.808, 0.7)),
        ("symmetric", (0.6, 0.13043478, 0.12087912, 0.12527473, 0.26605505, 0.2)),
        ("asymmetric", (0.6, 0.25925926, 0.19191919, 0.1959596, 0.20792079, 0.2)),
    ],
)
def test_all_coefficients_of_the_table(table: str, values: tuple[float, ...]) -> None:
    found = coefficients(table)
    names = ["percent", "cohen", "pi", "alpha", "ac1", "s"]
    assert [found[name].value for name in names] == pytest.approx(values, abs=6e-8)


@pytest.mark.parametrize("table", TABLES)
def test_conger_of_two_annotators_without_gaps_is_cohen(table: str) -> None:
    found = coefficients(table)
    assert found["conger"].value == pytest.approx(found["cohen"].value)


def test_ac1_of_gwets_skewed_table() -> None:
    result = coefficients("80-7-8-5")["ac1"]
    assert (result.observed, result.expected) == pytest.approx((0.85, 0.21875))
    assert result.value == pytest.approx(0.808)


def test_hand_example_of_ten_items() -> None:
    found = coefficients("8-1-0-1")
    assert found["ac1"].expected == pytest.approx(0.255)
    assert found["ac1"].value == pytest.approx(0.86577181, abs=6e-9)
    assert found["pi"].value == pytest.approx(0.60784314, abs=6e-9)


def test_error_of_cohens_kappa_divides_by_n_for_a_table() -> None:
    assert coefficients("Cohen p45")["cohen"].se == pytest.approx(0.051002, abs=5.1e-7)


def test_weighted_kappa_of_cohen_1968() -> None:
    result = cohen_kappa(np.array(TABLES["Cohen p45"], dtype=float), COHEN_1968)
    assert result.value == pytest.approx(0.3478261, abs=5.1e-8)
    assert result.se == pytest.approx(0.075504, abs=5.1e-7)


def test_weighted_kappa_with_a_label_at_half_distance() -> None:
    table = np.array(TABLES["A&P 2"], dtype=float)
    result = cohen_kappa(table, CHECK_IS_HALF)
    assert result.value == pytest.approx(0.816327, abs=5.1e-7)
    assert result.observed == pytest.approx(1 - 0.09)


def test_alpha_with_a_label_at_half_distance() -> None:
    ratings = raw(np.array(TABLES["A&P 2"], dtype=float))
    table = ratings.pattern_counts, ratings.pattern_weights
    assert krippendorff_alpha(*table, CHECK_IS_HALF).value == pytest.approx(0.815551, abs=5.1e-7)


@pytest.mark.parametrize(
    ("weights", "kappa", "se"),
    [(None, 0.4842, 0.1380), (1 - linear_weights(np.arange(3.0)), 0.4701, 0.1457)],
)
def test_label_that_one_annotator_never_uses(
    weights: FloatArray | None, kappa: float, se: float
) -> None:
    result = cohen_kappa(SAS, weights)
    assert (result.value, result.se) == pytest.approx((kappa, se), abs=5.1e-5)


@pytest.mark.parametrize(
    ("name", "raw_error", "table_error", "low", "high"),
    [
        ("conger", 0.05921, 0.05891072, 0.67893, 0.91389),
        ("pi", 0.05935, 0.05905473, 0.67847, 0.91401),
        ("ac1", 0.04344, 0.04321747, 0.76315, 0.93552),
        ("s", 0.04717, 0.04693346, 0.7414, 0.9286),
        ("alpha", 0.05935, 0.05905473, 0.67949, 0.91503),
        ("percent", None, 0.03128898, None, None),
    ],
)
def test_errors_of_the_abstractors_with_n_minus_1(
    name: str, raw_error: float | None, table_error: float, low: float, high: float
) -> None:
    result = coefficients("abstractors")[name]
    assert result.se == pytest.approx(table_error * math.sqrt(100 / 99), rel=2e-7)
    if raw_error is not None:
        assert result.se == pytest.approx(raw_error, abs=5.1e-6)
        assert t_interval(result) == pytest.approx((low, high), abs=1.1e-5)


def test_error_of_the_abstractors_table_with_n() -> None:
    assert coefficients("abstractors")["cohen"].se == pytest.approx(0.05891072, abs=5.1e-9)


def anxiety(labels: str) -> FloatArray:
    table = np.zeros((len(labels), len(labels)))
    for pair in ANXIETY_2_3.split():
        table[labels.index(pair[0]), labels.index(pair[1])] += 1
    return table


@pytest.mark.parametrize(
    ("labels", "weighting", "kappa"),
    [
        ("12346", None, -0.006289308),
        ("12346", linear_weights, 0.1459075),
        ("12346", quadratic_weights, 0.2520325),
        ("123456", linear_weights, 0.1262136),
        ("123456", quadratic_weights, 0.2297980),
    ],
)
def test_unused_label_of_the_list_changes_weighted_kappa(
    labels: str, weighting: Callable[[FloatArray], FloatArray] | None, kappa: float
) -> None:
    ranks = np.arange(float(len(labels)))
    weights = 1 - weighting(ranks) if weighting is not None else None
    assert cohen_kappa(anxiety(labels), weights).value == pytest.approx(kappa, abs=5.1e-8)
