"""Coefficients on patterns against their definitions, computed pair by pair in plain Python."""

import itertools
import statistics
from collections.abc import Callable, Iterator

import numpy as np
import pytest

from annops.stats.arrays import FloatArray, IntArray
from annops.stats.coefficient import Coefficient
from annops.stats.conger import conger_kappa
from annops.stats.count_coefficients import (
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from annops.stats.disagreement import Disagreement, fleiss_disagreement, gwet_disagreement
from annops.stats.ratings import Ratings
from annops.stats.weights import AGREEMENT_WEIGHTS

Measure = Callable[..., Coefficient]
Chance = Callable[[IntArray, FloatArray], float]
Parts = Callable[..., Disagreement]
SEEDS = range(6)
K = 4
WEIGHTS = AGREEMENT_WEIGHTS["linear"](np.array([1.0, 2.0, 4.0, 7.0]))
MATRICES = [np.eye(K), WEIGHTS]


def random_table(seed: int) -> IntArray:
    rng = np.random.default_rng(seed)
    table = rng.integers(0, K, (25, 5)) * rng.integers(0, 2, (25, 1))
    return np.where(rng.random((25, 5)) < 0.45, -1, table)


def items(table: IntArray) -> Iterator[list[int]]:
    for row in table:
        labels = [int(label) for label in row if label >= 0]
        if labels:
            yield labels


def mean_pair(labels: list[int], matrix: FloatArray) -> float:
    return statistics.fmean(float(matrix[a, b]) for a, b in itertools.permutations(labels, 2))


def observed_agreement(table: IntArray, matrix: FloatArray) -> float:
    return statistics.fmean(
        mean_pair(labels, matrix) for labels in items(table) if len(labels) > 1
    )


def label_shares(table: IntArray) -> list[float]:
    return [
        statistics.fmean(labels.count(k) / len(labels) for labels in items(table))
        for k in range(K)
    ]


def chance_of_fleiss(table: IntArray, matrix: FloatArray) -> float:
    p = label_shares(table)
    return float(sum(matrix[a, b] * p[a] * p[b] for a in range(K) for b in range(K)))


def chance_of_gwet(table: IntArray, matrix: FloatArray) -> float:
    return float(matrix.sum()) / (K * (K - 1)) * sum(p * (1 - p) for p in label_shares(table))


def chance_of_conger(table: IntArray, matrix: FloatArray) -> float:
    habits = [
        [column[column >= 0].tolist().count(k) / (column >= 0).sum() for k in range(K)]
        for column in table.T
        if (column >= 0).any()
    ]
    return statistics.fmean(
        sum(matrix[a, b] * p[a] * q[b] for a in range(K) for b in range(K))
        for p, q in itertools.permutations(habits, 2)
    )


def alpha_by_definition(table: IntArray, distances: FloatArray) -> float:
    units = [labels for labels in items(table) if len(labels) > 1]
    values = list(itertools.chain.from_iterable(units))
    observed = sum(len(labels) * mean_pair(labels, distances) for labels in units) / len(values)
    return 1 - observed / mean_pair(values, distances)


@pytest.mark.parametrize("matrix", MATRICES, ids=["identity", "linear"])
@pytest.mark.parametrize("seed", SEEDS)
def test_percent_agreement_is_the_mean_agreement_of_pairs(seed: int, matrix: FloatArray) -> None:
    table = random_table(seed)
    ratings = Ratings.from_table(table, K)
    found = percent_agreement(ratings.pattern_counts, ratings.pattern_weights, matrix).value
    assert found == pytest.approx(observed_agreement(table, matrix), abs=1e-9)


@pytest.mark.parametrize("matrix", MATRICES, ids=["identity", "linear"])
@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("coefficient", "chance"),
    [(fleiss_kappa, chance_of_fleiss), (gwet_ac, chance_of_gwet)],
    ids=["fleiss", "gwet"],
)
def test_chance_agreement_counts_single_ratings(
    seed: int, matrix: FloatArray, coefficient: Measure, chance: Chance
) -> None:
    table = random_table(seed)
    ratings = Ratings.from_table(table, K)
    found = coefficient(ratings.pattern_counts, ratings.pattern_weights, matrix)
    pa, pe = observed_agreement(table, matrix), chance(table, matrix)
    assert found.value == pytest.approx((pa - pe) / (1 - pe), abs=1e-9)


