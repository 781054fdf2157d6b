"""Accuracy against gold is judged by an exact interval, however few the gold items are."""

import math

import numpy as np
import pytest

from annops.consensus.against_gold import credit_figures
from annops.core.estimate import Bound, Outcome, decide


def _chance(n: int, right: int, share: float) -> float:
    return math.comb(n, right) * share**right * (1 - share) ** (n - right)


@pytest.mark.parametrize(
    ("n", "share"), [(5, 0.9), (11, 0.95), (17, 0.99), (50, 0.98), (200, 0.9)]
)
def test_an_accuracy_that_reaches_its_target_is_seldom_called_not_met(
    n: int, share: float
) -> None:
    wrong = {Outcome.MET: 0.0, Outcome.NOT_MET: 0.0}
    for right in range(n + 1):
        credit = np.repeat([1.0, 0.0], [right, n - right])
        estimate = credit_figures(credit)["accuracy"]
        outcome = decide(estimate, Bound(share, at_least=True))
        if outcome is not Outcome.CANNOT_TELL:
            wrong[outcome] += _chance(n, right, share)
    assert wrong[Outcome.NOT_MET] <= 0.025
    assert wrong[Outcome.MET] <= 0.025


def test_parts_of_a_tied_item_widen_the_interval_never_narrow_it() -> None:
    whole = credit_figures(np.repeat([1.0, 0.0], [15, 5]))["accuracy"]
    tied = credit_figures(np.repeat([1.0, 0.5, 0.0], [15, 1, 4]))["accuracy"]
    more = credit_figures(np.repeat([1.0, 0.0], [16, 4]))["accuracy"]
    assert (tied.value, tied.low, tied.high) == (15.5 / 20, whole.low, more.high)
