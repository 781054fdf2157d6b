"""What the table of annotators promises, measured on drawn populations."""

from collections.abc import Callable

import numpy as np
import pytest

from annops.agree.model import AnnotatorRow
from annops.agree.people import annotator_rows
from annops.measures.agreement import Group
from annops.stats.arrays import IntArray

MakeGroup = Callable[[IntArray, IntArray, IntArray, int], Group]
N_LABELS = 4


def measured(
    group_of: MakeGroup, rng: np.random.Generator, pairs: IntArray, right: IntArray | float,
    stratum: IntArray | None = None,
) -> tuple[AnnotatorRow, ...]:  # fmt: skip
    """Measure annotators of drawn answers: the annotators of each item, equally skilled."""
    n_items, per_item = pairs.shape
    item = np.repeat(np.arange(n_items), per_item)
    truth = np.repeat(rng.integers(N_LABELS, size=n_items), per_item)
    chance = np.broadcast_to(np.repeat(np.broadcast_to(right, n_items), per_item), len(item))
    slip = (truth + rng.integers(1, N_LABELS, len(item))) % N_LABELS
    label = np.where(rng.random(len(item)) < chance, truth, slip)
    group = group_of(item, pairs.ravel(), label, N_LABELS)
    if stratum is None:
        return annotator_rows("q", group, 0.5, None, 1)
    return annotator_rows("q", group, 0.5, stratum.astype(np.int32), int(stratum.max()) + 1)


def test_locale_where_no_colleagues_met_is_left_out_of_the_comparison(
    group_of: MakeGroup,
) -> None:
    rng = np.random.default_rng(1)
    hard = np.tile([0, 1], (200, 1))
    easy = np.argsort(rng.random((400, 6)), axis=1)[:, :2]
    stratum = np.repeat([0, 1], [200, 400])
    rows = measured(group_of, rng, np.vstack([hard, easy]), np.where(stratum, 0.95, 0.5), stratum)
    assert [row.annotator for row in rows if row.flag] == []
    both = {row.annotator: row for row in rows}["a00"]
    assert both.n_items == int((easy == 0).sum())
    assert both.agrees == pytest.approx(both.expected, abs=0.15)


def test_handful_of_pairs_of_colleagues_names_nobody(group_of: MakeGroup) -> None:
    rng = np.random.default_rng(2)
    small = np.repeat([[0, 1], [0, 2], [1, 2]], [32, 32, 5], axis=0)
    large = 3 + np.argsort(rng.random((900, 8)), axis=1)[:, :2]
    stratum = np.repeat([0, 1], [69, 900])
    named = 0
    for _ in range(60):
        rows = measured(group_of, rng, np.vstack([small, large]), 0.85, stratum)
        named += any(row.flag for row in rows)
    assert named <= 2


@pytest.mark.parametrize("per_item", [2, 3])
def test_intervals_hold_for_all_annotators_at_once(group_of: MakeGroup, per_item: int) -> None:
    rng = np.random.default_rng(3)
    held, hard = [], np.tile([0.5, 0.95, 0.95, 0.95], 40)
    for _ in range(150):
        pairs = np.argsort(rng.random((160, 12)), axis=1)[:, :per_item]
        rows = measured(group_of, rng, pairs, hard)
        held.append(all((row.low or 0) <= 0 <= (row.high or 0) for row in rows))
    assert np.mean(held) > 0.92


def test_interval_of_three_who_all_answer_everything_is_not_needlessly_wide(
    group_of: MakeGroup,
) -> None:
    """Hard items lower both sides of the difference, which the error must know."""
    rng = np.random.default_rng(4)
    everybody, hard = np.tile([0, 1, 2], (200, 1)), np.tile([0.4, 0.95], 100)
    made = [measured(group_of, rng, everybody, hard) for _ in range(80)]
    first = [next(row for row in rows if row.annotator == "a00") for rows in made]
    spread = np.std([(row.agrees or 0) - (row.expected or 0) for row in first])
    half = np.mean([(row.high or 0) - (row.low or 0) for row in first]) / 2
    assert 2.39 * spread == pytest.approx(half, rel=0.25)
