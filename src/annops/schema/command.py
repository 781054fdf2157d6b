"""`annops schema`: the JSON Schema that editors complete and check annops.yaml with."""

from pathlib import Path
from typing import Annotated

import typer

from annops.workspace.command_options import DryRunOption, ProjectOption


def schema(
    *,
    stdout: Annotated[
        bool, typer.Option("--stdout", help="Print the schema instead of writing the file.")
    ] = False,
    project: ProjectOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Write the JSON Schema that editors check annops.yaml with.

    Example: annops schema
    """
    from annops.project.json_schema import SCHEMA_FILE, schema_changes, schema_text

    if stdout:
        typer.echo(schema_text(), nl=False)
        return
    from annops.workspace.changes import apply, preview
    from annops.workspace.open import UNCHANGED
    from annops.workspace.root import find_root

    root = find_root(Path.cwd(), project)
    if dry_run:
        diff = preview(root, schema_changes())
        typer.echo(diff or UNCHANGED, nl=False, err=not diff)
        return
    for finding in apply(root, schema_changes()):
        typer.echo(str(finding), err=True)
    typer.echo(SCHEMA_FILE)
    typer.echo("editors find it by the first lines of annops.yaml", err=True)
