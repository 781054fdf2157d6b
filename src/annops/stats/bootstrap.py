"""Bootstrap of items through multinomial weights on patterns, whatever the number of rows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from annops.stats.arrays import FloatArray
from annops.stats.disagreement import (
    Disagreement,
    mean_item_disagreement,
    ordinal_alpha_disagreement,
)

Statistic = Callable[[FloatArray, FloatArray], FloatArray]
"""From counts (n_patterns, n_labels) and weights (n_patterns, n_replicates) to values
(n_replicates,), nan where undefined."""

_CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class PercentileInterval:
    """Percentile interval over the replicates in which the statistic was defined.

    Attributes:
        low: lower end; None when fewer than two replicates are defined.
        high: upper end; None likewise.
        confidence: in (0, 1).
        n_defined: replicates that have a value.
        n_undefined: replicates without one, for example because one label only was drawn; when
            they are many, the interval describes the defined ones only and is too narrow.
        why_undefined: the reason when low and high are None.
    """

    low: float | None
    high: float | None
    confidence: float
    n_defined: int
    n_undefined: int
    why_undefined: str | None = None


def bootstrap_many(
    counts: FloatArray,
    weights: FloatArray,
    statistic: Statistic,
    n_replicates: int,
    rng: np.random.Generator,
) -> FloatArray:
    """Values of a statistic on tables of as many items drawn with replacement.

    Args:
        counts: array (n_patterns, n_labels).
        weights: array (n_patterns,), whole numbers: items that show each pattern.
        statistic: vectorised over replicates; see `chance_corrected`, `percent`, `ordinal_alpha`.
        n_replicates: how many tables to draw.
        rng: source of the draws; the values do not depend on how memory is divided.

    Returns:
        Array (n_replicates,); nan where the statistic is undefined. Empty when there is no item.

    Raises:
        ValueError: weights are not whole numbers of 0 or more.

    Source:
        Efron and Tibshirani, An Introduction to the Bootstrap (1993), chapter 13. Items are the
        unit of resampling, annotators are taken as given.

    Example:
        >>> counts = np.array([[2.0, 0.0], [0.0, 2.0], [1.0, 1.0]])
        >>> rng = np.random.default_rng(7)
        >>> bootstrap_many(counts, np.array([4.0, 4, 2]), percent(), 3, rng)
        array([0.7, 0.9, 0.6])
    """
    return bootstrap_several(counts, weights, {"": statistic}, n_replicates, rng)[""]


def bootstrap_several(
    counts: FloatArray,
    weights: FloatArray,
    statistics: Mapping[str, Statistic],
    n_replicates: int,
    rng: np.random.Generator,
) -> dict[str, FloatArray]:
    """Values of several statistics on the same draws, by name; as `bootstrap_many`.

    Raises:
        ValueError: weights are not whole numbers of 0 or more.
    """
    n_items = round(float(weights.sum()))
    if (weights < 0).any() or (weights != np.rint(weights)).any():
        raise ValueError("bootstrap weights must be whole numbers of 0 or more")
    if n_items == 0:
        return {name: np.zeros(0) for name in statistics}
    counts, weights = counts[weights > 0], weights[weights > 0]
    step = max(1, _CELLS_AT_ONCE // len(weights))
    values: dict[str, list[FloatArray]] = {name: [np.zeros(0)] for name in statistics}
    for size in _chunks(n_replicates, step):
        drawn = rng.multinomial(n_items, weights / n_items, size).T.astype(float)
        for name, statistic in statistics.items():
            values[name].append(statistic(counts, drawn))
    return {name: np.concatenate(parts) for name, parts in values.items()}


def percentile_interval(values: FloatArray, confidence: float = 0.95) -> PercentileInterval:
    """Interval between the percentiles of the defined values.

    Args:
        values: array (n_replicates,), nan where undefined.
        confidence: in (0, 1).

    Example:
        >>> percentile_interval(np.array([0.0, 0.5, 1.0, np.nan]), 0.5)
        PercentileInterval(low=0.25, high=0.75, confidence=0.5, n_defined=3, n_undefined=1, \
why_undefined=None)
    """
    defined = values[~np.isnan(values)]
    n_defined, n_undefined = len(defined), len(values) - len(defined)
    if n_defined < 2:
        why = f"defined in {n_defined} of {len(values)} bootstrap replicates"
        return PercentileInterval(None, None, confidence, n_defined, n_undefined, why)
    low, high = np.quantile(defined, [0.5 - confidence / 2, 0.5 + confidence / 2])
    return PercentileInterval(float(low), float(high), confidence, n_defined, n_undefined)


def chance_corrected(
    parts: Callable[[FloatArray, FloatArray, FloatArray], Disagreement],
    distances: FloatArray | None = None,
) -> Statistic:
    """Statistic for the bootstrap from a function of `annops.stats.disagreement`.

    Args:
        parts: `alpha_disagreement`, `fleiss_disagreement`, `gwet_disagreement` or
            `brennan_prediger_disagreement`.
        distances: array (n_labels, n_labels); for weighted kappas 1 - agreement weights. Nominal
            when None.
    """

    def statistic(counts: FloatArray, weights: FloatArray) -> FloatArray:
        return parts(counts, weights, _nominal_unless(distances, counts)).coefficients

    return statistic


def percent(distances: FloatArray | None = None) -> Statistic:
    """Percent agreement as a statistic for the bootstrap; arguments as `chance_corrected`."""

    def statistic(counts: FloatArray, weights: FloatArray) -> FloatArray:
        return 1 - mean_item_disagreement(counts, weights, _nominal_unless(distances, counts))

    return statistic


def ordinal_alpha(counts: FloatArray, weights: FloatArray) -> FloatArray:
    """Ordinal alpha as a statistic for the bootstrap; distances are made anew each time."""
    return ordinal_alpha_disagreement(counts, weights).coefficients


def _nominal_unless(distances: FloatArray | None, counts: FloatArray) -> FloatArray:
    return 1 - np.eye(counts.shape[1]) if distances is None else distances


def _chunks(total: int, step: int) -> list[int]:
    return [min(step, total - start) for start in range(0, total, step)]
