"""What stands in a cell of a sheet that people edit: text, a real date, a number, a link."""

import re
from datetime import date
from urllib.parse import quote, urlsplit

from annops.core.sheet import Entry
from annops.core.sheet_text import coded, in_cell

_FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets disagree on the number of a day
_MOST_LINK = 2079  # characters Excel takes for an address
_PLAIN_WHOLE = re.compile(r"0|-?[1-9]\d{0,14}")
_SAFE = "/:?#[]@!$&'()*+,;=%~-._"


def cell_value(text: str, entry: Entry) -> str | int | float | date | None:
    """Return what a cell holds for a text; whatever would not come back the same stays text.

    >>> cell_value("2026-11-20", Entry.DATE), cell_value("007", Entry.WHOLE)
    (datetime.date(2026, 11, 20), '007')
    """
    if text == "":
        return None
    if entry is Entry.DATE:
        return _day(text)
    if entry in {Entry.WHOLE, Entry.NUMBER}:
        return _number(text)
    return coded(in_cell(text))


def _day(text: str) -> str | date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return coded(in_cell(text))
    return day if day.isoformat() == text and day >= _FIRST_DAY else coded(in_cell(text))


def _number(text: str) -> str | int | float:
    if _PLAIN_WHOLE.fullmatch(text):
        return int(text)
    try:
        number = float(text)
    except ValueError:
        return coded(in_cell(text))
    digits = sum(map(str.isdigit, text))
    return number if repr(number) == text and digits <= 15 and "e" not in text else coded(text)


def link_target(text: str) -> str | None:
    """Return the address a click on the text opens; None for text that is no link to follow.

    Only web addresses and paths below the workbook's folder are links.

    >>> link_target("https://a.example/x y"), link_target("javascript:alert(1)")
    ('https://a.example/x%20y', None)
    >>> link_target("media/1.png"), link_target("file:///etc/passwd")
    ('media/1.png', None)
    """
    if not text or len(text) > _MOST_LINK or not text.isprintable():
        return None
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    web = parts.scheme.lower() in {"http", "https"} and parts.netloc != ""
    below = not parts.scheme and not parts.netloc and _is_below(text)
    target = quote(text, safe=_SAFE)
    return target if (web or below) and len(target) <= _MOST_LINK else None


def _is_below(text: str) -> bool:
    bare = text.replace("\\", "/")
    return "." in bare and not bare.startswith("/") and ".." not in bare.split("/")
