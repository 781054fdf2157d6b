"""The sampled answers beside their verdicts, as arrays that rates are computed from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annops.audit.model import Counts
from annops.core.review import Review, Verdict
from annops.core.sample import SampledAnswer, SampleRecord
from annops.measures.drawn import DrawnItems
from annops.project.definition import Audit
from annops.stats.arrays import BoolArray, IntArray
from annops.stats.share_ends import ShareMethod

INTERVALS = {"wilson": ShareMethod.WILSON, "exact": ShareMethod.CLOPPER_PEARSON}

AnswerKey = tuple[str, str, str]
"""Item, question and annotator of an answer."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that an audit of one sample rests on.

    Attributes:
        record: The sample.
        answers: The answers drawn.
        reviews: Verdicts on record, oldest first.
        groups: Value of each column to break down by, by column and answer; a value that is
            missing is absent.
        changed: How many of the answers drawn are others now, as after rework.
    """

    record: SampleRecord
    answers: Sequence[SampledAnswer]
    reviews: Sequence[Review]
    groups: Mapping[str, Mapping[AnswerKey, str]]
    changed: int = 0


@dataclass(frozen=True)
class Judged:
    """The sampled answers, one position each in every array.

    Attributes:
        answers: The answers.
        verdicts: The verdict that counts on each, None where nobody gave one.
        names: Ids of the items, sorted.
        item: Array (n_answers,), position of the answer's item in `names`.
        drawn: The items and what each stands for.
        population: Answers in all by question, when known; empty for items that were not drawn.
        groups: As in `Inputs`.
        left_out: Positions of items of which answers that nobody could judge were left out.
    """

    answers: tuple[SampledAnswer, ...]
    verdicts: tuple[Review | None, ...]
    names: tuple[str, ...]
    item: IntArray
    drawn: DrawnItems
    population: Mapping[str, int]
    groups: Mapping[str, Mapping[AnswerKey, str]]
    left_out: frozenset[int] = frozenset()

    @cached_property
    def wrong(self) -> BoolArray:
        """Array (n_answers,): found wrong."""
        return self._with(Verdict.FAILED)

    @cached_property
    def missing(self) -> BoolArray:
        """Array (n_answers,): neither passed nor failed; that is no pass."""
        return ~(self.wrong | self._with(Verdict.PASSED))

    @property
    def questions(self) -> tuple[str, ...]:
        """Questions that were judged, in the order in which they were sampled."""
        known = tuple(self.population)
        return known or tuple(dict.fromkeys(answer.question for answer in self.answers))

    def is_question(self, question: str) -> BoolArray:
        """Array (n_answers,): answers to a question."""
        return np.array([answer.question == question for answer in self.answers], dtype=bool)

    def values(self, column: str) -> tuple[str | None, ...]:
        """Return the value of a column for each answer; None where it has none."""
        if column == "annotator":
            return tuple(answer.annotator for answer in self.answers)
        known = self.groups.get(column, {})
        return tuple(known.get(key_of(answer)) for answer in self.answers)

    def counts(self) -> Counts:
        """Count rows, answers and items, judged and not."""
        rows = dict(zip((a.row for a in self.answers), self.verdicts, strict=True))
        said = [review.verdict if review else None for review in rows.values()]
        unsure = said.count(Verdict.CANNOT_JUDGE)
        n_items = len(self.names)
        open_items = set(self.item[self.missing].tolist())
        return Counts(
            rows=len(rows),
            judged=len(said) - unsure - said.count(None),
            missing=said.count(None),
            cannot_judge=unsure,
            answers=len(self.answers),
            answers_judged=int((~self.missing).sum()),
            answers_wrong=int(self.wrong.sum()),
            items=n_items,
            items_judged=n_items - len(open_items),
            items_wrong=len(set(self.item[self.wrong].tolist())),
        )

    def _with(self, verdict: Verdict) -> BoolArray:
        return np.array(
            [review is not None and review.verdict is verdict for review in self.verdicts],
            dtype=bool,
        )


def judge_sample(inputs: Inputs, verdicts: Mapping[str, Review], rules: Audit) -> Judged:
    """Put the verdicts beside the answers of a sample.

    Args:
        inputs: The sample.
        verdicts: The verdict that counts, by row.
        rules: Interval and confidence.
    """
    answers = tuple(inputs.answers)
    names = tuple(sorted({answer.item for answer in answers}))
    position = {name: at for at, name in enumerate(names)}
    number = {stratum.name: at for at, stratum in enumerate(inputs.record.strata)}
    stratum = np.zeros(len(names), dtype=np.int64)
    for answer in answers:
        stratum[position[answer.item]] = number[answer.stratum]
    drawn = DrawnItems(
        stratum, tuple(stratum.items for stratum in inputs.record.strata),
        confidence=rules.confidence, method=INTERVALS[rules.interval],
    )  # fmt: skip
    return Judged(
        answers, tuple(verdicts.get(answer.row) for answer in answers), names,
        np.array([position[answer.item] for answer in answers], dtype=np.int64), drawn,
        dict(inputs.record.answers), inputs.groups,
    )  # fmt: skip


def judge_chosen(
    answers: Sequence[SampledAnswer],
    verdicts: Mapping[str, Review],
    groups: Mapping[str, Mapping[AnswerKey, str]],
    rules: Audit,
) -> Judged:
    """Put verdicts beside answers to items that were chosen and not drawn."""
    names = tuple(sorted({answer.item for answer in answers}))
    position = {name: at for at, name in enumerate(names)}
    drawn = DrawnItems.chosen(len(names), rules.confidence)
    return Judged(
        tuple(answers), tuple(verdicts.get(answer.row) for answer in answers), names,
        np.array([position[answer.item] for answer in answers], dtype=np.int64), drawn, {},
        groups,
    )  # fmt: skip


def key_of(answer: SampledAnswer) -> AnswerKey:
    """Return what names an answer: item, question, annotator."""
    return (answer.item, answer.question, answer.annotator)
