"""What the registers say at the end of a week; pure."""

from annops.batches.compute import batches, count_batches
from annops.batches.model import BatchesResult
from annops.defects.compute import defects, pareto
from annops.defects.model import By
from annops.issue.compute import issues
from annops.report.inputs import Inputs, Week
from annops.report.model import Standing
from annops.risk.compute import risks

MOST_DEFECTS = 200
"""Defects listed in the numbers file, those not settled first."""

SHOWN_BY = (By.CATEGORY, By.SEVERITY)


def standing(inputs: Inputs, week: Week) -> Standing:
    """Return what the registers say on the last day of the week."""
    registers = inputs.registers
    rules = inputs.definition.defects
    found = [row for row in registers.defects if row.found is None or row.found <= week.last]
    known = defects(found, rules, week.last) if found else None
    return Standing(
        audits=inputs.audits,
        defects=None
        if known is None
        else known.model_copy(update={"defects": known.defects[:MOST_DEFECTS]}),
        paretos=tuple(pareto(found, rules, by) for by in SHOWN_BY) if found else (),
        batches=_batches(inputs, week),
        risks=risks(registers.risks, week.last) if registers.risks else None,
        issues=issues(registers.issues, week.last) if registers.issues else None,
    )


def _batches(inputs: Inputs, week: Week) -> BatchesResult | None:
    if not inputs.registers.batches:
        return None
    counted = count_batches(inputs.annotations, inputs.items, inputs.definition, week.last)
    return batches(inputs.registers.batches, counted, inputs.definition, week.last)
