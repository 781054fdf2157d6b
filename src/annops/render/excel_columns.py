"""How the columns of a table stand in a workbook: an estimate takes several, units go on top."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from annops.core.document import Column, Kind, Table
from annops.core.estimate import Estimate, Outcome
from annops.render import numbers
from annops.render.plain import visible

CELL_LIMIT = 32_767  # characters Excel keeps in a cell
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_NOT_XML = re.compile("[\ufffe\uffff]")

Value = str | int | float | date | None


@dataclass(frozen=True, slots=True)
class Part:
    """One workbook column: its key (`alpha`, `alpha.low`), header, kind, how to read a cell."""

    key: str
    title: str
    kind: Kind
    share: bool
    read: Callable[[Any], Value]
    places: Callable[[Any], int | None]


def text(value: object) -> str:
    r"""Return foreign text as a cell can hold it; too long text ends with a mark that says so.

    Control characters become visible, `_x0041_` is kept from being read as a character.
    """
    lines = str(value).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    safe = _ESCAPE.sub("_x005F_", "\n".join(map(visible, lines)))
    safe = _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", safe)
    if len(safe) <= CELL_LIMIT:
        return safe
    mark = f" [cut: {numbers.count(len(safe))} characters]"
    return safe[: CELL_LIMIT - len(mark)] + mark


def parts(table: Table) -> list[Part]:
    """Return the workbook columns of a table, headers made unique as Excel demands."""
    found: list[Part] = []
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows]
        found += _parts(column, cells, dash=None if table.data else numbers.DASH)
    found.sort(key=lambda part: part.key.endswith(".note"))  # words after all figures
    return _unique(found)


def _unique(found: list[Part]) -> list[Part]:
    taken: set[str] = set()
    named = []
    for part in found:
        title, number = part.title, 2
        while title.casefold() in taken:
            title, number = f"{part.title} ({number})", number + 1
        taken.add(title.casefold())
        named.append(Part(part.key, title, part.kind, part.share, part.read, part.places))
    return named


def _parts(column: Column, cells: list[Any], dash: str | None) -> list[Part]:
    title = " ".join(text(column.title).split()) or column.key
    if not any(isinstance(cell, Estimate) for cell in cells):
        unit = " (s)" if column.kind is Kind.SECONDS else ""
        read = _reader(dash)
        return [
            Part(column.key, title + unit, column.kind, column.share, read, _own_places(column))
        ]
    value_kind = Kind.SHARE if column.share else Kind.NUMBER

    def ends(name: str) -> Callable[[Any], Value]:
        def read(cell: Any) -> Value:
            number = getattr(cell, name) if isinstance(cell, Estimate) else None
            return dash if number is None else numbers.float_value(number)

        return read

    def places(cell: Any) -> int | None:
        return estimate_places(cell, share=column.share) if isinstance(cell, Estimate) else None

    found = [
        Part(key, f"{title}{words}", value_kind, column.share, ends(name), places)
        for key, words, name in (
            (column.key, "", "value"),
            (f"{column.key}.low", " low", "low"),
            (f"{column.key}.high", " high", "high"),
        )
    ]
    found.append(
        Part(f"{column.key}.n", f"{title} n", Kind.COUNT, share=False, read=_size, places=_none)
    )
    if any(isinstance(cell, Estimate) and reason(cell) for cell in cells):
        key = f"{column.key}.note"
        found.append(Part(key, f"{title} note", Kind.TEXT, share=False, read=_why, places=_none))
    return found


def estimate_places(estimate: Estimate, *, share: bool) -> int | None:
    """Return the decimals an estimate is shown with everywhere; None when it is undefined."""
    if estimate.value is None:
        return None
    return numbers.places_for(estimate.value, estimate.low, estimate.high, share=share)


def reason(estimate: Estimate) -> str:
    """Return why a number is undefined or must be read with caution; empty when neither."""
    return estimate.why_undefined or (f"caution: {estimate.caution}" if estimate.caution else "")


def _size(cell: Any) -> Value:
    return cell.n if isinstance(cell, Estimate) else None


def _why(cell: Any) -> Value:
    return text(reason(cell)) if isinstance(cell, Estimate) else None


def _none(_cell: Any) -> int | None:
    return None


def _own_places(column: Column) -> Callable[[Any], int | None]:
    def places(cell: Any) -> int | None:
        is_share = column.kind is Kind.SHARE and isinstance(cell, (int, float))
        return numbers.places_for(cell, share=True) if is_share else None

    return places


def _reader(dash: str | None) -> Callable[[Any], Value]:
    def read(cell: Any) -> Value:
        if cell is None:
            return dash
        if isinstance(cell, Outcome):
            return cell.value
        if isinstance(cell, float):
            return numbers.float_value(cell)
        if isinstance(cell, (int, date)) and not isinstance(cell, bool):
            return cell
        return text(cell)

    return read
