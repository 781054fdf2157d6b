"""What was drawn from a batch, how, and with which chances: the record a figure rests on."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


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
        allocation: How a stratified sample was spread.
        questions: Questions whose answers are judged.
        items: Items in the frame (N).
        drawn: Items drawn (n).
        answers: Answers in the frame to the questions, by question.
        strata: Every stratum; sizes add up to `items` and `drawn`.
        seed: The text that the draw was derived from: project seed, sample id, frame hash.
        frame_sha256: Hash of the frame's items and strata.
        half_width: Half-width of the interval that was planned for, None where a size was given.
        expected_rate: Error rate assumed for the plan.
        second: Share of the items that a second reviewer judges too.
        reason: Why items were targeted, or why an earlier sample was drawn again.
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
    allocation: Allocation | None = None
    questions: tuple[str, ...]
    items: int
    drawn: int
    answers: dict[str, int] = Field(default_factory=dict)
    strata: tuple[Stratum, ...]
    seed: str
    frame_sha256: str
    half_width: float | None = None
    expected_rate: float | None = None
    second: float = 0.0
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


class SampledAnswer(BaseModel):
    """One answer that a reviewer is asked about; frozen when the sample was drawn.

    Attributes:
        row: Id of the row of the audit sheet: answers of one item and question that are the same
            text share a row, so that a reviewer judges each distinct answer once.
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
