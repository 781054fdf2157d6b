"""Reads the records of delimited text of any shape, with the line on which each one begins."""

import csv
import io
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice

from annops.core.finding import Code, Finding, Severity

TORN_QUOTE = Code(
    id="FMT105",
    title="Quote never closed",
    severity=Severity.ERROR,
    checks='A cell that begins with `"` ends with `"`, and quotes within it are doubled.',
    why="An open quote swallows the lines after it. The line with the quote is not used; reading "
    "goes on with the line after it, so that no other record is lost. If the torn cell went over "
    "several lines, these are read as records of their own, most of them with too few cells.",
    example='`17,"ann,good`',
    remedy="close or double the quote on the named line, or export again",
)
HUGE_CELL = Code(
    id="FMT107",
    title="Cell too large",
    severity=Severity.ERROR,
    checks="No cell holds more than 10 million characters.",
    why="Such a cell is an embedded file or a damaged quote, and no answer.",
    example="a picture as base64 text in a cell",
    remedy="export without embedded files; the record is not used",
)
PLAIN_QUOTES = Code(
    id="FMT109",
    title="Quotes read as ordinary characters",
    severity=Severity.NOTE,
    checks="Quotes of a tab-separated file enclose cells.",
    why="They do not in this file: read so, cells would be torn, while the tabs alone give every "
    "line the same number of cells. The quotes are part of the texts then.",
    example='`3<tab>"Yes", she said<tab>ok`',
    remedy="nothing needs to be done if the texts of the file hold quotes",
)

CELL_LIMIT = 10_000_000
_RUN = 2000
_SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One record as it stands in the file; without cells when its quotes are torn."""

    line: int
    cells: list[str] | None
    code: Code = TORN_QUOTE


@dataclass(frozen=True, slots=True)
class Run:
    """Records that each stand on one line, line after line; none is blank."""

    line: int
    rows: list[list[str]]

    def __iter__(self) -> Iterator[Row]:
        """Give the records one by one."""
        return (Row(line, cells) for line, cells in enumerate(self.rows, self.line))


@contextmanager
def cell_limit() -> Iterator[None]:
    """Let the csv module read cells of up to 10 million characters for a while."""
    before = csv.field_size_limit(CELL_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def read_rows(
    text: str, delimiter: str
) -> tuple[list[Row], Iterator[Row | Run], tuple[Finding, ...]]:
    """Return the first records, the iterator over all records, and what was assumed."""
    rows, findings = rows_of(text, delimiter)
    with cell_limit():
        head = list(islice(rows, _SAMPLE))
    first = list(islice(chain.from_iterable(map(_singly, head)), _SAMPLE))
    return first, chain(head, rows), findings


def _singly(record: Row | Run) -> Iterable[Row]:
    return record if isinstance(record, Run) else (record,)


def rows_of(text: str, delimiter: str) -> tuple[Iterator[Row | Run], tuple[Finding, ...]]:
    """Return the records of a text, header included, blank lines left out.

    The quotes of a tab-separated file that never enclose a cell are ordinary characters there.
    """
    lines = list(io.StringIO(text, newline=""))
    if delimiter == "\t" and '"' in text and _plain(lines, delimiter):
        plain = (Row(i, _split(line, delimiter)) for i, line in enumerate(lines, 1))
        finding = PLAIN_QUOTES.at(None, "quotes are ordinary characters in this file")
        return (row for row in plain if _filled(row.cells or [])), (finding,)
    return _quoted(lines, delimiter), ()


def _split(line: str, delimiter: str) -> list[str]:
    return line.rstrip("\r\n").split(delimiter)


def _filled(cells: Sequence[str]) -> bool:
    return len(cells) > 1 or bool(cells and cells[0].strip())


def _plain(lines: Sequence[str], delimiter: str) -> bool:
    """Say whether lines split at tabs alone are regular while their quotes are torn."""
    filled = [line for line in lines if line.strip()]
    if len({line.count(delimiter) for line in filled}) != 1:
        return False
    cells = (cell for line in filled if '"' in line for cell in _split(line, delimiter))
    opening = Counter(
        len(cell) > 1 and cell.endswith('"') and '"' not in cell[1:-1].replace('""', "")
        for cell in cells
        if cell.startswith('"')
    )
    return opening[False] > opening[True]


def _quoted(lines: Sequence[str], delimiter: str) -> Iterator[Row | Run]:
    """Read records with quotes, many at a time where each one stands on a line of its own.

    Yields:
        Records that are not blank.
    """
    start = 0
    while start < len(lines):
        start = yield from _runs(lines, start, delimiter)
        start = yield from _one_by_one(lines, start, delimiter)


def _from(lines: Sequence[str], start: int) -> Iterator[str]:
    return map(lines.__getitem__, range(start, len(lines)))


def _runs(lines: Sequence[str], start: int, delimiter: str) -> Generator[Run, None, int]:
    """Give runs of records; return the index of the line on which something else begins.

    Yields:
        Runs of records that are not blank.
    """
    reader = csv.reader(_from(lines, start), delimiter=delimiter, strict=True)
    before = 0
    while start + before < len(lines):
        try:
            rows = list(islice(reader, _RUN))
        except csv.Error:
            break
        if reader.line_num - before != len(rows) or not all(map(_filled, rows)):
            break
        yield Run(start + before + 1, rows)
        before = reader.line_num
    return start + before


def _one_by_one(lines: Sequence[str], start: int, delimiter: str) -> Generator[Row, None, int]:
    """Give some records; return the index of the next line, after a torn one that below it.

    Yields:
        Records that are not blank.
    """
    begin = start
    reader = csv.reader(_from(lines, start), delimiter=delimiter, strict=True)
    try:
        for cells in islice(reader, _RUN):
            line, begin = begin + 1, start + reader.line_num
            if _filled(cells):
                yield Row(line, cells)
    except csv.Error:
        size = sum(map(len, lines[begin : start + reader.line_num]))
        yield Row(begin + 1, None, HUGE_CELL if size > CELL_LIMIT else TORN_QUOTE)
        return begin + 1
    return begin


def usual_width(rows: Sequence[Row]) -> int:
    """Return the number of cells that most records have, the larger one of two as frequent."""
    widths = Counter(len(row.cells) for row in rows if row.cells is not None)
    return max(widths.items(), key=lambda entry: (entry[1], entry[0]))[0] if widths else 1
