"""The command `annops consensus`."""

from pathlib import Path
from typing import Annotated

import typer

from annops.consensus.ties import Ties
from annops.workspace.command_options import FormOption, ProjectOption
from annops.workspace.emit import Form


def consensus(
    question: Annotated[str | None, typer.Argument(help="The one question wanted.")] = None,
    ties: Annotated[Ties, typer.Option(help="What becomes of ties.")] = Ties.LIST,
    project: ProjectOption = None,
    form: FormOption = Form.TEXT,
    output: Annotated[
        Path | None, typer.Option(help="Write one row per item to this CSV file.")
    ] = None,
) -> None:
    """Find one answer per item: majority, per-label majority, median or mean; ties are listed.

    Example: annops consensus sentiment --output consensus.csv
    """
    from annops.consensus.compute import consensus as compute
    from annops.consensus.document import items_csv, lines, sections
    from annops.consensus.model import Options
    from annops.workspace.asked import check_question
    from annops.workspace.emit import Answer, emit
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    check_question(question, workspace.definition)
    options = Options(question=question, ties=ties)
    result = compute(workspace.annotations(), workspace.definition, options)
    answer = Answer(
        lines(result), sections(result), result.model_dump(by_alias=True, mode="json"),
        lambda: items_csv(result),
    )  # fmt: skip
    emit(answer, form, output)
    if output is not None:
        typer.echo("\n".join(lines(result)))
