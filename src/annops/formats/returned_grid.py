"""The tables of a file that came back, as cells by row and column with the place of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from annops.core.finding import Finding, Place
from annops.formats.returned_xml import Rows
from annops.formats.xlsx_package import column_letters


@dataclass(frozen=True, slots=True)
class Grid:
    """One worksheet, or a whole text file.

    Attributes:
        file: Path for findings.
        sheet: Name of the worksheet; None for a text file.
        rows: Filled cells by row (line of a text file) and column, both from 1.
        merged: Merged ranges as first row, first column, last row, last column, from 1.
        delimiter: What parts cells of a text file.
        widths: Number of cells of each line of a text file.
        days: Days to add to the numbers of dates, for workbooks that count from 1904.
        findings: What had to be assumed to read the file.
    """

    file: str
    sheet: str | None
    rows: Rows
    merged: tuple[tuple[int, int, int, int], ...] = ()
    delimiter: str | None = None
    widths: Mapping[int, int] = field(default_factory=dict)
    days: int = 0
    findings: tuple[Finding, ...] = ()

    def place(self, row: int, column: int) -> Place:
        """Return the place of a cell."""
        if self.sheet is None:
            return Place(self.file, line=row, column=column)
        cell = f"{self.sheet}!{column_letters(column)}{row}"
        return Place(self.file, record=row, cell=cell)

    def part(self) -> Place:
        """Return the place of the whole table."""
        return Place(self.file, cell=f"{self.sheet}!A1") if self.sheet else Place(self.file)


class Places(Mapping[str, Place]):
    """Places of a row's cells by column key, made when asked for."""

    __slots__ = ("_columns", "_grid", "_row")

    def __init__(self, grid: Grid, row: int, columns: Mapping[str, int]) -> None:
        """Keep where the row and its columns are."""
        self._grid, self._row, self._columns = grid, row, columns

    def __getitem__(self, key: str) -> Place:
        """Return the place of a column's cell; the row's first cell for a column that is lost."""
        place = self._grid.place(self._row, self._columns.get(key, 1))
        if place.line is not None:
            return Place(place.file, line=place.line, column=key)
        return place

    def __iter__(self) -> Iterator[str]:
        """Give the column keys."""
        return iter(self._columns)

    def __len__(self) -> int:
        """Count the columns."""
        return len(self._columns)
