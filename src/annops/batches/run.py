"""What `annops batches` does between its options and its exit code."""

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from annops.batches.compute import Counted, batches, count_batches
from annops.batches.document import batches_table, sections, short_table
from annops.batches.lines import lines
from annops.batches.model import BatchesResult
from annops.core.document import Section
from annops.core.errors import AnnopsError
from annops.registers.batches import Batch
from annops.registers.listing import lines_by_id
from annops.render.console import render, style_of
from annops.render.csv_ import render as table_csv
from annops.workspace.emit import Answer, Form, emit, tell_first
from annops.workspace.load import NO_FILE
from annops.workspace.open import Workspace
from annops.workspace.register_edits import add_record, change_record
from annops.workspace.registers import read_register


def measured(workspace: Workspace, as_of: date) -> tuple[BatchesResult, int]:
    """Read register and data and count; what is wrong in the register is told on stderr.

    Returns:
        The batches, and the exit code: 1 where a record could not be read.
    """
    file = read_register(workspace.root, Batch)
    tell_first(file.findings, "annops check")
    counted = _counted(workspace, as_of)
    lines_of = lines_by_id(file.table)
    result = batches(file.rows, counted, workspace.definition, as_of, lines_of)
    return result, file.exit_code


def _counted(workspace: Workspace, as_of: date) -> Mapping[str | None, Counted] | None:
    """Count the data; None before the first export has come.

    Raises:
        AnnopsError: When an export that is there cannot be read.
    """
    if not workspace.definition.sources:
        return None
    columns = ("submitted_at", "batch")
    try:
        items = workspace.items()  # first: it keeps a copy of all columns
        return count_batches(workspace.annotations(columns), items, workspace.definition, as_of)
    except AnnopsError as error:
        if {finding.code for finding in error.findings} != {NO_FILE.id}:
            raise
        tell_first(error.findings)
        return None


def say(result: BatchesResult, form: Form, output: Path | None, *, table: bool) -> None:
    """Print the everyday answer, or with `table` every batch; the whole in another form."""
    data = result.model_dump(by_alias=True, mode="json")
    whole = sections(result)
    shown = (Section("batches", "Batches", (short_table(result),)),)
    text = render(shown, style_of(sys.stdout)).splitlines() if table else lines(result)
    emit(Answer(text, whole, data, lambda: table_csv(batches_table(result))), form, output)


def add(workspace: Workspace, name: str, fields: Mapping[str, str], *, dry_run: bool) -> None:
    """Add a batch; one of that name already is named instead."""
    words = name.strip()

    def there(row: Batch) -> bool:
        return row.id.casefold() == words.casefold()

    _, said = add_record(workspace, Batch, {**fields, "id": words}, there=there, dry_run=dry_run)
    sys.stdout.write(said)


def change(workspace: Workspace, given: str, fields: Mapping[str, str], *, dry_run: bool) -> None:
    """Change some fields of a batch."""
    _, said = change_record(workspace, Batch, given, fields, dry_run=dry_run)
    sys.stdout.write(said)
