"""The command `annops run`."""

from pathlib import Path
from typing import Annotated

import typer

from annops.workspace.command_options import ProjectOption
from annops.workspace.emit import Form


def run(
    week: Annotated[str | None, typer.Option(help="ISO week, as 2026-W47.")] = None,
    client: Annotated[
        bool, typer.Option("--client", help="Make the client edition of the report too.")
    ] = False,
    require_met: Annotated[
        bool, typer.Option("--require-met", help="A target that cannot be told counts as failed.")
    ] = False,
    project: ProjectOption = None,
    form: Annotated[
        Form, typer.Option("--format", envvar="ANNOPS_FORMAT", help="Form of the summary.")
    ] = Form.TEXT,
    output: Annotated[Path | None, typer.Option(help="Write the summary to this file.")] = None,
    as_of: Annotated[
        str | None, typer.Option(help="Day that counts as today, and whose week is reported.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything but writing.")] = False,
) -> None:
    """Check, agree, audit and report the week in one go, for cron and CI.

    One summary, one exit code: 0 fine, 1 something to look at, 2 to 4 a step could not be done.

    Example: annops run --week 2026-W47
    """
    from annops.render.csv_ import render as table_csv
    from annops.report.run import week_asked
    from annops.run.document import lines, sections, steps_table, told
    from annops.run.run import run as do
    from annops.run.steps import Running
    from annops.workspace.clock import today
    from annops.workspace.emit import Answer, emit
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    zone = workspace.definition.zone
    day = today(as_of, zone)
    running = Running(workspace, week_asked(week, as_of, zone), day, require_met, dry_run)
    result = do(running, client=client)
    data = result.model_dump(by_alias=True, mode="json")
    table = steps_table(result)
    emit(Answer(lines(result), sections(result), data, lambda: table_csv(table)), form, output)
    for line in told(result):
        typer.echo(line, err=True)
    if result.exit_code:
        raise typer.Exit(result.exit_code)
