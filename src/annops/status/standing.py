"""What the registers and the audits say on a day; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from annops.audit.model import AuditResult
from annops.batches.compute import Counted, batches
from annops.defects.compute import defects, pareto
from annops.defects.model import By, DefectsResult, ParetoResult
from annops.issue.compute import issues
from annops.project.definition import Definition
from annops.registers.batches import Batch
from annops.registers.defects import Defect
from annops.registers.issues import Issue
from annops.registers.rework import Ticket
from annops.registers.risks import Risk
from annops.rework.compute import rework
from annops.risk.compute import risks
from annops.status.model import Standing

MOST_DEFECTS = 200
"""Defects listed one by one, those not settled first."""

SHOWN_BY = (By.CATEGORY, By.SEVERITY)


@dataclass(frozen=True, slots=True)
class Records:
    """Records of the registers, and what else the standing of a project is told from.

    Attributes:
        batches: The register of batches.
        risks: The register of risks.
        issues: The register of issues.
        defects: The register of defects.
        tickets: The register of rework tickets.
        audits: What reviewers found in the samples in use.
    """

    batches: tuple[Batch, ...] = ()
    risks: tuple[Risk, ...] = ()
    issues: tuple[Issue, ...] = ()
    defects: tuple[Defect, ...] = ()
    tickets: tuple[Ticket, ...] = ()
    audits: tuple[AuditResult, ...] = ()


def standing(
    records: Records, counted: Mapping[str | None, Counted] | None, definition: Definition,
    as_of: date,
) -> Standing:  # fmt: skip
    """Return what the records say on a day; registers without a record are left out.

    Args:
        records: The records.
        counted: What the data hold of each batch, None where nothing was counted.
        definition: Weights of severities, overlap, calendar.
        as_of: The day; defects found later are left out.
    """
    found = [row for row in records.defects if row.found is None or row.found <= as_of]
    known = defects(found, definition.defects, as_of) if found else None
    sent = [row for row in records.tickets if row.issued is None or row.issued <= as_of]
    return Standing(
        audits=records.audits,
        defects=None if known is None else _shortened(known),
        paretos=_paretos(found, definition),
        rework=rework(sent, found, as_of) if sent else None,
        batches=batches(records.batches, counted, definition, as_of) if records.batches else None,
        risks=risks(records.risks, as_of) if records.risks else None,
        issues=issues(records.issues, as_of) if records.issues else None,
    )


def _shortened(found: DefectsResult) -> DefectsResult:
    return found.model_copy(update={"defects": found.defects[:MOST_DEFECTS]})


def _paretos(found: Sequence[Defect], definition: Definition) -> tuple[ParetoResult, ...]:
    return tuple(pareto(found, definition.defects, by) for by in SHOWN_BY) if found else ()
