"""The consensus answer of each item of one question, whatever the type of the question."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from annops.consensus.ties import Ties
from annops.consensus.vote import (
    Flags,
    Floats,
    Ints,
    distinct_sets,
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
        tie: Array (n_units,): index into `tied`, -1 where nothing is tied.
        tied: The distinct sets of tied answers (for sets: of labels chosen by exactly half).
        policy: What became of ties.
        mean: Array (n_units,) for ratings.
        median: Array (n_units,) for ratings.
        sure: Array (n_units, n_labels) for sets: labels chosen by more than half.
        labels: The labels of `sure`.
    """

    method: str
    answer: pl.Series
    votes: Ints
    tie: Ints
    tied: tuple[tuple[str, ...], ...] = ()
    policy: Ties = Ties.LIST
    mean: Floats | None = None
    median: Floats | None = None
    sure: Flags | None = None
    labels: Sequence[str] = ()

    def mean_share(self, sizes: Ints) -> float:
        """Average the share of annotators behind each first-placed answer, 0 to 1."""
        return float((self.votes / sizes).mean())

    @property
    def tied_units(self) -> Ints:
        """Positions of the units whose first place is shared."""
        return np.flatnonzero(self.tie >= 0)

    def tie_texts(self) -> pl.Series:
        """Give the tied answers of each unit as a JSON list, null where nothing is tied."""
        texts = [json.dumps(answers, ensure_ascii=False) for answers in self.tied]
        return pl.Series([*texts, None], dtype=pl.String).gather(self.tie)

    def credit(self, gold: pl.Series, question: Question) -> Floats:
        """Score each unit against gold: 1 right, 0 wrong, nan where it is not compared.

        A tie scores what a fair draw among the tied answers scores on average: 1/k where the gold
        answer is one of k, for sets 1/2 for each label at exactly half.
        """
        credit = np.where((self.answer == gold).fill_null(value=False).to_numpy(), 1.0, 0.0)
        credit[gold.is_null().to_numpy()] = np.nan
        if self.policy is Ties.FIRST:
            return credit
        if self.policy is Ties.NONE:
            credit[self.tied_units] = np.nan
            return credit
        truths = gold.to_list()
        for unit in self.tied_units.tolist():
            truth, answers = truths[unit], self.tied[self.tie[unit]]
            if truth is None:
                continue
            if self.sure is None:
                credit[unit] = 1 / len(answers) if truth in answers else 0.0
            else:
                held = self._held(unit, frozenset(answers), question.members(truth))
                credit[unit] = 0.5 ** len(answers) if held else 0.0
        return credit

    def _held(self, unit: int, tied: frozenset[str], truth: frozenset[str]) -> bool:
        """Whether the decided labels of a set are right, whatever becomes of the tied ones."""
        sure = set() if self.sure is None else {
            label for label, chosen in zip(self.labels, self.sure[unit], strict=True) if chosen
        }  # fmt: skip
        return sure - tied == truth - tied


def majority_outcome(coded: CodedAnswers, ties: Ties) -> Outcome:
    """Take the most frequent answer of each unit."""
    vote = majority(coded)
    answer = _texts(coded.answers, vote.first)
    if ties is not Ties.FIRST:
        answer = answer.scatter(np.flatnonzero(vote.tie >= 0), None)
    return Outcome("majority of the answers", answer, vote.votes, vote.tie, vote.tied, ties)


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
    tied, tie = distinct_sets(vote.halved, np.any(vote.halved, axis=1), labels)
    if ties is not Ties.FIRST:
        answer = answer.scatter(np.flatnonzero(tie >= 0), None)
    code = {text: k for k, text in enumerate(coded.answers)}
    given = np.array([code.get(text, -1) for text in texts])[of_unit]
    hits = (coded.answer == np.repeat(given, coded.unit_sizes)).astype(np.int64)
    votes = np.add.reduceat(hits, coded.starts[:-1])
    return Outcome(
        "majority of the annotators, label by label", answer, votes, tie, tied, ties,
        sure=vote.chosen, labels=labels,
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
    tie = np.full(coded.n_units, -1, np.int64)
    return Outcome(method, answer, votes, tie, mean=mean, median=median)


def _number_text(value: float) -> str:
    rounded = float(f"{value:.12g}")
    return str(int(rounded)) if rounded.is_integer() else repr(rounded)


def _texts(names: Sequence[str], codes: Ints) -> pl.Series:
    return pl.Series(names, dtype=pl.String).gather(codes)
