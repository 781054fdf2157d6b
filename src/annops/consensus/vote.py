"""Turns the answers to each item into one: majority, per-label majority, mean and median."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annops.core.counts import CodedAnswers, label_patterns

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Vote:
    """First place of each unit.

    Attributes:
        first: Array (n_units,): the answer in first place, the lowest index where several share
            it; -1 where the winner is a set of labels nobody gave.
        votes: Array (n_units,): annotators who gave it.
        winners: Array (n_units,): answers that share first place, 1 where nothing is tied.
        tied: Gives the answers tied at a unit.
    """

    first: Ints
    votes: Ints
    winners: Ints
    tied: Callable[[int], tuple[str, ...]]


def majority(coded: CodedAnswers) -> Vote:
    """Count the votes of each unit, once per pattern of answers."""
    patterns = label_patterns(coded)
    counts = patterns.counts
    if coded.n_units == 0 or counts.shape[1] == 0:
        empty = np.zeros(0, np.int64)
        return Vote(empty, empty, empty, lambda _unit: ())
    top = counts.max(axis=1)
    shared = counts == top[:, None]

    def tied(unit: int) -> tuple[str, ...]:
        return tuple(coded.answers[k] for k in np.flatnonzero(shared[patterns.of_unit[unit]]))

    first = shared.argmax(axis=1)[patterns.of_unit]
    return Vote(first, top[patterns.of_unit], shared.sum(axis=1)[patterns.of_unit], tied)


@dataclass(frozen=True, slots=True)
class LabelVote:
    """Per-label majority of each unit, for questions whose answers are sets.

    Attributes:
        chosen: Array (n_units, n_labels): labels that more than half of the annotators chose.
        halved: Array (n_units, n_labels): labels that exactly half of them chose.
    """

    chosen: Flags
    halved: Flags


def label_majority(
    coded: CodedAnswers, labels: Sequence[str], members: Callable[[str], frozenset[str]]
) -> LabelVote:
    """Decide each label of a set by itself: in when more than half of the annotators chose it.

    Args:
        coded: Answers, each a set of labels in canonical form.
        labels: The labels of the definition, in order.
        members: Gives the labels of a canonical answer.
    """
    holds = np.array([[label in members(answer) for label in labels] for answer in coded.answers])
    holds = holds.reshape(len(coded.answers), len(labels))
    size = coded.unit_sizes
    chosen = np.zeros((coded.n_units, len(labels)), np.bool_)
    halved = np.zeros_like(chosen)
    for k in range(len(labels)):
        column = holds[coded.answer, k].astype(np.int64)
        votes = np.add.reduceat(column, coded.starts[:-1]) if coded.n_units else size
        chosen[:, k] = 2 * votes > size
        halved[:, k] = 2 * votes == size
    return LabelVote(chosen, halved)


def means_and_medians(coded: CodedAnswers, values: Floats) -> tuple[Floats, Floats]:
    """Average the numbers of each unit.

    Args:
        coded: Answers.
        values: Array (n_answers,): the number each answer stands for.

    Returns:
        Arrays (n_units,): arithmetic mean; median, of an even count the mean of the middle two.
    """
    if coded.n_units == 0:
        return np.zeros(0), np.zeros(0)
    number = values[coded.answer]
    size, starts = coded.unit_sizes, coded.starts[:-1]
    ordered = number[np.lexsort((number, coded.unit))]
    middle = starts + (size - 1) // 2
    median = (ordered[middle] + ordered[starts + size // 2]) / 2
    return np.add.reduceat(number, starts) / size, median
