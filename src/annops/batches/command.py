"""The commands of `annops batches`."""

from collections.abc import Mapping
from typing import Annotated

import typer

from annops.registers.batches import Batch
from annops.workspace.command_options import (
    AsOfOption,
    DryRunOption,
    FormOption,
    OutputOption,
    ProjectOption,
)
from annops.workspace.emit import Form
from annops.workspace.register_options import group, refuse_before, with_fields

batches = group()

_Record = Annotated[str, typer.Argument(metavar="ID", help="Name of the batch.")]


@batches.callback()
def _bare(
    ctx: typer.Context,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Show how far each batch is and which will be late; subcommands list, add and change.

    Example: annops batches --as-of 2026-11-20
    """
    if refuse_before(ctx):
        return
    from annops.batches.run import measured, say
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    day = workspace.today(as_of)
    result, code = measured(workspace, day)
    say(result, form, output, table=False)
    raise typer.Exit(code)


@batches.command("list")
def list_(
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """List every batch: received, answered, done, pace, forecast.

    Example: annops batches list --format csv --output batches.csv
    """
    from annops.batches.run import measured, say
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    day = workspace.today(as_of)
    result, code = measured(workspace, day)
    say(result, form, output, table=True)
    raise typer.Exit(code)


@batches.command("add")
@with_fields(Batch)
def add(
    name: _Record,
    fields: Mapping[str, str],
    project: ProjectOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Put a batch into the register.

    Example: annops batches add B04 --units 500 --due 2026-12-04 --vendor delta
    """
    from annops.batches import run
    from annops.workspace.open import open_workspace

    run.add(open_workspace(project), name, fields, dry_run=dry_run)


@batches.command("edit")
@with_fields(Batch)
def edit(
    name: _Record,
    fields: Mapping[str, str],
    project: ProjectOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Change fields of a batch; empty text clears one.

    Example: annops batches edit B04 --state delivered
    """
    from annops.batches import run
    from annops.workspace.open import open_workspace

    run.change(open_workspace(project), name, fields, dry_run=dry_run)
