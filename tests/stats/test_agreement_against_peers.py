"""Random tables: annops and packages written by others give the same coefficients."""

from typing import Literal

import krippendorff
import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask
from nltk.metrics.distance import jaccard_distance, masi_distance
from sklearn.metrics import cohen_kappa_score
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss_kappa

from annops.stats.arrays import FloatArray, IntArray
from annops.stats.cohen import cohen_kappa
from annops.stats.conger import conger_kappa
from annops.stats.count_coefficients import (
    brennan_prediger,
    fleiss_kappa,
    krippendorff_alpha,
)
from annops.stats.disagreement import pairable_marginals
from annops.stats.distances import (
    interval_distances,
    jaccard_distances,
    masi_distances,
    ordinal_distances,
    ratio_distances,
)
from annops.stats.moments import ItemMoments, interval_alpha, ordinal_alpha
from annops.stats.ratings import Ratings
from annops.stats.ratio_alpha import ratio_alpha
from annops.stats.weights import AGREEMENT_WEIGHTS

Level = Literal["nominal", "ordinal", "interval", "ratio"]
SEEDS = range(8)
N_LABELS = 5


def random_table(seed: int, missing: float = 0.3) -> IntArray:
    """Label codes (40 items, 6 annotators) that lean towards the item's own label."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, N_LABELS, (40, 1))
    noise = rng.integers(0, N_LABELS, (40, 6))
    table = np.where(rng.random((40, 6)) < rng.uniform(0.2, 0.9), truth, noise)
    return np.where(rng.random((40, 6)) < missing, -1, table)


def peer_alpha(table: FloatArray, level: Level, domain: list[float] | None = None) -> float:
    return float(krippendorff.alpha(table.T, level_of_measurement=level, value_domain=domain))


def with_gaps(table: IntArray, scores: FloatArray) -> FloatArray:
    return np.where(table < 0, np.nan, scores[table])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
def test_alpha_equals_krippendorff(seed: int, level: Level) -> None:
    table, scores = random_table(seed), np.array([0.0, 1, 2.5, 4, 10])
    ratings = Ratings.from_table(table, N_LABELS)
    counts, weights = ratings.pattern_counts, ratings.pattern_weights
    distances = {
        "nominal": None,
        "ordinal": ordinal_distances(pairable_marginals(counts, weights)),
        "interval": interval_distances(scores),
        "ratio": ratio_distances(scores),
    }[level]
    found = krippendorff_alpha(counts, weights, distances).value
    expected = peer_alpha(with_gaps(table, scores), level, list(scores))
    assert found == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("level", ["ordinal", "interval", "ratio"])
def test_alpha_of_real_numbers_equals_krippendorff(seed: int, level: Level) -> None:
    rng = np.random.default_rng(seed)
    values = 1000 + rng.normal(0, 9, (30, 1)) + rng.normal(0, 4, (30, 5))
    values[rng.random((30, 5)) < 0.3] = np.nan
    item, annotator = np.nonzero(~np.isnan(values))
    value = values[item, annotator]
    found = {
        "ordinal": lambda: ordinal_alpha(item, value),
        "interval": lambda: interval_alpha(ItemMoments.from_rows(item, value)),
        "ratio": lambda: ratio_alpha(item, value),
    }[level]()
    assert found.value == pytest.approx(peer_alpha(values, level), abs=1e-9)


def triples(table: IntArray) -> list[tuple[str, str, str]]:
    item, annotator = np.nonzero(table >= 0)
    return [(f"a{a}", f"i{i}", str(table[i, a])) for i, a in zip(item, annotator, strict=True)]


@pytest.mark.parametrize("seed", SEEDS)
def test_nominal_alpha_equals_nltk(seed: int) -> None:
    table = random_table(seed)
    ratings = Ratings.from_table(table, N_LABELS)
    found = krippendorff_alpha(ratings.pattern_counts, ratings.pattern_weights).value
    assert found == pytest.approx(AnnotationTask(triples(table)).alpha(), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_conger_on_a_complete_table_equals_nltk(seed: int) -> None:
    table = random_table(seed, missing=0)
    found = conger_kappa(Ratings.from_table(table, N_LABELS)).value
    assert found == pytest.approx(AnnotationTask(triples(table)).multi_kappa(), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("metric", ["masi", "jaccard"])
def test_alpha_of_sets_equals_nltk(seed: int, metric: str) -> None:
    sets = [frozenset(text) for text in ("a", "b", "ab", "bc", "abc")]
    table = random_table(seed)
    ours, theirs = {
        "masi": (masi_distances, masi_distance),
        "jaccard": (jaccard_distances, jaccard_distance),
    }[metric]
    ratings = Ratings.from_table(table, N_LABELS)
    found = krippendorff_alpha(ratings.pattern_counts, ratings.pattern_weights, ours(sets)).value
    data = [(a, i, sets[int(label)]) for a, i, label in triples(table)]
    assert found == pytest.approx(AnnotationTask(data, distance=theirs).alpha(), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_fleiss_kappa_equals_statsmodels(seed: int) -> None:
    counts = Ratings.from_table(random_table(seed, missing=0), N_LABELS).pattern_counts
    found = fleiss_kappa(counts, np.ones(len(counts))).value
    assert found == pytest.approx(statsmodels_fleiss_kappa(counts), abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_brennan_prediger_equals_statsmodels_randolph(seed: int) -> None:
    counts = Ratings.from_table(random_table(seed, missing=0), N_LABELS).pattern_counts
    found = brennan_prediger(counts, np.ones(len(counts))).value
    peer = statsmodels_fleiss_kappa(counts, method="randolph")
    assert found == pytest.approx(peer, abs=1e-9)


def contingency(a: IntArray, b: IntArray) -> FloatArray:
    table = np.zeros((N_LABELS, N_LABELS))
    np.add.at(table, (a, b), 1)
    return table


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("weighting", [None, "linear", "quadratic"])
def test_cohen_equals_sklearn(seed: int, weighting: str | None) -> None:
    a, b = random_table(seed, missing=0)[:, :2].T
    weights = None if weighting is None else 1 - AGREEMENT_WEIGHTS[weighting](np.arange(5.0))
    peer = cohen_kappa_score(a, b, labels=list(range(N_LABELS)), weights=weighting)
    assert cohen_kappa(contingency(a, b), weights).value == pytest.approx(peer, abs=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("weighting", [None, "linear", "quadratic", "radical"])
def test_error_of_cohen_equals_statsmodels(seed: int, weighting: str | None) -> None:
    a, b = random_table(seed, missing=0)[:, :2].T
    weights = None if weighting is None else 1 - AGREEMENT_WEIGHTS[weighting](np.arange(5.0))
    peer = cohens_kappa(contingency(a, b), weights=weights)
    found = cohen_kappa(contingency(a, b), weights)
    assert (found.value, found.se) == pytest.approx((peer.kappa, peer.std_kappa), abs=1e-9)
