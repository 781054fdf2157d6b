"""Agreement weights: how much credit two labels of an ordered scale get for being close."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from annops.stats.arrays import FloatArray


def identity_weights(scores: FloatArray) -> FloatArray:
    """Full credit for the same label, none otherwise.

    Example:
        >>> identity_weights(np.array([1.0, 2.0]))
        array([[1., 0.],
               [0., 1.]])
    """
    return np.eye(len(scores))


def linear_weights(scores: FloatArray) -> FloatArray:
    """1 - |x - y| / range.

    Example:
        >>> linear_weights(np.array([1.0, 2.0, 3.0]))[0]
        array([1. , 0.5, 0. ])
    """
    return _one_minus_scaled(np.abs(_differences(scores)))


def quadratic_weights(scores: FloatArray) -> FloatArray:
    """1 - ((x - y) / range)^2; alpha with these is interval alpha.

    Example:
        >>> quadratic_weights(np.array([1.0, 2.0, 3.0]))[0]
        array([1.  , 0.75, 0.  ])
    """
    return _one_minus_scaled(_differences(scores) ** 2)


def radical_weights(scores: FloatArray) -> FloatArray:
    """1 - sqrt(|x - y| / range).

    Example:
        >>> radical_weights(np.array([0.0, 1.0, 4.0]))[0]
        array([1. , 0.5, 0. ])
    """
    return _one_minus_scaled(np.sqrt(np.abs(_differences(scores))))


def ordinal_weights(scores: FloatArray) -> FloatArray:
    """Gwet's ordinal weights: by the number of label pairs between two labels; only order counts.

    Not Krippendorff's ordinal metric, which depends on how often labels were used.

    Example:
        >>> ordinal_weights(np.array([1.0, 2.0, 9.0]))[0]
        array([1.        , 0.66666667, 0.        ])
    """
    ranks = np.argsort(np.argsort(scores)).astype(float)
    steps = np.abs(_differences(ranks))
    return _one_minus_scaled(steps * (steps + 1) / 2)


def ratio_weights(scores: FloatArray) -> FloatArray:
    """1 - ((x - y) / (x + y))^2, scaled; scores must be above 0.

    Raises:
        ValueError: a score is 0 or less.

    Example:
        >>> ratio_weights(np.array([1.0, 2.0, 4.0]))[0].round(4)
        array([1.    , 0.6914, 0.    ])
    """
    if (scores <= 0).any():
        raise ValueError("ratio weights need scores above 0")
    sums = scores[:, None] + scores[None, :]
    return _one_minus_scaled((_differences(scores) / sums) ** 2)


def circular_weights(scores: FloatArray) -> FloatArray:
    """For scales that close on themselves (hours, directions); one step from last to first.

    Example:
        >>> circular_weights(np.array([0.0, 1.0, 2.0, 3.0]))[0].round(4)
        array([1. , 0.5, 0. , 0.5])
    """
    circumference = scores.max() - scores.min() + 1
    return _one_minus_scaled(np.sin(np.pi * _differences(scores) / circumference) ** 2)


def bipolar_weights(scores: FloatArray) -> FloatArray:
    """For scales with two poles: a step near a pole costs more than one in the middle.

    Example:
        >>> bipolar_weights(np.array([1.0, 2.0, 3.0]))[0].round(4)
        array([1.    , 0.6667, 0.    ])
    """
    sums = scores[:, None] + scores[None, :]
    scale = (sums - 2 * scores.min()) * (2 * scores.max() - sums)
    squares = _differences(scores) ** 2
    disagreement = np.zeros_like(squares)
    np.divide(squares, scale, out=disagreement, where=squares > 0)
    return _one_minus_scaled(disagreement)


AGREEMENT_WEIGHTS: Mapping[str, Callable[[FloatArray], FloatArray]] = MappingProxyType(
    {
        "identity": identity_weights,
        "linear": linear_weights,
        "quadratic": quadratic_weights,
        "radical": radical_weights,
        "ordinal": ordinal_weights,
        "ratio": ratio_weights,
        "circular": circular_weights,
        "bipolar": bipolar_weights,
    }
)
"""Weightings by name, each from label scores (n_labels,) to agreement in [0, 1] (n_labels,
n_labels). Scores are distinct numbers in the order of the labels. Source: Gwet 2014, chapter 3."""


def _differences(scores: FloatArray) -> FloatArray:
    return scores[:, None] - scores[None, :]


def _one_minus_scaled(disagreement: FloatArray) -> FloatArray:
    largest = float(disagreement.max(initial=0.0))
    return 1 - disagreement / largest if largest > 0 else np.ones_like(disagreement)
