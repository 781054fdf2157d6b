"""All that a command will write: shown by --dry-run, applied through one door, whole or not."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Write:
    """One file to be replaced whole; `path` is relative to the project folder."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class ChangeSet:
    """The files a command will write and the ones it will delete, and a line saying why."""

    summary: str
    writes: tuple[Write, ...] = ()
    deletes: tuple[str, ...] = field(default=())
