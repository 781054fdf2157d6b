"""Puts together what two people made of one table, record by record and column by column.

Nothing here knows where the tables come from: two copies of a register, or a register and the
workbook it was sent as.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annops.registers.table import Table

_Key = tuple[str, ...]
_Rows = Mapping[_Key, Mapping[str, str]]


class Side(StrEnum):
    """Whose version holds where both changed the same thing."""

    OURS = "mine"
    THEIRS = "theirs"


class What(StrEnum):
    """What both sides changed differently."""

    CELL = "cell"
    RECORD = "record"  # one side took it out, the other changed it
    COLUMN = "column"  # one side took it out, the other wrote in it


@dataclass(frozen=True, slots=True)
class Conflict:
    """One thing that both sides changed differently.

    Attributes:
        what: A cell, a whole record, or a whole column.
        record: Id of the record; empty for a column.
        column: The column; empty for a record.
        base: The text both began with; None where there was none.
        ours: Our text; None where we took the record or column out.
        theirs: Their text; None where they took the record or column out.
    """

    what: What
    record: str
    column: str
    base: str | None
    ours: str | None
    theirs: str | None

    @property
    def sort_key(self) -> tuple[str, str]:
        """Order by record, then column."""
        return (self.record, self.column)


@dataclass(frozen=True, slots=True)
class Merged:
    """What came of two versions.

    Attributes:
        table: All records of both sides, sorted by id. In a conflict it holds our cell, and the
            record or column that only one side took out.
        conflicts: What a person has to decide, by record and column.
        key: The column that names a record.
    """

    table: Table
    conflicts: tuple[Conflict, ...]
    key: str = "id"

    def settled(self, choose: Callable[[Conflict], Side]) -> Table:
        """Return the table with each conflict decided; ids are taken to name one record each."""
        texts = {
            (item.what, item.record, item.column): item.ours
            if choose(item) is Side.OURS
            else item.theirs
            for item in self.conflicts
        }
        taken_out = {name for name, text in texts.items() if text is None}
        header = tuple(
            column for column in self.table.header if (What.COLUMN, "", column) not in taken_out
        )
        rows = []
        for row in self.table.rows:
            name = row.get(self.key, "")
            if (What.RECORD, name, "") not in taken_out:
                cells = {c: texts.get((What.CELL, name, c), row[c]) or "" for c in header}
                rows.append(cells)
        return Table(header, tuple(rows))


@dataclass(frozen=True, slots=True)
class RowChanges:
    """How many records one version has more, other, and fewer than an earlier one."""

    added: int
    changed: int
    removed: int


def merge_tables(base: Table, ours: Table, theirs: Table, key: str = "id") -> Merged:
    """Merge two versions of a table that both began as `base`.

    A record or column that either side added is kept. A cell that one side changed has that
    side's text. Taking out and leaving alone is taking out. Everything else that differs is a
    conflict. Records with no id are told apart by all their texts, and those that share an id by
    their place among each other, so that no row is ever lost.

    Args:
        base: What both began with; an empty table where they began with nothing.
        ours: One version.
        theirs: The other version; exchanging the two exchanges the sides of conflicts, no more.
        key: The column that names a record.
    """
    sides = tuple(_Side(table, _keyed(table, key)) for table in (base, ours, theirs))
    header, conflicts = _columns(*sides)
    rows: dict[_Key, Mapping[str, str]] = {}
    for name in dict.fromkeys(name for side in sides for name in side.rows):
        row, found = _row(name, header, sides)
        conflicts += found
        if row is not None:
            rows[name] = row
    table = Table(header, tuple(rows[name] for name in sorted(rows)))
    return Merged(table, tuple(sorted(conflicts, key=lambda item: item.sort_key)), key)


def row_changes(before: Table, after: Table, key: str = "id") -> RowChanges:
    """Count records by what became of them; a column that only one version has is blank."""
    old, new = _keyed(before, key), _keyed(after, key)
    both = old.keys() & new.keys()
    header = tuple(dict.fromkeys((*before.header, *after.header)))
    changed = sum(
        any(old[name].get(column, "") != new[name].get(column, "") for column in header)
        for name in both
    )
    return RowChanges(len(new) - len(both), changed, len(old) - len(both))


def repeated_ids(table: Table, key: str = "id") -> tuple[str, ...]:
    """Return the ids that name more than one record, sorted."""
    counts = Counter(row.get(key, "") for row in table.rows)
    return tuple(sorted(name for name, count in counts.items() if name and count > 1))


@dataclass(frozen=True, slots=True)
class _Side:
    table: Table
    rows: _Rows

    def cell(self, name: _Key, column: str, otherwise: str) -> str:
        """Return a text; `otherwise` where this side has no such column."""
        if column not in self.table.header:
            return otherwise
        return self.rows[name].get(column, "")


def _keyed(table: Table, key: str) -> dict[_Key, Mapping[str, str]]:
    keyed: dict[_Key, Mapping[str, str]] = {}
    seen: Counter[_Key] = Counter()
    for row in table.rows:
        name = row.get(key, "")
        stem = (name,) if name else ("", *_texts(row))
        seen[stem] += 1
        keyed[*stem, *(("\x1e" * (seen[stem] - 1),) if seen[stem] > 1 else ())] = row
    return keyed


def _texts(row: Mapping[str, str]) -> Iterator[str]:
    return (f"{column}\x1f{text}" for column, text in sorted(row.items()) if text)


def _columns(base: _Side, ours: _Side, theirs: _Side) -> tuple[tuple[str, ...], list[Conflict]]:
    kept: list[str] = []
    conflicts: list[Conflict] = []
    for column in base.table.header:
        holders = [side for side in (ours, theirs) if column in side.table.header]
        if len(holders) == 1 and _is_edited(base, holders[0], column):
            has_ours = holders[0] is ours
            texts = ("written in", None) if has_ours else (None, "written in")
            conflicts.append(Conflict(What.COLUMN, "", column, "", *texts))
        elif len(holders) < 2:
            continue
        kept.append(column)
    added = [
        [column for column in side.table.header if column not in base.table.header]
        for side in (ours, theirs)
    ]
    return (*kept, *_joined(*added)), conflicts


def _joined(ours: Sequence[str], theirs: Sequence[str]) -> Sequence[str]:
    """Join added columns in an order that does not depend on whose they are."""
    if not ours or not theirs or ours == theirs:
        return ours or theirs
    return sorted({*ours, *theirs})


def _is_edited(base: _Side, side: _Side, column: str) -> bool:
    nothing: Mapping[str, str] = {}
    return any(
        row.get(column, "") != base.rows.get(name, nothing).get(column, "")
        for name, row in side.rows.items()
    )


def _row(
    name: _Key, header: tuple[str, ...], sides: Sequence[_Side]
) -> tuple[Mapping[str, str] | None, list[Conflict]]:
    """Return what becomes of one record, None when it is taken out, and its conflicts."""
    base, ours, theirs = sides
    holders = [side for side in (ours, theirs) if name in side.rows]
    if len(holders) == 2:
        return _cells(name, header, sides)
    if not holders:
        return None, []
    (side,) = holders
    row = {column: side.cell(name, column, "") for column in header}
    if name not in base.rows:
        return row, []
    if all(side.cell(name, c, t) == t for c, t in base.rows[name].items()) and not any(
        row[column] for column in row if column not in base.table.header
    ):
        return None, []
    texts = ("changed", None) if side is ours else (None, "changed")
    return row, [Conflict(What.RECORD, name[0], "", "", *texts)]


def _cells(
    name: _Key, header: tuple[str, ...], sides: Sequence[_Side]
) -> tuple[Mapping[str, str], list[Conflict]]:
    base, ours, theirs = sides
    known = name in base.rows
    if known and base.table.header == ours.table.header == theirs.table.header == header:
        for one, other_side in ((ours, theirs), (theirs, ours)):
            if one.rows[name] == base.rows[name]:
                kept = other_side.rows[name]
                return {column: kept.get(column, "") for column in header}, []
    row: dict[str, str] = {}
    conflicts: list[Conflict] = []
    for column in header:
        old = base.cell(name, column, "") if known else ""
        mine, other = ours.cell(name, column, old), theirs.cell(name, column, old)
        row[column] = other if mine == old else mine
        if mine != other and old not in {mine, other}:
            began = old if known and column in base.table.header else None
            conflicts.append(Conflict(What.CELL, name[0], column, began, mine, other))
    return row, conflicts
