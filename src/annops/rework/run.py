"""What `annops rework` is asked, and the list of its tickets."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Place, did_you_mean
from annops.registers.batches import Batch
from annops.registers.defects import Defect
from annops.registers.listing import lines_by_id
from annops.registers.rework import Ticket
from annops.render.csv_ import render as table_csv
from annops.rework.attention import DEFECTS, NO_BATCH
from annops.rework.compute import rework
from annops.rework.document import sections, tickets_table
from annops.rework.lines import list_lines
from annops.workspace.emit import Answer, Form, emit, tell_first
from annops.workspace.open import Workspace
from annops.workspace.registers import RegisterFile, read_register

COLUMNS = ("submitted_at", "batch", "vendor")
"""Columns of answers that sending and comparing need."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for.

    Attributes:
        batch: The batch.
        as_of: The day.
        by: `annotator` or `vendor`; None for what the definition says.
        due: Day the answers are wanted back; None for the days of the definition.
        again: Whether defects that came back unchanged are sent again.
        dry_run: Whether to write nothing.
    """

    batch: str
    as_of: date
    by: str | None = None
    due: date | None = None
    again: bool = False
    dry_run: bool = False


def list_tickets(
    workspace: Workspace, batch: str | None, as_of: date, form: Form, output: Path | None
) -> None:
    """Print where every ticket stands, of one batch or of all."""
    defects = read_register(workspace.root, Defect)
    tickets = read_register(workspace.root, Ticket)
    tell_first((*tickets.findings, *defects.findings), "annops check")
    lines = (lines_by_id(tickets.table), lines_by_id(defects.table))
    chosen = [row for row in tickets.rows if batch in {None, row.batch}]
    result = rework(chosen, [row for row in defects.rows if batch in {None, row.batch}], as_of,
                    lines)  # fmt: skip
    data = result.model_dump(by_alias=True, mode="json")
    answer = Answer(list_lines(result), sections(result), data,
                    lambda: table_csv(tickets_table(result.tickets)))  # fmt: skip
    emit(answer, form, output)


def of_batch(workspace: Workspace, defects: RegisterFile[Defect], batch: str) -> list[Defect]:
    """Return the defects of a batch; none for a batch that is known and has none.

    Raises:
        AnnopsError: When nothing names such a batch; the hint gives the nearest (RWK008).
    """
    mine = [row for row in defects.rows if row.batch == batch]
    if not mine:
        names = {row.batch for row in defects.rows if row.batch}
        names |= {row.id for row in read_register(workspace.root, Batch).rows}
        if batch not in names and workspace.definition.sources:
            names |= set(workspace.items().frame["batch"].drop_nulls())
        if batch not in names:
            hint = did_you_mean(batch, sorted(names)) if names else NO_BATCH.remedy
            raise AnnopsError(NO_BATCH.at(Place(DEFECTS), f"no batch is called `{batch}`", hint))
    return mine
