"""Result of `annops status`."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.agree.model import TargetRow
from annops.volumes.model import Delivery, ItemCounts, Pace


class StatusResult(BaseModel):
    """The answer of `annops status`.

    Attributes:
        project: Name of the project.
        client: Who the work is for.
        as_of: Day the status is given for; later answers are left out.
        items: What became of the items.
        judgments: Items done by annotators, in all.
        delivery: How much of the plan is done.
        pace: Pace needed and actual.
        targets: Every target, judged.
        findings: Findings met while reading, by severity.
        gold: Gold answers by question, to compare the consensus with.
        next: The command to run next.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["annops.status/1"] = Field("annops.status/1", alias="schema")
    project: str
    client: str | None
    as_of: date
    items: ItemCounts | None
    judgments: int
    delivery: Delivery
    pace: Pace
    targets: tuple[TargetRow, ...]
    findings: dict[str, int]
    gold: dict[str, int] = Field(default_factory=dict)
    next: str
