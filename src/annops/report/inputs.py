"""What a weekly report is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from annops.agree.model import TargetRow
from annops.audit.model import AuditResult
from annops.core.annotations import Annotations
from annops.core.items import Items
from annops.project.definition import Definition
from annops.registers.batches import Batch
from annops.registers.defects import Defect
from annops.registers.issues import Issue
from annops.registers.risks import Risk
from annops.report.model import GuidelineVersion


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week: its name and its Monday."""

    name: str
    first: date

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Registers:
    """Records of the registers that a report shows, by register."""

    batches: tuple[Batch, ...] = ()
    risks: tuple[Risk, ...] = ()
    issues: tuple[Issue, ...] = ()
    defects: tuple[Defect, ...] = ()


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a report is made from.

    Attributes:
        annotations: All answers.
        items: The items received.
        definition: What annops.yaml states.
        guidelines: Every guideline version.
        previous: Week and numbers of the report before, None without one.
        registers: Records of the registers.
        audits: What reviewers found in the samples in use.
    """

    annotations: Annotations
    items: Items
    definition: Definition
    guidelines: Sequence[GuidelineVersion] = ()
    previous: tuple[str, Mapping[str, Any]] | None = None
    registers: Registers = Registers()
    audits: tuple[AuditResult, ...] = ()

    @property
    def audited_targets(self) -> tuple[TargetRow, ...]:
        """Targets as the audits judged them."""
        return tuple(row for audit in self.audits for row in audit.targets)
