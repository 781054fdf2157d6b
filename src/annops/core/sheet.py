"""A table people edit outside annops and give back: an audit sheet, a register, a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from annops.core.finding import Finding, Place

Row = Mapping[str, str]
"""One row as text by column key; an empty cell is empty text."""


class Entry(StrEnum):
    """What may be typed into a column; all of it is kept as text between annops and a person."""

    TEXT = "text"
    WHOLE = "whole number"
    NUMBER = "number"
    DATE = "date"  # 2026-11-20
    LINK = "link"  # an address or path that a click opens


class Tone(StrEnum):
    """How a cell with a certain text is set off; the text itself says the same."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column of a sheet.

    Attributes:
        key: Stable name, the header of the CSV form.
        title: Words on top of the column in a workbook.
        entry: What may be typed.
        locked: Whether people may not change it.
        choices: The only texts allowed, offered as a list; empty for any text.
        required: Whether a row without it is unfinished.
        note: What to write here, shown when the cell is chosen.
        width: Width in characters.
        tones: How cells with these texts are set off.
        hidden: Whether the column is kept out of sight (and locked).
    """

    key: str
    title: str
    entry: Entry = Entry.TEXT
    locked: bool = False
    choices: tuple[str, ...] = ()
    required: bool = False
    note: str | None = None
    width: int | None = None
    tones: Mapping[str, Tone] = field(default_factory=dict)
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be edited: rows known by the text of their id column.

    Attributes:
        id: What the sheet is, letters digits underscores (`risks`, `audit`): names the worksheet's
            Table.
        title: Title in words.
        columns: The columns, in order; one of them is `row_id`.
        row_id: Key of the column whose text names a row; unique. The ids that are sent are always
            locked; where the column itself is not, people name the rows they add.
        rows: The rows, in order.
        about: Lines of instruction, shown on a page of their own.
        keys: What the reader of the returned file must find again (sample id, frame hash ...).
        may_add: Whether people may add rows, with an empty id unless they name them.
        stamp: ISO date for the file's properties; never the clock.
    """

    id: str
    title: str
    columns: tuple[SheetColumn, ...]
    row_id: str
    rows: tuple[Row, ...]
    about: tuple[str, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    may_add: bool = False
    stamp: str = "2000-01-01"

    def column(self, key: str) -> SheetColumn:
        """Return the column of a key.

        Raises:
            KeyError: When there is none.
        """
        return next(column for column in self.columns if column.key == key)


def headers(sheet: Sheet) -> tuple[str, ...]:
    """Return the words on top of each column: on one line, no two alike, as Tables demand."""
    found: list[str] = []
    taken: set[str] = set()
    for column in sheet.columns:
        title = " ".join(column.title.split()) or column.key
        words, number = title, 2
        while words.casefold() in taken:
            words, number = f"{title} ({number})", number + 1
        taken.add(words.casefold())
        found.append(words)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row as it came back: its texts by column key, and the place of each cell.

    A cell that was refused (a finding names it) holds the text that was sent; `refused` has the
    keys of those cells.
    """

    cells: Row
    places: Mapping[str, Place]
    place: Place
    refused: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back of a sheet.

    Attributes:
        rows: Rows that could be read, in the file's order; new rows have an empty id.
        sent: The rows as they were sent, kept in the workbook; None where the file holds none
            (CSV, or a workbook that lost them).
        keys: `Sheet.keys` as found in the file; empty where the file holds none.
        findings: Damage: a changed locked cell, a lost or repeated row, a text that is no choice,
            a number that a program rounded, an ambiguous date ... each with sheet and cell.
        extra: Keys of columns that people added.
        other: Whether the file is another sheet than the one asked for.
        untold: Whether a row could not be told by its id, so that one that seems to be missing may
            stand in the file all the same.
    """

    rows: tuple[ReturnedRow, ...]
    sent: tuple[Row, ...] | None
    keys: Mapping[str, str]
    findings: tuple[Finding, ...]
    extra: tuple[str, ...] = ()
    other: bool = False
    untold: bool = False
