"""Tables on which a coefficient has no value say why, and never answer with a number."""

from collections.abc import Callable

import numpy as np
import pytest

from annops.stats.arrays import FloatArray
from annops.stats.coefficient import (
    NO_DISTANCE,
    NO_PAIRS,
    NO_VARIATION,
    ONE_LABEL,
    ONE_LABEL_IN_LIST,
    ZERO_WIDTH,
    Coefficient,
    t_interval,
)
from annops.stats.cohen import cohen_kappa, cohen_kappa_many
from annops.stats.conger import conger_kappa
from annops.stats.count_coefficients import (
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from annops.stats.icc import INCOMPLETE, NO_VARIANCE_LEFT, TOO_SMALL, intraclass_correlations
from annops.stats.moments import ItemMoments, interval_alpha, ordinal_alpha
from annops.stats.ratings import Ratings
from annops.stats.ratio_alpha import NEGATIVE_ON_RATIO_SCALE, ratio_alpha

Measure = Callable[..., Coefficient]
COUNT_COEFFICIENTS = [
    percent_agreement,
    fleiss_kappa,
    gwet_ac,
    brennan_prediger,
    krippendorff_alpha,
]
ONE_LABEL_TABLE = np.array([[3.0, 0.0]]), np.array([5.0])
ONE_PAIR_AND_ONE_SINGLE = np.array([[2.0, 0.0], [0.0, 1.0]]), np.ones(2)
NO_PAIR = np.array([[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]), np.array([4.0, 2.0, 3.0])


@pytest.mark.parametrize("coefficient", [fleiss_kappa, krippendorff_alpha])
def test_one_label_leaves_kappa_and_alpha_undefined(coefficient: Measure) -> None:
    result = coefficient(*ONE_LABEL_TABLE)
    assert (result.value, result.se, result.why_undefined) == (None, None, ONE_LABEL)
    assert (result.observed, result.expected) == (1.0, 1.0)
    assert (result.n_items, result.n_ratings) == (5, 15)


@pytest.mark.parametrize("coefficient", [percent_agreement, gwet_ac, brennan_prediger])
def test_one_label_of_two_is_agreement_where_the_formula_is_defined(coefficient: Measure) -> None:
    result = coefficient(*ONE_LABEL_TABLE)
    assert (result.value, result.se, result.caution) == (1.0, 0.0, ZERO_WIDTH)


def test_zero_error_gives_no_interval() -> None:
    assert t_interval(gwet_ac(*ONE_LABEL_TABLE)) is None


def test_one_label_leaves_conger_undefined() -> None:
    result = conger_kappa(Ratings.from_table(np.zeros((5, 3), dtype=int), n_labels=2))
    assert (result.value, result.why_undefined) == (None, ONE_LABEL)


def test_one_label_leaves_cohen_undefined() -> None:
    result = cohen_kappa(np.array([[7.0, 0.0], [0.0, 0.0]]))
    assert (result.value, result.why_undefined, result.observed) == (None, ONE_LABEL, 1.0)


@pytest.mark.parametrize("coefficient", [gwet_ac, brennan_prediger])
def test_list_of_one_label_leaves_nothing_to_agree_on(coefficient: Measure) -> None:
    result = coefficient(np.array([[3.0]]), np.array([5.0]))
    assert (result.value, result.why_undefined) == (None, ONE_LABEL_IN_LIST)


@pytest.mark.parametrize("coefficient", COUNT_COEFFICIENTS)
@pytest.mark.parametrize("table", [NO_PAIR, (np.zeros((0, 3)), np.zeros(0))], ids=["single", "no"])
def test_no_item_with_two_ratings_leaves_everything_undefined(
    coefficient: Measure, table: tuple[FloatArray, FloatArray]
) -> None:
    result = coefficient(*table)
    assert (result.value, result.why_undefined, result.n_items) == (None, NO_PAIRS, 0)


@pytest.mark.parametrize("coefficient", COUNT_COEFFICIENTS)
def test_patterns_of_weight_zero_count_for_nothing(coefficient: Measure) -> None:
    counts = np.array([[2.0, 0, 0], [1, 1, 0], [0, 2, 0], [1, 0, 2]])
    with_zero = coefficient(counts, np.array([3.0, 2.0, 4.0, 0.0]))
    without = coefficient(counts[:3], np.array([3.0, 2.0, 4.0]))
    assert (with_zero.value, with_zero.se) == pytest.approx((without.value, without.se))


def test_conger_without_pairs_is_undefined() -> None:
    table = np.array([[0, -1], [-1, 1]])
    result = conger_kappa(Ratings.from_table(table, n_labels=2))
    assert (result.value, result.why_undefined) == (None, NO_PAIRS)


def test_empty_table_of_two_annotators_is_undefined() -> None:
    assert cohen_kappa(np.zeros((2, 2))).why_undefined == NO_PAIRS


def test_pair_with_one_label_leaves_alpha_undefined_although_a_single_has_another() -> None:
    assert krippendorff_alpha(*ONE_PAIR_AND_ONE_SINGLE).why_undefined == ONE_LABEL


@pytest.mark.parametrize("coefficient", [percent_agreement, gwet_ac, fleiss_kappa])
def test_one_item_with_two_ratings_has_no_standard_error(coefficient: Measure) -> None:
    result = coefficient(*ONE_PAIR_AND_ONE_SINGLE)
    assert (result.value, result.se, result.item_scores) == (1.0, None, None)
    assert t_interval(result) is None


def test_weights_that_make_the_used_labels_equal_are_named_as_the_reason() -> None:
    counts = np.array([[2.0, 0, 0], [1, 1, 0]])
    same = np.array([[1.0, 1, 0], [1, 1, 0], [0, 0, 1]])
    assert fleiss_kappa(counts, np.ones(2), same).why_undefined == NO_DISTANCE


def test_full_agreement_with_gaps_is_one_with_zero_error() -> None:
    counts = np.array([[3.0, 0], [0, 2], [2, 0]])
    result = krippendorff_alpha(counts, np.ones(3))
    assert (result.value, result.caution) == (1.0, ZERO_WIDTH)


@pytest.mark.parametrize(
    ("coefficient", "value"),
    [
        (krippendorff_alpha, 0.0),
        (gwet_ac, 0.91334),
        (brennan_prediger, 0.84),
        (fleiss_kappa, -0.04167),
        (percent_agreement, 0.92),
    ],
)
def test_one_dissent_in_twenty_five_ratings(coefficient: Measure, value: float) -> None:
    result = coefficient(np.array([[5.0, 0], [4, 1]]), np.array([4.0, 1.0]))
    assert result.value == pytest.approx(value, abs=5.1e-6)


@pytest.mark.parametrize(
    ("coefficient", "value"),
    [(krippendorff_alpha, -0.020408), (gwet_ac, 0.83413), (fleiss_kappa, -0.06122)],
)
def test_nearly_one_label(coefficient: Measure, value: float) -> None:
    counts = np.array([[2.0, 0, 0], [1, 1, 0], [1, 0, 1]])
    result = coefficient(counts, np.array([11.0, 1.0, 1.0]))
    assert result.value == pytest.approx(value, abs=5.1e-6)


def test_cohen_of_an_annotator_with_one_label_is_zero() -> None:
    table = np.array([[11.0, 1, 1], [0, 0, 0], [0, 0, 0]])
    assert cohen_kappa(table).value == pytest.approx(0, abs=1e-12)


def test_interval_alpha_of_three_rare_values() -> None:
    item, value = np.repeat(np.arange(3), 2), np.array([0.0, 10, 10, 10, 0, 100])
    result = interval_alpha(ItemMoments.from_rows(item, value))
    # Do (100 + 0 + 10000) / 3, De 2 (6 sum x^2 - (sum x)^2) / (6 * 5)
    assert result.value == pytest.approx(1 - (10100 / 3) / (2 * (6 * 10300 - 130**2) / 30))


@pytest.mark.parametrize("alpha", [ordinal_alpha, ratio_alpha])
def test_equal_numbers_leave_alpha_undefined(alpha: Measure) -> None:
    result = alpha(np.array([0, 0, 1, 1]), np.full(4, 0.1))
    assert (result.value, result.why_undefined, result.n_items) == (None, NO_VARIATION, 2)


def test_equal_numbers_leave_interval_alpha_undefined() -> None:
    moments = ItemMoments.from_rows(np.array([0, 0, 1, 1]), np.full(4, 0.1))
    assert interval_alpha(moments).why_undefined == NO_VARIATION


@pytest.mark.parametrize("alpha", [ordinal_alpha, ratio_alpha])
def test_single_numbers_leave_alpha_undefined(alpha: Measure) -> None:
    assert alpha(np.array([0, 1]), np.array([1.0, 2.0])).why_undefined == NO_PAIRS


def test_negative_number_leaves_ratio_alpha_undefined() -> None:
    result = ratio_alpha(np.array([0, 0, 1, 1]), np.array([-1.0, 2, 3, 4]))
    assert (result.value, result.why_undefined) == (None, NEGATIVE_ON_RATIO_SCALE)


def test_two_zeros_agree_on_a_ratio_scale() -> None:
    assert ratio_alpha(np.array([0, 0, 1, 1]), np.array([0.0, 0, 4, 4])).value == 1.0


@pytest.mark.parametrize(
    ("ratings", "why"),
    [
        (np.array([[1.0, 2.0], [3.0, np.nan]]), INCOMPLETE),
        (np.array([[1.0, 2.0]]), TOO_SMALL),
        (np.array([[1.0], [2.0]]), TOO_SMALL),
    ],
)
def test_incomplete_table_has_no_intraclass_correlation(ratings: FloatArray, why: str) -> None:
    results = intraclass_correlations(ratings)
    assert [(r.value, r.low, r.why_undefined) for r in results] == [(None, None, why)] * 6


def test_constant_ratings_have_no_intraclass_correlation() -> None:
    assert {r.value for r in intraclass_correlations(np.full((3, 2), 0.1))} == {None}


def test_perfect_agreement_is_an_intraclass_correlation_of_one_without_interval() -> None:
    results = intraclass_correlations(np.array([[1.0, 1.0], [2.0, 2.0], [4.0, 4.0]]))
    assert {(r.value, r.low, r.high) for r in results} == {(1.0, None, None)}


def test_items_that_do_not_differ_leave_only_some_forms() -> None:
    results = intraclass_correlations(np.array([[1.0, 3.0], [1.0, 3.0]]))
    assert {r.form: r.value for r in results} == {
        "1,1": -1.0,
        "2,1": 0.0,
        "3,1": None,
        "1,k": None,
        "2,k": 0.0,
        "3,k": None,
    }


def test_annotators_in_opposition_leave_the_absolute_forms_undefined() -> None:
    results = intraclass_correlations(np.array([[1.0, 3.0], [3.0, 1.0]]))
    undefined = {r.form: r.why_undefined for r in results if r.value is None}
    assert undefined == dict.fromkeys(["2,1", "1,k", "2,k", "3,k"], NO_VARIANCE_LEFT)


def test_undefined_pairs_are_masked_among_many() -> None:
    kappas, defined = cohen_kappa_many(
        np.array([3.0, 0.0, 2.0]),
        np.array([4.0, 0.0, 2.0]),
        np.array([[2.0, 2.0], [0.0, 0.0], [2.0, 0.0]]),
        np.array([[3.0, 1.0], [0.0, 0.0], [2.0, 0.0]]),
    )
    assert defined.tolist() == [True, False, False]
    assert kappas[0] == pytest.approx(0.5)
    assert np.isnan(kappas[1:]).all()


@pytest.mark.parametrize(
    ("counts", "weights"),
    [
        (np.ones((2, 2)), np.ones(3)),
        (np.ones((2, 2)), np.array([1.0, -1.0])),
        (-np.ones((2, 2)), np.ones(2)),
    ],
)
def test_malformed_arrays_are_refused(counts: FloatArray, weights: FloatArray) -> None:
    with pytest.raises(ValueError, match=r"shape|negative"):
        percent_agreement(counts, weights)


@pytest.mark.parametrize(
    "matrix", [np.eye(3), np.array([[1.0, 0.5], [0.0, 1.0]]), np.zeros((2, 2))]
)
def test_malformed_weight_matrix_is_refused(matrix: FloatArray) -> None:
    with pytest.raises(ValueError, match="matrix"):
        fleiss_kappa(np.ones((2, 2)), np.ones(2), matrix)


def test_annotator_twice_on_an_item_is_refused() -> None:
    with pytest.raises(ValueError, match="twice"):
        Ratings.from_rows(np.array([0, 0]), np.array([1, 1]), np.array([0, 1]), n_labels=2)


def test_label_outside_the_list_is_refused() -> None:
    with pytest.raises(ValueError, match="label codes"):
        Ratings.from_rows(np.array([0, 0]), np.array([0, 1]), np.array([0, 2]), n_labels=2)


def test_one_item_of_numbers_has_no_standard_error() -> None:
    result = interval_alpha(ItemMoments.from_rows(np.zeros(3, dtype=int), np.array([1.0, 2, 4])))
    assert result.value == pytest.approx(0)
    assert (result.se, result.degrees_of_freedom, result.item_scores) == (None, None, None)
