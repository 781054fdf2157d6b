"""The consensus answer of each item of one question, whatever the type of the question."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from annops.consensus.ties import Ties
from annops.consensus.vote import (
    Flags,
    Floats,
    Ints,
    label_majority,
    majority,
    means_and_medians,
)
from annops.core.counts import CodedAnswers
from annops.tasks.question import Comparison, Question

NUMBERS = frozenset({Comparison.ORDINAL, Comparison.INTERVAL, Comparison.RATIO})
"""Comparisons whose answers stand for numbers."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """Consensus of each unit of a question.

    Attributes:
        method: How several answers became one, in words.
        answer: Text of the consensus, one a unit, null where a tie leaves none.
        votes: Array (n_units,): annotators who gave the first-placed answer.
        ties: Tied answers (for sets: the labels chosen by exactly half) by unit.
        policy: What became of ties.
        mean: Array (n_units,) for ratings.
        median: Array (n_units,) for ratings.
        half: Array (n_units, n_labels) for sets: labels chosen by exactly half.
        sure: Array (n_units, n_labels) for sets: labels chosen by more than half.
        labels: The labels of `half` and `sure`.
    """

    method: str
    answer: pl.Series
    votes: Ints
    ties: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    policy: Ties = Ties.LIST
    mean: Floats | None = None
    median: Floats | None = None
    half: Flags | None = None
    sure: Flags | None = None
    labels: Sequence[str] = ()

    def mean_share(self, sizes: Ints) -> float:
        """Average the share of annotators behind each first-placed answer, 0 to 1."""
        return float((self.votes / sizes).mean())

    def tie_texts(self) -> pl.Series:
        """Give the tied answers of each unit as a JSON list, null where nothing is tied."""
        texts = np.full(len(self.answer), None, dtype=object)
        for unit, answers in self.ties.items():
            texts[unit] = json.dumps(answers, ensure_ascii=False)
        return pl.Series(texts.tolist(), dtype=pl.String)

    def credit(self, gold: pl.Series, question: Question) -> Floats:
        """Score each unit against gold: 1 right, 0 wrong, nan where it is not compared.

        A tie scores what a fair draw among the tied answers scores on average: 1/k where the gold
        answer is one of k, for sets 1/2 for each label at exactly half.
        """
        credit = np.where((self.answer == gold).fill_null(value=False).to_numpy(), 1.0, 0.0)
        for unit, answers in self.ties.items() if self.policy is not Ties.FIRST else ():
            truth = gold[unit]
            if truth is None:
                continue
            if self.policy is Ties.NONE:
                credit[unit] = np.nan
            elif self.half is None:
                credit[unit] = 1 / len(answers) if truth in answers else 0.0
            else:
                credit[unit] = self._set_credit(unit, question.members(truth))
        credit[gold.is_null().to_numpy()] = np.nan
        return credit

    def _set_credit(self, unit: int, truth: frozenset[str]) -> float:
        if self.half is None or self.sure is None:
            return 0.0
        held = np.array([label in truth for label in self.labels])
        open_ = self.half[unit]
        if np.any((held != self.sure[unit]) & ~open_):
            return 0.0
        return float(0.5 ** int(open_.sum()))


def majority_outcome(coded: CodedAnswers, ties: Ties) -> Outcome:
    """Take the most frequent answer of each unit."""
    vote = majority(coded)
    tied = {int(unit): vote.tied(int(unit)) for unit in np.flatnonzero(vote.winners > 1)}
    answer = _texts(coded.answers, vote.first)
    if ties is not Ties.FIRST:
        answer = answer.scatter(np.flatnonzero(vote.winners > 1), None)
    return Outcome("majority of the answers", answer, vote.votes, tied, ties)


def label_outcome(coded: CodedAnswers, question: Question, ties: Ties) -> Outcome:
    """Take the labels that more than half of the annotators chose, each decided by itself.

    With ties `first` a label that exactly half chose is taken in.
    """
    labels = tuple(getattr(question, "labels", ()))
    vote = label_majority(coded, labels, question.members)
    taken = vote.chosen | vote.halved if ties is Ties.FIRST else vote.chosen
    sets, of_unit = np.unique(taken, axis=0, return_inverse=True)
    chosen = [[labels[k] for k in np.flatnonzero(row)] for row in sets]
    texts = [json.dumps(c, ensure_ascii=False, separators=(",", ":")) for c in chosen]
    answer = _texts(texts, of_unit)
    open_units = np.flatnonzero(vote.halved.any(axis=1))
    tied = {int(u): tuple(labels[k] for k in np.flatnonzero(vote.halved[u])) for u in open_units}
    if ties is not Ties.FIRST and tied:
        answer = answer.scatter(open_units, None)
    code = {text: k for k, text in enumerate(coded.answers)}
    given = np.array([code.get(text, -1) for text in texts])[of_unit]
    hits = (coded.answer == np.repeat(given, coded.unit_sizes)).astype(np.int64)
    votes = np.add.reduceat(hits, coded.starts[:-1])
    return Outcome(
        "each label by the majority of the annotators", answer, votes, tied, ties,
        half=vote.halved, sure=vote.chosen, labels=labels,
    )  # fmt: skip


def rating_outcome(coded: CodedAnswers, question: Question) -> Outcome:
    """Average the ratings: the median on ordinal scales, the mean on interval and ratio scales.

    `votes` counts the annotators who gave exactly that number.
    """
    values = np.array([question.number(answer) for answer in coded.answers], dtype=float)
    mean, median = means_and_medians(coded, values)
    ordinal = question.comparison is Comparison.ORDINAL
    shown = median if ordinal else mean
    hits = (values[coded.answer] == np.repeat(shown, coded.unit_sizes)).astype(np.int64)
    distinct, of_unit = np.unique(shown, return_inverse=True)
    answer = _texts([_number_text(number) for number in distinct.tolist()], of_unit)
    votes = np.add.reduceat(hits, coded.starts[:-1])
    method = "median of the ratings" if ordinal else "mean of the ratings"
    return Outcome(method, answer, votes, mean=mean, median=median)


def _number_text(value: float) -> str:
    rounded = float(f"{value:.12g}")
    return str(int(rounded)) if rounded.is_integer() else repr(rounded)


def _texts(names: Sequence[str], codes: Ints) -> pl.Series:
    return pl.Series(names, dtype=pl.String).gather(codes)
