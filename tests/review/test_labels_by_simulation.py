"""The list of confused labels names none by accident, measured on drawn populations."""

from collections.abc import Callable

import numpy as np
import pytest

from annops.agree.labels import confusion_rows
from annops.agree.model import ConfusionRow
from annops.measures.agreement import Group
from annops.stats.arrays import IntArray

MakeGroup = Callable[[IntArray, IntArray, IntArray, int], Group]


def drawn(
    group_of: MakeGroup, rng: np.random.Generator, n_items: int, shares: list[float], error: float
) -> tuple[ConfusionRow, ...]:
    """Measure two answers an item; slips fall on labels as often as these are used."""
    item, n_labels = np.repeat(np.arange(n_items), 2), len(shares)
    truth = np.repeat(rng.choice(n_labels, n_items, p=shares), 2)
    slip = rng.choice(n_labels, len(item), p=shares)
    label = np.where(rng.random(len(item)) < error, slip, truth)
    return confusion_rows("q", group_of(item, np.tile([0, 1], n_items), label, n_labels))


def test_single_disagreement_names_no_pair(group_of: MakeGroup) -> None:
    item, annotator = np.repeat(np.arange(60), 2), np.tile([0, 1], 60)
    label = item % 4
    label[1] = 3
    (row,) = confusion_rows("q", group_of(item, annotator, label, 4))
    assert (row.share, row.flag, row.high) == (1.0, None, 1.0)
    assert (row.low or 0.0) < (row.expected or 0.0)


@pytest.mark.parametrize(
    ("n_items", "shares", "error"),
    [(20, [0.25] * 4, 0.04), (50, [0.2] * 5, 0.04), (100, [0.7, 0.15, 0.08, 0.05, 0.02], 0.05)],
)
def test_pairs_are_seldom_named_by_accident_on_few_disagreements(
    group_of: MakeGroup, n_items: int, shares: list[float], error: float
) -> None:
    rng = np.random.default_rng(5)
    named = [any(row.flag for row in drawn(group_of, rng, n_items, shares, error))
             for _ in range(150)]  # fmt: skip
    assert np.mean(named) < 0.05


def test_pair_that_takes_most_of_few_disagreements_is_named(group_of: MakeGroup) -> None:
    item, annotator = np.repeat(np.arange(200), 2), np.tile([0, 1], 200)
    label = item % 5
    label[2 * np.flatnonzero(np.arange(200) % 5 == 0)[:15]] = 1
    first = confusion_rows("q", group_of(item, annotator, label, 5))[0]
    assert (first.first, first.second) == ("l0", "l1")
    assert first.flag
