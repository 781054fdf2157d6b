"""What `annops defects` finds: the list, its state, and what weighs most; annops.defects/1."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.core.finding import Finding
from annops.registers.defects import Defect

SETTLED = frozenset({"fixed", "withdrawn"})
"""States in which nothing is left to do."""

REST = "all others"
"""Name of the row in which the smallest kinds are added up."""


class By(StrEnum):
    """What defects are counted by."""

    CATEGORY = "category"
    SEVERITY = "severity"
    ANNOTATOR = "annotator"
    QUESTION = "question"
    LOCALE = "locale"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Filters(_Part):
    """Which defects are wanted; empty text for any."""

    batch: str = ""
    state: str = ""
    annotator: str = ""
    category: str = ""
    severity: str = ""


class StateCounts(_Part):
    """Defects by state; all states add up to `all`."""

    all: int = 0
    open: int = 0
    in_rework: int = 0
    fixed: int = 0
    unchanged: int = 0
    disputed: int = 0
    withdrawn: int = 0

    @property
    def unsettled(self) -> int:
        """Defects that are neither fixed nor withdrawn."""
        return self.all - self.fixed - self.withdrawn


class BatchDefects(_Part):
    """The defects of one batch.

    Attributes:
        batch: The batch; empty where none is named.
        counts: Defects by state.
        weight: Sum of the weights of all that were not withdrawn.
        oldest_days: Age of the oldest that is not settled, in days; None without any.
    """

    batch: str
    counts: StateCounts
    weight: float
    oldest_days: int | None


class Aged(_Part):
    """A defect with its age.

    Attributes:
        defect: The record.
        age_days: Days since it was found; None where no day is known or it is settled.
        weight: Weight of its severity.
    """

    defect: Defect
    age_days: int | None
    weight: float


class DefectsResult(_Part):
    """The answer of `annops defects list`; fields may be added, never renamed.

    Attributes:
        as_of: Day that ages are counted to.
        filters: Which defects were wanted.
        counts: Those defects by state.
        batches: The same by batch, by name.
        oldest: Id of the oldest that is not settled, None without any.
        oldest_days: Its age in days.
        mean_age_days: Mean age of those not settled, None without any.
        later: Defects found after the day, left out.
        defects: The defects: not settled ones first, oldest first.
        findings: What is wrong in the register.
    """

    schema_: Literal["annops.defects/1"] = Field("annops.defects/1", alias="schema")
    as_of: date
    filters: Filters = Field(default_factory=Filters)
    counts: StateCounts = Field(default_factory=StateCounts)
    batches: tuple[BatchDefects, ...] = ()
    oldest: str | None = None
    oldest_days: int | None = None
    mean_age_days: float | None = None
    later: int = 0
    defects: tuple[Aged, ...] = ()
    findings: tuple[Finding, ...] = ()


class ParetoRow(_Part):
    """Defects of one kind, with what they and all before them make of the whole.

    Attributes:
        name: Value counted by.
        n: Defects.
        share: Of all defects.
        cumulative: Share of this and all rows before it.
        weight: Sum of the weights of their severities.
        weight_share: Of the weight of all defects.
        weight_cumulative: Share of weight of this and all rows before it.
    """

    name: str
    n: int
    share: float
    cumulative: float
    weight: float
    weight_share: float
    weight_cumulative: float


class ParetoResult(_Part):
    """The answer of `annops defects pareto`; withdrawn defects are left out.

    Attributes:
        by: What is counted by.
        batch: The batch, empty for all.
        n: Defects.
        weight: Sum of their weights.
        withdrawn: Defects left out because the review was wrong.
        by_count: Most defects first, `other` last.
        by_weight: Most weight first, `other` last.
        weights: Weight of each severity.
    """

    schema_: Literal["annops.defects_pareto/1"] = Field("annops.defects_pareto/1", alias="schema")
    by: By
    batch: str = ""
    n: int = 0
    weight: float = 0.0
    withdrawn: int = 0
    by_count: tuple[ParetoRow, ...] = ()
    by_weight: tuple[ParetoRow, ...] = ()
    weights: dict[str, float] = Field(default_factory=dict)


class LogResult(_Part):
    """What `annops defects log` writes; annops.defects_log/1.

    Attributes:
        samples: Samples whose verdicts were read.
        added: Defects new in the register.
        reopened: Defects withdrawn earlier whose answer failed again.
        withdrawn: Defects whose verdict was taken back.
        changed: Defects of which the reviewer changed category, severity, expected answer or
            comment, and nobody had edited it.
        unchanged: Defects that stand in the register as they are.
        without_kind: New defects without category or severity.
        compare_again: Ids of changed defects that counted as fixed, by the answer expected
            before.
    """

    schema_: Literal["annops.defects_log/1"] = Field("annops.defects_log/1", alias="schema")
    samples: tuple[str, ...]
    added: tuple[Defect, ...] = ()
    reopened: tuple[Defect, ...] = ()
    withdrawn: tuple[Defect, ...] = ()
    changed: tuple[Defect, ...] = ()
    unchanged: int = 0
    without_kind: int = 0
    compare_again: tuple[str, ...] = ()

    @property
    def writes(self) -> tuple[Defect, ...]:
        """Records to write, by id."""
        every = (*self.added, *self.reopened, *self.withdrawn, *self.changed)
        return tuple(sorted(every, key=lambda row: row.id))
