"""`annops check`: everything that is wrong in the project folder."""

from pathlib import Path
from typing import Annotated

import typer

from annops.check.model import CheckFormat


def check(
    *,
    project: Annotated[
        Path | None, typer.Option("--project", help="Project folder; found by walking up.")
    ] = None,
    form: Annotated[
        CheckFormat, typer.Option("--format", help="For people, programs, repository hosts.")
    ] = CheckFormat.TEXT,
    read: Annotated[
        bool, typer.Option("--read/--no-read", help="Open the exports and look for their columns.")
    ] = True,
) -> None:
    """Say everything that is wrong in the project folder; exit code 1 when anything is.

    Example: annops check --format github
    """
    import os

    from annops.check.compute import folder_findings
    from annops.check.outputs import written
    from annops.core.finding import Severity
    from annops.workspace.root import find_root

    root = find_root(Path.cwd(), project)
    findings = folder_findings(root, read=read)
    here = Path(os.path.relpath(root)).as_posix()
    typer.echo(written(findings, form, prefix="" if here == "." else f"{here}/"), nl=False)
    if any(finding.severity is not Severity.NOTE for finding in findings):
        raise typer.Exit(1)
