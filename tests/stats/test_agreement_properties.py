"""What must hold for every table, whatever the coefficient."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annops.stats.arrays import IntArray
from annops.stats.bootstrap import bootstrap_many, chance_corrected, percentile_interval
from annops.stats.coefficient import Coefficient, t_interval
from annops.stats.conger import conger_kappa
from annops.stats.count_coefficients import (
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from annops.stats.disagreement import alpha_disagreement
from annops.stats.icc import intraclass_correlations
from annops.stats.ratings import Ratings

K = 4
Measure = Callable[[Ratings], float | None]


def on_patterns(coefficient: Callable[..., Coefficient]) -> Measure:
    def measure(ratings: Ratings) -> float | None:
        return coefficient(ratings.pattern_counts, ratings.pattern_weights).value

    return measure


MEASURES: dict[str, Measure] = {
    "percent": on_patterns(percent_agreement),
    "fleiss": on_patterns(fleiss_kappa),
    "gwet": on_patterns(gwet_ac),
    "bp": on_patterns(brennan_prediger),
    "alpha": on_patterns(krippendorff_alpha),
    "conger": lambda ratings: conger_kappa(ratings).value,
}
EVERY = pytest.mark.parametrize("name", MEASURES)
"""All coefficients; tables below have 2 to 8 items, 2 to 4 annotators and gaps."""


@st.composite
def tables(draw: st.DrawFn) -> IntArray:
    n_items, n_annotators = draw(st.integers(2, 8)), draw(st.integers(2, 4))
    cells = st.integers(-1, K - 1)
    rows = st.lists(cells, min_size=n_annotators, max_size=n_annotators)
    return np.array(draw(st.lists(rows, min_size=n_items, max_size=n_items)))


def value_of(name: str, table: IntArray) -> float | None:
    return MEASURES[name](Ratings.from_table(table, K))


def approx_or_undefined(value: float | None) -> object:
    return None if value is None else pytest.approx(value, abs=1e-9)


@EVERY
@given(table=tables())
def test_coefficient_is_at_most_one(name: str, table: IntArray) -> None:
    value = value_of(name, table)
    assert value is None or value <= 1


@EVERY
@given(table=tables())
def test_coefficient_of_a_complete_table_is_not_below_minus_one(
    name: str, table: IntArray
) -> None:
    value = value_of(name, np.abs(table))
    assert value is None or value >= -1 - 1e-9


@EVERY
@given(table=tables(), order=st.permutations(range(4)))
def test_order_of_annotators_does_not_matter(name: str, table: IntArray, order: list[int]) -> None:
    moved = table[:, [column for column in order if column < table.shape[1]]]
    assert value_of(name, moved) == approx_or_undefined(value_of(name, table))


@EVERY
@given(table=tables(), order=st.permutations(range(K)))
def test_names_of_nominal_labels_do_not_matter(
    name: str, table: IntArray, order: list[int]
) -> None:
    renamed = np.where(table < 0, -1, np.array(order)[table])
    assert value_of(name, renamed) == approx_or_undefined(value_of(name, table))


@EVERY
@given(table=tables())
def test_order_of_items_does_not_matter(name: str, table: IntArray) -> None:
    assert value_of(name, table[::-1]) == approx_or_undefined(value_of(name, table))


@pytest.mark.parametrize("name", [name for name in MEASURES if name != "alpha"])
@given(table=tables())
def test_every_item_twice_gives_the_same_coefficient(name: str, table: IntArray) -> None:
    doubled = np.vstack([table, table])
    assert value_of(name, doubled) == approx_or_undefined(value_of(name, table))


@given(table=tables())
def test_every_item_many_times_brings_alpha_to_its_large_sample_value(table: IntArray) -> None:
    once, many = Ratings.from_table(table, K), Ratings.from_table(np.tile(table, (50, 1)), K)
    few = krippendorff_alpha(once.pattern_counts, once.pattern_weights)
    more = krippendorff_alpha(many.pattern_counts, many.pattern_weights)
    if few.value is None or more.value is None:
        assert few.value is more.value
    else:
        n, larger = few.n_ratings, more.n_ratings
        ratio = (n / (n - 1)) / (larger / (larger - 1))
        assert 1 - more.value == pytest.approx((1 - few.value) * ratio)


@EVERY
@given(table=tables(), labels=st.lists(st.integers(0, K - 1), min_size=8, max_size=8))
def test_perfect_agreement_is_exactly_one_or_undefined(
    name: str, table: IntArray, labels: list[int]
) -> None:
    agreed = np.where(table < 0, -1, np.array(labels[: len(table)])[:, None])
    assert value_of(name, agreed) in {1.0, None}


@EVERY
@given(table=tables())
def test_annotators_who_used_two_labels_in_pairs_have_every_coefficient(
    name: str, table: IntArray
) -> None:
    full = np.vstack([np.abs(table), np.zeros(table.shape[1]), np.ones(table.shape[1])])
    assert value_of(name, full.astype(int)) is not None


@given(table=tables())
def test_interval_of_t_contains_the_estimate(table: IntArray) -> None:
    ratings = Ratings.from_table(table, K)
    result = gwet_ac(ratings.pattern_counts, ratings.pattern_weights)
    interval = t_interval(result)
    if interval is not None and result.value is not None:
        assert interval[0] < result.value <= interval[1] <= 1


@settings(max_examples=20)
@given(seed=st.integers(0, 2**32))
def test_bootstrap_interval_contains_the_median_of_replicates(seed: int) -> None:
    counts, weights = np.array([[2.0, 0], [1, 1], [0, 2]]), np.array([9.0, 4.0, 7.0])
    rng = np.random.default_rng(seed)
    alpha = chance_corrected(alpha_disagreement)
    values = bootstrap_many(counts, weights, alpha, 200, rng)
    interval = percentile_interval(values)
    assert interval.low is not None
    assert interval.high is not None
    assert interval.low <= np.nanmedian(values) <= interval.high


@given(table=tables())
def test_intraclass_correlations_stay_at_most_one_inside_their_intervals(table: IntArray) -> None:
    for result in intraclass_correlations(table.astype(float)):
        assert (result.value is None) == (result.why_undefined is not None)
        if result.value is not None:
            assert result.value <= 1 + 1e-9
        if result.value is not None and result.low is not None and result.high is not None:
            assert result.low - 1e-9 <= result.value <= result.high + 1e-9


@given(table=tables(), shift=st.integers(-1000, 1000), factor=st.integers(1, 100))
def test_intraclass_correlations_do_not_depend_on_the_unit(
    table: IntArray, shift: int, factor: int
) -> None:
    before = intraclass_correlations(table.astype(float))
    after = intraclass_correlations(table.astype(float) * factor + shift)
    for one, other in zip(before, after, strict=True):
        assert other.value == approx_or_undefined(one.value)
