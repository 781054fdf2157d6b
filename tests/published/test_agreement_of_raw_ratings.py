"""Worked examples of agreement on raw ratings.

Sources: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A to D; Fleiss,
Psychological Bulletin 76 (1971), p. 378; Gwet, Handbook of Inter-Rater Reliability, 4th ed.
(2014); Randolph (2005); standard errors and intervals: irrCAC 0.4.4 for Python and its R namesake.
"""

import numpy as np
import pytest

from annops.stats.arrays import FloatArray
from annops.stats.coefficient import Coefficient, t_interval
from annops.stats.conger import conger_kappa
from annops.stats.count_coefficients import (
    brennan_prediger,
    fleiss_kappa,
    gwet_ac,
    krippendorff_alpha,
    percent_agreement,
)
from annops.stats.disagreement import item_disagreement, pairable_marginals
from annops.stats.distances import interval_distances, ordinal_distances, ratio_distances
from annops.stats.leave_one_out import alpha_without_each
from annops.stats.per_label import fleiss_kappa_per_label
from annops.stats.ratings import Ratings
from annops.stats.weights import AGREEMENT_WEIGHTS

# one string an item, one character an annotator, "." where the annotator gave no rating
BINARY = "01 11 01 00 00 01 00 00 10 00"
NOMINAL = "12 11 22 22 42 33 33 33 55 44 44 14"
KRIPPENDORFF = "11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 .3.."
GWET = KRIPPENDORFF.replace(".3..", "..3.")
DIAGNOSES = (
    "444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333"
    " 144444 224445 333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224"
    " 111155 224444 133333 555555"
)
ANXIETY = "332 361 344 464 523 542 221 346 531 231 221 632 133 533 221 221 113 233 432 342"
RANDOLPH_1 = "222 221 112 111"
RANDOLPH_2 = "222 221 221 222"


def ratings_of(items: str, first_label: int = 1, n_labels: int = 5) -> Ratings:
    cells = [
        (item, annotator, int(label) - first_label)
        for item, row in enumerate(items.split())
        for annotator, label in enumerate(row)
        if label != "."
    ]
    item, annotator, label = np.array(cells).T
    return Ratings.from_rows(item, annotator, label, n_labels)


def coefficients(ratings: Ratings, weights: FloatArray | None = None) -> dict[str, Coefficient]:
    table = ratings.pattern_counts, ratings.pattern_weights
    distances = None if weights is None else 1 - weights
    return {
        "percent": percent_agreement(*table, weights),
        "gwet": gwet_ac(*table, weights),
        "fleiss": fleiss_kappa(*table, weights),
        "conger": conger_kappa(ratings, weights),
        "bp": brennan_prediger(*table, weights),
        "alpha": krippendorff_alpha(*table, distances),
    }


TABLES = {
    "O1": ratings_of(BINARY, first_label=0, n_labels=2),
    "O2": ratings_of(NOMINAL),
    "O3": ratings_of(KRIPPENDORFF),
    "O5": ratings_of(DIAGNOSES),
    "O9": ratings_of(GWET),
    "Randolph 1": ratings_of(RANDOLPH_1, n_labels=2),
    "Randolph 2": ratings_of(RANDOLPH_2, n_labels=2),
    "anxiety": ratings_of(ANXIETY, n_labels=6),
}


@pytest.mark.parametrize(
    ("table", "name", "value"),
    [
        ("O1", "alpha", 0.0952381),
        ("O1", "percent", 0.6),
        ("O1", "fleiss", 0.04761905),
        ("O1", "conger", 0.09090909),
        ("O1", "gwet", 0.31034483),
        ("O1", "bp", 0.2),
        ("O2", "alpha", 0.69196429),
        ("O2", "percent", 0.75),
        ("O2", "fleiss", 0.67857143),
        ("O2", "conger", 0.68421053),
        ("O2", "gwet", 0.68965517),
        ("O2", "bp", 0.6875),
        ("O3", "alpha", 904 / 1216),
        ("O3", "percent", 0.81818182),
        ("O3", "fleiss", 0.76116928),
        ("O3", "conger", 0.76206689),
        ("O3", "gwet", 0.77544407),
        ("O3", "bp", 0.77272727),
        ("O5", "alpha", 0.43340983),
        ("O5", "percent", 0.55555556),
        ("O5", "fleiss", 0.43024452),
        ("O5", "conger", 0.44180854),
        ("O5", "gwet", 0.44788452),
        ("O5", "bp", 0.44444444),
        ("O9", "alpha", 0.74342105),
        ("O9", "percent", 0.81818182),
        ("O9", "fleiss", 0.76116928),
        ("O9", "conger", 0.76281744),
        ("O9", "gwet", 0.77544407),
        ("O9", "bp", 0.77272727),
        ("Randolph 1", "fleiss", 1 / 3),
        ("Randolph 1", "bp", 1 / 3),
        ("Randolph 2", "alpha", -0.1),
        ("Randolph 2", "percent", 2 / 3),
        ("Randolph 2", "fleiss", -0.2),
        ("Randolph 2", "conger", 0.0),
        ("Randolph 2", "gwet", 0.53846154),
        ("Randolph 2", "bp", 1 / 3),
        ("anxiety", "fleiss", -0.04107649),
    ],
)
def test_coefficient_is_the_published_one(table: str, name: str, value: float) -> None:
    assert coefficients(TABLES[table])[name].value == pytest.approx(value, abs=6e-9)


