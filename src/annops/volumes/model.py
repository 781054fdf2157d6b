"""Options and result of `annops volumes`."""

from datetime import date
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from annops.core.estimate import Estimate, Outcome


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Options(_Part):
    """What is asked for.

    Attributes:
        by: Breakdowns: columns, or `question`, `annotator`, `week`; None for all of them.
        round: Round whose answers count.
    """

    by: tuple[str, ...] | None = None
    round: int = 1


class ItemCounts(_Part):
    """What became of the items: received = answered + unusable + untouched.

    Attributes:
        received: Items in the manifest, or met in the exports where there is no manifest.
        answered: Items with at least one answer that is used, or that is of a kind whose content
            is not read.
        unusable: Items that were answered, but with no such answer.
        untouched: Items nobody has answered, skipped or begun.
    """

    received: int
    answered: int
    unusable: int
    untouched: int

    @model_validator(mode="after")
    def _balanced(self) -> Self:
        if self.received != self.answered + self.unusable + self.untouched:
            raise ValueError("items out of balance")
        return self


class VolumeRow(_Part):
    """Counts of the whole project, or of one value of one breakdown.

    Attributes:
        breakdown: `total`, or the column.
        value: Value of the column, `(none)` for rows without one.
        items: What became of the items; None where a row is not about items (week, annotator).
        loaded: Answers loaded; loaded = used + excluded.
        used: Answers used.
        excluded: Answers not used, by reason.
        judgments: One judgment is one item done by one annotator, with all its questions; answers
            of kinds whose content is not read are work done too.
        annotators: Annotators with a judgment.
        active_days: Days of the project's zone with a submission; None without times.
        per_active_day: Judgments with a time per active day; None without times.
        seconds: Median seconds per judgment, each record cut to the idle limit.
        idle_cuts: Records cut to the idle limit.
    """

    breakdown: str
    value: str
    items: ItemCounts | None
    loaded: int
    used: int
    excluded: dict[str, int]
    judgments: int
    annotators: int
    active_days: int | None
    per_active_day: float | None
    seconds: Estimate
    idle_cuts: int

    @model_validator(mode="after")
    def _balanced(self) -> Self:
        if self.loaded != self.used + sum(self.excluded.values()):
            raise ValueError("ledger out of balance")
        return self


class TallyRow(_Part):
    """Answers of one combination of values.

    Attributes:
        values: One value a column of the tally, `(none)` for rows without one.
        loaded: Answers loaded; loaded = used + skipped + drafts + other.
        used: Answers used.
        skipped: Answers skipped.
        drafts: Answers begun and not submitted.
        other: Answers not used for any other reason.
    """

    values: tuple[str, ...]
    loaded: int
    used: int
    skipped: int
    drafts: int
    other: int

    @model_validator(mode="after")
    def _balanced(self) -> Self:
        if self.loaded != self.used + self.skipped + self.drafts + self.other:
            raise ValueError("tally out of balance")
        return self


class Tally(_Part):
    """Answers by week, every breakdown and question at once; the rows add up to all answers.

    Attributes:
        columns: What the answers are counted by.
        left_out: Columns with so many values that the answers are not counted by them.
        rows: One row a combination that occurs, in the order of its values.
    """

    columns: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    rows: tuple[TallyRow, ...] = ()


class DayRow(_Part):
    """What was done on one day of the project's zone."""

    day: date
    judgments: int
    annotators: int


class Delivery(_Part):
    """How much of the plan is done.

    Attributes:
        overlap: Annotators planned per item.
        units: Items planned, None where the plan does not say.
        done_items: Items with at least `overlap` judgments.
        done_judgments: Judgments, those beyond the overlap of an item not counted.
    """

    overlap: int
    units: int | None
    done_items: int
    done_judgments: int

    @property
    def planned_judgments(self) -> int | None:
        """Judgments planned in all, None where the plan does not say."""
        return None if self.units is None else self.units * self.overlap


class Pace(_Part):
    """How fast work must go to be done on the due day, and how fast it goes.

    Attributes:
        as_of: Day the pace is judged on.
        due: Day the last unit is due, None where the plan does not say.
        remaining: Judgments still to do, None where the plan does not say how many there are.
        working_days: Mondays to Fridays after `as_of` up to and with the due day; public
            holidays are not known.
        needed: Judgments per working day needed; None where it cannot be said.
        actual: Mean judgments per working day of the seven days up to `as_of`.
        outcome: Whether the pace suffices.
        why: Reason for the outcome in one clause.
    """

    as_of: date
    due: date | None
    remaining: int | None
    working_days: int | None
    needed: float | None
    actual: Estimate
    outcome: Outcome
    why: str


class VolumesResult(_Part):
    """The answer of `annops volumes`; fields may be added within a schema version, never renamed.

    Attributes:
        rows: The total first, then each breakdown by value.
        days: Days with a submission, in order.
        delivery: How much of the plan is done.
        idle_seconds: Time per record above which it is cut.
        zone: Time zone of days and weeks.
        items_derived: Whether there is no manifest, so that untouched items may be missing.
        outside: Answered items that the manifest does not list.
        last_day: Day of the last submission, None without times.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["annops.volumes/1"] = Field("annops.volumes/1", alias="schema")
    rows: tuple[VolumeRow, ...]
    days: tuple[DayRow, ...]
    delivery: Delivery
    idle_seconds: float
    zone: str
    items_derived: bool
    outside: int
    last_day: date | None

    @property
    def total(self) -> VolumeRow:
        """The row about the whole project."""
        return self.rows[0]

    def by(self, breakdown: str) -> tuple[VolumeRow, ...]:
        """Return the rows of one breakdown."""
        return tuple(row for row in self.rows if row.breakdown == breakdown)