@pytest.mark.parametrize("matrix", MATRICES, ids=["identity", "linear"])
@pytest.mark.parametrize("seed", SEEDS)
def test_brennan_prediger_takes_all_label_pairs_as_equally_likely(
    seed: int, matrix: FloatArray
) -> None:
    table = random_table(seed)
    ratings = Ratings.from_table(table, K)
    found = brennan_prediger(ratings.pattern_counts, ratings.pattern_weights, matrix)
    pa, pe = observed_agreement(table, matrix), statistics.fmean(matrix.ravel().tolist())
    assert found.value == pytest.approx((pa - pe) / (1 - pe), abs=1e-9)


@pytest.mark.parametrize("matrix", MATRICES, ids=["identity", "linear"])
@pytest.mark.parametrize("seed", SEEDS)
def test_conger_averages_chance_over_pairs_of_annotators(seed: int, matrix: FloatArray) -> None:
    table = random_table(seed)
    found = conger_kappa(Ratings.from_table(table, K), matrix)
    pa, pe = observed_agreement(table, matrix), chance_of_conger(table, matrix)
    assert found.value == pytest.approx((pa - pe) / (1 - pe), abs=1e-9)


@pytest.mark.parametrize("matrix", MATRICES, ids=["identity", "linear"])
@pytest.mark.parametrize("seed", SEEDS)
def test_alpha_is_one_less_the_ratio_of_mean_distances(seed: int, matrix: FloatArray) -> None:
    table, distances = random_table(seed), 3 * (1 - matrix)
    ratings = Ratings.from_table(table, K)
    found = krippendorff_alpha(ratings.pattern_counts, ratings.pattern_weights, distances)
    assert found.value == pytest.approx(alpha_by_definition(table, distances), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("coefficient", "parts"),
    [(fleiss_kappa, fleiss_disagreement), (gwet_ac, gwet_disagreement)],
    ids=["fleiss", "gwet"],
)
def test_item_scores_of_a_complete_table_are_the_derivative_by_item_weight(
    seed: int, coefficient: Measure, parts: Parts
) -> None:
    table = np.random.default_rng(seed).integers(0, K, (20, 3))
    ratings = Ratings.from_table(table, K)
    counts, weights = ratings.pattern_counts, ratings.pattern_weights
    step = 1e-6
    moved = weights[:, None] + step * np.hstack([np.eye(len(weights)), -np.eye(len(weights))])
    disagreement = parts(counts, moved, 1 - WEIGHTS)
    up, down = np.split(disagreement.coefficients, 2)
    result = coefficient(counts, weights, WEIGHTS)
    slopes = weights.sum() * (up - down) / (2 * step)
    assert result.item_scores == pytest.approx(slopes + result.value, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("coefficient", "parts"),
    [(fleiss_kappa, fleiss_disagreement), (gwet_ac, gwet_disagreement)],
    ids=["fleiss", "gwet"],
)
def test_fully_linearised_scores_are_the_derivative_also_with_single_ratings(
    seed: int, coefficient: Measure, parts: Parts
) -> None:
    ratings = Ratings.from_table(random_table(seed), K)
    counts, weights = ratings.pattern_counts, ratings.pattern_weights
    rated = counts.sum(axis=1) > 0
    counts, weights = counts[rated], weights[rated]
    step = 1e-6
    moved = weights[:, None] + step * np.hstack([np.eye(len(weights)), -np.eye(len(weights))])
    up, down = np.split(parts(counts, moved, 1 - WEIGHTS).coefficients, 2)
    result = coefficient(counts, weights, WEIGHTS, full_linearisation=True)
    slopes = weights.sum() * (up - down) / (2 * step)
    assert result.item_scores == pytest.approx(slopes + result.value, abs=1e-6)
