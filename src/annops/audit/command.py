"""The command `annops audit`."""

from pathlib import Path
from typing import Annotated

import typer

from annops.audit.model import Against
from annops.workspace.command_options import (
    AsOfOption,
    DryRunOption,
    FormOption,
    OutputOption,
    ProjectOption,
)
from annops.workspace.emit import Form


def audit(
    batch: Annotated[str | None, typer.Argument(help="Batch; `all` for the project.")] = None,
    sample: Annotated[str | None, typer.Option(help="Id of a sample, not the one in use.")] = None,
    sheet: Annotated[
        list[Path] | None, typer.Option(help="A filled sheet that came back; may be repeated.")
    ] = None,
    against: Annotated[
        Against | None, typer.Option(help="Where verdicts come from; else the first there is.")
    ] = None,
    by: Annotated[list[str] | None, typer.Option(help="Break down by this column.")] = None,
    as_drawn: Annotated[
        bool, typer.Option("--as-drawn", help="Judge the batch as it was when drawn from.")
    ] = False,
    leave_out: Annotated[
        bool,
        typer.Option(
            "--leave-out-unjudgeable",
            help="Rates of judgeable answers; what nobody could judge is left out and counted.",
        ),
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show all tables.")] = False,
    require_met: Annotated[
        bool, typer.Option("--require-met", help="Exit 1 also when a target cannot be told.")
    ] = False,
    dry_run: DryRunOption = False,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
    project: ProjectOption = None,
) -> None:
    """Take reviewers' verdicts in, and say how many answers of the batch are wrong.

    Example: annops audit B01
    """
    from annops.audit.model import Options
    from annops.audit.run import Asked, Manner, run

    options = Options(by=tuple(by or ()), as_drawn=as_drawn, against=against, leave_out=leave_out)
    asked = Asked(batch, sample, tuple(sheet or ()), options)
    manner = Manner(project, form, output, explain, dry_run, as_of, require_met)
    raise typer.Exit(run(asked, manner))
