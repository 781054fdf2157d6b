"""Makes the folder: fills the templates, proves the definition, writes, and starts git."""

import secrets
from dataclasses import replace
from pathlib import Path

import typer

from annops.core.changeset import ChangeSet
from annops.core.command_word import command_word
from annops.core.errors import AnnopsError
from annops.core.finding import Severity
from annops.init.compute import DEFINITION, check_template, project_files, template_values
from annops.init.model import InitOptions
from annops.workspace.changes import apply, preview
from annops.workspace.definition import parse_definition
from annops.workspace.git import is_in_repository, make_repository
from annops.workspace.templates import filled, template_names


def set_up(folder: Path, options: InitOptions, *, git: bool, dry_run: bool) -> None:
    """Make the project folder, or show what would be made.

    Raises:
        AnnopsError: When an option is wrong or the folder holds another project.
    """
    check_template(options.template, template_names("init"))
    values = template_values(options, _seed(folder / DEFINITION))
    texts = {**filled("init/_all", values), **filled(f"init/{options.template}", values)}
    _prove(texts[DEFINITION])
    present = {
        path: (folder / path).read_bytes()
        for path in (*texts, ".annops/.gitignore")
        if (folder / path).is_file()
    }
    changes, kept = project_files(texts, present)
    for path in kept:
        typer.echo(f"kept {path}, which was there already", err=True)
    if dry_run:
        typer.echo(preview(folder, changes), nl=False)
        return
    for finding in apply(folder, changes):
        typer.echo(str(finding), err=True)
    wants_git = git and not is_in_repository(folder)
    _tell(folder, changes, with_git=wants_git and make_repository(folder))


def _seed(definition: Path) -> str:
    """Return the seed of the project that is there already, else one that nobody can guess."""
    there = parse_definition(definition.read_bytes()).definition if definition.is_file() else None
    return (there and there.seed) or secrets.token_hex(10)


def _prove(text: str) -> None:
    """Refuse options that would make a definition which is wrong.

    Raises:
        AnnopsError: With the definition's errors.
    """
    read = parse_definition(text.encode())
    errors = [item for item in read.findings if item.severity is Severity.ERROR]
    if errors:
        raise AnnopsError(*(replace(item, place=None) for item in errors))


def _tell(folder: Path, changes: ChangeSet, *, with_git: bool) -> None:
    shown = [write.path for write in changes.writes if not write.path.startswith(".annops/")]
    for path in sorted(shown):
        typer.echo((folder / path).as_posix())
    if not shown:
        typer.echo("the project is there already; nothing was changed", err=True)
    if with_git:
        typer.echo("versions of the folder are kept from now on: annops save", err=True)
    here = f"cd {command_word(folder.as_posix())}, then " if folder.resolve() != Path.cwd() else ""
    typer.echo(f"next: {here}annops import FILE", err=True)
