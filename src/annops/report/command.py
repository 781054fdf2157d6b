"""The command `annops report`."""

import sys
from typing import Annotated, Literal

import typer

from annops.workspace.command_options import DryRunOption, ProjectOption


def report(
    kind: Annotated[Literal["weekly"], typer.Argument(help="Which report.")] = "weekly",
    week: Annotated[str | None, typer.Option(help="ISO week, as 2026-W47.")] = None,
    formats: Annotated[
        str, typer.Option("--format", help="Forms, with commas between: md, xlsx, html.")
    ] = "md,xlsx,html",
    project: ProjectOption = None,
    audience: Annotated[
        Literal["internal", "client"],
        typer.Option(help="For whom: a client edition names nobody and shows nothing internal."),
    ] = "internal",
    as_of: Annotated[
        str | None, typer.Option(help="Day whose week is reported; today without it.")
    ] = None,
    dry_run: DryRunOption = False,
) -> None:
    """Write the weekly report: numbers, Markdown, workbook and page, all from one numbers file.

    Example: annops report --week 2026-W47
    """
    from annops.report.lines import lines
    from annops.report.run import (
        changes,
        compute,
        formats_of,
        kept_text,
        refuse_future,
        refuse_leaks,
        report_folder,
        week_asked,
    )
    from annops.workspace.open import open_workspace

    del kind
    asked = formats_of(formats)
    workspace = open_workspace(project)
    result = compute(workspace, week_asked(week, as_of, workspace.definition.zone), audience)
    refuse_future(result, workspace.today(as_of))
    made = changes(workspace, result, asked)
    told = refuse_leaks(workspace, made) if audience == "client" else ()
    told = (*told, *kept_text(workspace, result, asked).findings)
    done = workspace.apply(made, dry_run=dry_run)
    for finding in told:
        typer.echo(str(finding), err=True)
    if dry_run:
        sys.stdout.write(done)
        return
    files = [write.path for write in made.writes]
    typer.echo("\n".join(lines(result, files, report_folder(result.week))))
