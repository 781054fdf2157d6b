"""How tall the rows of a sheet that people edit are: as tall as their texts, and free to grow."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from annops.core.sheet import Row, Sheet
from annops.render.excel_style import LINE_HEIGHT
from annops.render.plain import wrap

_TALLEST = 400.0


@cache
def _growing() -> Any:
    from openpyxl.worksheet.dimensions import RowDimension

    class Growing(RowDimension):
        """A row whose height is a hint: openpyxl would pin every height that it writes."""

        customHeight = False  # noqa: N815 - the name of the attribute in the file

    return Growing


def set_height(made: Any, row: int, n_lines: int) -> None:
    """Make a row tall enough for some lines, without pinning it: it grows when more is typed."""
    height = min(_TALLEST, LINE_HEIGHT * n_lines)
    made.row_dimensions[row] = _growing()(made, index=row, ht=height)


def set_heights(made: Any, sheet: Sheet, widths: Mapping[str, int]) -> None:
    """Make the rows tall enough whose texts take several lines.

    Args:
        made: The worksheet, header in row 1.
        sheet: The sheet.
        widths: Width of each column that is seen, in characters.
    """
    for down, row in enumerate(sheet.rows, 2):
        n_lines = _lines(row, widths)
        if n_lines > 1:
            set_height(made, down, n_lines)


def _lines(row: Row, widths: Mapping[str, int]) -> int:
    most = 1
    for key, width in widths.items():
        text = row.get(key, "")
        room = max(4, width - 3)
        if len(text) > room or "\n" in text or not text.isascii():
            shown = text[: room * 30]  # enough for the tallest row
            most = max(most, sum(len(wrap(line, room)) for line in shown.split("\n")))
    return most
