"""The command `annops rework`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from annops.workspace.command_options import (
    AsOfOption,
    DryRunOption,
    FormOption,
    OutputOption,
    ProjectOption,
)
from annops.workspace.emit import Form


def rework(
    batch: Annotated[str | None, typer.Argument(help="The batch; all with `--list`.")] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compare what is out with the newest export.")
    ] = False,
    returned: Annotated[
        list[Path] | None, typer.Option(help="A filled ticket; else its folder is looked at.")
    ] = None,
    show: Annotated[bool, typer.Option("--list", help="Show the tickets.")] = False,
    by: Annotated[
        Literal["annotator", "vendor"] | None, typer.Option(help="Who gets a ticket each.")
    ] = None,
    due: Annotated[str | None, typer.Option(help="Day the answers are wanted back.")] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Send what came back unchanged once more.")
    ] = False,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Send wrong answers back as tickets, and check what was done about them.

    Example: annops rework B01 --verify
    """
    from annops.rework import run
    from annops.workspace.clock import day_of
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    day = workspace.today(as_of)
    if batch is None or show:
        run.list_tickets(workspace, batch, day, form, output)
        return
    wanted = None if due is None else day_of(due)
    asked = run.Asked(batch, day, by, wanted, again=again, dry_run=dry_run)
    if verify:
        from annops.rework.compare import verify as compare

        raise typer.Exit(compare(workspace, asked, returned or (), form, output))
    from annops.rework.send import send

    said = send(workspace, asked)
    tickets_wanted = form is not Form.TEXT or output is not None
    typer.echo(said, nl=False, err=tickets_wanted)
    if tickets_wanted:
        run.list_tickets(workspace, batch, day, form, output)
