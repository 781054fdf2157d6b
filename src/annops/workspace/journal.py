"""Keeps a change of several files on disk until all of it is done, so a killed run loses nothing.

The content of every file is first laid down under `.annops/journal/ID/`; the record
`.annops/journal/ID.json` is written last, and from then on the change counts as made: whoever
finds the record carries the change out. Content without a record is a change that never began.
"""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from annops.core.changeset import ChangeSet
from annops.workspace.atomic import delete_file, replace_file

JOURNAL = ".annops/journal"
DONE = ".done"
"""Ending of the record of a change that is made and only has to be taken out of the journal."""


@dataclass(frozen=True, slots=True)
class Step:
    """One file of a change.

    Attributes:
        path: Path relative to the project folder.
        content: The new content, None when the file is deleted.
        before: Hash of the content the change was made on, None when there was no file.
    """

    path: str
    content: bytes | None
    before: str | None


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a step: the path written, or why another path was."""

    path: str
    written: str | None
    edited: bool = False


def steps_of(root: Path, changes: ChangeSet) -> list[Step]:
    """Return the steps that change anything; files that already are as wanted are left alone."""
    steps: list[Step] = []
    for write in changes.writes:
        before = _hash(root / write.path)
        if before != _hash_of(write.content):
            steps.append(Step(write.path, write.content, before))
    for path in changes.deletes:
        before = _hash(root / path)
        if before is not None:
            steps.append(Step(path, None, before))
    return steps


def carry_out(root: Path, step: Step, *, careful: bool = False) -> Done:
    """Do one step; doing it again changes nothing.

    Args:
        root: The project folder.
        step: What to do.
        careful: Whether to leave a file alone that changed since the change was made, and to
            write beside it instead.

    Raises:
        OSError: When the disk refuses.
    """
    target = (root / step.path).resolve()
    now = _hash(target)
    edited = careful and now != step.before
    if step.content is None:
        gone = now is None or (not edited and delete_file(target))
        return Done(step.path, step.path if gone else None, edited=not gone and edited)
    if now == _hash_of(step.content):
        return Done(step.path, step.path)
    if edited:
        target = target.with_name(f"{target.stem}.new{target.suffix}")
    written = replace_file(target, step.content)
    return Done(step.path, written.relative_to(root.resolve()).as_posix(), edited=edited)


def record(root: Path, summary: str, steps: Sequence[Step]) -> Path:
    """Lay a change down in the journal and return its record; from now on it counts as made.

    Raises:
        OSError: When the disk refuses.
    """
    folder = root / JOURNAL
    name = sha256(b"\0".join(_signature(steps))).hexdigest()[:16]
    entries = [
        {"path": step.path, "before": step.before, "delete": step.content is None}
        for step in steps
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (root / ".annops" / ".gitignore").write_text("*\n", encoding="utf-8")
    for i, step in enumerate(steps):
        if step.content is not None:
            replace_file(folder / name / str(i), step.content)
    text = json.dumps({"summary": summary, "steps": entries}, ensure_ascii=False, indent=1)
    return replace_file(folder / f"{name}.json", text.encode())


def forget(found: Path) -> None:
    """Take a change out of the journal: first it is marked as done, then the contents go."""
    if found.is_dir():
        shutil.rmtree(found, ignore_errors=True)
    done = found.with_suffix(DONE)
    with suppress(FileNotFoundError):
        found.replace(done)
    shutil.rmtree(found.with_suffix(""), ignore_errors=True)
    done.unlink(missing_ok=True)


def is_left(root: Path) -> bool:
    """Whether anything is in the journal: left behind, or being written by another command."""
    folder = root / JOURNAL
    return folder.is_dir() and any(folder.iterdir())


def pending(root: Path) -> Iterator[tuple[Path, str, list[Step] | None]]:
    """Yield the record, summary and steps of every change left behind by a killed run.

    Steps are None for a change that never began, or whose record cannot be read.

    Yields:
        Record, summary, steps.
    """
    folder = root / JOURNAL
    if not folder.is_dir():
        return
    for done in sorted(folder.glob(f"*{DONE}")):
        forget(done.with_suffix(".json"))
    names = {path.name.removesuffix(".json") for path in folder.iterdir()}
    for name in sorted(name for name in names if not name.startswith(".")):
        found = folder / f"{name}.json"
        try:
            record_text = json.loads(found.read_bytes())
            yield found, str(record_text["summary"]), _read_steps(found, record_text["steps"])
        except (OSError, ValueError, KeyError, TypeError):
            yield found, "", None


def _read_steps(found: Path, entries: Sequence[Mapping[str, Any]]) -> list[Step]:
    return [
        Step(
            str(entry["path"]),
            None if entry["delete"] else (found.with_suffix("") / str(i)).read_bytes(),
            entry["before"],
        )
        for i, entry in enumerate(entries)
    ]


def _signature(steps: Sequence[Step]) -> Iterator[bytes]:
    for step in steps:
        yield step.path.encode()
        yield b"-" if step.content is None else _hash_of(step.content).encode()


def _hash(path: Path) -> str | None:
    try:
        return _hash_of(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return None


def _hash_of(content: bytes) -> str:
    return sha256(content).hexdigest()
