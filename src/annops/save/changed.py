"""What a version changes in the project folder, in words a coordinator knows."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from annops.registers.merge import row_changes
from annops.registers.table import Table
from annops.save.model import FileChange
from annops.workspace.git import Git
from annops.workspace.git_files import read_records
from annops.workspace.git_repository import Repository
from annops.workspace.git_trees import Change, content

_NOTHING = Table(())


def file_changes(
    repository: Repository, changes: Mapping[str, Change], git: Git | None = None
) -> tuple[FileChange, ...]:
    """Describe changed files of the project folder, by path; logs with their records.

    Args:
        repository: The repository.
        changes: Files before and after, by path in the repository.
        git: git that knows the contents, where they are not in the repository yet.
    """
    found = []
    for path, change in sorted(changes.items()):
        inside = repository.inside(path)
        if inside is not None:
            found.append(_described(git or repository.git, inside, change))
    return tuple(found)


def _described(git: Git, path: str, change: Change) -> FileChange:
    old, new = change
    word: Literal["new", "changed", "removed"]
    word = "new" if old is None else "removed" if new is None else "changed"
    if not (path.startswith("registers/") and path.endswith(".csv")):
        return FileChange(path=path, change=word)
    before = _NOTHING if old is None else read_records(content(git, old))
    after = _NOTHING if new is None else read_records(content(git, new))
    if before is None or after is None:
        return FileChange(path=path, change=word)
    rows = row_changes(before, after)
    return FileChange(
        path=path, change=word, added=rows.added, changed=rows.changed, removed=rows.removed
    )


def register_words(files: Sequence[FileChange]) -> Iterator[str]:
    """Give one line a log: `risks: 2 added, 1 changed`.

    Yields:
        The line.
    """
    for file in files:
        counts = (("added", file.added), ("changed", file.changed), ("removed", file.removed))
        words = ", ".join(f"{count:,} {word}" for word, count in counts if count)
        if words:
            name = file.path.removeprefix("registers/").removesuffix(".csv")
            yield f"{name}: {words}"


def count_words(n: int, what: str = "file") -> str:
    """Write a count with its noun.

    >>> count_words(1), count_words(1200, "change")
    ('1 file', '1,200 changes')
    """
    return f"{n:,} {what}" if n == 1 else f"{n:,} {what}s"