@pytest.mark.parametrize(
    ("table", "name", "se", "interval", "parts"),
    [
        ("O1", "gwet", 0.34567, (-0.47161, 1), (0.6, 0.42)),
        ("O1", "fleiss", 0.33854, (-0.7182, 0.81344), (0.6, 0.58)),
        ("O1", "conger", 0.30366, (-0.59601, 0.77783), (0.6, 0.56)),
        ("O1", "bp", 0.3266, (-0.53882, 0.93882), (0.6, 0.5)),
        ("O1", "alpha", 0.33854, (-0.67058, 0.86106), None),
        ("O2", "gwet", 0.1621, (0.33288, 1), (0.75, 0.19444)),
        ("O2", "fleiss", 0.16831, (0.30813, 1), (0.75, 0.22222)),
        ("O2", "conger", 0.1596, (0.33293, 1), (0.75, 0.20833)),
        ("O2", "bp", 0.1632, (0.3283, 1), (0.75, 0.2)),
        ("O2", "alpha", 0.16831, (0.32153, 1), None),
        ("O3", "gwet", 0.14295, (0.46081, 1), (0.81818, 0.19032)),
        ("O3", "fleiss", 0.15302, (0.42438, 1), (0.81818, 0.23872)),
        ("O3", "conger", 0.15011, (0.43168, 1), (0.81818, 0.23584)),
        ("O3", "bp", 0.14472, (0.45421, 1), (0.81818, 0.2)),
        ("O3", "alpha", 0.14557, (0.41906, 1), None),
        ("O5", "gwet", 0.05566, (0.33404, 0.56173), (0.55556, 0.19502)),
        ("O5", "fleiss", 0.0542, (0.3194, 0.54109), (0.55556, 0.21994)),
        ("O5", "conger", 0.05079, (0.33792, 0.54569), (0.55556, 0.20378)),
        ("O5", "bp", 0.05512, (0.33171, 0.55718), (0.55556, 0.2)),
        ("O5", "alpha", 0.0542, (0.32256, 0.54426), None),
        ("O9", "percent", 0.12561, (0.54172, 1), None),
        ("O9", "gwet", 0.14295, (0.46081, 1), (0.81818, 0.19032)),
        ("O9", "fleiss", 0.15302, (0.42438, 1), (0.81818, 0.23872)),
        ("O9", "conger", 0.14917, (0.4345, 1), (0.81818, 0.23343)),
        ("O9", "bp", 0.14472, (0.45421, 1), (0.81818, 0.2)),
        ("O9", "alpha", 0.14557, (0.41906, 1), None),
    ],
)
def test_error_interval_and_parts_are_those_of_irrcac(
    table: str,
    name: str,
    se: float,
    interval: tuple[float, float],
    parts: tuple[float, float] | None,
) -> None:
    result = coefficients(TABLES[table])[name]
    assert result.se == pytest.approx(se, abs=5.1e-6)
    assert t_interval(result) == pytest.approx(interval, abs=1.1e-5)
    if parts is not None:
        assert (result.observed, result.expected) == pytest.approx(parts, abs=5.1e-6)


def test_observed_and_expected_disagreement_of_alpha_are_those_krippendorff_prints() -> None:
    result = coefficients(TABLES["O1"])["alpha"]
    assert result.observed == pytest.approx(1 - 0.400, abs=5e-4)
    assert result.expected == pytest.approx(1 - 0.442, abs=5e-4)


@pytest.mark.parametrize(
    ("metric", "value"),
    [("ordinal", 0.8153875), ("interval", 0.84910714), ("ratio", 0.79740277)],
)
def test_alpha_of_krippendorffs_scales(metric: str, value: float) -> None:
    counts, weights = TABLES["O3"].pattern_counts, TABLES["O3"].pattern_weights
    scores = np.arange(1.0, 6.0)
    distances = {
        "ordinal": ordinal_distances(pairable_marginals(counts, weights)),
        "interval": interval_distances(scores),
        "ratio": ratio_distances(scores),
    }[metric]
    result = krippendorff_alpha(counts, weights, distances)
    assert result.value == pytest.approx(value, abs=6e-9)


