"""`annops init`: a project folder that passes `annops check` at once."""

from pathlib import Path
from typing import Annotated

import typer

from annops.workspace.command_options import AsOfOption, DryRunOption


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to make.")] = Path(),
    *,
    template: Annotated[
        str | None,
        typer.Option(help="text-classification, llm-eval or blank (default)."),
    ] = None,
    project: Annotated[str | None, typer.Option(help="Short name; the folder's without.")] = None,
    client: Annotated[str | None, typer.Option(help="Who the work is for.")] = None,
    locales: Annotated[
        str | None, typer.Option(help="BCP 47 tags with commas between, as en-US,de-DE.")
    ] = None,
    units: Annotated[int | None, typer.Option(min=1, help="Items to deliver in all.")] = None,
    due: Annotated[str | None, typer.Option(help="Day the last item is due.")] = None,
    as_of: AsOfOption = None,
    git: Annotated[
        bool, typer.Option("--git/--no-git", help="Keep versions of the folder.")
    ] = True,
    track_exports: Annotated[
        bool, typer.Option("--track-exports", help="Keep exports in git, not only their hashes.")
    ] = False,
    dry_run: DryRunOption = False,
) -> None:
    """Start a project folder; asks for what is not given when run at a terminal.

    Example: annops init aster --template llm-eval --locales en-US,de-DE --units 24000
    """
    from annops.init.questions import options_from
    from annops.init.setup import set_up
    from annops.workspace.clock import today

    options = options_from(
        folder, template=template, project=project, client=client, locales=locales, units=units,
        due=due, as_of=today(as_of).isoformat(), track_exports=track_exports,
    )  # fmt: skip
    set_up(folder, options, git=git, dry_run=dry_run)
