import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.stats.arrays import FloatArray
from annops.stats.cohen import cohen_kappa, cohen_kappa_many
from annops.stats.count_coefficients import krippendorff_alpha
from annops.stats.distances import (
    interval_distances,
    jaccard_distances,
    masi_distances,
    mid_ranks,
    ratio_distances,
)
from annops.stats.moments import ItemMoments, interval_alpha
from annops.stats.ratings import Ratings, label_count_patterns
from annops.stats.ratio_alpha import ratio_alpha
from annops.stats.weights import AGREEMENT_WEIGHTS, ratio_weights

SCORES = np.array([1.0, 2.0, 4.0, 9.0])
SETS = st.lists(st.frozensets(st.sampled_from("abcd")), min_size=2, max_size=6)


@pytest.mark.parametrize("name", AGREEMENT_WEIGHTS)
def test_weights_are_symmetric_between_zero_and_one_with_full_credit_for_the_same(
    name: str,
) -> None:
    weights = AGREEMENT_WEIGHTS[name](SCORES)
    assert weights == pytest.approx(weights.T)
    assert weights.min() == 0
    assert np.diagonal(weights).tolist() == [1.0] * 4


@pytest.mark.parametrize("name", sorted(set(AGREEMENT_WEIGHTS) - {"identity"}))
def test_single_label_gets_full_credit(name: str) -> None:
    assert AGREEMENT_WEIGHTS[name](np.array([5.0])).tolist() == [[1.0]]


def test_ordinal_weights_depend_on_order_only() -> None:
    ordinal = AGREEMENT_WEIGHTS["ordinal"]
    assert ordinal(SCORES).tolist() == ordinal(np.arange(4.0)).tolist()


def test_ratio_weights_refuse_zero() -> None:
    with pytest.raises(ValueError, match="above 0"):
        ratio_weights(np.array([0.0, 1.0]))


def test_ratio_distances_refuse_negative_scores() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        ratio_distances(np.array([-1.0, 1.0]))


def test_mid_ranks_are_mean_positions_of_the_sorted_ratings() -> None:
    positions = np.arange(7) + 0.5
    expected = [positions[:3].mean(), positions[3:4].mean(), positions[4:].mean()]
    assert mid_ranks(np.array([3.0, 1.0, 3.0])).tolist() == expected


def masi_by_hand(a: frozenset[str], b: frozenset[str]) -> float:
    if a == b:
        return 0.0
    if not a & b:
        return 1.0
    factor = 2 / 3 if a < b or b < a else 1 / 3
    return 1 - factor * len(a & b) / len(a | b)


@given(SETS)
def test_masi_of_any_sets_follows_passonneau(sets: list[frozenset[str]]) -> None:
    expected = [[masi_by_hand(a, b) for b in sets] for a in sets]
    assert masi_distances(sets) == pytest.approx(np.array(expected))


@given(SETS)
def test_jaccard_of_any_sets_counts_shared_labels(sets: list[frozenset[str]]) -> None:
    expected = [[1 - len(a & b) / len(a | b) if a | b else 0.0 for b in sets] for a in sets]
    assert jaccard_distances(sets) == pytest.approx(np.array(expected))


ROWS = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), min_size=1, max_size=60)


@given(ROWS)
def test_patterns_restore_the_table_of_counts(rows: list[tuple[int, int]]) -> None:
    item, label = np.array(rows).T
    table = np.zeros((item.max() + 1, 4))
    np.add.at(table, (item, label), 1)
    counts, pattern = label_count_patterns(item, label, 4)
    assert counts[pattern].tolist() == table.tolist()
    assert len({tuple(row) for row in counts.tolist()}) == len(counts)


def test_patterns_do_not_depend_on_the_size_of_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    item, label = rng.integers(0, 50, 200), rng.integers(0, 3, 200)
    counts, pattern = label_count_patterns(item, label, 3)
    monkeypatch.setattr("annops.stats.ratings._CELLS_AT_ONCE", 21)
    in_blocks = label_count_patterns(item, label, 3)
    assert in_blocks[0].tolist() == counts.tolist()
    assert in_blocks[1].tolist() == pattern.tolist()


def test_no_rows_give_no_patterns() -> None:
    empty = np.zeros(0, dtype=np.int64)
    ratings = Ratings.from_rows(empty, empty, empty, n_labels=3)
    assert ratings.pattern_counts.shape == (0, 3)
    assert ratings.habits.shape == (0, 3)


def test_kappas_of_many_pairs_are_those_of_their_tables() -> None:
    tables = np.random.default_rng(2).integers(0, 9, (20, 3, 3)).astype(float)
    kappas, defined = cohen_kappa_many(
        np.trace(tables, axis1=1, axis2=2),
        tables.sum(axis=(1, 2)),
        tables.sum(axis=2),
        tables.sum(axis=1),
    )
    assert defined.all()
    assert kappas == pytest.approx([cohen_kappa(table).value for table in tables])


def test_cohen_weights_must_fit_the_table() -> None:
    with pytest.raises(ValueError, match="fit the table"):
        cohen_kappa(np.ones((2, 2)), np.ones((2, 2)))


def test_cohen_table_must_be_square() -> None:
    with pytest.raises(ValueError, match="square"):
        cohen_kappa(np.ones((2, 3)))


def values_of(ratings: Ratings) -> FloatArray:
    return SCORES[ratings.label]


@pytest.mark.parametrize("seed", range(5))
def test_interval_alpha_and_error_from_moments_equal_those_from_patterns(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = np.where(rng.random((30, 5)) < 0.4, -1, rng.integers(0, 4, (30, 5)))
    ratings = Ratings.from_table(table, 4)
    found = interval_alpha(ItemMoments.from_rows(ratings.item, values_of(ratings)))
    counts, weights = ratings.pattern_counts, ratings.pattern_weights
    expected = krippendorff_alpha(counts, weights, interval_distances(SCORES))
    assert (found.value, found.se) == pytest.approx((expected.value, expected.se), abs=1e-9)
    assert (found.observed, found.expected) == pytest.approx(
        (expected.observed, expected.expected), abs=1e-9
    )


@pytest.mark.parametrize("seed", range(5))
def test_ratio_alpha_and_error_of_values_equal_those_from_patterns(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = np.where(rng.random((30, 5)) < 0.4, -1, rng.integers(0, 4, (30, 5)))
    ratings = Ratings.from_table(table, 4)
    found = ratio_alpha(ratings.item, values_of(ratings))
    counts, weights = ratings.pattern_counts, ratings.pattern_weights
    expected = krippendorff_alpha(counts, weights, ratio_distances(SCORES))
    assert (found.value, found.se) == pytest.approx((expected.value, expected.se), abs=1e-9)


def test_interval_alpha_keeps_its_digits_far_from_zero() -> None:
    item = np.repeat(np.arange(50), 2)
    value = np.random.default_rng(1).normal(0, 1, 100).round(3)
    near, far = (
        interval_alpha(ItemMoments.from_rows(item, value + shift)).value for shift in (0, 1e9)
    )
    assert far == pytest.approx(near, abs=1e-6)
