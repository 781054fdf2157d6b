"""The command `annops agree`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from annops.workspace.command_options import FormOption, OutputOption, ProjectOption
from annops.workspace.emit import Form


def agree(
    question: Annotated[str | None, typer.Argument(help="The one question wanted.")] = None,
    by: Annotated[list[str] | None, typer.Option(help="Break down by this column.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="Metric id, or `all`.")] = None,
    weights: Annotated[
        Literal["identity", "linear", "quadratic", "ordinal", "radical", "ratio"] | None,
        typer.Option(help="Credit for near misses in weighted coefficients."),
    ] = None,
    set_distance: Annotated[
        Literal["jaccard", "masi"], typer.Option(help="Distance between sets of labels.")
    ] = "jaccard",
    bootstrap: Annotated[
        int, typer.Option(min=0, max=100_000, help="Bootstrap replicates; 0: analytic interval.")
    ] = 0,
    round_: Annotated[int, typer.Option("--round", min=1, help="Round that counts.")] = 1,
    pairs: Annotated[Path | None, typer.Option(help="Write every pair's kappa here.")] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show all tables.")] = False,
    require_met: Annotated[
        bool, typer.Option("--require-met", help="Exit 1 also when a target cannot be told.")
    ] = False,
    project: ProjectOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Measure how far annotators agree, where they do not, and who stands out.

    Example: annops agree sentiment --by locale --metric all --format json
    """
    from annops.agree.model import AgreementOptions
    from annops.agree.run import Saying, run

    asked = AgreementOptions(
        (question,) if question else (), tuple(metric or ()), tuple(by or ()), weights,
        set_distance, bootstrap, round=round_, pairs=pairs is not None,
    )  # fmt: skip
    say = Saying(form, output, pairs, explain)
    raise typer.Exit(run(asked, project, say, require_met=require_met))
