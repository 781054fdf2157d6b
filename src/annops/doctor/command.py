"""`annops doctor`: what about this computer would get in the way."""

from pathlib import Path
from typing import Annotated

import typer


def doctor(
    *,
    project: Annotated[
        Path | None, typer.Option("--project", help="Folder to look at; found by walking up.")
    ] = None,
) -> None:
    """Look at this computer and the folder; say what would get in the way and what to do.

    Exit code 1 when something would. Example: annops doctor
    """
    from annops.core.errors import AnnopsError
    from annops.doctor.compute import lines
    from annops.doctor.facts import gather
    from annops.workspace.root import find_root

    try:
        folder = find_root(Path.cwd(), project)
    except AnnopsError:
        folder = (project or Path.cwd()).resolve()
    told = lines(gather(folder))
    width = max(len(line.name) for line in told)
    for line in told:
        mark = "problem" if line.is_problem else "ok     "
        typer.echo(f"{mark}  {line.name:<{width}}  {line.state}")
        if line.advice is not None:
            typer.echo(f"  do: {line.advice}")
    if any(line.is_problem for line in told):
        raise typer.Exit(1)
