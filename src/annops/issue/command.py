"""The commands of `annops issue`."""

from collections.abc import Mapping
from typing import Annotated

import typer

from annops.registers.issues import Issue, IssueKind
from annops.workspace.command_options import (
    AsOfOption,
    DryRunOption,
    FormOption,
    OutputOption,
    ProjectOption,
)
from annops.workspace.emit import Form
from annops.workspace.register_options import group, refuse_before, with_fields

issue = group()

_Record = Annotated[str, typer.Argument(metavar="ID", help="Id of the issue, or its beginning.")]


@issue.callback()
def _bare(
    ctx: typer.Context,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Show what stops work, what waits for a decision, what hinders; subcommands add and change.

    Example: annops issue --as-of 2026-11-20
    """
    if refuse_before(ctx):
        return
    from annops.issue.run import measured, say
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    day = workspace.today(as_of)
    result, code = measured(workspace, day)
    say(result, form, output)
    raise typer.Exit(code)


@issue.command("list")
def list_(
    kind: Annotated[IssueKind | None, typer.Option(help="Only records of this kind.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Closed ones, too.")] = False,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """List what is open, blockers first, with age and overdue days.

    Example: annops issue list --kind decision --format md
    """
    from annops.issue.run import list_issues, measured
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    result, code = measured(workspace, workspace.today(as_of))
    list_issues(result, form, output, kind=kind, everything=everything)
    raise typer.Exit(code)


@issue.command("add")
@with_fields(Issue, without=("title", "status", "closed", "resolution"))
def add(
    title: Annotated[str, typer.Argument(help="What hinders, or is asked, in a line.")],
    fields: Mapping[str, str],
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Write down an issue, a blocker, a decision needed or a question; a title is enough.

    Example: annops issue add "Tool export lacks annotator ids" --kind blocker --owner tooling
    """
    from annops.workspace.titled_records import add_titled

    add_titled(Issue, title, fields, project, as_of, dry_run=dry_run)


@issue.command("edit")
@with_fields(Issue)
def edit(
    record: _Record,
    fields: Mapping[str, str],
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Change fields of an issue; empty text clears one.

    Example: annops issue edit I-4mz --due 2026-12-01 --owner kim
    """
    from annops.workspace.titled_records import change_titled

    change_titled(Issue, record, fields, project, as_of, dry_run=dry_run)


@issue.command("close")
def close(
    record: _Record,
    resolution: Annotated[str, typer.Option(help="How it was settled, in a line.")] = "",
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Close an issue, or answer a decision or question.

    Example: annops issue close I-4mz --resolution "correctness outranks tone"
    """
    fields = {"status": "closed"} | ({"resolution": resolution} if resolution else {})
    from annops.workspace.titled_records import change_titled

    change_titled(Issue, record, fields, project, as_of, dry_run=dry_run)
