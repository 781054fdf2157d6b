"""The command `annops risk signals`."""

from typing import Annotated

import typer

from annops.workspace.command_options import (
    AsOfOption,
    DryRunOption,
    FormOption,
    OutputOption,
    ProjectOption,
)
from annops.workspace.emit import Form


def signals(
    accept: Annotated[
        list[str] | None, typer.Option(help="Write down these: numbers, ids, or `all`.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Write down all new ones.")] = False,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Show the risks that the data point to, with their evidence; accepted ones are written down.

    Example: annops risk signals --accept 1
    """
    from annops.signals.run import ALL, run
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    day = workspace.today(as_of)
    chosen = (*(accept or ()), *((ALL,) if yes else ()))
    run(workspace, day, chosen, form, output, dry_run=dry_run)
