"""Error rates from stratified samples: conventions, special cases, properties."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.stats.proportion import clopper_pearson, wilson
from annops.stats.share_ends import ShareMethod
from annops.stats.stratum_sums import StratumSums, sum_up
from annops.stats.weighted_share import LONELY_STRATUM, WeightedShare, weighted_share

METHODS = st.sampled_from(list(ShareMethod))


def ends(share: WeightedShare) -> tuple[float, float]:
    assert share.low is not None
    assert share.high is not None
    return share.low, share.high


def of_items(sizes: list[int], *items: tuple[int, int, int]) -> list[StratumSums]:
    """Strata from (stratum, errors, answers) of each judged item."""
    stratum, errors, answers = np.array(items, dtype=np.int64).T
    return sum_up(stratum, errors, answers, sizes)


@st.composite
def samples(draw: st.DrawFn) -> list[StratumSums]:
    """One to four strata, up to 30 judged items each, 0 to 4 answers an item, one at least."""
    items, sizes = [(0, 0, 1)], []
    for stratum in range(draw(st.integers(1, 4))):
        drawn = draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1))
        items += [(stratum, min(pair), max(pair)) for pair in drawn]
        sizes.append(len(drawn) + 1 + draw(st.integers(0, 200)))
    return of_items(sizes, *items)


@given(st.integers(30, 400).flatmap(lambda n: st.tuples(st.integers(15, n - 15), st.just(n))))
def test_one_answer_an_item_of_one_stratum_is_wilson_of_the_counts(pair: tuple[int, int]) -> None:
    expected = wilson(*pair, population=1000)
    share = weighted_share([StratumSums.of_counts(1000, pair[1], pair[0])])
    assert ends(share) == (expected.low, expected.high)


def test_below_fifteen_errors_the_outer_ends_of_wilson_and_exact_count() -> None:
    score, exact = wilson(2, 100, population=900), clopper_pearson(2, 100, population=900)
    assert score.low is not None
    assert exact.low is not None
    share = weighted_share([StratumSums.of_counts(900, 100, 2)])
    assert ends(share) == (exact.low, max(score.high or 0, exact.high or 0))
    assert exact.low < score.low


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_contractual_interval_of_one_stratum_is_the_exact_one(pair: tuple[int, int]) -> None:
    expected = clopper_pearson(*pair, population=400)
    sums = [StratumSums.of_counts(400, pair[1], pair[0])]
    share = weighted_share(sums, method=ShareMethod.CLOPPER_PEARSON)
    assert ends(share) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_process_claim_of_one_stratum_is_the_interval_without_a_population() -> None:
    expected = wilson(30, 100)
    share = weighted_share([StratumSums.of_counts(120, 100, 30)], process=True)
    assert ends(share) == (expected.low, expected.high)


@given(strata=samples(), method=METHODS, process=st.booleans())
def test_interval_holds_the_estimate_and_stays_a_share(
    strata: list[StratumSums], method: ShareMethod, *, process: bool
) -> None:
    share = weighted_share(strata, method=method, process=process)
    low, high = ends(share)
    assert share.value is not None
    assert 0 <= low <= share.value <= high <= 1
    known = not process and all(one.fraction == 1 for one in strata if one.answers)
    assert (low == high) == known


@given(samples(), METHODS)
def test_right_answers_mirror_wrong_ones(strata: list[StratumSums], method: ShareMethod) -> None:
    mirrored = [
        StratumSums(
            one.n_population,
            one.n_items,
            one.answers - one.errors,
            one.answers,
            one.answers_squared - 2 * one.products + one.errors_squared,
            one.answers_squared - one.products,
            one.answers_squared,
        )
        for one in strata
    ]
    wrong = weighted_share(strata, method=method)
    right = weighted_share(mirrored, method=method)
    assert right.low is not None
    assert right.high is not None
    assert ends(wrong) == pytest.approx((1 - right.high, 1 - right.low), abs=1e-6)


@given(samples())
def test_order_of_the_strata_does_not_matter(strata: list[StratumSums]) -> None:
    assert ends(weighted_share(strata)) == pytest.approx(ends(weighted_share(strata[::-1])))


@given(st.integers(1, 100).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n))), METHODS)
def test_finite_population_never_widens_the_interval_of_a_simple_sample(
    pair: tuple[int, int], method: ShareMethod
) -> None:
    strata = [StratumSums.of_counts(120, *pair)]
    low, high = ends(weighted_share(strata, method=method))
    process_low, process_high = ends(weighted_share(strata, method=method, process=True))
    assert high - low <= process_high - process_low + 1e-9


def test_design_effect_of_a_simple_sample_is_one() -> None:
    share = weighted_share([StratumSums.of_counts(1000, 100, 20)])
    assert share.design_effect == pytest.approx(1.0)


def test_answers_that_repeat_an_items_only_verdict_add_nothing() -> None:
    alone = of_items([500], *[(0, int(i < 30), 1) for i in range(100)])
    repeated = of_items([500], *[(0, 3 * int(i < 30), 3) for i in range(100)])
    once, thrice = weighted_share(alone), weighted_share(repeated)
    assert thrice.effective_n == pytest.approx(once.effective_n)
    assert thrice.design_effect == pytest.approx(3, rel=0.02)


def test_variance_is_that_of_all_samples_there_are() -> None:
    # 6 items with two answers each, 3 judged: mean of the estimated variance over all 20 draws
    errors = [0, 0, 1, 2, 0, 1]
    draws = [(a, b, c) for a in range(6) for b in range(a) for c in range(b)]
    found = [weighted_share(of_items([6], *[(0, errors[i], 2) for i in draw])) for draw in draws]
    values = np.array([share.value for share in found], dtype=float)
    variances = [(share.standard_error or 0.0) ** 2 for share in found]
    assert np.mean(variances) == pytest.approx(values.var())


def test_judging_everything_leaves_no_interval() -> None:
    share = weighted_share([StratumSums.of_counts(40, 40, 4), StratumSums.of_counts(60, 60, 0)])
    assert (share.value, *ends(share), share.standard_error) == (0.04, 0.04, 0.04, 0.0)


def test_one_stratum_judged_in_full_is_known_and_the_rest_is_not() -> None:
    share = weighted_share(
        [StratumSums.of_counts(100, 100, 20), StratumSums.of_counts(900, 90, 0)]
    )
    rest = clopper_pearson(0, 90, population=900).high
    score = wilson(0, 90, population=900).high
    assert rest is not None
    assert score is not None
    assert ends(share) == pytest.approx((0.02, 0.02 + 0.9 * max(rest, score)))


@pytest.mark.parametrize("method", list(ShareMethod))
def test_one_stratum_all_wrong_and_one_all_right_still_leave_room(method: ShareMethod) -> None:
    strata = [StratumSums.of_counts(7, 3, 3), StratumSums.of_counts(113, 17, 0)]
    share = weighted_share(strata, method=method)
    low, high = ends(share)
    assert share.value == pytest.approx(7 / 120)
    assert low < 0.05
    assert high > 0.15


@pytest.mark.parametrize("method", list(ShareMethod))
def test_items_almost_alike_have_a_narrow_interval(method: ShareMethod) -> None:
    items = [(0, 100_000 + (i % 2), 1_000_000) for i in range(400)]
    low, high = ends(weighted_share(of_items([100_000], *items), method=method))
    assert low < 0.1000005 < high
    assert high - low < 0.02


def test_a_stratum_without_judged_items_leaves_the_rate_undefined() -> None:
    share = weighted_share([StratumSums.of_counts(50, 20, 1), StratumSums.of_counts(10, 0, 0)])
    assert share.value is None
    assert share.why_undefined == "a stratum has no judged item, so nothing is known about it"


def test_a_breakdown_nothing_fell_into_is_undefined() -> None:
    share = weighted_share(of_items([100], (0, 0, 0), (0, 0, 0)))
    assert (share.value, share.why_undefined) == (None, "nothing was judged")


def test_a_breakdown_not_seen_in_an_open_stratum_is_not_known_for_sure() -> None:
    strata = [StratumSums.of_counts(40, 40, 4), *of_items([100], *[(0, 0, 0)] * 30)]
    share = weighted_share(strata)
    assert ends(share) == (0.1, 0.1)
    assert share.caution == "none of it was seen in a stratum that was not judged in full"


def test_an_empty_stratum_does_not_count() -> None:
    filled = [StratumSums.of_counts(50, 20, 1)]
    assert weighted_share([*filled, StratumSums.of_counts(0, 0, 0)]) == weighted_share(filled)


def test_breakdowns_weighted_by_their_answers_add_up_to_the_whole() -> None:
    first = of_items([90, 30], (0, 1, 1), (0, 0, 0), (0, 0, 1), (1, 0, 0), (1, 1, 1))
    second = of_items([90, 30], (0, 0, 0), (0, 1, 1), (0, 0, 0), (1, 0, 1), (1, 0, 0))
    whole = of_items([90, 30], (0, 1, 1), (0, 1, 1), (0, 0, 1), (1, 0, 1), (1, 1, 1))
    one, other, both = (weighted_share(strata).value for strata in (first, second, whole))
    assert one is not None
    assert other is not None
    first_answers, second_answers = 60 + 15, 30 + 15
    assert both == pytest.approx((one * first_answers + other * second_answers) / 120)


def test_a_single_judged_item_of_a_stratum_gives_a_caution() -> None:
    strata = [StratumSums.of_counts(500, 49, 5), StratumSums.of_counts(50, 1, 0)]
    share = weighted_share(strata)
    assert share.caution == LONELY_STRATUM
    assert share.standard_error is not None


def test_few_weighted_items_give_a_caution() -> None:
    share = weighted_share([StratumSums.of_counts(50, 5, 1), StratumSums.of_counts(50, 4, 1)])
    assert share.caution == "fewer than 10 judged items with weights or several answers"


def test_few_items_of_a_simple_sample_need_no_caution() -> None:
    assert weighted_share([StratumSums.of_counts(50, 5, 1)]).caution is None


def test_wrong_answers_in_all_lie_between_whole_numbers_seen_and_possible() -> None:
    share = weighted_share([StratumSums.of_counts(1000, 100, 5)])
    low, high = ends(share)
    assert share.total_low == math.floor(low * 1000 + 1e-9)
    assert share.total_high == math.ceil(high * 1000 - 1e-9)
    assert share.total_low >= 5


def test_wrong_answers_in_all_are_unknown_when_the_answers_in_all_are() -> None:
    share = weighted_share(of_items([100], *[(0, i % 2, 2) for i in range(20)]))
    assert (share.total_low, share.total_high) == (None, None)


def test_items_that_repeat_answers_count_up_to_the_given_total() -> None:
    strata = of_items([20], *[(0, 0, 2) for _ in range(19)])
    assert weighted_share(strata, population_answers=40).total_high == 2


def test_more_judged_answers_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="20 answers cannot be judged of 19"):
        weighted_share([StratumSums.of_counts(30, 20, 1)], population_answers=19)


def test_more_judged_items_than_there_are_is_refused() -> None:
    with pytest.raises(ValueError, match="21 items cannot be judged of 20"):
        StratumSums.of_counts(20, 21, 0)


def test_an_item_with_more_errors_than_answers_is_refused() -> None:
    with pytest.raises(ValueError, match="errors <= answers"):
        of_items([10], (0, 2, 1), (0, 0, 3))
