"""What was drawn from a batch, how, and with which chances: the record a figure rests on."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

WHOLE = "all"
"""Name of the only stratum of a sample that has no strata, and of the batch that is everything."""


class Design(StrEnum):
    """How items are drawn."""

    SIMPLE = "simple"
    STRATIFIED = "stratified"
    TARGETED = "targeted"


class Allocation(StrEnum):
    """How a stratified sample is spread over the strata."""

    PROPORTIONAL = "proportional"
    NEYMAN = "neyman"


class Stratum(BaseModel):
    """One part of the frame that is drawn from by itself.

    Attributes:
        name: Value of the stratifying columns, `all` where there is one stratum.
        items: Items of the frame in it (N_h).
        drawn: Items drawn from it (n_h).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    items: int
    drawn: int

    @property
    def probability(self) -> float | None:
        """Chance of each of its items to be drawn, 0 to 1; None in an empty stratum."""
        return self.drawn / self.items if self.items else None


class SampleRecord(BaseModel):
    """What was drawn: written once, never changed but to say that it was cancelled.

    Attributes:
        id: Name of the sample and of its folder, samples/ID.
        batch: The batch, None for the whole project.
        number: 1 for the first draw from the batch, 2 for the second ...
        design: How the items were drawn; a targeted sample finds and never estimates.
        by: Columns that strata or targets come from.
        where: What targeted items have in common, as `COLUMN=VALUE`, or the file they stand in.
        allocation: How a stratified sample was spread.
        questions: Questions whose answers are judged.
        items: Items in the frame (N).
        drawn: Items drawn (n).
        answers: Answers in the frame to the questions, by question.
        strata: Every stratum; sizes add up to `items` and `drawn`.
        seed: The text that the draw was derived from: project seed, sample id, frame hash.
        frame_sha256: Hash of frame.csv: the frame's items, their strata and numbers of answers.
        answers_sha256: Hash of answers.csv, empty until it is written.
        half_width: Half-width of the interval that was planned for, None where a size was given.
        expected_rate: Error rate assumed for the plan.
        confidence: Confidence of the interval that was planned for.
        second: Share of the items that a second reviewer judges too.
        reason: Why items were targeted, or why an earlier sample was drawn again.
        second_items: Items that a second reviewer judges too.
        excluded: Items of the batch that could not be drawn, by reason.
        supersedes: The sample of the batch that this one replaces.
        drawn_on: Day of the draw.
        drawn_by: Who drew it, empty where unknown.
        annops: Version of annops.
        cancelled_on: Day it was cancelled, None while it stands.
        cancelled_why: The reason given.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["annops.sample/1"] = Field("annops.sample/1", alias="schema")
    id: str
    batch: str | None
    number: int
    design: Design
    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    allocation: Allocation | None = None
    questions: tuple[str, ...]
    items: int
    drawn: int
    answers: dict[str, int] = Field(default_factory=dict)
    strata: tuple[Stratum, ...]
    seed: str
    frame_sha256: str
    answers_sha256: str = ""
    half_width: float | None = None
    expected_rate: float | None = None
    confidence: float = 0.95
    second: float = 0.0
    second_items: int = 0
    reason: str = ""
    excluded: dict[str, int] = Field(default_factory=dict)
    supersedes: str | None = None
    drawn_on: date
    drawn_by: str = ""
    annops: str
    cancelled_on: date | None = None
    cancelled_why: str = ""

    @property
    def estimates(self) -> bool:
        """Whether a rate may be estimated from it."""
        return self.design is not Design.TARGETED


def content_hash(content: bytes) -> str:
    """Return the SHA-256 of a text file's bytes, the same whichever way its lines end."""
    return sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def shown_answer(answer: str) -> str:
    """Return a canonical answer as people read it: the labels of a set with ` | ` between them.

    >>> shown_answer('["price","quality"]'), shown_answer("[]"), shown_answer("positive")
    ('price | quality', '(no label)', 'positive')
    """
    if not answer.startswith("["):
        return answer
    try:
        labels = json.loads(answer)
    except ValueError:
        return answer
    if not all(isinstance(label, str) for label in labels):
        return answer
    return " | ".join(labels) or "(no label)"


class SampledAnswer(BaseModel):
    """One answer that a reviewer is asked about; frozen when the sample was drawn.

    Attributes:
        row: Id of the row of the audit sheet: answers of one item and question that are the same
            text share a row, so that a reviewer judges each distinct answer once. It begins with
            the sample's id, so rows of two samples are never taken for each other.
        item: The item.
        question: The question.
        annotator: Who gave the answer; never shown to reviewers.
        answer: The canonical text.
        stratum: Name of the item's stratum.
        second: Whether a second reviewer judges it too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    row: str
    item: str
    question: str
    annotator: str
    answer: str
    stratum: str = "all"
    second: bool = False


def changed_answers(drawn: Iterable[SampledAnswer], now: Iterable[tuple[str, str, str]]) -> int:
    """Count the answers drawn that are not given any more: rework changes them.

    Who gave them does not matter, so that a renamed annotator changes nothing.

    Args:
        drawn: Answers as they were drawn.
        now: Item, question and answer of the answers to these items as they are.
    """
    were = Counter((one.item, one.question, one.answer) for one in drawn)
    return (were - Counter(now)).total()
