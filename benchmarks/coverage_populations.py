"""Populations of items whose agreement is known exactly, for `coverage.py`.

A population is a list of patterns (how many annotators gave each label) with their probabilities,
enumerated in full. Every model has one parameter, found by bisection so that Fleiss' kappa of the
population (the limit of Krippendorff's alpha and, with equal margins, of Cohen's kappa) is the
level asked for.

noise: the item has a true label; each annotator reports it with probability a, else guesses.
hard: a share a of items is plain to all, on the others everybody guesses.
missed: labels other than the first are seen with probability a, else the first is given.
graded: five grades in order; a report d grades off is exp(-a d) times as likely as the true one,
    and the level is that of alpha with squared distances.
"""

import itertools
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

PREVALENCES = {
    "balanced": (0.5, 0.5),
    "skewed .8": (0.8, 0.2),
    "skewed .9": (0.9, 0.1),
    "5 labels": (0.70, 0.15, 0.08, 0.05, 0.02),
}
GRADES = {
    "5 grades, even": (0.2, 0.2, 0.2, 0.2, 0.2),
    "5 grades, skewed": (0.70, 0.15, 0.08, 0.05, 0.02),
}
MODELS = ("noise", "hard", "missed")


@dataclass(frozen=True)
class Population:
    """Patterns (n_patterns, n_labels) and probabilities (n_patterns,)."""

    counts: np.ndarray
    probabilities: np.ndarray


def patterns(n_annotators: int, n_labels: int) -> np.ndarray:
    cuts = itertools.combinations(range(n_annotators + n_labels - 1), n_labels - 1)
    ends = [(-1, *cut, n_annotators + n_labels - 1) for cut in cuts]
    return np.diff(np.array(ends), axis=1) - 1


def population(
    model: str, shares: tuple[float, ...], n_annotators: int, kappa: float
) -> Population:
    """The population of a model with this kappa.

    Raises:
        ValueError: the model cannot have it.
    """
    counts = patterns(n_annotators, len(shares))
    start = 1 - shares[0] if model == "missed" else 0.0

    def at(a: float) -> np.ndarray:
        return _mixture(model, np.array(shares), counts, a)

    distances = 1 - np.eye(len(shares))
    parameter = _solve(lambda a: _agreement(counts, at(a), distances), kappa, start)
    if parameter is None:
        raise ValueError(f"no {model} population with kappa {kappa}")
    return Population(counts, at(parameter))


def squared_distances(n_labels: int) -> np.ndarray:
    """Largest scaled to 1."""
    grades = np.arange(n_labels) / (n_labels - 1)
    return (grades[:, None] - grades) ** 2


def graded_population(shares: tuple[float, ...], n_annotators: int, alpha: float) -> Population:
    """The graded population with this alpha.

    Raises:
        ValueError: there is none.
    """
    counts = patterns(n_annotators, len(shares))
    apart = np.abs(np.arange(len(shares))[:, None] - np.arange(len(shares)))

    def at(a: float) -> np.ndarray:
        reports = np.exp(-30 * a * apart)
        reports /= reports.sum(axis=1, keepdims=True)
        return sum(
            share * _multinomial(counts, reports[z]) for z, share in enumerate(np.array(shares))
        )

    distances = squared_distances(len(shares))
    parameter = _solve(lambda a: _agreement(counts, at(a), distances), alpha, 0.0)
    if parameter is None:
        raise ValueError(f"no population with alpha {alpha}")
    return Population(counts, at(parameter))


def biased_pair(shares: tuple[float, ...], kappa: float) -> np.ndarray:
    """Table (n_labels, n_labels) of the noise model when the second annotator guesses evenly."""
    first = np.array(shares)
    second = np.full(len(shares), 1 / len(shares))

    def at(a: float) -> np.ndarray:
        own = np.eye(len(shares))
        rows, columns = a * own + (1 - a) * first, a * own + (1 - a) * second
        return np.einsum("z,zi,zj->ij", first, rows, columns)

    return at(_solve(lambda a: cohen(at(a)), kappa, 0.0) or 0.0)


def even_pair(shares: tuple[float, ...], kappa: float) -> np.ndarray:
    """Table (n_labels, n_labels) of the noise model with two annotators alike."""
    a = math.sqrt(kappa)
    first, own = np.array(shares), np.eye(len(shares))
    reports = a * own + (1 - a) * first
    return np.einsum("z,zi,zj->ij", first, reports, reports)


def missing_pair(shares: tuple[float, ...], kappa: float) -> np.ndarray:
    """Table of the missed model when only the second annotator misses labels."""
    first = np.array(shares)

    def at(a: float) -> np.ndarray:
        own = np.eye(len(shares))
        return first[:, None] * (a * own + (1 - a) * own[0])

    return at(_solve(lambda a: cohen(at(a)), kappa, 0.0) or 0.0)


def cohen(joint: np.ndarray) -> float:
    by_chance = float(joint.sum(axis=1) @ joint.sum(axis=0))
    return 1 - (1 - float(np.trace(joint))) / (1 - by_chance)


def _mixture(model: str, shares: np.ndarray, counts: np.ndarray, a: float) -> np.ndarray:
    own = np.eye(len(shares))
    if model == "noise":
        return sum(
            share * _multinomial(counts, a * own[z] + (1 - a) * shares)
            for z, share in enumerate(shares)
        )
    if model == "hard":
        plain = (counts == counts.sum(axis=1, keepdims=True)) @ shares
        return a * plain + (1 - a) * _multinomial(counts, shares)
    true = shares / a
    true[0] = 1 - true[1:].sum()
    seen = a * own + (1 - a) * own[0]
    return sum(share * _multinomial(counts, seen[z]) for z, share in enumerate(true))


def _multinomial(counts: np.ndarray, shares: np.ndarray) -> np.ndarray:
    factorial = np.array([math.factorial(i) for i in range(int(counts.max()) + 1)], dtype=float)
    ways = factorial[-1] / factorial[counts].prod(axis=1)
    return ways * (shares**counts).prod(axis=1)


def item_disagreement(counts: np.ndarray, distances: np.ndarray) -> np.ndarray:
    """Mean distance between two ratings of an item, array (n_patterns,)."""
    n_annotators = counts[0].sum()
    between = np.einsum("ki,ij,kj->k", counts, distances, counts)
    return between / (n_annotators * (n_annotators - 1))


def _agreement(counts: np.ndarray, probabilities: np.ndarray, distances: np.ndarray) -> float:
    shares = probabilities @ counts / counts[0].sum()
    observed = float(probabilities @ item_disagreement(counts, distances))
    return 1 - observed / float(shares @ distances @ shares)


def _solve(function: Callable[[float], float], wanted: float, low: float) -> float | None:
    high = 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) < wanted else (low, middle)
    return high if abs(function(high) - wanted) < 1e-9 else None
