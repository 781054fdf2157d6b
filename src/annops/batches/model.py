"""What `annops batches` answers: how far each batch is, and whether it will be late."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.core.finding import Finding
from annops.registers.batches import BatchState
from annops.volumes.model import Pace


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BatchRow(_Part):
    """One batch, of the register, of the data, or of both.

    Attributes:
        id: Name of the batch.
        registered: Whether it stands in the register.
        state: Where it stands, as the register says; None where it is not registered.
        locale: Its locale, as the register says.
        vendor: Who does the work, as the register says.
        owner: Who answers for it, as the register says.
        units: Items planned, else items received; None where neither is known.
        units_from: Where the units come from: `register`, `list of items`, or `exports` where they
            are the items met so far; None where they are unknown.
        received: Items of the batch that are known.
        answered: Items with at least one judgment.
        done: Items with as many judgments as planned per item.
        judgments: Items done by annotators.
        share: Items done of the units, from 0; above 1 where more is done than was planned. None
            where units are unknown.
        pace: Judgments still to do, the pace needed and the pace there is; None for a batch that
            is accepted, delivered or on hold.
        finish: Day on which the rest is done at the mean pace; None where it cannot be said.
        overdue_days: Days since it was due, with judgments missing; None where it is not overdue.
    """

    id: str
    registered: bool
    state: BatchState | None = None
    locale: str = ""
    vendor: str = ""
    owner: str = ""
    units: int | None = None
    units_from: Literal["register", "list of items", "exports"] | None = None
    received: int = 0
    answered: int = 0
    done: int = 0
    judgments: int = 0
    share: float | None = None
    pace: Pace | None = None
    finish: date | None = None
    overdue_days: int | None = None

    @property
    def in_data(self) -> bool:
        """Whether any item or answer belongs to it."""
        return bool(self.received or self.judgments)


class BatchesResult(_Part):
    """The answer of `annops batches`; fields may be added within a schema version, never renamed.

    Attributes:
        as_of: The day.
        overlap: Annotators planned per item; 1 where none are planned.
        overlap_planned: Whether the plan says how many.
        batches: Every batch by name.
        without_batch: Judgments that belong to no batch.
        no_data: Why nothing could be counted; None where it could.
        findings: What needs attention.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["annops.batches/1"] = Field("annops.batches/1", alias="schema")
    as_of: date
    overlap: int
    overlap_planned: bool = True
    batches: tuple[BatchRow, ...]
    without_batch: int = 0
    no_data: str | None = None
    findings: tuple[Finding, ...] = ()

    @property
    def late(self) -> tuple[BatchRow, ...]:
        """Batches that are overdue, or whose pace does not suffice."""
        return tuple(row for row in self.batches if row.pace and row.pace.outcome == "not met")
