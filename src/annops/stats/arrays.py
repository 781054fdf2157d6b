"""Names for the arrays the statistics take and give."""

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


def divide_or_nan(numerator: FloatArray, denominator: FloatArray) -> FloatArray:
    """Quotient, with nan (and no warning) wherever the denominator is 0.

    Args:
        numerator: array of any shape.
        denominator: array of the same shape.

    Returns:
        Array of that shape. nan marks "undefined" inside arrays only; results shown to a person
        carry None and a reason instead.

    Example:
        >>> divide_or_nan(np.array([1.0, 1.0]), np.array([2.0, 0.0]))
        array([0.5, nan])
    """
    quotient = np.full(np.shape(denominator), np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator != 0)
    return quotient
