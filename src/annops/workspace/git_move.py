"""Brings branch, files on disk and git's own list from one version to the next, whole or not.

What has to be done is first written down in `.annops/saving.json`. The version counts as made
once the branch points at it; whoever finds the paper afterwards carries the rest out. Files are
replaced one by one, each whole. A file that was edited meanwhile, or that another program holds
open, is left as it is and noted: the next save merges what it lacks.
"""

import json
import os
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from annops.core.errors import AnnopsError
from annops.workspace.atomic import delete_file, replace_file
from annops.workspace.changes import SAVING, is_inside
from annops.workspace.git import REFUSED
from annops.workspace.git_index import clear_own_locks, refresh_index
from annops.workspace.git_repository import Repository, find_repository
from annops.workspace.git_trees import (
    LINK,
    RUNNABLE,
    WITHIN,
    Change,
    Entry,
    content_on_disk,
    differences,
)
from annops.workspace.lock import locked

LOCK = "save"


@dataclass(frozen=True, slots=True)
class Move:
    """What has to be done to get from one version to the next.

    Attributes:
        what: What it is, in words: `save: risk review`.
        branch: Full name of the branch.
        old: Id of the version the branch points at before; None before the first.
        new: Id of the version it points at after.
        disk_before: Id of the tree that is on disk before.
        disk_after: Id of the tree that is on disk after.
        late: Files, by path in the repository, that could not be put on disk; each with mode and
            id of the content that is there instead, None where there is no file.
    """

    what: str
    branch: str
    old: str | None
    new: str
    disk_before: str
    disk_after: str
    late: Mapping[str, tuple[str, str] | None] = field(default_factory=dict)

    def late_entries(self) -> dict[str, Entry | None]:
        """Return what is on disk of the files that could not be put there."""
        return {path: Entry(*one) if one else None for path, one in self.late.items()}


def begin(repository: Repository, move: Move) -> list[str]:
    """Make the move and return the files, as a person writes them, that could not be replaced.

    Raises:
        AnnopsError: When the branch moved on meanwhile or the disk refuses; nothing has happened
            then (GIT001), or the next command finishes it.
    """
    _write(repository.root, move)
    nothing = "0" * len(move.new)
    try:
        words = ("update-ref", "-m", f"annops {move.what}", move.branch)
        repository.git.ask(*words, move.new, move.old or nothing)
    except AnnopsError:
        _forget(repository.root)
        raise
    return finish(repository, move)


def finish(repository: Repository, move: Move) -> list[str]:
    """Do what is left of a move whose version is made; doing it again changes nothing."""
    late = _to_disk(repository, differences(repository.git, move.disk_before, move.disk_after))
    refresh_index(repository, move.new, _outside(repository, move))
    if late:
        left = {path: (one.mode, one.blob) if one else None for path, one in late.items()}
        fields = {**asdict(move), "late": left, "disk_before": move.disk_after}
        _write(repository.root, Move(**fields))
    else:
        _forget(repository.root)
    return [repository.shown(path) for path in late]


def pending(root: Path) -> Move | None:
    """Return the move that is written down, None where there is none."""
    try:
        read: dict[str, Any] = json.loads((root / SAVING).read_bytes())
        return Move(**read)
    except (OSError, ValueError, TypeError):
        return None


def recover_move(root: Path) -> list[str]:
    """Finish or undo a save that was cut off, and return a sentence on it.

    Where git or the disk refuses, the sentence says so, and it is tried again next time.
    """
    if pending(root) is None:
        (root / SAVING).unlink(missing_ok=True)
        return []
    with ExitStack() as stack:
        try:
            stack.enter_context(locked(root, LOCK, patience=0))
        except AnnopsError:
            return []  # a save is at work at this moment
        move = pending(root)
        try:
            return [] if move is None else _recovered(find_repository(root), move)
        except AnnopsError as error:
            why = error.findings[0].message
            return [f"a save that was cut off cannot be finished now: {why}"]


def _recovered(repository: Repository, move: Move) -> list[str]:
    if move.late:
        return _caught_up(repository, move)
    now = repository.git.line("rev-parse", "--verify", "-q", move.branch)
    clear_own_locks(repository, move.branch)
    if now == move.new:
        late = finish(repository, move)
        return [f"finished what was cut off: {move.what}", *(late_sentence(path) for path in late)]
    _forget(repository.root)
    return [f"undid what was cut off: {move.what}; your files are as they were"]


def _caught_up(repository: Repository, move: Move) -> list[str]:
    """Put those files on disk that nobody has edited or holds open any more."""
    head = f"{repository.head}^{{tree}}" if repository.head else repository.empty
    wanted = differences(repository.git, repository.empty, head)
    steps = {path: (old, wanted.get(path, (None, None))[1])
             for path, old in move.late_entries().items()}  # fmt: skip
    late = _to_disk(repository, steps)
    done = sorted(repository.shown(path) for path in steps.keys() - late.keys())
    if not late:
        _forget(repository.root)
    elif done:
        left = {path: (one.mode, one.blob) if one else None for path, one in late.items()}
        _write(repository.root, Move(**{**asdict(move), "late": left}))
    return [f"brought `{path}` up to date with the last save" for path in done]


