import itertools
from collections.abc import Callable

import numpy as np
import pytest
from statsmodels.stats.inter_rater import fleiss_kappa as statsmodels_fleiss_kappa

from annops.stats.arrays import FloatArray
from annops.stats.coefficient import Coefficient
from annops.stats.confusion import coincidence_matrix, confused_pairs
from annops.stats.count_coefficients import krippendorff_alpha
from annops.stats.disagreement import pairable_marginals
from annops.stats.per_label import (
    ALWAYS_USED,
    NEVER_USED,
    fleiss_kappa_per_label,
    krippendorff_alpha_per_label,
)

PerLabel = Callable[..., list[Coefficient]]
COUNTS = np.array([[3.0, 0, 0], [2, 1, 0], [1, 1, 1], [0, 1, 2], [0, 0, 2], [0, 1, 0]])
WEIGHTS = np.array([4.0, 2, 1, 3, 2, 5])
DISTANCES = np.array([[0.0, 1, 4], [1, 0, 1], [4, 1, 0]])


def test_coincidences_count_each_pair_of_ratings() -> None:
    expected = np.zeros((3, 3))
    for pattern, weight in zip(COUNTS.astype(int), WEIGHTS, strict=True):
        labels = np.repeat(np.arange(3), pattern)
        for a, b in itertools.permutations(labels, 2):
            expected[a, b] += weight / (len(labels) - 1)
    assert coincidence_matrix(COUNTS, WEIGHTS) == pytest.approx(expected)


def test_rows_of_coincidences_add_up_to_the_pairable_marginals() -> None:
    sums = coincidence_matrix(COUNTS, WEIGHTS).sum(axis=1)
    assert sums == pytest.approx(pairable_marginals(COUNTS, WEIGHTS))


def test_shares_of_disagreement_add_up_to_one() -> None:
    shares = [pair.share for pair in confused_pairs(COUNTS, WEIGHTS, DISTANCES)]
    assert sum(share for share in shares if share is not None) == pytest.approx(1)


@pytest.mark.parametrize("distances", [None, DISTANCES], ids=["nominal", "any"])
def test_losses_add_up_to_what_alpha_lacks(distances: FloatArray | None) -> None:
    losses = [pair.alpha_lost for pair in confused_pairs(COUNTS, WEIGHTS, distances)]
    alpha = krippendorff_alpha(COUNTS, WEIGHTS, distances).value
    assert alpha is not None
    assert sum(loss for loss in losses if loss is not None) == pytest.approx(1 - alpha)


def test_costliest_pair_comes_first() -> None:
    found = [(p.label_a, p.label_b) for p in confused_pairs(COUNTS, WEIGHTS, DISTANCES)]
    # in half coincidences: 1-2 has 3 * 2 + 1, 0-1 has 2 * 2 + 1, 0-2 has 1 at distance 4
    assert found == [(1, 2), (0, 1), (0, 2)]


def test_agreement_throughout_has_no_confused_pair() -> None:
    assert confused_pairs(np.array([[2.0, 0], [0, 3]]), np.ones(2)) == []


def test_confusion_at_distance_zero_has_no_share() -> None:
    pairs = confused_pairs(np.array([[1.0, 1]]), np.ones(1), np.zeros((2, 2)))
    assert [(p.n_coincidences, p.share, p.alpha_lost) for p in pairs] == [(2.0, None, None)]


def test_single_ratings_are_no_coincidences() -> None:
    assert confused_pairs(np.array([[1.0, 0], [0, 1]]), np.ones(2)) == []


def test_kappa_of_a_label_is_the_kappa_of_that_label_against_the_rest() -> None:
    counts = np.random.default_rng(4).multinomial(5, [0.5, 0.3, 0.2], 30).astype(float)
    found = [r.value for r in fleiss_kappa_per_label(counts, np.ones(30))]
    peer = [statsmodels_fleiss_kappa(np.stack([c, 5 - c], axis=1)) for c in counts.T]
    assert found == pytest.approx(peer, abs=1e-9)


def test_alpha_of_the_labels_of_a_pair_is_alpha() -> None:
    counts, weights = np.array([[2.0, 0], [1, 1], [0, 3]]), np.array([4.0, 2.0, 3.0])
    alpha = krippendorff_alpha(counts, weights).value
    found = [r.value for r in krippendorff_alpha_per_label(counts, weights)]
    assert found == pytest.approx([alpha, alpha])


@pytest.mark.parametrize("per_label", [fleiss_kappa_per_label, krippendorff_alpha_per_label])
def test_label_never_used_is_undefined(per_label: PerLabel) -> None:
    results = per_label(np.array([[2.0, 0, 0], [1, 1, 0]]), np.ones(2))
    assert (results[2].value, results[2].why_undefined) == (None, NEVER_USED)


@pytest.mark.parametrize("per_label", [fleiss_kappa_per_label, krippendorff_alpha_per_label])
def test_only_label_used_is_undefined(per_label: PerLabel) -> None:
    results = per_label(np.array([[2.0, 0]]), np.array([3.0]))
    assert [r.why_undefined for r in results] == [ALWAYS_USED, NEVER_USED]
