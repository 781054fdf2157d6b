"""Workbooks of registers in excel/: where they are, and what of each was taken back already."""

import json
from collections.abc import Iterable, Mapping, Sequence
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


def with_taken(root: Path, name: str, sent: Sequence[Row]) -> tuple[Row, ...]:
    """Return the rows of a workbook as both sides last knew them.

    That is as they were sent, with the texts of people that a pull has taken over since.

    Args:
        root: The project folder.
        name: Name of the register.
        sent: The rows as they were sent.
    """
    try:
        kept = json.loads((root / _MEMORY / f"{name}.json").read_bytes())
        taken = kept["taken"] if kept["sent"] == _mark(sent) else {}
        return tuple({**row, **taken.get(row["id"], {})} for row in sent)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return tuple(sent)


def taken_write(name: str, sent: Sequence[Row], taken: Taken) -> Write:
    """Return the write that remembers what was taken over of a workbook."""
    data = {"sent": _mark(sent), "taken": taken}
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return Write(f"{_MEMORY}/{name}.json", f"{text}\n".encode())


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
