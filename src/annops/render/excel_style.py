"""Fonts, fills, number formats and widths of workbooks."""

from typing import Any

from annops.core.document import Kind
from annops.render.plain import display_width

ACCENT = "0B4F83"
MUTED = "52606D"
WIDEST = 48
LINE_HEIGHT = 15.0  # points of a line of the workbook's font
_OUTCOME_COLOURS = {
    "met": ("14532D", "E3F5E8"),
    "not met": ("7F1D1D", "FDE8E8"),
    "cannot tell": ("5F3F00", "FDF3D7"),
}
_FORMATS = {
    Kind.COUNT: "#,##0",
    Kind.NUMBER: "#,##0.00",
    Kind.SHARE: "0.0 %",
    Kind.SECONDS: "#,##0.0",
    Kind.DATE: "yyyy-mm-dd",
    Kind.ESTIMATE: "#,##0.00",
}


def number_format(kind: Kind, places: int | None = None) -> str:
    """Return Excel's number format of a kind, with as many decimals as the text outputs show."""
    if places is None:
        return _FORMATS.get(kind, "General")
    return f"0.{'0' * places} %" if kind is Kind.SHARE else f"#,##0.{'0' * places}"


def font(**changes: Any) -> Any:
    """Return the workbook's own font, Calibri 11, with changes, as `bold=True`."""
    from openpyxl.styles import Font

    return Font(**{"name": "Calibri", "size": 11, **changes})


def alignment(column: int, *, right: bool) -> Any:
    """Return how a cell stands: figures right, words left with a gap to the column before."""
    from openpyxl.styles import Alignment

    if right:
        return Alignment(horizontal="right", vertical="top", wrap_text=False)
    return Alignment(horizontal="left", vertical="top", wrap_text=True, indent=int(column > 1))


def beside(column: int, *, right: bool) -> Any | None:
    """Return how words of raw data stand, with a gap to the column before; None for the rest."""
    from openpyxl.styles import Alignment

    return None if right or column == 1 else Alignment(horizontal="left", indent=1)


def style_header(cell: Any, *, right: bool) -> None:
    """Dress a header cell: white on the accent colour (contrast 8.6 : 1)."""
    from openpyxl.styles import Alignment, PatternFill

    cell.font = font(bold=True, color="FFFFFF")
    cell.fill = PatternFill("solid", start_color=ACCENT)
    side, gap = ("right", 0) if right else ("left", int(cell.column > 1))
    cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True, indent=gap)


def rule_below() -> Any:
    """Return the thin line under a row."""
    from openpyxl.styles import Border, Side

    return Border(bottom=Side(style="thin", color="CBD2D9"))


def outcome_rules() -> list[Any]:
    """Return the rules that colour outcome words; the words stay, colour only helps."""
    from openpyxl.formatting import rule as rules
    from openpyxl.styles import Font, PatternFill

    make: Any = rules.CellIsRule  # the stubs leave it untyped
    return [
        make(
            operator="equal",
            formula=[f'"{word}"'],
            font=Font(color=ink, bold=True),
            fill=PatternFill(bgColor=ground, fill_type="solid"),
        )
        for word, (ink, ground) in _OUTCOME_COLOURS.items()
    ]


def widen(sheet: Any, letter: str, *texts: str) -> None:
    """Make a column wide enough for texts, up to 48 characters; never narrower than before."""
    longest = max((display_width(line) for one in texts for line in one.split("\n")), default=0)
    have = sheet.column_dimensions[letter].width if letter in sheet.column_dimensions else 0
    sheet.column_dimensions[letter].width = max(have, min(WIDEST, longest + 3), 9)
