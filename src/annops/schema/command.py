"""`annops schema`: the JSON Schema that editors complete and check annops.yaml with."""

from pathlib import Path
from typing import Annotated

import typer


def schema(
    *,
    stdout: Annotated[
        bool, typer.Option("--stdout", help="Print the schema instead of writing the file.")
    ] = False,
    project: Annotated[
        Path | None, typer.Option("--project", help="Project folder; found by walking up.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be written, write nothing.")
    ] = False,
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
