"""Alpha without each annotator equals alpha of the rows that remain."""

from collections.abc import Callable

import numpy as np
import pytest

from annops.stats.arrays import FloatArray, IntArray
from annops.stats.count_coefficients import krippendorff_alpha
from annops.stats.disagreement import pairable_marginals
from annops.stats.distances import ordinal_distances
from annops.stats.leave_one_out import WithoutAnnotator, alpha_without_each
from annops.stats.leave_one_out_ordered import (
    interval_alpha_without_each,
    ordinal_alpha_without_each,
)
from annops.stats.moments import ItemMoments, interval_alpha
from annops.stats.ratings import Ratings

K = 4
DISTANCES = np.array([[0.0, 1, 2, 7], [1, 0, 3, 4], [2, 3, 0, 0.5], [7, 4, 0.5, 0]])


def random_table(seed: int) -> IntArray:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, K, (30, 7))
    return np.where(rng.random((30, 7)) < 0.6, -1, labels)


def remaining(table: IntArray, annotator: int) -> Ratings:
    return Ratings.from_table(np.delete(table, annotator, axis=1), K)


def direct(table: IntArray, distances: FloatArray | None) -> list[float]:
    values = []
    for annotator in range(table.shape[1]):
        rest = remaining(table, annotator)
        result = krippendorff_alpha(rest.pattern_counts, rest.pattern_weights, distances)
        values.append(np.nan if result.value is None else result.value)
    return values


@pytest.mark.parametrize("distances", [None, DISTANCES], ids=["nominal", "any"])
@pytest.mark.parametrize("seed", range(6))
def test_alpha_without_each_is_alpha_of_the_rest(seed: int, distances: FloatArray | None) -> None:
    table = random_table(seed)
    found = alpha_without_each(Ratings.from_table(table, K), distances)
    assert found.alpha == pytest.approx(direct(table, distances), abs=1e-9, nan_ok=True)


@pytest.mark.parametrize("seed", range(6))
def test_ordinal_alpha_without_each_ranks_the_rest_anew(seed: int) -> None:
    table = random_table(seed)
    expected = []
    for annotator in range(table.shape[1]):
        rest = remaining(table, annotator)
        patterns = rest.pattern_counts, rest.pattern_weights
        distances = ordinal_distances(pairable_marginals(*patterns))
        expected.append(krippendorff_alpha(*patterns, distances).value)
    found = ordinal_alpha_without_each(Ratings.from_table(table, K))
    assert found.alpha == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_interval_alpha_without_each_is_that_of_the_rest(seed: int) -> None:
    item, annotator = np.nonzero(random_table(seed) >= 0)
    value = np.random.default_rng(seed).normal(500, 3, len(item))
    found = interval_alpha_without_each(item, annotator, value, 7)
    expected = [
        interval_alpha(
            ItemMoments.from_rows(item[annotator != left_out], value[annotator != left_out])
        ).value
        for left_out in range(7)
    ]
    assert found.alpha == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("seed", range(6))
def test_pairable_ratings_are_those_of_the_rest(seed: int) -> None:
    table = random_table(seed)
    found = alpha_without_each(Ratings.from_table(table, K)).n_pairable
    rest = [remaining(table, annotator) for annotator in range(7)]
    assert found.tolist() == [
        pairable_marginals(r.pattern_counts, r.pattern_weights).sum() for r in rest
    ]


ONE_DISSENTER = np.array([[0, 0, 0], [0, 0, 1], [0, 0, 0]])
ONLY_PAIR = np.array([[0, 1], [1, 1], [0, 0]])


def ordinal(table: IntArray) -> WithoutAnnotator:
    return ordinal_alpha_without_each(Ratings.from_table(table, K))


def nominal(table: IntArray) -> WithoutAnnotator:
    return alpha_without_each(Ratings.from_table(table, K))


def interval(table: IntArray) -> WithoutAnnotator:
    item, annotator = np.nonzero(table >= 0)
    value = table[item, annotator].astype(float) + 0.1
    return interval_alpha_without_each(item, annotator, value, table.shape[1])


LeaveOut = Callable[[IntArray], WithoutAnnotator]
EVERY = pytest.mark.parametrize("leave_out", [nominal, ordinal, interval])


@EVERY
def test_rest_with_one_label_is_undefined_not_one(
    leave_out: LeaveOut,
) -> None:
    assert np.isnan(leave_out(ONE_DISSENTER).alpha).tolist() == [False, False, True]


@EVERY
def test_rest_without_shared_items_is_undefined(
    leave_out: LeaveOut,
) -> None:
    found = leave_out(ONLY_PAIR)
    assert np.isnan(found.alpha).all()
    assert found.n_pairable.tolist() == [0, 0]


@EVERY
def test_no_shared_item_at_all_is_undefined(
    leave_out: LeaveOut,
) -> None:
    found = leave_out(np.array([[0, -1], [-1, 1]]))
    assert np.isnan(found.alpha).all()
    assert found.n_own.tolist() == [1, 1]


def test_annotator_without_ratings_changes_nothing() -> None:
    table = np.array([[0, 0, 1], [1, 1, 1], [0, 1, 0]])
    rows = Ratings.from_table(table, K)
    extended = Ratings(
        rows.item, rows.annotator, rows.label, rows.item_pattern, rows.pattern_counts, 4
    )
    whole = krippendorff_alpha(rows.pattern_counts, rows.pattern_weights).value
    assert alpha_without_each(extended).alpha[3] == pytest.approx(whole)