def late_sentence(path: str) -> str:
    """Say what becomes of a file that could not be replaced."""
    return (
        f"`{path}` was changed meanwhile or is open in another program; it was left as it is, and "
        "the next command that can will bring in what is new"
    )


def _to_disk(repository: Repository, steps: Mapping[str, Change]) -> dict[str, Entry | None]:
    """Replace files; return those that could not be, with what is there instead.

    A file is replaced only while it holds what it is said to hold before.
    """
    late: dict[str, Entry | None] = {}
    standing = on_disk(repository, steps)
    todo = {
        path: change
        for path, change in sorted(steps.items())
        if standing[path] != (change[1].blob if change[1] else None)
        and not any(one is not None and one.mode == WITHIN for one in change)
    }
    rules_first = sorted(todo, key=lambda path: not path.endswith(".gitattributes"))
    for path in rules_first:
        old, new = todo[path]
        held = None if new is None else content_on_disk(repository.git, path, new)
        if not _replaced(repository, path, (old, new), held):
            late[path] = old
    return late


def _replaced(repository: Repository, path: str, change: Change, held: bytes | None) -> bool:
    """Replace or delete one file, its log locked; False where that cannot be done now.

    Raises:
        AnnopsError: When the path leads out of the folder, or the log stays locked.
    """
    old, new = change
    target = repository.top / path
    if not _is_safe(repository.top, path):
        message = f"`{repository.shown(path)}` would be written outside the folder"
        raise AnnopsError(REFUSED.at(None, message), exit_code=4)
    with ExitStack() as stack:
        inside = repository.inside(path)
        if inside is not None and inside.startswith(("registers/", "reviews/")):
            stack.enter_context(locked(repository.root, inside))
        if on_disk(repository, [path])[path] != (old.blob if old else None):
            return False
        if held is None or new is None:
            return _deleted(repository, target)
        return _linked(target, held) if new.mode == LINK else _written(target, held, new.mode)


def _is_safe(top: Path, path: str) -> bool:
    """Whether a path leads nowhere out of the folder; a link is replaced, never followed."""
    if (top / path).is_symlink():
        return is_inside(top, str(PurePosixPath(path).with_name("_")))
    return is_inside(top, path)


def _written(target: Path, held: bytes, mode: str) -> bool:
    written = replace_file(target, held)
    if written != target:
        written.unlink()
        return False
    if mode == RUNNABLE and os.name != "nt":
        target.chmod(target.stat().st_mode | 0o111)
    return True


def _linked(target: Path, held: bytes) -> bool:
    """Make a link again; False where this computer makes none."""
    fresh = target.with_name(f".{target.name}.annops-new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh.unlink(missing_ok=True)
        fresh.symlink_to(os.fsdecode(held))
        fresh.replace(target)
    except OSError:
        return False
    return True


def _deleted(repository: Repository, target: Path) -> bool:
    if not delete_file(target):
        return False
    for folder in target.parents:
        if folder in {repository.top, repository.root}:
            break
        with suppress(OSError):
            folder.rmdir()  # fails while anything is in it
    return True


def on_disk(repository: Repository, paths: "Mapping[str, object] | list[str]") -> dict[str, Any]:
    """Return the id of what each file on disk would be stored as, None where there is no file."""
    links = [path for path in paths if (repository.top / path).is_symlink()]
    there = [path for path in paths if path not in links and (repository.top / path).is_file()]
    found: dict[str, Any] = dict.fromkeys(paths)
    for path in links:
        held = os.fsencode((repository.top / path).readlink())
        found[path] = repository.git.ask("hash-object", "--stdin", given=held).line
    if there:
        given = "".join(f"{path}\n" for path in there).encode("utf-8", "surrogateescape")
        answer = repository.git.ask("hash-object", "--stdin-paths", given=given)
        found |= dict(zip(there, answer.line.split("\n"), strict=True))
    return found


def _outside(repository: Repository, move: Move) -> list[str]:
    changed = differences(repository.git, move.old or repository.empty, move.new)
    return [path for path in changed if repository.inside(path) is None]


def _write(root: Path, move: Move) -> None:
    folder = (root / SAVING).parent
    folder.mkdir(exist_ok=True)
    ignored = folder / ".gitignore"
    if not ignored.exists():
        ignored.write_text("*\n", encoding="utf-8")
    replace_file(root / SAVING, json.dumps(asdict(move), indent=1).encode())


def _forget(root: Path) -> None:
    (root / SAVING).unlink(missing_ok=True)
