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
            it.
        votes: Array (n_units,): annotators who gave it.
        tie: Array (n_units,): index into `tied`, -1 where nothing is tied.
        tied: The distinct sets of answers that share a first place.
    """

    first: Ints
    votes: Ints
    tie: Ints
    tied: tuple[tuple[str, ...], ...]


def majority(coded: CodedAnswers) -> Vote:
    """Count the votes of each unit, once per pattern of answers; there must be units."""
    patterns = label_patterns(coded)
    counts, of_unit = patterns.counts, patterns.of_unit
    top = counts.max(axis=1)
    shared = counts == top[:, None]
    tied, tie = distinct_sets(shared, shared.sum(axis=1) > 1, coded.answers)
    return Vote(shared.argmax(axis=1)[of_unit], top[of_unit], tie[of_unit], tied)


def distinct_sets(
    members: Flags, wanted: Flags, names: Sequence[str]
) -> tuple[tuple[tuple[str, ...], ...], Ints]:
    """List the distinct rows of a table of members by name.

    Args:
        members: Array (n_rows, n_names).
        wanted: Array (n_rows,): rows to be listed.
        names: One a column.

    Returns:
        The names of each distinct wanted row, and, array (n_rows,), which of them a row is; -1
        for rows not wanted.
    """
    of_row = np.full(len(members), -1, np.int64)
    if not wanted.any():
        return (), of_row
    rows, inverse = np.unique(members[wanted], axis=0, return_inverse=True)
    of_row[wanted] = inverse
    sets = (np.flatnonzero(row).tolist() for row in rows)
    return tuple(tuple(names[k] for k in chosen) for chosen in sets), of_row


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
