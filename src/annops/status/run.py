"""Reads what the standing of a project is told from."""

from annops.audit.model import AuditResult
from annops.registers.batches import Batch
from annops.registers.defects import Defect
from annops.registers.issues import Issue
from annops.registers.rework import Ticket
from annops.registers.risks import Risk
from annops.status.standing import Records
from annops.workspace.open import Workspace
from annops.workspace.registers import read_register


def read_records(workspace: Workspace, audits: tuple[AuditResult, ...]) -> Records:
    """Read the registers of a project.

    Args:
        workspace: The project folder.
        audits: What reviewers found in the samples in use.

    Raises:
        AnnopsError: When a register cannot be read.
    """
    root = workspace.root
    return Records(
        read_register(root, Batch).rows, read_register(root, Risk).rows,
        read_register(root, Issue).rows, read_register(root, Defect).rows,
        read_register(root, Ticket).rows, audits,
    )  # fmt: skip
