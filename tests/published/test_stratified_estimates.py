"""California schools (R survey 4.1.1, data(api)): values of R's svymean, svytotal, svyciprop."""

import numpy as np
import pytest

from annops.stats.share_ends import ShareMethod
from annops.stats.stratified_mean import StratumValues, stratified_mean
from annops.stats.stratum_sums import StratumSums, sum_up
from annops.stats.weighted_share import WeightedShare, weighted_share

# stratified sample apistrat: schools in all, schools drawn, sum and sum of squares
API_2000 = [
    StratumValues(4421, 100, 67443, 47038637),
    StratumValues(755, 50, 31291, 20167941),
    StratumValues(1018, 50, 31830, 20940396),
]
ENROLMENT = [
    StratumValues(4421, 100, 41678, 20100668),
    StratumValues(755, 50, 66035, 109279081),
    StratumValues(1018, 50, 41624, 42310204),
]
# schools in all, drawn, that met their school-wide target
MET_TARGET = [
    StratumSums.of_counts(4421, 100, 91),
    StratumSums.of_counts(755, 50, 26),
    StratumSums.of_counts(1018, 50, 35),
]
# one-stage sample apiclus1: of 15 of 757 districts, schools that met their target, schools
DISTRICTS = np.array(
    [
        *((11, 11), (4, 4), (1, 2), (10, 13), (2, 2), (2, 4), (3, 4), (15, 16)),
        *((7, 9), (31, 34), (18, 21), (32, 37), (11, 13), (1, 1), (12, 12)),
    ]
)


def ends(share: WeightedShare) -> tuple[float, float]:
    assert share.low is not None
    assert share.high is not None
    return share.low, share.high


def test_stratified_mean_has_rs_mean_and_standard_error() -> None:
    mean = stratified_mean(API_2000)
    assert mean.value == pytest.approx(662.287364, abs=5e-7)
    assert mean.standard_error == pytest.approx(9.408941, abs=5e-7)
    assert mean.design_effect == pytest.approx(1.2045, abs=5e-5)


def test_claim_about_the_process_has_rs_standard_error_without_correction() -> None:
    mean = stratified_mean(API_2000, process=True)
    assert mean.standard_error == pytest.approx(9.536132, abs=5e-7)


def test_stratified_total_has_rs_total_and_standard_error() -> None:
    mean = stratified_mean(ENROLMENT)
    assert mean.total == pytest.approx(3687177.52, abs=5e-3)
    assert mean.total_standard_error == pytest.approx(114641.72, abs=5e-3)


def test_weighted_share_has_rs_proportion_and_not_the_raw_one() -> None:
    share = weighted_share(MET_TARGET)
    assert share.value == pytest.approx(0.827948, abs=5e-7)
    assert share.standard_error == pytest.approx(0.0243448, abs=5e-8)
    assert share.effective_n == pytest.approx(240.354, abs=5e-4)
    assert share.errors / share.n_answers == 0.76


@pytest.mark.parametrize(
    ("method", "low", "high", "within"),
    [
        (ShareMethod.WILSON, 0.775171, 0.870407, 1e-6),
        (ShareMethod.CLOPPER_PEARSON, 0.774175, 0.873429, 1e-6),
        (ShareMethod.LOGIT, 0.7745397, 0.8708149, 1e-7),
    ],
)
def test_weighted_share_has_the_interval_of_its_method(
    method: ShareMethod, low: float, high: float, within: float
) -> None:
    assert ends(weighted_share(MET_TARGET, method=method)) == pytest.approx(
        (low, high), abs=within
    )


def test_items_with_several_answers_have_rs_ratio_and_cluster_standard_error() -> None:
    met, schools = DISTRICTS.T
    sums = sum_up(np.zeros(len(met), dtype=np.int64), met, schools, [757])
    share = weighted_share(sums)
    assert share.value == pytest.approx(0.874317, abs=5e-7)
    assert share.standard_error == pytest.approx(0.020359, abs=5e-7)
