"""The commands `annops guideline list`, `check` and `release`."""

from pathlib import Path
from typing import Annotated

import typer

from annops.render.findings_form import FindingForm
from annops.workspace.command_options import AsOfOption, DryRunOption, OutputOption
from annops.workspace.emit import Form

app = typer.Typer(
    name="guideline", rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False,
    no_args_is_help=True,
    help="Say which guideline versions hold, check their changes, release new ones.\n\n"
    "Example: annops guideline list",
)  # fmt: skip

Project = Annotated[
    Path | None, typer.Option("--project", help="Project folder; found by walking up.")
]
AsOf = AsOfOption


@app.command("list")
def list_(
    *,
    as_of: AsOf = None,
    project: Project = None,
    form: Annotated[Form, typer.Option("--format", help="Form of the answer.")] = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Say which version of each guideline is in force, and which comes next.

    Example: annops guideline list
    """
    from annops.guideline.document import csv, lines, sections
    from annops.guideline.listing import list_guidelines
    from annops.workspace.emit import Answer, emit, tell_first
    from annops.workspace.guidelines import read_texts
    from annops.workspace.guidelines_lock import read_lock
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    texts, findings = read_texts(workspace.root)
    releases, wrong = read_lock(workspace.root)
    tell_first((*findings, *wrong))
    result = list_guidelines(texts, releases, workspace.today(as_of))
    data = result.model_dump(by_alias=True, mode="json")
    emit(Answer(lines(result), sections(result), data, lambda: csv(result)), form, output)


@app.command("check")
def check(
    *,
    since: Annotated[
        str | None,
        typer.Option(help="Only what changed since this revision, and compared with it."),
    ] = None,
    form: Annotated[
        FindingForm, typer.Option("--format", help="For people, programs, repository hosts.")
    ] = FindingForm.TEXT,
    read: Annotated[
        bool, typer.Option("--read/--no-read", help="Look at the versions that answers name.")
    ] = True,
    project: Project = None,
) -> None:
    """Find guideline changes without a new version, and what else would mislead annotators.

    Example: annops guideline check --since origin/main --format github
    """
    from annops.guideline.checking import check_guidelines
    from annops.render.findings_form import is_wrong, write_findings
    from annops.workspace.root import find_root

    run = check_guidelines(find_root(Path.cwd(), project), since, read=read)
    typer.echo(write_findings(run.checked, form), nl=False)
    if not run.complete or is_wrong(run.checked.findings):
        raise typer.Exit(1 if run.complete else 2)


@app.command("release")
def release(
    name: Annotated[str, typer.Argument(help="Guideline, the NAME of guidelines/NAME.md.")],
    version: Annotated[str, typer.Argument(help="MAJOR.MINOR or MAJOR.MINOR.PATCH.")],
    *,
    effective: Annotated[
        str | None, typer.Option(help="Day or moment it takes effect; today without.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="What changed, in a sentence.")] = None,
    as_of: AsOf = None,
    dry_run: DryRunOption = False,
    project: Project = None,
) -> None:
    """Give the text of a guideline its version, keep the one before, and word the notice.

    MAJOR: past answers may be wrong. MINOR: a new case is covered. PATCH: only words changed.

    Example: annops guideline release sentiment 1.2 --note "R6 covers irony"
    """
    from annops.guideline.document import release_lines
    from annops.guideline.model import ReleaseOptions
    from annops.guideline.run import effective_moment, release_guideline
    from annops.workspace.emit import tell_first
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    day = workspace.today(as_of)
    options = ReleaseOptions(name, version, day, effective_moment(effective), note)
    result, past, told = release_guideline(workspace, options)
    tell_first(told)
    said = workspace.apply(result.changes, dry_run=dry_run)
    if dry_run:
        typer.echo(said, nl=False)
    typer.echo("\n".join(release_lines(result, past, [] if dry_run else said.splitlines())))
