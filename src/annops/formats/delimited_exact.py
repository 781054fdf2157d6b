"""Sorts the records of delimited text into a table and those that are wrong, with their lines."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from annops.core.finding import Code, Finding, Place, Severity
from annops.core.ledger import Unreadable
from annops.core.wording import counted
from annops.formats.delimited_rows import HUGE_CELL, TORN_QUOTE, Row, Run, cell_limit
from annops.formats.wording import listed

RAGGED = Code(
    id="FMT104",
    title="Record with the wrong number of cells",
    severity=Severity.ERROR,
    checks="Every record has as many cells as the header, or as most records without a header.",
    why="A cell too many or too few moves answers into other columns; such records are not used.",
    example="`17,ann,good, but late` in a file of 3 columns: the comma in the text is not quoted",
    remedy="quote texts that hold the delimiter, and complete cut lines, or export again",
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
BLANK_TAIL = Code(
    id="FMT108",
    title="Blank cells at the end of records missing or added",
    severity=Severity.NOTE,
    checks="Records end with the last column.",
    why="Spreadsheets leave out or add blank cells at the end; nothing is lost by that.",
    example="`17,ann,good,,` in a file of 3 columns",
    remedy="nothing needs to be done",
)
_CHUNK = 50_000


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

    def add_run(self, run: Run) -> None:
        """Take the next records."""
        if self.nul or set(map(len, run.rows)) != {self.width}:
            for row in run:
                self.add(row)
            return
        self.records.extend(range(len(self.lines) + 1, len(self.lines) + len(run.rows) + 1))
        self.lines.extend(range(run.line, run.line + len(run.rows)))
        self.complete.extend(run.rows)
        if len(self.complete) >= _CHUNK:
            self._flush()

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
        if len(self.complete) >= _CHUNK:
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


def tabulate(rows: Iterable[Row | Run], spare: Sequence[bool], name: str, *, nul: bool) -> Table:
    """Sort records into a table.

    Args:
        rows: The records, header not among them.
        spare: For each column whether its name is blank, so that its cells may be missing.
        name: Path for findings.
        nul: Whether the text holds NUL characters anywhere.
    """
    sorting = _Sorting(len(spare), spare, nul)
    with cell_limit():
        for record in rows:
            if isinstance(record, Run):
                sorting.add_run(record)
            else:
                sorting.add(record)
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
