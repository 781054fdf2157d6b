"""The commands of `annops defects`."""

from typing import Annotated

import typer

from annops.defects.model import By
from annops.workspace.command_options import (
    AsOfOption,
    DryRunOption,
    FormOption,
    OutputOption,
    ProjectOption,
)
from annops.workspace.emit import Form
from annops.workspace.register_options import group, refuse_before

defects = group()


@defects.callback()
def _bare(
    ctx: typer.Context,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Show how many defects are open and which are oldest; subcommands log, list and count.

    Example: annops defects --as-of 2026-11-20
    """
    if not refuse_before(ctx):
        list_(project=project, as_of=as_of, form=form, output=output)


@defects.command("log")
def log(
    batch: Annotated[
        str | None, typer.Argument(help="Batch or sample; every one with verdicts without it.")
    ] = None,
    project: ProjectOption = None,
    dry_run: DryRunOption = False,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Log a defect for each annotator whose answer failed; a second run adds nothing.

    Example: annops defects log B01
    """
    from annops.defects.run import Manner, log_defects
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    day = workspace.today(as_of)
    log_defects(workspace, batch, day, Manner(form, output), dry_run=dry_run)


@defects.command("list")
def list_(
    batch: Annotated[str, typer.Option(help="Of this batch only.")] = "",
    state: Annotated[str, typer.Option(help="In this state only.")] = "",
    annotator: Annotated[str, typer.Option(help="Of this annotator only.")] = "",
    category: Annotated[str, typer.Option(help="Of this category only.")] = "",
    severity: Annotated[str, typer.Option(help="Of this severity only.")] = "",
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """List defects, the oldest that are not settled first.

    Example: annops defects list --batch B01 --state open --format csv
    """
    from annops.defects.model import Filters
    from annops.defects.run import Manner, list_defects
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    filters = Filters(
        batch=batch, state=state, annotator=annotator, category=category, severity=severity
    )
    day = workspace.today(as_of)
    raise typer.Exit(list_defects(workspace, filters, day, Manner(form, output)))


@defects.command("pareto")
def pareto(
    by: Annotated[By, typer.Option(help="What defects are counted by.")] = By.CATEGORY,
    batch: Annotated[str, typer.Option(help="Of this batch only.")] = "",
    project: ProjectOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Show which kinds make most of the defects, by number and by weight.

    Example: annops defects pareto --by annotator
    """
    from annops.defects.run import Manner, show_pareto
    from annops.workspace.open import open_workspace

    raise typer.Exit(show_pareto(open_workspace(project), by, batch, Manner(form, output)))
