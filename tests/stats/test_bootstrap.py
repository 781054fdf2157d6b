import time
from collections.abc import Callable

import numpy as np
import pytest

from annops.stats.arrays import FloatArray
from annops.stats.bootstrap import (
    Statistic,
    bootstrap_many,
    chance_corrected,
    ordinal_alpha,
    percent,
    percentile_interval,
)
from annops.stats.coefficient import Coefficient
from annops.stats.count_coefficients import (
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from annops.stats.disagreement import (
    alpha_disagreement,
    brennan_prediger_disagreement,
    fleiss_disagreement,
    gwet_disagreement,
    pairable_marginals,
)
from annops.stats.distances import ordinal_distances

COUNTS = np.array(
    [[3.0, 0, 0], [2, 1, 0], [1, 1, 1], [0, 3, 0], [0, 1, 2], [0, 0, 3], [1, 0, 0], [0, 2, 0]]
)
WEIGHTS = np.array([20.0, 7, 3, 15, 5, 12, 4, 6])
STATISTICS: dict[str, tuple[Statistic, Callable[..., Coefficient]]] = {
    "alpha": (chance_corrected(alpha_disagreement), krippendorff_alpha),
    "fleiss": (chance_corrected(fleiss_disagreement), fleiss_kappa),
    "gwet": (chance_corrected(gwet_disagreement), gwet_ac),
    "bp": (chance_corrected(brennan_prediger_disagreement), brennan_prediger),
    "percent": (percent(), percent_agreement),
}
FULL = {name: {"full_linearisation": True} for name in STATISTICS if name != "alpha"}


@pytest.mark.parametrize("name", STATISTICS)
def test_replicate_equals_the_coefficient_of_its_items(name: str) -> None:
    statistic, coefficient = STATISTICS[name]
    weights = np.random.default_rng(3).integers(0, 5, (len(COUNTS), 6)).astype(float)
    expected = [coefficient(COUNTS, column).value for column in weights.T]
    assert statistic(COUNTS, weights) == pytest.approx(expected, abs=1e-12)


def test_ordinal_replicate_has_the_ranks_of_its_items() -> None:
    weights = np.random.default_rng(3).integers(0, 5, (len(COUNTS), 6)).astype(float)
    expected = [
        krippendorff_alpha(COUNTS, w, ordinal_distances(pairable_marginals(COUNTS, w))).value
        for w in weights.T
    ]
    assert ordinal_alpha(COUNTS, weights) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("name", STATISTICS)
def test_spread_of_replicates_is_near_the_analytic_error(name: str) -> None:
    statistic, coefficient = STATISTICS[name]
    values = bootstrap_many(COUNTS, WEIGHTS, statistic, 4000, np.random.default_rng(11))
    analytic = coefficient(COUNTS, WEIGHTS, **FULL.get(name, {})).se
    assert values.std() == pytest.approx(analytic, rel=0.05)


def test_replicate_has_as_many_items_as_the_table() -> None:
    def n_items(_: FloatArray, weights: FloatArray) -> FloatArray:
        return np.asarray(weights.sum(axis=0))

    values = bootstrap_many(COUNTS, WEIGHTS, n_items, 50, np.random.default_rng(1))
    assert set(values) == {WEIGHTS.sum()}


def test_same_seed_gives_the_same_values() -> None:
    first, second = (
        bootstrap_many(COUNTS, WEIGHTS, percent(), 20, np.random.default_rng(5)) for _ in range(2)
    )
    assert first.tolist() == second.tolist()


def test_values_do_not_depend_on_how_memory_is_divided(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = bootstrap_many(COUNTS, WEIGHTS, percent(), 20, np.random.default_rng(5))
    monkeypatch.setattr("annops.stats.bootstrap._CELLS_AT_ONCE", 3 * len(COUNTS))
    parts = bootstrap_many(COUNTS, WEIGHTS, percent(), 20, np.random.default_rng(5))
    assert parts.tolist() == pytest.approx(whole.tolist(), abs=1e-15)


def test_replicates_with_one_label_are_counted_as_undefined() -> None:
    counts, weights = np.array([[2.0, 0], [1, 1]]), np.array([3.0, 1.0])
    alpha = chance_corrected(alpha_disagreement)
    values = bootstrap_many(counts, weights, alpha, 2000, np.random.default_rng(2))
    interval = percentile_interval(values)
    assert interval.n_undefined + interval.n_defined == 2000
    assert interval.n_undefined / 2000 == pytest.approx(0.75**4, abs=0.04)


def test_interval_is_undefined_when_hardly_any_replicate_is_defined() -> None:
    interval = percentile_interval(np.array([np.nan, 0.3, np.nan]))
    assert (interval.low, interval.high) == (None, None)
    assert interval.why_undefined == "defined in 1 of 3 bootstrap replicates"


def test_no_items_give_no_replicates() -> None:
    values = bootstrap_many(np.zeros((0, 2)), np.zeros(0), percent(), 9, np.random.default_rng(1))
    assert values.size == 0


def test_fractions_of_items_are_refused() -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        bootstrap_many(COUNTS, WEIGHTS / 2, percent(), 9, np.random.default_rng(1))


def test_thousand_replicates_of_220_patterns_stay_far_below_a_second() -> None:
    rng = np.random.default_rng(4)
    counts = rng.multinomial(5, np.full(10, 0.1), 220).astype(float)
    weights = rng.integers(1, 10_000, 220).astype(float)
    start = time.perf_counter()
    bootstrap_many(counts, weights, chance_corrected(alpha_disagreement), 1000, rng)
    assert time.perf_counter() - start < 0.5
