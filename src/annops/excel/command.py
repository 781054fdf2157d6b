"""The commands `annops excel push` and `annops excel pull`."""

from pathlib import Path
from typing import Annotated

import typer

from annops.workspace.command_options import AsOfOption, DryRunOption, ProjectOption

excel = typer.Typer(
    rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False,
    no_args_is_help=True,
    help="Edit registers in Excel: push writes a workbook, pull takes it back.\n\n"
    "Example: annops excel push risks",
)  # fmt: skip

_Register = Annotated[
    str | None, typer.Argument(metavar="REGISTER", help="Name of the register; all without it.")
]


@excel.command("push")
def push(
    register: _Register = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Drop changes in the workbook not taken back.")
    ] = False,
    project: ProjectOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Write registers as workbooks into excel/, to be filled in and taken back.

    Example: annops excel push risks
    """
    from annops.excel.model import How
    from annops.excel.sending import push as run
    from annops.workspace.open import open_workspace

    run(open_workspace(project), register, How(dry_run=dry_run, replace=replace))


@excel.command("pull")
def pull(
    register: _Register = None,
    file: Annotated[
        Path | None, typer.Option(help="File to take back, xlsx or csv; else excel/REGISTER.xlsx.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    mine: Annotated[
        bool, typer.Option("--mine", help="Where both changed a cell, keep the register's.")
    ] = False,
    theirs: Annotated[
        bool, typer.Option("--theirs", help="Where both changed a cell, take the sheet's.")
    ] = False,
    delete: Annotated[
        bool, typer.Option("--delete", help="Take out records that the sheet lacks.")
    ] = False,
    project: ProjectOption = None,
    as_of: AsOfOption = None,
    dry_run: DryRunOption = False,
) -> None:
    """Take a workbook back: show what changes, ask, and write the register.

    Example: annops excel pull risks --dry-run
    """
    from annops.excel.model import How, Wishes
    from annops.excel.run import pull as run
    from annops.excel.run import side_of
    from annops.workspace.open import open_workspace

    workspace = open_workspace(project)
    day = workspace.today(as_of).isoformat()
    wishes = Wishes(side_of(mine=mine, theirs=theirs), delete, day)
    raise typer.Exit(run(workspace, register, wishes, How(yes, dry_run, file=file)))
