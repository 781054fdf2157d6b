"""Ends of the interval for agreement coefficients, for many tables at once.

The interval is one for the disagreement ratio `observed / expected disagreement`, that is
`1 - value`, because this ratio behaves like a rate of rare events: near perfect agreement it rests
on a handful of disagreeing items, where value +- t * se is far too short. Measured coverage:
docs/coverage.md.
"""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from annops.stats.arrays import FloatArray
from annops.stats.quantile import student_t_quantile

NO_DISAGREEMENT = 1e-12


@dataclass(frozen=True, slots=True)
class AgreementSpread:
    """What the interval is computed from, for many tables at once.

    Attributes:
        value: array (n_tables,), the coefficients, at most 1.
        se: array (n_tables,), their standard errors.
        expected: array (n_tables,), agreement expected by chance in [0, 1); 0 for percent
            agreement.
        largest_loss: array (n_tables,), how far one more item of the worst pattern seen would
            lower the value: (value - lowest item score) / items, 0 or more.
        n_items: array (n_tables,), items with two ratings or more.
    """

    value: FloatArray
    se: FloatArray
    expected: FloatArray
    largest_loss: FloatArray
    n_items: FloatArray

    @classmethod
    def of_one(
        cls, value: float, se: float, expected: float, largest_loss: float, n_items: float
    ) -> Self:
        """The spread of a single table, arrays (1,)."""
        parts = np.array([[value], [se], [expected], [largest_loss], [n_items]], dtype=float)
        return cls(*parts)


def agreement_limits(
    spread: AgreementSpread, degrees_of_freedom: float, confidence: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Low and high ends of many coefficients, arrays (n_tables,) in [-1, 1].

    The formula of `agreement_interval`, without its cautions; -1 and 1 where the standard error is
    0 although items disagree.

    Args:
        spread: the coefficients; none undefined.
        degrees_of_freedom: of all standard errors, items less one.
        confidence: strictly between 0 and 1.
    """
    quantile = student_t_quantile(0.5 + confidence / 2, degrees_of_freedom)
    ratio, by_chance = 1 - spread.value, 1 - spread.expected
    disagreeing = -np.expm1(math.log((1 - confidence) / 2) / spread.n_items)
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = ratio * (1 + 2 * spread.expected / by_chance) / spread.n_items
        low = 1 - _gamma_end(ratio + spread.largest_loss, spread.se, spread.largest_loss, quantile)
        high = 1 - _gamma_end(np.maximum(ratio - gain, 0), spread.se, gain, -quantile)
        exact_low = 1 - disagreeing / by_chance
    unanimous = ratio <= NO_DISAGREEMENT
    no_spread = (spread.se <= 0) & ~unanimous
    low = np.where(unanimous, exact_low, np.where(no_spread, -1.0, low))
    high = np.where(unanimous | no_spread, 1.0, high)
    return np.clip(low, -1, 1), np.clip(high, -1, 1)


def _gamma_end(
    ratio: FloatArray, se: FloatArray, one_more: FloatArray, quantile: float
) -> FloatArray:
    """Quantile of a gamma variable with mean `ratio` and variance se^2 + one_more^2.

    Wilson and Hilferty's cube-root approximation; 0 where the mean is 0.
    """
    relative = np.hypot(se, one_more) / ratio
    root = 1 - relative**2 / 9 + quantile * relative / 3
    return np.where(ratio > 0, ratio * np.maximum(root, 0) ** 3, 0.0)
