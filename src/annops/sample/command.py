"""The command `annops sample`."""

from pathlib import Path
from typing import Annotated

import typer

from annops.core.sample import Allocation
from annops.workspace.command_options import AsOfOption, FormOption, ProjectOption
from annops.workspace.emit import Form


def sample(
    batch: Annotated[str | None, typer.Argument(help="Batch; `all` for the project.")] = None,
    plan: Annotated[bool, typer.Option("--plan", help="Show sizes, draw nothing.")] = False,
    size: Annotated[int | None, typer.Option(help="Items to draw.", min=1)] = None,
    half_width: Annotated[
        float | None, typer.Option(help="Plan the size: rate known to ± this, as 0.02.")
    ] = None,
    expected_rate: Annotated[
        float | None, typer.Option(help="Error rate assumed for the plan, as 0.05.")
    ] = None,
    by: Annotated[
        str | None, typer.Option(help="Draw from each value of these columns by itself.")
    ] = None,
    allocation: Annotated[
        Allocation | None, typer.Option(help="How the sample is spread over the values.")
    ] = None,
    question: Annotated[
        list[str] | None, typer.Option(help="Judge this question only; may be repeated.")
    ] = None,
    second: Annotated[
        float | None, typer.Option(help="Share of the items that a second reviewer judges too.")
    ] = None,
    targeted: Annotated[
        str | None, typer.Option(help="Look at certain items, and why; tells no rate.")
    ] = None,
    where: Annotated[
        list[str] | None, typer.Option(help="COLUMN=VALUE of targeted items; may be repeated.")
    ] = None,
    items: Annotated[Path | None, typer.Option(help="File with ids of targeted items.")] = None,
    redraw: Annotated[bool, typer.Option("--redraw", help="Replace the sample in use.")] = False,
    cancel: Annotated[bool, typer.Option("--cancel", help="Give the sample in use up.")] = False,
    reason: Annotated[str, typer.Option(help="Why a sample is replaced or given up.")] = "",
    list_: Annotated[bool, typer.Option("--list", help="Show the samples drawn.")] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show tables and method.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the changes, write nothing.")
    ] = False,
    as_of: AsOfOption = None,
    by_whom: Annotated[str | None, typer.Option(help="Who draws.")] = None,
    form: FormOption = Form.TEXT,
    project: ProjectOption = None,
) -> None:
    """Draw at random what reviewers judge of a batch, and write the sheet they fill in.

    Example: annops sample B01
    """
    from annops.sample.asked import Asked, options_of
    from annops.sample.keeping import cancel as give_up
    from annops.sample.keeping import show_list
    from annops.sample.manner import Manner
    from annops.sample.run import run

    asked = Asked(
        size, half_width, expected_rate, by, allocation, tuple(question or ()), second, targeted,
        tuple(where or ()), items, redraw, cancel, reason.strip(),
    )  # fmt: skip
    options = options_of(asked)
    manner = Manner(project, form, as_of, by_whom, plan, dry_run, explain)
    if list_:
        raise typer.Exit(show_list(batch, manner))
    if cancel:
        give_up(batch, options.reason, manner)
    else:
        raise typer.Exit(run(batch, options, manner))
