"""The commands `annops look`, `annops import` and `annops sources`."""

from pathlib import Path
from typing import Annotated

import typer

from annops.core.states import Role
from annops.project.source import Layout
from annops.workspace.command_options import FormOption, OutputOption, ProjectOption
from annops.workspace.emit import Form


def look(
    file: Annotated[Path, typer.Argument(help="The file to look at; - for standard input.")],
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Say what a file is and what is in it; no project is needed.

    Example: annops look export.csv
    """
    from annops.render.csv_ import render as table_csv
    from annops.sources.look_document import answers_table, sections
    from annops.sources.look_lines import lines
    from annops.sources.looking import STDIN, look_at, look_at_stdin
    from annops.workspace.emit import Answer, emit

    result = look_at_stdin() if str(file) == STDIN else look_at(file)
    data = result.model_dump(by_alias=True, mode="json")
    csv = answers_table(result)
    emit(Answer(lines(result), sections(result), data, lambda: table_csv(csv)), form, output)


def import_(
    file: Annotated[Path, typer.Argument(help="The export to take in.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    question: Annotated[
        str | None, typer.Option(help="Question that the answers belong to.")
    ] = None,
    layout: Annotated[Layout | None, typer.Option(help="What one record is.")] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(help="FIELD=COLUMN, as answer=label; repeat it for each field."),
    ] = None,
    role: Annotated[
        Role | None, typer.Option(help="In what capacity the answers were given.")
    ] = None,
    copy: Annotated[
        bool | None,
        typer.Option(
            "--copy/--no-copy", help="Copy into exports/; files from outside always are."
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the changes, write nothing.")
    ] = False,
    project: ProjectOption = None,
    as_of: Annotated[str | None, typer.Option(help="Day it counts as taken in.")] = None,
) -> None:
    """Take an export in: propose how it is read, show what becomes of each row, ask, write.

    Columns are known by name, also in German, Spanish and French (Datum, fecha, Sprache, langue),
    or by content; --column names the others.

    Example: annops import export.csv
    """
    from annops.sources.taking_in import How, take_in, wishes_of
    from annops.workspace.clock import today

    wishes = wishes_of(column or [], question, layout, role)
    how = How(yes, dry_run, copy, today(as_of).isoformat())
    raise typer.Exit(take_in(file, project, wishes, how))


def sources(
    list_: Annotated[
        str | None, typer.Option("--list", help="Reason whose rows to show, as duplicate.")
    ] = None,
    findings: Annotated[bool, typer.Option("--findings", help="Show every finding.")] = False,
    project: ProjectOption = None,
    form: FormOption = Form.TEXT,
    output: OutputOption = None,
) -> None:
    """Show what became of every row: read, loaded, used, or left out and why.

    Example: annops sources --list duplicate --format csv
    """
    from annops.sources.listing import Wanted, show_sources

    show_sources(project, Wanted(list_, findings, form, output))
