"""The tidy counts behind the volumes as raw data of a workbook, and formulas that add them up."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from annops.core.document import Column, Kind, Table
from annops.volumes.model import Tally

DATA = "data"
"""Id of the table of raw data, which a workbook calls `tbl_data`."""

_COUNTS = {
    "loaded": "Answers loaded",
    "used": "Used",
    "skipped": "Skipped",
    "drafts": "Drafts",
    "other": "Not used otherwise",
}
_LONGEST = 255  # characters of a condition of SUMIFS
_OPERATORS = ("<", ">", "=")


def tidy_table(tally: Tally) -> Table:
    """Return the tally as raw data, one row a combination."""
    keys = _keys(tally)
    columns = (
        *(Column(keys[name], name.capitalize()) for name in tally.columns),
        *(Column(key, title, Kind.COUNT) for key, title in _COUNTS.items()),
    )
    rows = tuple(
        (*row.values, row.loaded, row.used, row.skipped, row.drafts, row.other)
        for row in tally.rows
    )
    return Table(DATA, "Data", columns, rows, note=_note(tally), data=True, empty="no answers")


def _note(tally: Tally) -> str:
    *most, last = tally.columns or ("nothing",)
    parts = f"{', '.join(most)} and {last}" if most else last
    said = f"Answers by {parts} at once: in the workbook, the tables of volumes add them up."
    if tally.left_out:
        names = ", ".join(tally.left_out)
        said += f" Not counted by {names}, which has too many values; see the table by {names}."
    return said


def with_sums(table: Table, tally: Tally, by: str) -> Table:
    """Let a table of answers by one column recalculate from the raw data, where that holds it.

    Args:
        table: A table with the column `value` and some of the counts.
        tally: The raw data.
        by: What the table is by.
    """
    if by not in tally.columns:
        return table
    place = tally.columns.index(by)
    met = {row.values[place] for row in tally.rows} | {str(row[0]) for row in table.rows}
    live = _sums(_keys(tally)[by], plain=_plain(met))
    there = {column.key for column in table.columns}
    return replace(table, live={key: live[key] for key in live if key in there})


def _sums(column: str, *, plain: bool) -> Mapping[str, str]:
    names = _field(column)
    if plain:
        return {key: f"SUMIFS({_field(key)},{names},{{value}})" for key in _COUNTS}
    return {key: f"SUMPRODUCT(EXACT({names},{{value}})*{_field(key)})" for key in _COUNTS}


def _field(key: str) -> str:
    """Name a whole column of the raw data in a formula."""
    return f"{{{DATA}[{key}]}}"


def _keys(tally: Tally) -> dict[str, str]:
    """Return a key for each column that a formula can name."""
    return {
        name: name if re.fullmatch(r"\w+", name) and name not in _COUNTS else f"by_{place}"
        for place, name in enumerate(tally.columns, 1)
    }


def _plain(values: Iterable[str]) -> bool:
    """Whether SUMIFS tells the values apart: it ignores case and reads numbers and wildcards."""
    texts = list(values)
    if len({text.casefold() for text in texts}) < len(texts):
        return False
    return not any(map(_special, texts))


def _special(text: str) -> bool:
    odd = not any(map(str.isalpha, text)) or len(text) > _LONGEST
    return odd or text.startswith(_OPERATORS) or bool(set("*?~") & set(text)) or _is_number(text)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
