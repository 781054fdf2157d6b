"""The commands of `annops risk`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from annops.registers.risks import Risk
from annops.workspace.command_options import (
    AsOfOption,
    DryRunOption,
    FormOption,
    OutputOption,
    ProjectOption,
)
from annops.workspace.emit import Form
from annops.workspace.register_options import group, refuse_before, with_fields

risk = group()

_Record = Annotated[str, typer.Argument(metavar="ID", help="Id of the risk, or its beginning.")]


@risk.callback()
def _bare(
    ctx: typer.Context,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Show the risks that matter most and what needs attention; subcommands add and change.

    Example: annops risk --as-of 2026-11-20
    """
    if refuse_before(ctx):
        return
    from annops.risk.run import measured, say
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    day = workspace.today(as_of)
    result, code = measured(workspace, day)
    say(result, form, output)
    raise typer.Exit(code)


@risk.command("list")
def list_(
    everything: Annotated[
        bool, typer.Option("--all", help="Those that occurred or were closed, too.")
    ] = False,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """List the risks, highest score first, with age and overdue reviews.

    Example: annops risk list --all --format csv
    """
    from annops.risk.run import list_risks, measured
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    result, code = measured(workspace, workspace.today(as_of))
    list_risks(result, form, output, everything=everything)
    raise typer.Exit(code)


@risk.command("add")
@with_fields(Risk, without=("title", "status", "closed", "outcome", "evidence"))
def add(
    title: Annotated[str, typer.Argument(help="What may go wrong, in a line.")],
    fields: Mapping[str, str],
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Write a risk down; a title is enough.

    Example: annops risk add "Vendor cannot staff ja-JP" --owner mia --probability 3 --impact 4
    """
    from annops.workspace.titled_records import add_titled

    add_titled(Risk, title, fields, project, as_of, dry_run=dry_run)


@risk.command("edit")
@with_fields(Risk)
def edit(
    record: _Record,
    fields: Mapping[str, str],
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Change fields of a risk; empty text clears one.

    Example: annops risk edit R-7k2 --review 2026-12-01 --probability 4
    """
    from annops.workspace.titled_records import change_titled

    change_titled(Risk, record, fields, project, as_of, dry_run=dry_run)


@risk.command("close")
def close(
    record: _Record,
    outcome: Annotated[str, typer.Option(help="What became of it, in a line.")] = "",
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Close a risk that can no longer happen.

    Example: annops risk close R-7k2 --outcome "staffed by a second vendor"
    """
    fields = {"status": "closed"} | ({"outcome": outcome} if outcome else {})
    from annops.workspace.titled_records import change_titled

    change_titled(Risk, record, fields, project, as_of, dry_run=dry_run)


@risk.command("occurred")
def occurred(
    record: _Record,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Say that a risk has occurred; an issue is opened that follows it.

    Example: annops risk occurred R-7k2
    """
    from annops.risk import run
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    run.occur(workspace, record, workspace.today(as_of), dry_run=dry_run)


@risk.command("matrix")
def matrix(
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    output: Annotated[
        Path | None, typer.Option(help="Draw it into this file: svg, png or html.")
    ] = None,
) -> None:
    """Show the open risks by probability and impact.

    Example: annops risk matrix --output matrix.svg
    """
    from annops.risk import run
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    result, code = run.measured(workspace, workspace.today(as_of))
    run.matrix(result, output, workspace.definition.title or workspace.definition.project)
    raise typer.Exit(code)
