"""One cell that came back: the text it stands for, or why it is refused."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from annops.core.finding import Code, did_you_mean
from annops.core.sheet import Entry, SheetColumn
from annops.core.sheet_text import in_cell
from annops.formats.returned_codes import (
    AMBIGUOUS_DATE,
    BECAME_DATE,
    FORMULA,
    NO_CHOICE,
    NO_DATE,
    NO_NUMBER,
    NO_RESULT,
    OTHER_KIND,
    SPOILED,
)
from annops.formats.returned_grid import Grid
from annops.formats.returned_numbers import (
    day_of_number,
    day_of_serial,
    days_meant,
    is_rounded,
    number_text,
    read_day,
    read_number,
    spoiled,
)
from annops.formats.returned_xml import Held, Raw

_BLANKS = " \t\n\r\u00a0\u200b\u200c\u200d\u2060\ufeff\u202f\u2007\u3000"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a cell.

    Attributes:
        text: The text; None when the cell is refused.
        code: What is wrong, or worth a note.
        message: The sentence on it.
        hint: What to do, where the code's remedy does not say it best.
    """

    text: str | None
    code: Code | None = None
    message: str = ""
    hint: str | None = None


def cleaned(text: str) -> str:
    """Return a text without blanks of any kind around it, lines ended by one sign."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip(_BLANKS)


def shown(raw: Raw | None) -> str:
    """Return a cell as a finding shows it."""
    if raw is None:
        return ""
    text = (number_text(raw.text) or raw.text) if raw.held is Held.NUMBER else raw.text
    if raw.held is Held.DATE:
        text = day_of_serial(raw.text, 0) or raw.text
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "\N{HORIZONTAL ELLIPSIS}"


def read_value(raw: Raw | None, column: SheetColumn, sent: str, grid: Grid) -> Reading:
    """Read a cell of a column.

    Args:
        raw: The cell, None for a blank one.
        column: The column.
        sent: The text that was sent in it; empty for a new row.
        grid: The table it stands in.
    """
    if raw is None:
        return Reading("")
    if raw.held is Held.TEXT and not raw.formula and raw.text in {sent, in_cell(sent)}:
        return Reading(sent)
    if raw.held is Held.ERROR or not raw.text:
        what = f"the cell shows {raw.text}" if raw.text else "the formula has no stored result"
        return Reading(None, NO_RESULT, f"{column.title}: {what}")
    found = _read(raw, column, sent, grid)
    if raw.formula and found.code in {None, OTHER_KIND} and found.text is not None:
        message = f"{column.title}: a formula, read as `{_short(found.text)}`"
        return Reading(found.text, FORMULA, message)
    return found


def _read(raw: Raw, column: SheetColumn, sent: str, grid: Grid) -> Reading:
    if column.choices:
        return _choice(raw, column, sent)
    match column.entry:
        case Entry.DATE:
            return _day(raw, column, sent, grid)
        case Entry.WHOLE | Entry.NUMBER:
            return _number(raw, column, sent, grid)
        case Entry.TEXT | Entry.LINK:
            return _text(raw, column, sent, grid)


def _text(raw: Raw, column: SheetColumn, sent: str, grid: Grid) -> Reading:
    if raw.held is Held.TEXT:
        text = cleaned(raw.text)
        if text == cleaned(sent):
            return Reading(sent)
        return _spoiled(text, sent, column) if spoiled(text, sent) else Reading(text)
    if raw.held is Held.DATE:
        day = day_of_serial(raw.text, grid.days)
        message = f"{column.title}: the cell holds a date now, `{day or raw.text}`"
        return Reading(sent) if day == sent else Reading(None, BECAME_DATE, message)
    return _number_in_text(raw, column, sent)


def _number_in_text(raw: Raw, column: SheetColumn, sent: str) -> Reading:
    numeric = raw.held is Held.NUMBER
    text = number_text(raw.text) if numeric else _truth(raw.text)
    if text == sent:
        return Reading(sent)
    if text is None or (numeric and (spoiled(text, sent, rounded=True) or is_rounded(raw.text))):
        return _spoiled(shown(raw), sent, column)
    message = f"{column.title}: a {raw.held.value} where text is expected, read as `{text}`"
    return Reading(text, OTHER_KIND, message)


def _truth(text: str) -> str:
    return "TRUE" if text == "1" else "FALSE"


def _spoiled(found: str, sent: str, column: SheetColumn) -> Reading:
    was = f", `{_short(sent)}` was sent" if sent else ""
    return Reading(None, SPOILED, f"{column.title}: the number `{found}` found{was}")


def _choice(raw: Raw, column: SheetColumn, sent: str) -> Reading:
    text = {
        Held.NUMBER: number_text(raw.text),
        Held.BOOLEAN: _truth(raw.text),
    }.get(raw.held, raw.text)
    if text is None or raw.held is Held.DATE:
        return _no_choice(shown(raw), column)
    if text in column.choices:
        return Reading(text)
    meant = choices_meant(text, column.choices)
    if len(meant) == 1:
        return Reading(meant[0])
    if cleaned(text) in {"", cleaned(sent)}:
        return Reading(sent if cleaned(text) else "")
    return _no_choice(text, column)


def _no_choice(text: str, column: SheetColumn) -> Reading:
    hint = _nearest(text, column.choices)
    return Reading(None, NO_CHOICE, f"{column.title}: `{_short(text)}` is no choice", hint)


@lru_cache(maxsize=1000)
def _nearest(text: str, choices: tuple[str, ...]) -> str:
    return did_you_mean(text[:200], choices)


def choices_meant(text: str, choices: Sequence[str]) -> list[str]:
    """Return the choices that a text is but for capitals, blanks and forms of letters.

    >>> choices_meant(" PASS ", ["pass", "fail"])
    ['pass']
    """
    wanted = _folded(text)
    return [choice for choice in choices if _folded(choice) == wanted]


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", cleaned(text)).split()).casefold()


def _day(raw: Raw, column: SheetColumn, sent: str, grid: Grid) -> Reading:
    day, two = None, False
    if raw.held is Held.DATE:
        day = day_of_serial(raw.text, grid.days)
    elif raw.held is Held.NUMBER:
        day = day_of_number(raw.text, grid.days)
    elif raw.held is Held.TEXT:
        text = cleaned(raw.text)
        if text in {"", cleaned(sent)}:
            return Reading(sent if text else "")
        day, two = read_day(text)
    if day is not None:
        return Reading(day)
    if two and (days := days_meant(cleaned(raw.text))):
        message = f"{column.title}: `{shown(raw)}` may mean {' or '.join(days[:2])}"
        hint = f"write the day that is meant, as {days[0]}"
        return Reading(None, AMBIGUOUS_DATE, message, hint)
    return Reading(None, NO_DATE, f"{column.title}: `{shown(raw)}` is no date")


def _number(raw: Raw, column: SheetColumn, sent: str, grid: Grid) -> Reading:
    text = None
    if raw.held is Held.NUMBER:
        text = number_text(raw.text)
    elif raw.held is Held.TEXT:
        bare = cleaned(raw.text)
        if bare in {"", cleaned(sent)}:
            return Reading(sent if bare else "")
        groups = grid.delimiter == ";" or column.entry is Entry.WHOLE  # `1.000` may be 1000
        text = read_number(bare, comma=groups)
    if text is not None and _same_number(text, sent):
        return Reading(sent)
    if text is not None and raw.held is Held.NUMBER and is_rounded(raw.text):
        return _spoiled(shown(raw), sent, column)
    if text is None or (column.entry is Entry.WHOLE and not text.lstrip("-").isdigit()):
        expected = "a whole number" if column.entry is Entry.WHOLE else "a number"
        message = f"{column.title}: `{shown(raw)}` found, {expected} expected"
        return Reading(None, NO_NUMBER, message)
    return Reading(text)


def _same_number(text: str, sent: str) -> bool:
    own = read_number(sent) if sent else None
    return own is not None and own == text


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:59] + "\N{HORIZONTAL ELLIPSIS}"
