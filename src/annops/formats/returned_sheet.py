"""Reads a sheet that people edited elsewhere and gave back: their texts, and every damage."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Finding, Place
from annops.core.sheet import Returned, ReturnedRow, Row, Sheet, SheetColumn
from annops.core.sheet_record import Record, read_record
from annops.core.sheet_text import fits
from annops.core.wording import counted
from annops.formats.delimited_rows import TORN_QUOTE
from annops.formats.returned_codes import (
    CHANGED_ID,
    IS_OPEN,
    LOCKED_CHANGED,
    MERGED_CELLS,
    NO_ID,
    NO_RECORD,
    OTHER_ROW,
    OTHER_SHEET,
    RECORD_DAMAGED,
    SEVERAL_TABLES,
    SORTED_APART,
    SPOILED,
    TORN_ROW,
    UNKNOWN_ID,
)
from annops.formats.returned_csv import read_delimited
from annops.formats.returned_grid import Grid, Places
from annops.formats.returned_header import Layout, find_layout
from annops.formats.returned_ids import Fate, Matched, match_rows
from annops.formats.returned_value import read_value, shown
from annops.formats.returned_xlsx import read_workbook
from annops.formats.xlsx_package import MARK, OLD_MARK

_SHOWN = 25
_MOST_MERGED = 20_000  # ranges; a sheet with more of them is refused
_UNTOLD = frozenset(
    code.id for code in (NO_ID, UNKNOWN_ID, CHANGED_ID, TORN_ROW, SEVERAL_TABLES, TORN_QUOTE)
)
"""Findings after which a row that seems to be missing may stand in the file all the same."""
_WORKBOOKS = (".xlsx", ".xlsm", ".xls")


def read_returned(file: Path | bytes, name: str, sheet: Sheet) -> Returned:
    """Read what came back of a sheet: a workbook of any spreadsheet program, or a text file.

    A cell that cannot be taken holds the text that was sent, and a finding names it; a row that
    was sent and is not among `rows` has a finding too. Without a record in the file, what was sent
    is taken to be `sheet.rows`.

    Args:
        file: The file, or its bytes.
        name: Path for findings.
        sheet: The sheet that is expected.

    Raises:
        AnnopsError: When the file cannot be read, or holds no such table (3).
    """
    content = file if isinstance(file, bytes) else file.read_bytes()
    opened = [] if isinstance(file, bytes) else _open_elsewhere(file, name)
    if content.startswith((MARK, OLD_MARK)) or name.lower().endswith(_WORKBOOKS):
        grids, lines = read_workbook(content, name)
        record, told = _record(lines, name)
    else:
        grids, record, told = [read_delimited(content, name)], None, []
    findings = [*opened, *told]
    keys = record.keys if record else {}
    if record is not None and (record.id != sheet.id or record.keys != sheet.keys):
        other = OTHER_SHEET.at(Place(name), _difference(record, sheet))
        return Returned((), record.rows, keys, (*findings, other), other=True, untold=True)
    _refuse_merged(grids)
    layout = find_layout(grids, sheet, record, name)
    sent = record.rows if record else None
    reader = _Reader(layout, sheet, sheet.rows if sent is None else sent, record is not None)
    rows = reader.read()
    found = (*findings, *layout.findings, *_shortened(reader.findings))
    untold = any(finding.code in _UNTOLD for finding in found)
    return Returned(rows, sent, keys, found, layout.extra, untold=untold)


def _refuse_merged(grids: Iterable[Grid]) -> None:
    for grid in grids:
        if len(grid.merged) > _MOST_MERGED:
            message = f"{len(grid.merged):,} merged ranges"
            raise AnnopsError(MERGED_CELLS.at(grid.part(), message), exit_code=3)


def _open_elsewhere(file: Path, name: str) -> list[Finding]:
    """Tell that a spreadsheet program has the file open: Excel and LibreOffice leave a mark."""
    short = file.name if len(file.stem) <= 6 else file.name[2:]  # as Excel shortens long names
    marks = (f"~${file.name}", f"~${short}", f".~lock.{file.name}#")
    if any((file.parent / mark).exists() for mark in marks):
        return [
            IS_OPEN.at(Place(name), "open in a spreadsheet program; unsaved changes are not seen")
        ]
    return []


def _record(lines: Sequence[str] | None, name: str) -> tuple[Record | None, list[Finding]]:
    if lines is None:
        return None, [NO_RECORD.at(Place(name), "the hidden worksheet `_annops` is missing")]
    record = read_record(lines)
    if record is None:
        message = "the hidden worksheet `_annops` was changed"
        return None, [RECORD_DAMAGED.at(Place(name, cell="_annops!A1"), message)]
    return record, []


def _difference(record: Record, sheet: Sheet) -> str:
    if record.id != sheet.id:
        return f"the file is the sheet `{record.id}`, `{sheet.id}` is read; no row is taken"
    names = sorted({*record.keys, *sheet.keys})
    parts = [
        f"{key} is `{record.keys.get(key, '')}`, `{sheet.keys.get(key, '')}` expected"
        for key in names
        if record.keys.get(key) != sheet.keys.get(key)
    ]
    return f"the file belongs elsewhere: {'; '.join(parts)}; no row is taken"


@dataclass(slots=True)
class _Locked:
    """A locked cell that holds another text: where, what was sent and found.

    Attributes:
        at: Number of the row among those read.
        place: Where the cell is.
        sent: What was sent.
        found: What stands there.
        is_spoiled: Whether a program made a number of it.
    """

    at: int
    place: Place
    sent: str
    found: str
    is_spoiled: bool = False


@dataclass(slots=True)
class _Reader:
    """Reads the rows of a table one by one."""

    layout: Layout
    sheet: Sheet
    sent: Sequence[Row]
    is_proven: bool = True
    findings: list[tuple[str, Finding]] = field(default_factory=list)
    locked: dict[str, list[_Locked]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))

    def read(self) -> tuple[ReturnedRow, ...]:
        """Return the rows in the file's order."""
        by_id = {row[self.sheet.row_id]: row for row in self.sent}
        matching = match_rows(self.layout, self.sheet, self.sent)
        self.findings += [("", finding) for finding in matching.findings]
        merged = self._merged()
        rows: list[Mapping[str, str]] = []
        for at, matched in enumerate(matching.rows):
            rows.append(self._row(at, matched, by_id.get(matched.id, {}), merged))
        for at in self._torn_apart():
            rows[at] = self._as_sent(by_id.get(matching.rows[at].id, {}))
        return tuple(
            self._returned(cells, matched)
            for cells, matched in zip(rows, matching.rows, strict=True)
        )

    def _returned(self, cells: Mapping[str, str], matched: Matched) -> ReturnedRow:
        places = Places(self.layout.grid, matched.row, self.layout.columns)
        refused = frozenset(self.refused.get(matched.row, ()))
        return ReturnedRow(cells, places, places[self.sheet.row_id], refused)

    def _as_sent(self, sent: Row) -> dict[str, str]:
        return {column.key: sent.get(column.key, "") for column in self.sheet.columns}

    def _row(
        self, at: int, matched: Matched, sent: Row, merged: set[tuple[int, int]]
    ) -> Mapping[str, str]:
        cells = self._as_sent(sent)
        cells[self.sheet.row_id] = matched.id
        if matched.fate is Fate.KEPT:
            return cells
        raws = self.layout.grid.rows[matched.row]
        for column in self.sheet.columns:
            place = self.layout.columns.get(column.key)
            if place is None or column.key == self.sheet.row_id:
                continue
            if (matched.row, place) in merged:
                self.refused[matched.row].add(column.key)
                continue
            raw = raws.get(place)
            was = cells[column.key]
            if raw is not None and raw.text == was and not raw.formula:
                continue
            if raw is None and not was:
                continue
            self._cell(at, matched.row, column, cells)
        return cells

    def _cell(self, at: int, row: int, column: SheetColumn, cells: dict[str, str]) -> None:
        grid, place = self.layout.grid, self.layout.columns[column.key]
        raw, was = grid.rows[row].get(place), cells[column.key]
        reading = read_value(raw, column, was, grid)
        where = self._place(row, place, column)
        if column.locked or column.hidden or not fits(was):
            if reading.text != was:
                is_spoiled = reading.code is SPOILED
                change = _Locked(at, where, was, shown(raw), is_spoiled)
                self.locked[column.key].append(change)
            return
        if reading.code is not None:
            finding = reading.code.at(where, reading.message, reading.hint)
            self.findings.append((column.key, finding))
        if reading.text is None:
            self.refused[row].add(column.key)
        else:
            cells[column.key] = reading.text

    def _place(self, row: int, place: int, column: SheetColumn) -> Place:
        where = self.layout.grid.place(row, place)
        return Place(where.file, where.line, column.key) if where.line else where

    def _torn_apart(self) -> set[int]:
        """Report locked cells that changed; return the rows whose locked texts changed places."""
        torn = self._about_something_else()
        for key, changes in self.locked.items():
            column = self.sheet.column(key)
            same = Counter(c.sent for c in changes) == Counter(c.found for c in changes)
            if same and len(changes) > 1:
                torn |= {change.at for change in changes}
                message = (
                    f"{column.title}: the texts of {counted(len(changes), 'row')} changed places; "
                    "these rows are not read"
                )
                found = SORTED_APART.at(changes[0].place, message, count=len(changes))
                self.findings.append((key, found))
                continue
            for one in (change for change in changes if change.at not in torn):
                message = f"{column.title}: `{one.sent}` was sent and is kept, `{one.found}` found"
                self.findings.append((key, LOCKED_CHANGED.at(one.place, message)))
        return torn

    def _about_something_else(self) -> set[int]:
        """Report rows that are not those sent, where no record says which sheet it is."""
        if self.is_proven:
            return set()
        first: dict[int, _Locked] = {}
        counts: Counter[int] = Counter()
        for change in (one for changes in self.locked.values() for one in changes):
            if not change.is_spoiled:
                first.setdefault(change.at, change)
                counts[change.at] += 1
        is_other = any(n > 1 for n in counts.values())
        torn = set(counts) if is_other else set()
        for at in sorted(torn):
            one = first[at]
            message = f"the row is about `{one.found}`, `{one.sent}` was sent; it is not read"
            self.findings.append(("", OTHER_ROW.at(one.place, message)))
        return torn

    def _merged(self) -> set[tuple[int, int]]:
        """Report merged ranges of the table; return the cells that lost their texts."""
        grid, gone = self.layout.grid, set[tuple[int, int]]()
        places = sorted(self.layout.columns.values())
        rows = [row for row in grid.rows if row > self.layout.header]
        for top, left, bottom, right in grid.merged:
            down = rows[bisect_left(rows, top) : bisect_right(rows, bottom)]
            across = places[bisect_left(places, left) : bisect_right(places, right)]
            cells = {(row, place) for row in down for place in across} - {(top, left)}
            if cells:
                gone |= cells
                message = f"{counted(len(cells), 'cell')} of the table merged into this one"
                self.findings.append(("", MERGED_CELLS.at(grid.place(top, left), message)))
        return gone


def _shortened(findings: Iterable[tuple[str, Finding]]) -> list[Finding]:
    """Keep the first findings of a kind in a column, the rest as one that counts them."""
    groups: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for key, finding in findings:
        groups[key, finding.code].append(finding)
    kept: list[Finding] = []
    for group in groups.values():
        kept += group[:_SHOWN]
        if len(group) > _SHOWN:
            rest = group[_SHOWN:]
            last = rest[0]
            places = ", ".join(str(one.place).rpartition("!")[2] for one in rest[:_SHOWN])
            more = f" and {len(rest) - _SHOWN:,} more" if len(rest) > _SHOWN else ""
            message = f"{len(rest):,} more of the same kind: {places}{more}"
            kept.append(
                Finding(last.code, last.severity, message, last.place, last.hint, len(rest))
            )
    return kept
