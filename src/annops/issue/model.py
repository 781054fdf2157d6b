"""What `annops issue` answers: issues, blockers, decisions and questions; annops.issue/1."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.core.finding import Finding
from annops.registers.issues import Issue


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IssueEntry(_Part):
    """One record with what follows from it on a day.

    Attributes:
        issue: The record.
        age_days: Days from its opening to its closing, or to the day; None where unknown.
        overdue_days: Days since it was due; None where it is not overdue.
        needs: Codes of the findings about it.
    """

    issue: Issue
    age_days: int | None
    overdue_days: int | None
    needs: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether it is not closed."""
        return self.issue.status != "closed"


class IssuesResult(_Part):
    """The answer of `annops issue`; fields may be added within a schema version, never renamed.

    Attributes:
        as_of: The day.
        issues: Every record: open ones first, blockers before others, then by priority and age.
        findings: What needs attention.
        left_out: Records that could not be read, which are in no other figure.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["annops.issue/1"] = Field("annops.issue/1", alias="schema")
    as_of: date
    issues: tuple[IssueEntry, ...]
    findings: tuple[Finding, ...]
    left_out: int = 0

    @property
    def open(self) -> tuple[IssueEntry, ...]:
        """What is not closed, blockers first."""
        return tuple(entry for entry in self.issues if entry.is_open)

    @property
    def blockers(self) -> tuple[IssueEntry, ...]:
        """What stops work now."""
        return self._open_kinds("blocker")

    @property
    def decisions(self) -> tuple[IssueEntry, ...]:
        """Decisions needed: question (title), options, default, due day."""
        return self._open_kinds("decision")

    @property
    def questions(self) -> tuple[IssueEntry, ...]:
        """Questions without an answer yet."""
        return self._open_kinds("question")

    def _open_kinds(self, kind: str) -> tuple[IssueEntry, ...]:
        return tuple(entry for entry in self.open if entry.issue.kind == kind)
