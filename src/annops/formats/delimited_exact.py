"""Reads delimited text of any shape record by record, and names the line of what is wrong."""

import csv
import io
from array import array
from collections import Counter, defaultdict
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice

import polars as pl

from annops.core.finding import Code, Finding, Place, Severity
from annops.core.ledger import Unreadable
from annops.formats.wording import counted, listed

RAGGED = Code(
    id="FMT104",
    title="Record with the wrong number of cells",
    severity=Severity.ERROR,
    checks="Every record has as many cells as the header, or as most records without a header.",
    why="A cell too many or too few moves answers into other columns; such records are not used.",
    example="`17,ann,good, but late` in a file of 3 columns: the comma in the text is not quoted",
    remedy="quote texts that hold the delimiter, and complete cut lines, or export again",
)
TORN_QUOTE = Code(
    id="FMT105",
    title="Quote never closed",
    severity=Severity.ERROR,
    checks='A cell that begins with `"` ends with `"`, and quotes within it are doubled.',
    why="An open quote swallows the lines after it. The line with the quote is not used; reading "
    "goes on with the line after it, so that no other record is lost.",
    example='`17,"ann,good`',
    remedy="close or double the quote on the named line, or export again",
)
NUL = Code(
    id="FMT106",
    title="NUL character",
    severity=Severity.ERROR,
    checks="No cell holds the character NUL.",
    why="It does not occur in text: the file was damaged in storage or transfer at this place.",
    example="a file whose end was never written because a disk was full",
    remedy="get the file again; the records concerned are not used",
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
BLANK_TAIL = Code(
    id="FMT108",
    title="Blank cells at the end of records missing or added",
    severity=Severity.NOTE,
    checks="Records end with the last column.",
    why="Spreadsheets leave out or add blank cells at the end; nothing is lost by that.",
    example="`17,ann,good,,` in a file of 3 columns",
    remedy="nothing needs to be done",
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
_CHUNK = 50_000
_SAMPLE = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One record as it stands in the file; without cells when its quotes are torn."""

    line: int
    cells: list[str] | None
    code: Code = TORN_QUOTE


@dataclass(slots=True)
class Table:
    """The records of a file: a frame of text cells, and those that could not be read.

    Attributes:
        frame: Columns `1`, `2`, ... as text, null for blank, and `record`, UInt32 from 1.
        lines: Line of each record, the unreadable ones included.
        unreadable: Records not in the frame.
        findings: One per kind of problem.
    """

    frame: pl.DataFrame
    lines: Sequence[int]
    unreadable: tuple[Unreadable, ...]
    findings: tuple[Finding, ...]


@contextmanager
def _cell_limit() -> Iterator[None]:
    before = csv.field_size_limit(CELL_LIMIT)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def rows_of(text: str, delimiter: str) -> tuple[Iterator[Row], tuple[Finding, ...]]:
    """Return the records of a text, header included, blank lines left out.

    The quotes of a tab-separated file that never enclose a cell are ordinary characters there.
    """
    lines = list(io.StringIO(text, newline=""))
    if delimiter == "\t" and '"' in text and _plain(lines, delimiter):
        plain = (Row(i, _split(line, delimiter)) for i, line in enumerate(lines, 1))
        finding = PLAIN_QUOTES.at(None, "quotes are ordinary characters in this file")
        return (row for row in plain if _filled(row, delimiter)), (finding,)
    return _quoted(lines, delimiter), ()


def _split(line: str, delimiter: str) -> list[str]:
    return line.rstrip("\r\n").split(delimiter)


def _filled(row: Row, delimiter: str) -> bool:
    cells = row.cells
    return cells is None or len(cells) > 1 or bool(cells and cells[0].strip(f" {delimiter}"))


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


def _quoted(lines: Sequence[str], delimiter: str) -> Iterator[Row]:
    """Read records with quotes; after a torn one go on with the line below its first line.

    Yields:
        Records that are not blank.
    """
    start = 0
    while start < len(lines):
        torn = yield from _until_torn(lines, start, delimiter)
        if torn is None:
            return
        yield torn
        start = torn.line


def _until_torn(
    lines: Sequence[str], start: int, delimiter: str
) -> Generator[Row, None, Row | None]:
    begin = start
    rest = map(lines.__getitem__, range(start, len(lines)))
    reader = csv.reader(rest, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            row = Row(begin + 1, cells)
            begin = start + reader.line_num
            if _filled(row, delimiter):
                yield row
    except csv.Error:
        size = sum(map(len, lines[begin : start + reader.line_num]))
        return Row(begin + 1, None, HUGE_CELL if size > CELL_LIMIT else TORN_QUOTE)
    return None


@dataclass(slots=True)
class _Sorting:
    """Sorts records into complete ones and those with something wrong."""

    width: int
    spare: Sequence[bool]
    nul: bool
    lines: "array[int]" = field(default_factory=lambda: array("Q"))
    chunks: list[pl.DataFrame] = field(default_factory=list)
    complete: list[list[str]] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    short: list[tuple[int, list[str]]] = field(default_factory=list)
    faults: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    trimmed: list[int] = field(default_factory=list)

    def add(self, row: Row) -> None:
        """Take the next record."""
        self.lines.append(row.line)
        record = len(self.lines)
        if row.cells is None:
            self._fault(row.code, record, row.code.title.lower())
        elif self.nul and any("\0" in cell for cell in row.cells):
            self._fault(NUL, record, "a cell holds the character NUL")
        elif len(row.cells) < self.width:
            self.short.append((record, row.cells))
        else:
            self._take(record, row.cells)

    def _take(self, record: int, cells: list[str]) -> None:
        if len(cells) > self.width:
            if any(cell.strip() for cell in cells[self.width :]):
                self._ragged(record, len(cells))
                return
            self.trimmed.append(record)
            del cells[self.width :]
        self.complete.append(cells)
        self.records.append(record)
        if len(self.complete) == _CHUNK:
            self._flush()

    def _ragged(self, record: int, n_cells: int) -> None:
        self._fault(RAGGED, record, f"{counted(n_cells, 'cell')}, {self.width} expected")

    def _fault(self, code: Code, record: int, reason: str) -> None:
        self.faults[code.id].append((record, reason))

    def _flush(self) -> None:
        if self.complete:
            self.chunks.append(_frame(self.records, self.complete, self.width))
        self.complete, self.records = [], []

    def table(self) -> pl.DataFrame:
        """Return the frame of all records that are complete but for cells that are never used."""
        self._flush()
        never = self._never_filled()
        for record, cells in self.short:
            if all(never[len(cells) :]):
                self.trimmed.append(record)
                self.complete.append(cells + [""] * (self.width - len(cells)))
                self.records.append(record)
            else:
                self._ragged(record, len(cells))
        added = bool(self.records)
        self._flush()
        frame = pl.concat(self.chunks or [_frame([], [], self.width)])
        return frame.sort("record") if added else frame

    def _never_filled(self) -> list[bool]:
        if not (self.short and self.chunks):
            return list(self.spare)
        counts = pl.concat(self.chunks).drop("record").count().row(0)
        return [spare or count == 0 for spare, count in zip(self.spare, counts, strict=True)]


def _frame(records: Sequence[int], rows: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    columns = list(zip(*rows, strict=True)) if rows else [()] * width
    data = {str(i): pl.Series(values, dtype=pl.String) for i, values in enumerate(columns, 1)}
    blank = pl.DataFrame(data).with_columns(pl.when(pl.all() != "").then(pl.all()))
    return blank.insert_column(0, pl.Series("record", records, dtype=pl.UInt32))


def read_rows(text: str, delimiter: str) -> tuple[list[Row], Iterator[Row], tuple[Finding, ...]]:
    """Return the first records, the iterator over all records, and what was assumed."""
    rows, findings = rows_of(text, delimiter)
    with _cell_limit():
        first = list(islice(rows, _SAMPLE))
    return first, chain(first, rows), findings


def usual_width(rows: Sequence[Row]) -> int:
    """Return the number of cells that most records have, the larger one of two as frequent."""
    widths = Counter(len(row.cells) for row in rows if row.cells is not None)
    return max(widths.items(), key=lambda entry: (entry[1], entry[0]))[0] if widths else 1


def tabulate(rows: Iterator[Row], spare: Sequence[bool], name: str, *, nul: bool) -> Table:
    """Sort records into a table.

    Args:
        rows: The records, header not among them.
        spare: For each column whether its name is blank, so that its cells may be missing.
        name: Path for findings.
        nul: Whether the text holds NUL characters anywhere.
    """
    sorting = _Sorting(len(spare), spare, nul)
    with _cell_limit():
        for row in rows:
            sorting.add(row)
    frame = sorting.table()
    unreadable = [
        Unreadable(Place(name, line=sorting.lines[record - 1], record=record), reason)
        for faults in sorting.faults.values()
        for record, reason in faults
    ]
    unreadable.sort(key=lambda entry: entry.place.record or 0)
    return Table(frame, sorting.lines, tuple(unreadable), tuple(_findings(sorting, name)))


def _findings(sorting: _Sorting, name: str) -> Iterator[Finding]:
    for code in (RAGGED, TORN_QUOTE, NUL, HUGE_CELL):
        if faults := sorted(sorting.faults.get(code.id, ())):
            lines = [sorting.lines[record - 1] for record, _ in faults]
            what = f"{counted(len(lines), 'record')} not used, {listed(lines)}: {faults[0][1]}"
            yield code.at(Place(name, line=lines[0]), what, count=len(lines))
    if sorting.trimmed:
        records = sorted(sorting.trimmed)
        lines = [sorting.lines[record - 1] for record in records]
        what = f"blank cells at the end missing or added in {counted(len(lines), 'record')}"
        message = f"{what}, {listed(lines)}"
        yield BLANK_TAIL.at(Place(name, line=lines[0]), message, count=len(lines))
