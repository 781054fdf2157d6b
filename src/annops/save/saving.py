"""What `annops save` does: looks, asks, makes the version, joins it with others', sends."""

from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from annops.core.changeset import ChangeSet, Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity, visible
from annops.registers.merge import Side
from annops.save.asking import confirm, is_terminal, message_of, settle
from annops.save.changed import count_words, file_changes, register_words
from annops.save.joining import Joining, Outcome
from annops.save.model import SaveOptions
from annops.save.signing import Signer, agree, agreed_message, make_version, signer
from annops.save.survey import Survey, survey
from annops.workspace.changes import apply, recover
from annops.workspace.git import make_repository
from annops.workspace.git_merge import Merging
from annops.workspace.git_move import LOCK, late_sentence, pending
from annops.workspace.git_repository import (
    FOREIGN,
    NO_REPOSITORY,
    Repository,
    check_ready,
    find_repository,
)
from annops.workspace.git_shared import shared_copy
from annops.workspace.git_trees import differences, tree_on_disk, tree_with
from annops.workspace.lock import locked
from annops.workspace.registers import BAD_CELL, check_registers
from annops.workspace.templates import find_template

CHANGING = Code(
    id="SAV008",
    title="Files change while they are being saved",
    severity=Severity.ERROR,
    checks="Whether what is saved is what was looked at.",
    why="Something that needs a yes could have come in between.",
    example="A program that writes into exports/ without a pause.",
    remedy="wait until it has ended, then save again",
)
_BEGIN = "No versions of this folder are kept yet. Begin, as a project of its own?"
_SHOWN = 5
_CELLS = 3
_PARTIAL = 4


def save(root: Path, options: SaveOptions) -> int:
    """Save the project folder and return the exit code: 4 when it could not be sent.

    Raises:
        AnnopsError: When something stands in the way; nothing has been saved then.
    """
    for sentence in recover(root):
        typer.echo(sentence, err=True)
    repository = _repository(root, options)
    if options.dry_run:
        return _dry_run(repository, options)
    with locked(root, LOCK):
        repository = find_repository(root)  # another save may have ended since
        check_ready(repository)
        with TemporaryDirectory(prefix="annops-") as folder:
            return _save(repository, options, Path(folder))


def _repository(root: Path, options: SaveOptions) -> Repository:
    try:
        return find_repository(root)
    except AnnopsError as error:
        missing = error.findings[0].code in {NO_REPOSITORY.id, FOREIGN.id}
        begins = missing and not options.dry_run and (
            options.start
            or (is_terminal() and typer.confirm(_BEGIN, err=True))
        )  # fmt: skip
        if not begins or not make_repository(root):
            raise
        return find_repository(root)


def _dry_run(repository: Repository, options: SaveOptions) -> int:
    with TemporaryDirectory(prefix="annops-") as folder:
        seen = survey(repository, Path(folder))
    for file in seen.files:
        typer.echo(visible(f"{file.change} {file.path}"))
    for line in register_words(seen.files):
        typer.echo(line)
    typer.echo(f"{count_words(len(seen.files))} would be saved", err=True)
    findings = seen.findings(options.allow)
    for finding in findings:
        typer.echo(str(finding), err=True)
    return 1 if findings else 0


def _save(repository: Repository, options: SaveOptions, scratch: Path) -> int:
    with TemporaryDirectory(prefix="annops-") as aside:
        seen = survey(repository, Path(aside))
    confirm(seen.findings(options.allow))
    _tell_cells(repository.root, seen)
    message = message_of(options.message) if seen.files else options.message or ""
    by = signer(repository, options.as_of)
    if seen.files:
        _set_up(repository)
    tree, disk = _trees(repository, options, scratch, seen)
    version = repository.head
    if tree != _tree_now(repository):
        tree, disk = _checked(repository, scratch, tree, disk)
        message = agreed_message(repository, message or "bring up to date", scratch)
        version = make_version(repository, tree, (version,) if version else (), message, by)
    what = f"save: {message}" if message else "save"
    joining = Joining(repository, scratch, options, by, what)
    outcome = joining.run(version, disk, shared_copy(repository))
    _tell(repository, version, outcome)
    _tell_signer(by, saved=bool(seen.files))
    return _PARTIAL if outcome.sent is False else 0