@pytest.mark.parametrize(
    ("weighting", "value", "low"),
    [
        ("quadratic", 0.91400, 0.68518),
        ("ordinal", 0.89894, 0.66365),
        ("linear", 0.85874, 0.60050),
        ("radical", 0.81981, 0.53730),
        ("ratio", 0.85737, 0.58869),
        ("circular", 0.83020, 0.53823),
        ("bipolar", 0.90037, 0.66747),
    ],
)
def test_ac2_under_each_weighting(weighting: str, value: float, low: float) -> None:
    weights = AGREEMENT_WEIGHTS[weighting](np.arange(1.0, 6.0))
    result = coefficients(TABLES["O9"], weights)["gwet"]
    assert result.value == pytest.approx(value, abs=5.1e-6)
    assert t_interval(result) == pytest.approx((low, 1), abs=5.1e-6)


def test_error_of_quadratic_ac2() -> None:
    weights = AGREEMENT_WEIGHTS["quadratic"](np.arange(1.0, 6.0))
    assert coefficients(TABLES["O9"], weights)["gwet"].se == pytest.approx(0.10396, abs=5.1e-6)


@pytest.mark.parametrize(
    ("weighting", "name", "value"),
    [
        ("quadratic", "fleiss", 0.86494),
        ("linear", "fleiss", 0.81794),
        ("quadratic", "conger", 0.85771),
        ("linear", "conger", 0.81378),
        ("quadratic", "bp", 0.90152),
        ("linear", "bp", 0.84848),
        ("quadratic", "alpha", 0.84911),
        ("linear", "alpha", 0.80038),
        ("ordinal", "alpha", 0.83364),
        ("ratio", "alpha", 0.7974),
    ],
)
def test_weighted_coefficient(weighting: str, name: str, value: float) -> None:
    weights = AGREEMENT_WEIGHTS[weighting](np.arange(1.0, 6.0))
    assert coefficients(TABLES["O9"], weights)[name].value == pytest.approx(value, abs=5.1e-6)


def test_alpha_without_each_observer() -> None:
    without = alpha_without_each(TABLES["O3"]).alpha
    assert without == pytest.approx([0.714674, 0.704082, 0.867925, 0.675258], abs=5.1e-7)


def test_item_rated_once_is_no_pairable_value() -> None:
    result = coefficients(TABLES["O3"])["alpha"]
    assert (result.n_items, result.n_ratings) == (11, 40)


def test_kappa_of_each_diagnosis() -> None:
    table = TABLES["O5"].pattern_counts, TABLES["O5"].pattern_weights
    values = [result.value for result in fleiss_kappa_per_label(*table)]
    assert values == pytest.approx([0.244755, 0.244755, 0.52, 0.471127, 0.566118], abs=5.1e-7)


def test_percent_agreement_of_each_of_the_first_patients() -> None:
    ratings = TABLES["O5"]
    patterns = item_disagreement(ratings.pattern_counts, 1 - np.eye(5))
    agreement = 1 - patterns[ratings.item_pattern[:8]]
    assert agreement == pytest.approx([1, 0.4, 0.4, 1, 0.4, 0.467, 0.467, 0.267], abs=5e-4)


@pytest.mark.parametrize(
    ("counts", "fleiss", "free"),
    [
        ([[7, 1], [3, 5]], 0.161905, 0.214286),
        ([[6, 1, 0], [0, 7, 0]], 0.708333, 0.785714),
        ([[6.99, 0.01], [6.99, 0.01]], -0.166667, 0.993343),
        ([[1, 1, 1], [1, 1, 1]], -0.5, None),
    ],
)
def test_kappas_of_small_count_tables(
    counts: list[list[float]], fleiss: float, free: float | None
) -> None:
    table = np.array(counts, dtype=float), np.ones(2)
    assert fleiss_kappa(*table).value == pytest.approx(fleiss, abs=5.1e-7)
    if free is not None:
        assert brennan_prediger(*table).value == pytest.approx(free, abs=5.1e-7)


def test_fleiss_kappa_of_ten_items_by_fourteen_annotators() -> None:
    rows = (
        "0 0 0 0 14 / 0 2 6 4 2 / 0 0 3 5 6 / 0 3 9 2 0 / 2 2 8 1 1 / 7 7 0 0 0 / 3 2 6 3 0"
        " / 2 5 3 2 2 / 6 5 2 1 0 / 0 2 2 3 7"
    )
    counts = np.array([row.split() for row in rows.split("/")], dtype=float)
    assert fleiss_kappa(counts, np.ones(10)).value == pytest.approx(0.210, abs=5e-4)


@pytest.mark.parametrize(("table", "se"), [("O3", 0.13297), ("O9", 0.13226)])
def test_fully_linearised_error_of_conger(table: str, se: float) -> None:
    result = conger_kappa(TABLES[table], full_linearisation=True)
    assert result.se == pytest.approx(se, abs=5.1e-6)
