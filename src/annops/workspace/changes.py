"""The one door through which annops writes into a project folder: whole, or not at all."""

import difflib
import re
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from pathlib import Path, PurePosixPath, PureWindowsPath

from annops.core.changeset import ChangeSet
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity
from annops.workspace import journal
from annops.workspace.atomic import STAGED
from annops.workspace.journal import Done, Step
from annops.workspace.lock import locked

SAVING = ".annops/saving.json"
"""Where a save writes down what it is about to do, until it is done."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")

OUTSIDE = Code(
    id="WRT001",
    title="A file outside the project folder would be written",
    severity=Severity.ERROR,
    checks="Whether every file a command writes or deletes lies inside the project folder.",
    why="A name from a definition or an export must never reach other files of the computer.",
    example="A guideline named `../../notes`, or a folder that is a link to somewhere else.",
    remedy="choose a name inside the project folder",
)
REFUSED = Code(
    id="WRT002",
    title="The computer refuses to write the file",
    severity=Severity.ERROR,
    checks="Whether the folder can be written and the disk has room.",
    why="The result could not be kept; what was there before is untouched.",
    example="A folder that is read-only, a full disk, a folder where a file should be.",
    remedy="make the folder writable or free some space, then run the command again",
)
HELD_OPEN = Code(
    id="WRT003",
    title="The file is held open by another program",
    severity=Severity.WARNING,
    checks="Whether a file to be replaced is open elsewhere, as in Excel.",
    why="It cannot be replaced while it is open, so the new content was written beside it.",
    example="A report workbook left open in Excel while the report is made again.",
    remedy="close the file there and run the command again",
)


RECOVERED = Code(
    id="WRT004",
    title="A change that was cut off has been finished or undone",
    severity=Severity.NOTE,
    checks="Whether an earlier command was killed while it wrote several files.",
    why="All files of a change belong together; half of them would not.",
    example="The computer was switched off while a report was written.",
    remedy="nothing needs to be done; look at the files named if you were editing them",
)


def preview(root: Path, changes: ChangeSet) -> str:
    """Return what the changes would do as a unified diff; empty when nothing would change.

    Raises:
        AnnopsError: When a path leaves the project folder.
    """
    _refuse_outside(root, changes)
    try:
        steps = journal.steps_of(root, changes)
    except OSError as error:
        raise AnnopsError(_refusal(root, error, "cannot be read")) from error
    return "".join(line for step in steps for line in _diff(root, step))


def apply(root: Path, changes: ChangeSet) -> tuple[Finding, ...]:
    """Put the changes on disk, whole or not at all; files that are as wanted are not touched.

    Returns:
        A warning for each file that was held open and stands beside its place instead, and a note
        on each change that an earlier, killed run had left unfinished.

    Raises:
        AnnopsError: When a path leaves the project folder, or the disk refuses.
    """
    _refuse_outside(root, changes)
    told = [RECOVERED.at(None, sentence) for sentence in recover(root)]
    several = len(changes.writes) + len(changes.deletes) > 1
    try:
        with locked(root, journal.JOURNAL) if several else nullcontext():
            done = _carried_out(root, changes)
    except OSError as error:
        raise AnnopsError(_refusal(root, error, "cannot be written"), exit_code=4) from error
    return (*told, *(_held(entry) for entry in done if entry.written != entry.path))


def _carried_out(root: Path, changes: ChangeSet) -> list[Done]:
    """Write the files; one file needs no journal, since it is replaced whole.

    Raises:
        OSError: When the disk refuses.
    """
    steps = journal.steps_of(root, changes)
    record = journal.record(root, changes.summary, steps) if len(steps) > 1 else None
    done = [journal.carry_out(root, step) for step in steps]
    if record is not None:
        journal.forget(record)
    return done


def recover(root: Path) -> list[str]:
    """Finish or undo what a killed run left behind, and return a sentence on each.

    A file that a person edited in the meantime is left alone: the new content goes beside it. What
    another command is writing at this moment is left to that command.

    Raises:
        AnnopsError: When the disk refuses.
    """
    with ExitStack() as held:
        said: list[str] = []
        if journal.is_left(root) and _is_free(root, held):
            said = _recovered_changes(root)
    return said + _recovered_save(root)


def _is_free(root: Path, held: ExitStack) -> bool:
    """Take the journal for oneself; False while another command is writing.

    Raises:
        AnnopsError: When the disk refuses.
    """
    try:
        held.enter_context(locked(root, journal.JOURNAL, patience=0))
    except AnnopsError:
        return False
    except OSError as error:
        raise AnnopsError(_unfinished(root, error), exit_code=4) from error
    return True


def _recovered_changes(root: Path) -> list[str]:
    said: list[str] = []
    try:
        for record, summary, steps in journal.pending(root):
            if steps is not None and not all(is_inside(root, step.path) for step in steps):
                said.append("dropped a change that would have reached outside the project folder")
            elif steps is None:
                said.append("undid a change that was cut off before it began")
            else:
                done = [journal.carry_out(root, step, careful=True) for step in steps]
                said.append(f"finished a change that was cut off: {summary}")
                said += [_beside(entry) for entry in done if entry.written != entry.path]
            journal.forget(record)
    except OSError as error:
        raise AnnopsError(_unfinished(root, error), exit_code=4) from error
    return said


def _unfinished(root: Path, error: OSError) -> Finding:
    hint = f"make the folder writable, or delete {journal.JOURNAL} to give the change up"
    message = "a change that was cut off cannot be finished"
    return _refusal(root, error, message, hint)


def _recovered_save(root: Path) -> list[str]:
    """Finish or undo a save that was cut off; git is asked only where there is one."""
    if not (root / SAVING).exists():
        return []
    from annops.workspace.git_move import recover_move

    return recover_move(root)


def _beside(done: Done) -> str:
    if done.written is None:
        return f"`{done.path}` was left: it was changed or is open in another program"
    return f"`{done.path}` was changed meanwhile; the new content is in `{done.written}`"


def _held(done: Done) -> Finding:
    if done.written is None:
        return HELD_OPEN.at(Place(done.path), "open in another program, so it was not deleted")
    message = f"open in another program; the new content is in `{done.written}`"
    return HELD_OPEN.at(Place(done.path), message)


def _refuse_outside(root: Path, changes: ChangeSet) -> None:
    paths = [write.path for write in changes.writes] + list(changes.deletes)
    refused = [path for path in paths if not is_inside(root, path)]
    if refused:
        message = "lies outside the project folder and is not written"
        raise AnnopsError(*(OUTSIDE.at(Place(path), message) for path in refused))


def is_inside(root: Path, path: str) -> bool:
    """Whether a path is relative, has no way up, and leads through no link out of the folder."""
    windows = PureWindowsPath(path)
    parts = [part.casefold() for part in windows.parts]
    if not parts or windows.drive or windows.root or ".." in parts or parts[0] == ".git":
        return False
    if PurePosixPath(path).is_absolute() or "\0" in path:
        return False
    return (root / path).resolve().is_relative_to(root.resolve())


def _refusal(root: Path, error: OSError, what: str, hint: str | None = None) -> Finding:
    reason = error.strerror or type(error).__name__
    path = Path(str(error.filename or ""))
    if path.name.endswith(STAGED):
        path = path.with_name(path.name[1:].removesuffix(STAGED))
    inside = path.is_relative_to(root)
    where = Place((path.relative_to(root) if inside else path).as_posix())
    return REFUSED.at(where if error.filename else None, f"{what}: {reason}", hint)


def _diff(root: Path, step: Step) -> Iterator[str]:
    old = (root / step.path).read_bytes() if step.before is not None else None
    old_text, new_text = _text(old), _text(step.content)
    if old_text is None or new_text is None:
        yield f"binary file {step.path}: {_size(old)} -> {_size(step.content)}\n"
        return
    lines = difflib.unified_diff(
        _LINE.findall(old_text),
        _LINE.findall(new_text),
        f"a/{step.path}" if old is not None else "/dev/null",
        f"b/{step.path}" if step.content is not None else "/dev/null",
    )
    for line in lines:
        yield line if line.endswith("\n") else line + "\n\\ No newline at end of file\n"


def _text(content: bytes | None) -> str | None:
    """Return text to be shown line by line, None for bytes that are not text."""
    if content is None:
        return ""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _size(content: bytes | None) -> str:
    return "none" if content is None else f"{len(content):,} bytes"
