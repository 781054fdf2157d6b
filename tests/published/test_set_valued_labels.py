"""Sets as labels: Passonneau, Measuring Agreement on Set-valued Items (LREC 2006), MASI."""

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from annops.stats.arrays import FloatArray
from annops.stats.count_coefficients import krippendorff_alpha
from annops.stats.distances import jaccard_distances, masi_distances

ITEMS = [
    ("", ""),
    ("", "A"),
    ("A", "A"),
    ("A", "B"),
    ("AB", "A"),
    ("AB", "AC"),
    ("ABC", "ABC"),
    ("C", "AC"),
    ("C", "AC"),
]
Metric = Callable[[Sequence[frozenset[str]]], FloatArray]


def alpha(items: list[tuple[str, str]], metric: Metric) -> float | None:
    sets = sorted({text for pair in items for text in pair})
    counts = np.array([[pair.count(text) for text in sets] for pair in items], dtype=float)
    distances = metric([frozenset(text) for text in sets])
    return krippendorff_alpha(counts, np.ones(len(items)), distances).value


@pytest.mark.parametrize(
    ("a", "b", "distance"),
    [("AB", "A", 2 / 3), ("AB", "AC", 8 / 9), ("A", "B", 1.0), ("ABC", "A", 7 / 9)],
)
def test_masi_distance_between_two_sets(a: str, b: str, distance: float) -> None:
    assert masi_distances([frozenset(a), frozenset(b)])[0, 1] == pytest.approx(distance)


@pytest.mark.parametrize(
    ("metric", "value"), [(masi_distances, 0.17721519), (jaccard_distances, 0.20322581)]
)
def test_alpha_of_sets_without_the_empty_set(metric: Metric, value: float) -> None:
    assert alpha(ITEMS[2:], metric) == pytest.approx(value, abs=5.1e-9)


@pytest.mark.parametrize(
    ("metric", "value"), [(masi_distances, 0.27308066), (jaccard_distances, 0.31561997)]
)
def test_alpha_with_empty_sets_that_agree_among_themselves(metric: Metric, value: float) -> None:
    assert alpha(ITEMS, metric) == pytest.approx(value, abs=5.1e-9)
