"""Merges the contents of one file that two people changed: a log by record, reviews by line."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annops.registers.merge import Conflict, Side, What, merge_tables, repeated_ids
from annops.registers.table import Table, parse_table, table_text

Content = bytes
Settle = Callable[[Sequence[Side]], bytes]


@dataclass(frozen=True, slots=True)
class Clash:
    """One thing a person has to decide.

    Attributes:
        what: The thing, in words.
        base: What it was; None where it was not.
        ours: What it is here, in words or as text.
        theirs: What it is there.
        record: Id of the record; empty where it is about no record.
        column: Its column; empty where it is about no column.
    """

    what: str
    base: str | None
    ours: str
    theirs: str
    record: str = ""
    column: str = ""


@dataclass(frozen=True, slots=True)
class Versions:
    """A file as it was, as it is here, as it is there; `base` is None where it was not."""

    base: bytes | None
    ours: bytes
    theirs: bytes

    @property
    def all(self) -> tuple[bytes | None, bytes, bytes]:
        """The three of them."""
        return (self.base, self.ours, self.theirs)


Merge = tuple[bytes | None, tuple[Clash, ...], Settle]
"""The merged content, or what a person has to decide and what becomes of it."""


def read_records(held: bytes, key: str = "id") -> Table | None:
    """Return a log's table; None where it is no sound table or an id names two records."""
    try:
        text = held.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    table, damage = parse_table(text)
    if any(key == "id" or item.column != "id" for item in damage) or key not in table.header:
        return None
    return None if repeated_ids(table, key) else table


def write_records(table: Table, key: str = "id") -> bytes:
    """Write a log, records sorted by what names them."""
    rows = tuple(sorted(table.rows, key=lambda row: row.get(key, "")))
    return table_text(Table(table.header, rows)).encode()


def merge_records(versions: Versions, key: str) -> Merge | None:
    """Merge a log by record and column; None where one version is no sound table."""
    ours, theirs = read_records(versions.ours, key), read_records(versions.theirs, key)
    if ours is None or theirs is None:
        return None
    base: Table | None = Table(tuple(name for name in ours.header if name in theirs.header))
    if versions.base is not None:
        base = read_records(versions.base, key)
    if base is None:
        return None
    merged = merge_tables(base, ours, theirs, key)

    def settle(sides: Sequence[Side]) -> bytes:
        chosen = dict(zip(merged.conflicts, sides, strict=True))
        return write_records(merged.settled(chosen.__getitem__), key)

    clashes = tuple(clash_of(conflict) for conflict in merged.conflicts)
    return write_records(merged.table, key), clashes, settle


def clash_of(conflict: Conflict) -> Clash:
    """Put a conflict of tables into words."""
    words = {
        What.CELL: f"record `{conflict.record}`, column `{conflict.column}`",
        What.RECORD: f"record `{conflict.record}`",
        What.COLUMN: f"column `{conflict.column}`",
    }
    ours, theirs = (
        "taken out" if text is None else f"`{text}`" if conflict.what is What.CELL else text
        for text in (conflict.ours, conflict.theirs)
    )
    return Clash(
        words[conflict.what], conflict.base, ours, theirs, conflict.record, conflict.column
    )


def merge_lines(versions: Versions) -> Merge:
    """Merge a file that only grows: their lines in their order, then ours that they lack.

    A line that one side took out and the other left is gone.
    """
    base, ours, theirs = (_numbered(held or b"") for held in versions.all)
    here, there = set(ours), set(theirs)
    before = set(base)
    lines = [line for line in theirs if line in here or line not in before]
    lines += [line for line in ours if line not in there and line not in before]
    merged = b"".join(line + b"\n" for line, _ in lines)
    return merged, (), lambda _: merged


def _numbered(held: bytes) -> list[tuple[bytes, int]]:
    """Return the lines, equal ones told apart by their number."""
    seen: Counter[bytes] = Counter()
    lines = []
    for line in held.replace(b"\r\n", b"\n").split(b"\n"):
        if line:
            seen[line] += 1
            lines.append((line, seen[line]))
    return lines
