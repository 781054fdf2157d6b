"""What the registers say at the end of a week; pure."""

from annops.batches.compute import batches, count_batches
from annops.batches.model import BatchesResult
from annops.issue.compute import issues
from annops.report.inputs import Inputs, Week
from annops.report.model import Standing
from annops.risk.compute import risks


def standing(inputs: Inputs, week: Week) -> Standing:
    """Return what the registers say on the last day of the week."""
    registers = inputs.registers
    return Standing(
        batches=_batches(inputs, week),
        risks=risks(registers.risks, week.last) if registers.risks else None,
        issues=issues(registers.issues, week.last) if registers.issues else None,
    )


def _batches(inputs: Inputs, week: Week) -> BatchesResult | None:
    if not inputs.registers.batches:
        return None
    counted = count_batches(inputs.annotations, inputs.items, inputs.definition, week.last)
    return batches(inputs.registers.batches, counted, inputs.definition, week.last)
