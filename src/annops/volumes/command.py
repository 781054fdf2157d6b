"""The command `annops volumes`."""

import sys
from typing import Annotated

import typer

from annops.workspace.command_options import FormOption, OutputOption, ProjectOption
from annops.workspace.emit import Form


def volumes(
    by: Annotated[
        str | None, typer.Option(help="Breakdown: question, annotator, week, or a column.")
    ] = None,
    project: ProjectOption = None,
    as_of: Annotated[
        str | None, typer.Option(help="Leave out what was submitted after this day.")
    ] = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Count what came in, what was done, how fast, and how long a judgment takes.

    Example: annops volumes --by locale
    """
    from annops.render.console import render, style_of
    from annops.render.csv_ import render as table_csv
    from annops.volumes.compute import PEOPLE_AND_TIME
    from annops.volumes.compute import volumes as compute
    from annops.volumes.document import breakdown_section, lines, rows_table, sections
    from annops.volumes.model import Options
    from annops.volumes.period import up_to
    from annops.workspace.asked import check_breakdown
    from annops.workspace.clock import day_of
    from annops.workspace.emit import Answer, emit
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    definition = workspace.definition
    check_breakdown(by, definition, PEOPLE_AND_TIME)
    items = workspace.items()  # first: it keeps a copy of all columns
    annotations = workspace.annotations(
        ("submitted_at", "seconds", *definition.breakdowns, "batch")
    )
    if as_of is not None:
        annotations = up_to(annotations, day_of(as_of), definition.zone)
    options = Options(by=None if by is None else (by,))
    result = compute(annotations, items, definition, options)
    said = lines(result)
    if by is not None:
        said = render((breakdown_section(result, by),), style_of(sys.stdout)).splitlines()
    data = result.model_dump(by_alias=True, mode="json")
    answer = Answer(said, sections(result), data, lambda: table_csv(rows_table(result)))
    emit(answer, form, output)
