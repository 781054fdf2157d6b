"""Where the table stands in a file that came back: its worksheet, its header, its columns."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annops.core.errors import AnnopsError
from annops.core.finding import Finding, Place, did_you_mean
from annops.core.sheet import Sheet, headers
from annops.core.sheet_record import Record
from annops.core.wording import counted
from annops.formats.returned_codes import (
    ABOVE_HEADER,
    COLUMN_ADDED,
    COLUMN_LOST,
    COLUMN_TWICE,
    LOCKED_COLUMN_LOST,
    NO_TABLE,
    SEVERAL_TABLES,
)
from annops.formats.returned_grid import Grid

_BESIDE = 20  # columns beside the table in which loose notes are looked for
_LOOKED_AT = 60  # filled rows among which the header is looked for


@dataclass(frozen=True, slots=True)
class Layout:
    """The table in a file.

    Attributes:
        grid: The worksheet or text file.
        header: Row of the header.
        columns: Place of each column by key; columns that are lost or stand there twice lack.
        extra: Titles of the columns that people added.
        findings: What is wrong with the header.
    """

    grid: Grid
    header: int
    columns: Mapping[str, int]
    extra: tuple[str, ...]
    findings: tuple[Finding, ...]


def folded(title: str) -> str:
    """Return a title as it is compared: capitals and kinds of blanks do not matter."""
    return " ".join(title.replace("\u200b", "").split()).casefold()


def find_layout(grids: Sequence[Grid], sheet: Sheet, record: Record | None, name: str) -> Layout:
    """Find the table of a sheet in a file.

    Args:
        grids: Worksheets of the file, or its one table.
        sheet: The sheet that is expected.
        record: The sheet as it was sent, whose titles may be older ones.
        name: Path for findings.

    Raises:
        AnnopsError: When the table or its id column is not there (SHT001).
    """
    keys = _keys_by_title(sheet, record)
    tried = [(grid, *_header(grid, keys, sheet.row_id)) for grid in grids]
    whole = [(grid, row, n) for grid, row, n, has_id in tried if has_id]
    if not whole:
        raise AnnopsError(_no_table(tried, sheet, name), exit_code=3)
    most = max(n for _, _, n in whole)
    grid, row, _ = next(one for one in whole if one[2] == most)
    others = [one[0] for one in whole if one[2] == most and one[0] is not grid]
    columns, twice, extra = _columns(grid, row, keys)
    if sheet.row_id not in columns:
        message = "the id column stands in the header twice"
        raise AnnopsError(
            NO_TABLE.at(grid.place(row, twice[sheet.row_id][0]), message), exit_code=3
        )
    findings = [
        *grid.findings,
        *_several(grid, others),
        *_above(grid, row),
        *_twice(grid, row, twice),
        *_lost(grid, row, {*columns, *twice}, sheet, record),
        *_added(grid, row, extra),
    ]
    return Layout(grid, row, columns, tuple(title for title, _ in extra), tuple(findings))


def _keys_by_title(sheet: Sheet, record: Record | None) -> dict[str, str]:
    known = {column.key for column in sheet.columns}
    sent = zip(record.titles, record.columns, strict=True) if record else ()
    older = {folded(title): key for title, key in sent if key in known}
    own = {folded(key): key for key in known}
    new = {folded(t): c.key for t, c in zip(headers(sheet), sheet.columns, strict=True)}
    return {**older, **own, **new}


def _header(grid: Grid, keys: Mapping[str, str], row_id: str) -> tuple[int, int, bool]:
    """Return the row most like the header, how many columns it names, and whether the id too."""
    best = (0, 0, False)
    for row, _ in zip(grid.rows, range(_LOOKED_AT), strict=False):
        found = {keys.get(folded(raw.text)) for raw in grid.rows[row].values()} - {None}
        rank = (row_id in found, len(found))
        if rank > (best[2], best[1]):
            best = (row, len(found), row_id in found)
    return best


def _no_table(tried: Sequence[tuple[Grid, int, int, bool]], sheet: Sheet, name: str) -> Finding:
    title = dict(zip((c.key for c in sheet.columns), headers(sheet), strict=True))[sheet.row_id]
    best = max(tried, key=lambda one: one[2], default=None)
    if best is None or best[2] == 0:
        named = [grid.sheet for grid, *_ in tried if grid.sheet]
        where = f" in {', '.join(f'`{one}`' for one in named[:6])}" if named else ""
        return NO_TABLE.at(Place(name), f"the table `{sheet.title}` was not found{where}")
    grid, row, _, _ = best
    found = [raw.text for raw in grid.rows[row].values()]
    message = f"the column `{title}`, which names the rows, is missing"
    return NO_TABLE.at(grid.place(row, 1), message, did_you_mean(title, found))


def _columns(
    grid: Grid, row: int, keys: Mapping[str, str]
) -> tuple[dict[str, int], dict[str, list[int]], list[tuple[str, int]]]:
    """Return columns that stand there once, those that do twice, and those people added."""
    cells = sorted(grid.rows[row].items())
    met = Counter(keys.get(folded(raw.text)) for _, raw in cells)
    once: dict[str, int] = {}
    twice: dict[str, list[int]] = {}
    extra: list[tuple[str, int]] = []
    for place, raw in cells:
        key = keys.get(folded(raw.text))
        if key is None:
            if folded(raw.text):
                extra.append((raw.text, place))
        elif met[key] > 1:
            twice.setdefault(key, []).append(place)
        else:
            once[key] = place
    named = {place for place, _ in cells}
    last = grid.widths.get(row) or max(named) + _BESIDE
    extra += [("", p) for p in sorted(_filled_below(grid, row).keys() - named) if p <= last]
    return once, twice, extra


def _filled_below(grid: Grid, header: int) -> Counter[int]:
    """Count the filled cells below the header by column."""
    return Counter(
        place for row, cells in grid.rows.items() if row > header for place in cells
    )  # fmt: skip


def _several(grid: Grid, others: Sequence[Grid]) -> Iterable[Finding]:
    if others:
        named = ", ".join(f"`{other.sheet}`" for other in others)
        message = f"`{grid.sheet}` is read, {named} not"
        yield SEVERAL_TABLES.at(others[0].part(), message)


def _above(grid: Grid, header: int) -> Iterable[Finding]:
    above = [row for row in grid.rows if row < header]
    if above:
        message = f"{counted(len(above), 'row')} above the header not read"
        yield ABOVE_HEADER.at(grid.place(above[0], min(grid.rows[above[0]])), message)


def _twice(grid: Grid, header: int, twice: Mapping[str, Sequence[int]]) -> Iterable[Finding]:
    for places in twice.values():
        title = grid.rows[header][places[0]].text
        message = f"the column `{title}` stands in the header {len(places)} times; none is read"
        yield COLUMN_TWICE.at(grid.place(header, places[1]), message)


def _lost(
    grid: Grid, header: int, found: set[str], sheet: Sheet, record: Record | None
) -> Iterable[Finding]:
    there = [raw.text for raw in grid.rows[header].values()]
    for column, title in zip(sheet.columns, headers(sheet), strict=True):
        if column.key in found or (record and column.key not in record.columns):
            continue
        locked = column.locked or column.hidden
        code = LOCKED_COLUMN_LOST if locked else COLUMN_LOST
        hint = None if locked else did_you_mean(title, there)
        yield code.at(grid.place(header, 1), f"the column `{title}` is missing", hint)


def _added(grid: Grid, header: int, extra: Sequence[tuple[str, int]]) -> Iterable[Finding]:
    filled = _filled_below(grid, header) if extra else Counter[int]()
    for title, place in extra:
        called = f"`{title}`" if title else "without a name"
        message = (
            f"the column {called} was added; {counted(filled[place], 'filled cell')} not read"
        )
        yield COLUMN_ADDED.at(grid.place(header, place), message)