def _checked(repository: Repository, scratch: Path, tree: str, disk: str) -> tuple[str, str]:
    """Let the repository's own check look, which may put files in order; return both trees."""
    index = scratch / "index"
    agree(repository, index)
    after = repository.git.with_more(GIT_INDEX_FILE=str(index)).ask("write-tree").line
    if after == disk:
        return tree, disk
    return after, tree_on_disk(repository, scratch, apart=False)


def _tree_now(repository: Repository) -> str:
    return repository.git.ask("rev-parse", repository.tree).line


def _set_up(repository: Repository) -> None:
    """Add the files that keep bytes the same on every computer, where a project lacks them."""
    writes = []
    template = find_template("init/_all/dot-gitattributes.j2")
    texts = {
        ".gitattributes": template.read_bytes() if template else b"* text=auto eol=lf\n",
        ".gitignore": b"# What annops keeps for speed and can make again.\n.annops/\n"
        b"*.annops-new\n\n# What Excel leaves beside an open workbook.\n~$*\n",
    }
    for path, held in texts.items():
        if not (repository.root / path).exists():
            writes.append(Write(path, held))
            typer.echo(f"added {path}, which keeps files the same on every computer", err=True)
    apply(repository.root, ChangeSet("prepare the folder for saving", tuple(writes)))


def _trees(
    repository: Repository, options: SaveOptions, scratch: Path, seen: Survey
) -> tuple[str, str]:
    """Return the tree to save, and the tree on disk that it was made from.

    They differ where a file could not be brought up to date before: it lacks what others changed,
    which is merged in.

    Raises:
        AnnopsError: When the files changed since they were looked at (SAV008).
    """
    disk = tree_on_disk(repository, scratch, apart=False)
    if disk != seen.tree:
        with TemporaryDirectory(prefix="annops-") as folder:
            again = survey(repository, Path(folder))
        known = {found.finding for found in seen.doubts}
        if any(found.finding not in known for found in again.doubts):
            raise AnnopsError(CHANGING.at(None, "files change while they are being saved"))
    move = pending(repository.root)
    late = move.late_entries() if move else {}
    if not late:
        return disk, disk
    began = tree_with(repository, repository.tree, late, scratch)
    combined = Merging(repository, scratch, lambda _: Side.OURS).combine(
        began, disk, _tree_now(repository)
    )
    settle(repository, combined, options.side)
    return combined.tree(repository, scratch), disk


def _tell(repository: Repository, version: str | None, outcome: Outcome) -> None:
    made = version if version != repository.head else None
    if made is not None:
        changes = differences(repository.git, repository.tree, made, repository.prefix)
        files = file_changes(repository, changes)
        said = repository.git.line("show", "-s", "--format=%as %s", made)
        typer.echo(visible(f"saved {count_words(len(files))} as {said}"))
        for line in list(register_words(files))[:_SHOWN]:
            typer.echo(f"  {line}")
    elif not outcome.fetched:
        typer.echo("nothing new to save")
    if outcome.fetched:
        typer.echo(f"fetched {count_words(outcome.fetched, 'change')} of others")
    if outcome.remade:
        names = ", ".join(outcome.remade[:_SHOWN])
        typer.echo(f"made on both sides, the newer kept: {names}; make them again: annops report")
    for path in outcome.late:
        typer.echo(late_sentence(path), err=True)
    _tell_sent(outcome)


def _tell_sent(outcome: Outcome) -> None:
    if outcome.had:
        typer.echo("the shared copy is the same")
    elif outcome.sent:
        typer.echo("sent to the shared copy")
    elif outcome.sent is False:
        typer.echo("saved here, not sent")
        typer.echo(outcome.why, err=True)
        typer.echo("next: annops save, which sends it when that is possible", err=True)


def _tell_cells(root: Path, seen: Survey) -> None:
    """Show cells that a log's columns do not take; they stand in no one's way of merging."""
    changed = {file.path for file in seen.files}
    found = [
        finding
        for finding in check_registers(root)
        if finding.code == BAD_CELL.id and finding.place and finding.place.file in changed
    ]
    for finding in found[:_CELLS]:
        typer.echo(str(finding), err=True)
    if len(found) > _CELLS:
        typer.echo(f"{len(found) - _CELLS} more: annops check", err=True)


def _tell_signer(by: Signer, *, saved: bool) -> None:
    if saved and by.made_up is not None:
        typer.echo(
            f"signed as `{by.made_up}`, the name you are logged in with; to be called otherwise: "
            'git config --global user.name "Your Name"',
            err=True,
        )
