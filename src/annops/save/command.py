"""The commands `annops save`, `annops undo` and `annops history`."""

from pathlib import Path
from typing import Annotated

import typer

from annops.workspace.command_options import FormOption, OutputOption, ProjectOption
from annops.workspace.emit import Form

_AsOf = Annotated[str | None, typer.Option(help="Day the save is dated with.")]


def save(
    message: Annotated[str | None, typer.Argument(help="What the save is about.")] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Save whatever is doubtful.")] = False,
    allow: Annotated[
        str | None,
        typer.Option(help="Save these: personal-data, tokens, large-files, errors."),
    ] = None,
    mine: Annotated[bool, typer.Option("--mine", help="In conflicts keep mine.")] = False,
    theirs: Annotated[bool, typer.Option("--theirs", help="In conflicts take theirs.")] = False,
    start: Annotated[
        bool, typer.Option("--start", help="Begin to keep versions of this folder.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be saved, save nothing.")
    ] = False,
    project: ProjectOption = None,
    as_of: _AsOf = None,
) -> None:
    """Save the project folder: keep this version, take in the changes of others, send it.

    Logs are merged by record and column. Personal data, passwords, files over 10 MB and errors
    in the definition or a log need a yes. Exit code 4: saved here, but not sent.

    Example: annops save "risk review"
    """
    from annops.save.asked import options_of
    from annops.save.saving import save as run
    from annops.workspace.root import find_root

    options = options_of(
        message, allow, as_of, yes=yes, sides=(mine, theirs), start=start, dry_run=dry_run
    )
    raise typer.Exit(run(find_root(Path.cwd(), project), options))


def undo(
    *,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Also with unsaved changes, which stay.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would change, change nothing.")
    ] = False,
    project: ProjectOption = None,
    as_of: _AsOf = None,
) -> None:
    """Reverse your last save; the changes of others stay. A second undo brings it back.

    Example: annops undo --dry-run
    """
    from annops.save.asked import day_of
    from annops.save.undoing import undo as run
    from annops.workspace.root import find_root

    root = find_root(Path.cwd(), project)
    raise typer.Exit(run(root, day_of(as_of), yes=yes, dry_run=dry_run))


def history(
    number: Annotated[int, typer.Option("-n", "--number", min=1, help="How many saves.")] = 10,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
    project: ProjectOption = None,
) -> None:
    """Show the last saves: when, who, what about, which files and records.

    Example: annops history -n 3
    """
    from annops.render.csv_ import render as table_csv
    from annops.save.document import lines, saves_table, sections
    from annops.save.past import history as read
    from annops.workspace.emit import Answer, emit
    from annops.workspace.root import find_root

    result = read(find_root(Path.cwd(), project), number)
    data = result.model_dump(by_alias=True, mode="json")
    answer = Answer(lines(result), sections(result), data, lambda: table_csv(saves_table(result)))
    emit(answer, form, output)
