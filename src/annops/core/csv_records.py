"""Reads the records of CSV text that annops keeps itself, however long a cell is."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

_LONGEST_CELL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Record:
    """One record: the line it begins on, counted from 1, and its cells; a blank line has none."""

    line: int
    cells: list[str]


def csv_records(text: str) -> Iterator[Record]:
    r"""Give the records of a text one by one, quoted cells with line ends included.

    The standard reader gives up at cells of 131,072 characters; here no cell is too long.

    >>> [(record.line, record.cells) for record in csv_records('a,"b\nc"\n\nd')]
    [(1, ['a', 'b\nc']), (3, []), (4, ['d'])]

    Yields:
        The records, in order.
    """
    reader = csv.reader(io.StringIO(text, newline=""))
    begins = 1
    while (cells := _next(reader)) is not None:
        yield Record(begins, cells)
        begins = reader.line_num + 1


def _next(reader: "Iterator[list[str]]") -> list[str] | None:
    """Read one record; the limit holds for all readers, so it is put back at once."""
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        return next(reader, None)
    finally:
        csv.field_size_limit(before)
