"""What a workbook's own rules say about cells to be filled in: lists, hints, colours, locks."""

from typing import Any

from annops.core.sheet import Entry, Sheet, SheetColumn, Tone
from annops.core.sheet_record import LISTS_SHEET
from annops.core.sheet_text import coded
from annops.render.sheet_pages import sentence

_MOST_INLINE = 255  # characters of a list inside a rule
_MOST_RULE = 255  # characters of a text inside a formula
_TONES = {
    Tone.GOOD: ("14532D", "E3F5E8"),
    Tone.WATCH: ("5F3F00", "FDF3D7"),
    Tone.BAD: ("7F1D1D", "FDE8E8"),
}
_UNFILLED = "FFF6BF"
_LEAST, _MOST = "-999999999999999", "999999999999999"
_FIRST_DAY, _LAST_DAY = "DATE(1970,1,1)", "DATE(2199,12,31)"


def add_validation(book: Any, sheet: Any, column: SheetColumn, cells: str) -> None:
    """Give cells their list of choices or kind of number, with a hint and words on refusal."""
    from openpyxl.worksheet.datavalidation import DataValidation

    kind = _allowed(book, column)
    if kind is None and column.note is None:
        return
    rule = DataValidation(**(kind or {}), allow_blank=True)
    rule.promptTitle = _short(column.title, 32)
    rule.prompt = _short(_prompt(column), 255)
    rule.showInputMessage = True
    if kind is not None:
        rule.errorTitle = "Not taken"
        rule.error = _short(_refusal(column), 225)
        rule.errorStyle = "stop"
        rule.showErrorMessage = True
    rule.add(cells)
    sheet.add_data_validation(rule)


def _allowed(book: Any, column: SheetColumn) -> dict[str, Any] | None:
    if column.choices:
        return {"type": "list", "formula1": _list(book, column)}
    between = {"operator": "between", "formula1": _LEAST, "formula2": _MOST}
    match column.entry:
        case Entry.DATE:
            days = {"formula1": _FIRST_DAY, "formula2": _LAST_DAY}
            return {"type": "date", "operator": "between", **days}
        case Entry.WHOLE:
            return {"type": "whole", **between}
        case Entry.NUMBER:
            return {"type": "decimal", **between}
        case Entry.TEXT | Entry.LINK:
            return None


def _list(book: Any, column: SheetColumn) -> str:
    """Return where the choices stand: in the rule, or on the hidden sheet of lists."""
    from openpyxl.utils import get_column_letter

    joined = ",".join(column.choices)
    plain = not any(
        set(choice) & set(',"\n\r\t') or choice != choice.strip() for choice in column.choices
    )
    if plain and len(joined) <= _MOST_INLINE and joined.isprintable():
        return f'"{joined}"'
    lists = book[LISTS_SHEET] if LISTS_SHEET in book.sheetnames else _make_lists(book)
    place = lists.max_column + 1 if lists["A1"].value is not None else 1
    for row, words in enumerate((column.key, *column.choices), 1):
        cell = lists.cell(row, place, coded(words))
        cell.data_type = "s"
    letter = get_column_letter(place)
    return f"'{LISTS_SHEET}'!${letter}$2:${letter}${len(column.choices) + 1}"


def _make_lists(book: Any) -> Any:
    lists = book.create_sheet(LISTS_SHEET)
    lists.sheet_state = "hidden"
    lists.protection.sheet = True
    return lists


def _prompt(column: SheetColumn) -> str:
    needed = "Must be filled in." if column.required else ""
    return " ".join(part for part in (sentence(column.note or _expected(column)), needed) if part)


def _refusal(column: SheetColumn) -> str:
    return f"{column.title}: {_expected(column)}."


def _expected(column: SheetColumn) -> str:
    if column.choices:
        return f"one of {', '.join(column.choices)}"
    words = {Entry.DATE: "a date, as 2026-11-20", Entry.LINK: "an address or path"}
    return words.get(column.entry, f"a {column.entry.value}")


def _short(text: str, most: int) -> str:
    line = coded(" ".join(text.split()))
    return line if len(line) <= most else line[: most - 3] + "..."


def add_tones(sheet: Any, column: SheetColumn, cells: str) -> None:
    """Colour cells by the words in them; the words stay, colour only helps."""
    from openpyxl.formatting import rule as rules
    from openpyxl.styles import Font, PatternFill

    make: Any = rules.CellIsRule  # the stubs leave it untyped
    for text, tone in sorted(column.tones.items()):
        doubled = text.replace('"', '""')
        if len(doubled) <= _MOST_RULE:
            ink, ground = _TONES[tone]
            fill = PatternFill(bgColor=ground, fill_type="solid")
            dress = {"font": Font(color=ink, bold=True), "fill": fill}
            rule = make(operator="equal", formula=[f'"{coded(doubled)}"'], **dress)
            sheet.conditional_formatting.add(cells, rule)


def add_unfilled(sheet: Any, letter: str, span: tuple[str, str], last: int) -> None:
    """Mark the blank cells of a required column in rows that are in use."""
    from openpyxl.formatting import rule as rules
    from openpyxl.styles import PatternFill

    make: Any = rules.FormulaRule
    first, end = span
    used = f"COUNTA(${first}2:${end}2)>0"
    rule = make(
        formula=[f"AND({used},LEN(TRIM(${letter}2))=0)"],
        fill=PatternFill(bgColor=_UNFILLED, fill_type="solid"),
    )
    sheet.conditional_formatting.add(f"{letter}2:{letter}{last}", rule)


def protect(sheet: Any, table: Sheet) -> None:
    """Lock what is not to be changed; filters, column widths and new formats stay possible."""
    guard = sheet.protection
    guard.sheet = True
    guard.formatColumns = guard.formatRows = guard.formatCells = False  # False means allowed
    guard.sort = guard.autoFilter = False
    guard.insertRows = not table.may_add
    guard.selectLockedCells = guard.selectUnlockedCells = False
