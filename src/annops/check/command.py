"""`annops check`: everything that is wrong in the project folder."""

from pathlib import Path
from typing import Annotated

import typer

from annops.render.findings_form import FindingForm
from annops.workspace.command_options import ProjectOption


def check(
    *,
    project: ProjectOption = None,
    form: Annotated[
        FindingForm, typer.Option("--format", help="For people, programs, repository hosts.")
    ] = FindingForm.TEXT,
    as_of: Annotated[
        str | None,
        typer.Option(help="Day that ages and delays in the registers are counted to; today."),
    ] = None,
    read: Annotated[
        bool, typer.Option("--read/--no-read", help="Open the exports and look for their columns.")
    ] = True,
) -> None:
    """Say everything that is wrong in the project folder; exit code 1 when anything is.

    Example: annops check --format github
    """
    from annops.check.compute import folder_findings
    from annops.guideline.checking import repository_prefix
    from annops.render.findings_form import Checked, is_wrong, write_findings
    from annops.render.findings_pages import pages_of
    from annops.workspace.clock import today
    from annops.workspace.root import find_root

    root = find_root(Path.cwd(), project)
    findings = folder_findings(root, today(as_of), read=read)
    checked = Checked(
        findings, "annops check", repository_prefix(root), pages=pages_of(findings),
        schema="annops.check/1",
    )  # fmt: skip
    typer.echo(write_findings(checked, form), nl=False)
    if is_wrong(findings):
        raise typer.Exit(1)
