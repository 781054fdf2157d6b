"""Options and result of `annops sample`."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.core.sample import Allocation, Design, SampleRecord


class Options(BaseModel):
    """What is asked for; None takes what the definition says.

    Attributes:
        size: Items to draw, None to plan the size.
        half_width: Wanted half-width of the error rate's interval, a share.
        expected_rate: Error rate assumed for the plan, a share.
        by: Columns whose values are drawn from each by itself.
        allocation: How a stratified sample is spread.
        questions: Questions whose answers are judged; empty for all.
        second: Share of the items that a second reviewer judges too.
        targeted: Why certain items are looked at, None for a random sample.
        where: Conditions on targeted items, (column, value); all must hold.
        items: Ids of targeted items, None where no list was given.
        items_file: Name of the file the list stood in.
        redraw: Whether an earlier sample is replaced.
        reason: Why it is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: int | None = Field(None, ge=1)
    half_width: float | None = Field(None, gt=0, lt=0.5)
    expected_rate: float | None = Field(None, gt=0, lt=1)
    by: tuple[str, ...] | None = None
    allocation: Allocation | None = None
    questions: tuple[str, ...] = ()
    second: float | None = Field(None, ge=0, le=1)
    targeted: str | None = None
    where: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] | None = None
    items_file: str = ""
    redraw: bool = False
    reason: str = ""


class StratumPlan(BaseModel):
    """What is drawn from one part of the batch.

    Attributes:
        name: Value of the stratifying columns, `all` where there is one stratum.
        items: Items in it.
        drawn: Items drawn from it.
        rate: Error rate assumed in it, a share.
        half_width: Half-width of the interval that its own rate will have, a share.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    items: int
    drawn: int
    rate: float
    half_width: float


class SizeRow(BaseModel):
    """How many items one precision takes.

    Attributes:
        half_width: Half-width of the interval, a share.
        items: Smallest number of items by Wilson's interval.
        textbook: Number by the textbook formula (Cochran), for comparison with contracts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    half_width: float
    items: int
    textbook: int


class HabitRow(BaseModel):
    """What looking at a fixed share of the items gives.

    Attributes:
        share: Share of the items looked at.
        items: Items that is.
        half_width: Half-width of the interval at the rate assumed, a share.
        none_wrong: Rate that cannot be ruled out even if no item looked at is wrong, a share.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    share: float
    items: int
    half_width: float
    none_wrong: float


class Plan(BaseModel):
    """How a sample would be drawn, and what it would tell.

    Attributes:
        batch: The batch, None for the whole project.
        design: How items are drawn.
        by: Columns that strata or targets come from.
        where: What targeted items have in common.
        allocation: How a stratified sample is spread, None without strata.
        questions: Questions whose answers are judged.
        items: Items that can be drawn.
        drawn: Items to be drawn.
        excluded: Items of the batch that cannot be drawn, by reason.
        wanted: Half-width planned for, None where the size was given.
        expected_rate: Error rate assumed, a share.
        confidence: Confidence of the intervals.
        half_width: Half-width the rate of the batch will have, None for targeted samples.
        second: Share of the items that a second reviewer judges too.
        strata: What is drawn from each part.
        sizes: How many items other precisions take.
        habits: What looking at a fixed share of the items gives.
        notes: What a reader should know of the plan.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    batch: str | None
    design: Design
    by: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    allocation: Allocation | None = None
    questions: tuple[str, ...]
    items: int
    drawn: int
    excluded: dict[str, int]
    wanted: float | None
    expected_rate: float
    confidence: float
    half_width: float | None
    second: float
    strata: tuple[StratumPlan, ...]
    sizes: tuple[SizeRow, ...] = ()
    habits: tuple[HabitRow, ...] = ()
    notes: tuple[str, ...] = ()


class SampleResult(BaseModel):
    """A plan, and what was drawn by it.

    Attributes:
        plan: The plan.
        record: The sample drawn, None where only the plan was asked for.
        already: Whether the sample had been drawn before and nothing was written.
        n_answers: Answers to be judged.
        n_rows: Rows of the audit sheet.
        written: Files written, relative to the project folder.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_: Literal["annops.sample_result/1"] = Field("annops.sample_result/1", alias="schema")
    plan: Plan
    record: SampleRecord | None = None
    already: bool = False
    n_answers: int = 0
    n_rows: int = 0
    written: tuple[str, ...] = ()


class Listed(BaseModel):
    """One sample of the project's list.

    Attributes:
        record: Its record.
        state: `in use`, `replaced by ID` or `cancelled`.
        verdicts: Verdicts handed in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    record: SampleRecord
    state: str
    verdicts: int
