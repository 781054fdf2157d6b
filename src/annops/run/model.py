"""What `annops run` answers: each step with its outcome; annops.run/1."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.core.finding import Finding


class State(StrEnum):
    """How a step ended."""

    FINE = "fine"
    LOOK = "look"  # a finding, or a target that is not met
    FAILED = "failed"  # it could not be done


class Step(BaseModel):
    """One step of the run.

    Attributes:
        name: `check`, `agree`, `audit`, `report`, `report for the client`.
        state: How it ended.
        exit_code: Exit code that the command of this step would give.
        text: The answer in a sentence, no full stop.
        findings: What was found wrong, worst first.
        files: Files written, or that would be.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    state: State
    exit_code: int
    text: str
    findings: tuple[Finding, ...] = ()
    files: tuple[str, ...] = ()


class RunResult(BaseModel):
    """The answer of `annops run`; fields may be added within a schema version, never renamed.

    Attributes:
        project: Name of the project.
        week: ISO week of the report.
        as_of: The day.
        steps: Every step, in the order they were done.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["annops.run/1"] = Field("annops.run/1", alias="schema")
    project: str
    week: str
    as_of: date
    steps: tuple[Step, ...]

    @property
    def exit_code(self) -> int:
        """The worst of the steps: what could not be done before what must be looked at."""
        codes = {step.exit_code for step in self.steps}
        return next((code for code in (2, 3, 4, 1) if code in codes), 0)
