"""Result of `annops status`."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.agree.model import TargetRow
from annops.audit.model import AuditResult
from annops.batches.model import BatchesResult
from annops.defects.model import DefectsResult, ParetoResult
from annops.issue.model import IssuesResult
from annops.rework.model import ReworkResult
from annops.risk.model import RisksResult
from annops.volumes.model import Delivery, ItemCounts, Pace


class Standing(BaseModel):
    """What the registers and audits say on a day, as they stood when they were read.

    Attributes:
        batches: How far each batch is, None where no batch is registered.
        risks: The register of risks, None while it is empty.
        issues: The register of issues, None while it is empty.
        audits: What reviewers found, a batch each, of the samples in use.
        defects: The register of defects, None while it is empty.
        paretos: The defects counted by kind.
        rework: The rework tickets, None while there is none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    batches: BatchesResult | None = None
    risks: RisksResult | None = None
    issues: IssuesResult | None = None
    audits: tuple[AuditResult, ...] = ()
    defects: DefectsResult | None = None
    paretos: tuple[ParetoResult, ...] = ()
    rework: ReworkResult | None = None


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
        standing: Batches, audits, defects, rework, risks and issues.
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
    standing: Standing = Field(default_factory=Standing)
    next: str
