"""How cells of a sheet that people edit look: one named style a kind of cell, open or locked."""

from typing import Any

from annops.core.sheet import Entry, SheetColumn
from annops.render.excel_style import font

_GROUND = "F1F3F5"
_LINK = "0B4F83"
_FORMATS = {
    Entry.TEXT: "@",
    Entry.LINK: "@",
    Entry.DATE: "yyyy-mm-dd",
    Entry.WHOLE: "0",
    Entry.NUMBER: "General",
}


def column_style(column: SheetColumn, *, locked: bool = False) -> str:
    """Name the style of a column's cells."""
    return _style_name(column.entry, locked=locked or column.locked or column.hidden)


def _style_name(entry: Entry, *, locked: bool) -> str:
    return f"annops {entry.value}{' locked' if locked else ''}"


def make_styles(book: Any) -> None:
    """Add the styles to a workbook."""
    from openpyxl.styles import Alignment, Border, NamedStyle, PatternFill, Protection, Side

    below = Border(bottom=Side(style="thin", color="CBD2D9"))
    for entry in Entry:
        for locked in (False, True):
            style = NamedStyle(_style_name(entry, locked=locked))
            style.font = font(color=_LINK, underline="single") if entry is Entry.LINK else font()
            style.number_format = _FORMATS[entry]
            side = "right" if entry in {Entry.WHOLE, Entry.NUMBER} else "left"
            gap = int(side == "left")  # so that words do not touch the figure before them
            style.alignment = Alignment(
                horizontal=side, vertical="top", wrap_text=True, indent=gap
            )
            style.protection = Protection(locked=locked)
            style.border = below
            if locked:
                style.fill = PatternFill("solid", start_color=_GROUND)
            book.add_named_style(style)
