"""Workbooks of registers in excel/: where they are, and what of each was taken back already."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path

from annops.core.changeset import Write
from annops.core.sheet import Row
from annops.registers.registry import registers

FOLDER = "excel"
_MEMORY = ".annops/excel"

IGNORED = Write(f"{FOLDER}/.gitignore", b"# Workbooks are made from registers/.\n*\n")
"""What keeps the workbooks out of git."""

Taken = Mapping[str, Mapping[str, str]]
"""Texts by record and column."""


def workbook_path(name: str) -> str:
    """Return the path of a register's workbook below the project folder."""
    return f"{FOLDER}/{name}.xlsx"


def pushed(root: Path) -> list[str]:
    """Return the names of the registers that have a workbook, sorted."""
    return [name for name in registers() if (root / workbook_path(name)).is_file()]


def is_open(file: Path) -> bool:
    """Say whether a spreadsheet program has left the mark of an open file beside it."""
    marks = (f"~${file.name}", f"~${file.name[2:]}", f".~lock.{file.name}#")
    return any((file.parent / mark).exists() for mark in marks)


@dataclass(frozen=True, slots=True)
class Memory:
    """What is known of a file since its register was sent out.

    Attributes:
        taken: Texts of people that were taken over of it.
        undecided: Texts that were taken over of it, or of another copy that stood in its place;
            nobody has said yet whether they hold.
    """

    taken: Taken = field(default_factory=dict)
    undecided: Taken = field(default_factory=dict)


def memory_of(root: Path, name: str, file: Path, sent: Sequence[Row]) -> Memory:
    """Return what is known of a file; a colleague's copy of the workbook has its own.

    Args:
        root: The project folder.
        name: Name of the register.
        file: The file that came back.
        sent: The rows as they were sent.
    """
    return _remembered(root, name, sent).get(_key(root, file), Memory())


def with_taken(sent: Sequence[Row], taken: Taken) -> tuple[Row, ...]:
    """Return rows as they were sent, with the texts of people that were taken over since."""
    return tuple({**row, **taken.get(row["id"], {})} for row in sent)


def memory_write(root: Path, name: str, file: Path, sent: Sequence[Row], known: Memory) -> Write:
    """Return the write that remembers what is known of a file."""
    files = {**_remembered(root, name, sent), _key(root, file): known}
    data = {"sent": _mark(sent), "files": {key: asdict(one) for key, one in files.items()}}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Write(f"{_MEMORY}/{name}.json", f"{text}\n".encode())


def _remembered(root: Path, name: str, sent: Sequence[Row]) -> dict[str, Memory]:
    try:
        kept = json.loads((root / _MEMORY / f"{name}.json").read_bytes())
        if kept["sent"] != _mark(sent):
            return {}
        return {
            file: Memory(*(
                {record: dict(cells) for record, cells in known[key].items()}
                for key in ("taken", "undecided")
            ))
            for file, known in kept["files"].items()
        }  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _key(root: Path, file: Path) -> str:
    whole, folder = file.resolve(), root.resolve()
    return (whole.relative_to(folder) if whole.is_relative_to(folder) else whole).as_posix()


def forget_taken(root: Path, names: Iterable[str]) -> None:
    """Forget what was taken over of the workbooks of these registers.

    What a workbook holds is then held against what was sent, as on the first pull: after the
    workbook was made again, or the register was put back to what it was before the pull.
    """
    for name in names:
        (root / _MEMORY / f"{name}.json").unlink(missing_ok=True)


def _mark(sent: Sequence[Row]) -> str:
    text = json.dumps([list(row.items()) for row in sent], separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
