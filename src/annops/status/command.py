"""The command `annops status`."""

from typing import Annotated

import typer

from annops.workspace.command_options import FormOption, OutputOption, ProjectOption
from annops.workspace.emit import Form


def status(
    project: ProjectOption = None,
    as_of: Annotated[
        str | None, typer.Option(help="Day the status is given for; today without it.")
    ] = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Say where the project stands: done, pace, targets, findings, what to do next.

    Example: annops status --as-of 2026-11-20
    """
    from annops.agree.document import targets_table
    from annops.audit.loading import columns_of, load_audits
    from annops.render.csv_ import render as table_csv
    from annops.status.compute import status as compute
    from annops.status.document import lines, sections
    from annops.status.run import read_records
    from annops.workspace.emit import Answer, emit
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    definition = workspace.definition
    day = workspace.today(as_of)
    by_target = (target.by for target in definition.targets if target.by)
    columns = ("submitted_at", "seconds", "locale", "batch", *definition.breakdowns, *by_target)
    items = workspace.items()  # first: it keeps a copy of all columns
    annotations = workspace.annotations((*columns, *columns_of(definition)))
    records = read_records(workspace, load_audits(workspace, annotations, items))
    result = compute(annotations, items, definition, day, records)
    data = result.model_dump(by_alias=True, mode="json")
    table = targets_table(result.targets)
    emit(Answer(lines(result), sections(result), data, lambda: table_csv(table)), form, output)
