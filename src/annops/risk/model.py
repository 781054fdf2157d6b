"""What `annops risk` answers: every risk with its score and age; annops.risk/1."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.core.finding import Finding
from annops.registers.risks import Risk


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RiskEntry(_Part):
    """One risk with what follows from it on a day.

    Attributes:
        risk: The record.
        score: Probability times impact, 1 to 25, for sorting only and never an expected loss;
            None where one of them is not given.
        age_days: Days since it was written down; None where that day is not known.
        overdue_days: Days since the review was due; None where it is not overdue.
        needs: Codes of the findings about it.
    """

    risk: Risk
    score: int | None
    age_days: int | None
    overdue_days: int | None
    needs: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it may still happen."""
        return self.risk.status == "open"


class MatrixCell(_Part):
    """One cell of the matrix: the open risks of a probability and an impact, 1 to 5."""

    probability: int
    impact: int
    ids: tuple[str, ...]


class RisksResult(_Part):
    """The answer of `annops risk`; fields may be added within a schema version, never renamed.

    Attributes:
        as_of: The day.
        risks: Every risk, open ones first, then by score from high to low.
        matrix: Cells with an open risk, the likeliest first.
        unscored: Open risks without probability or impact, which stand in no cell.
        findings: What needs attention.
        left_out: Records that could not be read, which are in no other figure.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["annops.risk/1"] = Field("annops.risk/1", alias="schema")
    as_of: date
    risks: tuple[RiskEntry, ...]
    matrix: tuple[MatrixCell, ...]
    unscored: tuple[str, ...]
    findings: tuple[Finding, ...]
    left_out: int = 0

    @property
    def open(self) -> tuple[RiskEntry, ...]:
        """The risks that may still happen, highest score first."""
        return tuple(entry for entry in self.risks if entry.is_open)

    def count(self, status: str) -> int:
        """Count the risks of a status."""
        return sum(entry.risk.status == status for entry in self.risks)
