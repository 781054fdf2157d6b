"""The command `annops demo`."""

from pathlib import Path
from typing import Annotated, Literal

import typer


def demo(
    folder: Annotated[Path, typer.Argument(help="Folder to make.")] = Path("annops-demo"),
    example: Annotated[
        Literal["llm-eval", "text-classification"], typer.Option(help="Which example.")
    ] = "llm-eval",
    open_: Annotated[
        bool, typer.Option("--open/--no-open", help="Open the report in the browser.")
    ] = False,
) -> None:
    """Copy an example project, make its weekly report, and say what was found and where to look.

    Example: annops demo
    """
    from annops.demo.run import run

    run(folder, example, open_page=open_)
