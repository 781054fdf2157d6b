"""What `annops undo` does: a new version without what the person's last save changed."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from annops.core.changeset import ChangeSet, Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, visible
from annops.registers.merge import Side
from annops.save.asking import clash_findings
from annops.save.changed import count_words, file_changes, register_words
from annops.save.past import Version, versions
from annops.save.signing import Signer, make_version, signer
from annops.workspace.changes import preview, recover
from annops.workspace.git_merge import Combined, Merging
from annops.workspace.git_move import LOCK, Move, begin, late_sentence, pending
from annops.workspace.git_repository import (
    Repository,
    check_ready,
    find_repository,
    holds_definition,
)
from annops.workspace.git_shared import shared_copy
from annops.workspace.git_trees import content_on_disk, differences, tree_on_disk, with_scratch
from annops.workspace.lock import locked
from annops.workspace.registers import FOLDER
from annops.workspace.workbooks import forget_taken

NOTHING = Code(
    id="SAV010",
    title="There is no save of yours to undo",
    severity=Severity.ERROR,
    checks="Whether you have saved this project before, and not only once.",
    why="Undo reverses your own last save; the first one has nothing before it.",
    example="`annops undo` in a project that only others have saved.",
    remedy="`annops history` shows who saved what",
)
UNSAVED = Code(
    id="SAV012",
    title="There are changes that are not saved",
    severity=Severity.ERROR,
    checks="Whether files have changed since the last save when a save is undone.",
    why="They would be mixed with what the undo brings back.",
    example="A risk added after the last save, then `annops undo`.",
    remedy="save them first, or undo with `--yes`: they stay as they are, unsaved",
)
BUILT_UPON = Code(
    id="SAV013",
    title="What the save changed has been changed again since",
    severity=Severity.ERROR,
    checks="Whether anybody has changed the same cell, record or lines after the save to undo.",
    why="Undoing the save would take their change with it.",
    example="You added risk `R-1` and saved, somebody else set its owner, and you undo.",
    remedy="change it by hand, then save; nothing has been changed",
)
_MANY = 1000
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Undoing:
    repository: Repository
    scratch: Path
    by: Signer
    save: Version


def undo(root: Path, as_of: str | None, *, yes: bool, dry_run: bool) -> int:
    """Reverse the person's last save and return the exit code.

    Raises:
        AnnopsError: When there is nothing to undo or something stands in the way; nothing has
            been changed then.
    """
    for sentence in recover(root):
        typer.echo(sentence, err=True)
    repository = find_repository(root)
    with TemporaryDirectory(prefix="annops-") as folder:
        by = signer(repository, as_of)
        found = _Undoing(repository, Path(folder), by, _own_save(repository, by))
        if dry_run:
            return _show(found, _without(found))
        with locked(root, LOCK):
            check_ready(repository)
            return _undo(found, yes=yes)


def _own_save(repository: Repository, by: Signer) -> Version:
    """Return the newest version that the person made.

    Raises:
        AnnopsError: When there is none, or no project before it (SAV010).
    """
    own = next((one for one in versions(repository, _MANY) if one.mail == by.mail), None)
    if own is None:
        raise AnnopsError(NOTHING.at(None, "you have saved nothing here"), exit_code=1)
    if not holds_definition(repository, own.before):
        raise AnnopsError(NOTHING.at(None, "the first save cannot be undone"), exit_code=1)
    return own


def _without(found: _Undoing) -> Combined:
    """Return what becomes of the project without the save, the changes of others kept.

    Raises:
        AnnopsError: When somebody has built upon it (SAV013).
    """
    repository = found.repository
    merging = Merging(repository, found.scratch, lambda _: Side.OURS)
    combined = merging.combine(found.save.id, repository.head or "", found.save.before or "")
    for path in [path for path in combined.changes if repository.inside(path) is None]:
        del combined.changes[path]
    combined.unsettled = [
        file for file in combined.unsettled if repository.inside(file.path) is not None
    ]
    if combined.unsettled:
        findings = clash_findings(repository, combined, BUILT_UPON, "before the save")
        raise AnnopsError(*findings, exit_code=1)
    return combined


def _show(found: _Undoing, combined: Combined) -> int:
    """Print what would change as a diff."""
    repository = found.repository
    entries = dict(sorted(combined.changes.items()))
    held = {
        path: content_on_disk(repository.git, path, entry)
        for path, entry in entries.items()
        if entry is not None
    }
    held |= {path: made for path, (_, made) in combined.made.items()}
    writes = tuple(
        Write(path.removeprefix(repository.prefix), text) for path, text in held.items()
    )
    gone = tuple(
        path.removeprefix(repository.prefix) for path, entry in entries.items() if entry is None
    )
    changes = ChangeSet(f"undo {found.save.message}", writes, gone)
    typer.echo(preview(repository.root, changes), nl=False)
    return 0


def _undo(found: _Undoing, *, yes: bool) -> int:
    repository, scratch = found.repository, found.scratch
    unsaved = _unsaved(found)
    if unsaved and (not yes or pending(repository.root)):
        raise AnnopsError(*unsaved, exit_code=1)
    tree = _without(found).tree(repository, scratch)
    before = tree_on_disk(repository, scratch, apart=False)
    head = repository.head or ""
    after = tree if not unsaved else _with_unsaved(found, before, tree)
    message = _message(found.save.message)
    version = make_version(repository, tree, (head,), message, found.by)
    late = begin(
        repository, Move(f"undo: {found.save.message}", repository.branch, head, version, before,
                         after)
    )  # fmt: skip
    files = file_changes(
        repository, differences(repository.git, head, version, repository.prefix)
    )  # fmt: skip
    touched = (Path(file.path) for file in files)
    forget_taken(repository.root, [path.stem for path in touched if path.parent.name == FOLDER])
    said = f"undid `{found.save.message}` of {found.save.day}: {count_words(len(files))}"
    typer.echo(visible(said))
    for line in list(register_words(files))[:_SHOWN]:
        typer.echo(f"  {line}")
    for path in late:
        typer.echo(late_sentence(path), err=True)
    sends = "annops save sends it; " if shared_copy(repository) else ""
    typer.echo(f"next: {sends}annops undo brings it back", err=True)
    return 0


def _unsaved(found: _Undoing) -> list[Finding]:
    repository = found.repository
    with TemporaryDirectory(prefix="annops-") as folder:
        tree = tree_on_disk(repository, Path(folder), apart=True)
        git = with_scratch(repository, Path(folder))
        changes = differences(git, repository.tree, tree, repository.prefix)
    return [
        UNSAVED.at(Place(repository.shown(path)), "has changed since the last save")
        for path in sorted(changes)
    ]


def _with_unsaved(found: _Undoing, disk: str, tree: str) -> str:
    """Return the tree for the disk: the undone version with the unsaved changes in it.

    Raises:
        AnnopsError: When an unsaved change touches what the undo changes (SAV012).
    """
    merging = Merging(found.repository, found.scratch, lambda _: Side.OURS)
    combined = merging.combine(found.repository.head or "", disk, tree)
    if combined.unsettled:
        findings = clash_findings(found.repository, combined, UNSAVED, "after the undo")
        raise AnnopsError(*findings, exit_code=1)
    return combined.tree(found.repository, found.scratch)


def _message(undone: str) -> str:
    """Return what the new version is called; undoing an undo restores.

    >>> _message("risk review"), _message("Undo: risk review"), _message("Restore: risk review")
    ('Undo: risk review', 'Restore: risk review', 'Undo: risk review')
    """
    if undone.startswith("Undo: "):
        return f"Restore: {undone.removeprefix('Undo: ')}"
    return f"Undo: {undone.removeprefix('Restore: ')}"
