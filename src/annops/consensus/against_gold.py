"""How right the consensus is where the true answer is known."""

import math
from collections.abc import Sequence

import numpy as np

from annops.consensus.vote import Floats
from annops.core.estimate import Estimate
from annops.stats.interval import mean_interval
from annops.stats.proportion import clopper_pearson

EXACT = "share of gold items whose consensus is the gold answer, Clopper-Pearson interval"
ITEMS = "gold items"
_DUST = 1e-9


def credit_figures(credit: Floats) -> dict[str, Estimate]:
    """Give the accuracy from each unit's credit.

    Args:
        credit: Array (n_units,): 1 right, 0 wrong, between for ties, nan where not compared.

    Returns:
        `accuracy`, share in [0, 1]; undefined when nothing is compared. The interval is exact,
        because a target hangs on it and gold items are few: Wilson's would call one error among
        seventeen items *not met* in 16 % of samples that reach a target of .99. Parts of an item
        (ties) are rounded away from the middle.
    """
    scored = credit[~np.isnan(credit)]
    if len(scored) == 0:
        why = "no item with a consensus has a gold answer"
        return {"accuracy": Estimate.undefined(why, n=0, unit=ITEMS, method=EXACT)}
    right = float(scored.sum())
    low = clopper_pearson(math.floor(right + _DUST), len(scored)).low
    high = clopper_pearson(math.ceil(right - _DUST), len(scored)).high
    return {"accuracy": Estimate(right / len(scored), low, high, len(scored), ITEMS, EXACT)}


def rating_figures(
    mean: Floats, median: Floats, gold: Sequence[float | None]
) -> dict[str, Estimate]:
    """Give the errors of mean and median in the unit of the scale.

    Args:
        mean: Array (n_units,).
        median: Array (n_units,).
        gold: Gold number of each unit, None where there is none.

    Returns:
        Mean absolute error with Student's t interval and root mean square error, for the mean
        and for the median of the ratings.
    """
    truth = np.array([np.nan if number is None else number for number in gold], dtype=float)
    known = ~np.isnan(truth)
    figures: dict[str, Estimate] = {}
    for name, value in (("mean", mean), ("median", median)):
        error = np.abs(value[known] - truth[known])
        figures[f"{name}_mae"] = _mean_error(error, name)
        figures[f"{name}_rmse"] = _root_error(error, name)
    return figures


def _mean_error(error: Floats, name: str) -> Estimate:
    method = f"mean absolute error of the {name} of the ratings, Student's t interval, not below 0"
    if len(error) == 0:
        return Estimate.undefined("no gold", n=0, unit=ITEMS, method=method)
    ends = mean_interval(float(error.sum()), float((error**2).sum()), len(error))
    low = None if ends.low is None else max(0.0, ends.low)
    return Estimate(float(error.mean()), low, ends.high, len(error), ITEMS, method)


def _root_error(error: Floats, name: str) -> Estimate:
    method = f"root mean square error of the {name} of the ratings"
    if len(error) == 0:
        return Estimate.undefined("no gold", n=0, unit=ITEMS, method=method)
    value = math.sqrt(float((error**2).mean()))
    return Estimate(value, None, None, len(error), ITEMS, method)
