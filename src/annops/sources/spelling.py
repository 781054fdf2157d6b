"""What the texts of a column look like: numbers, times, lists, or words for nothing."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annops.project.locales import canonical_locale

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?\d+(\.0*)?")
_DATE = re.compile(
    r"(?P<a>\d{1,4})(?P<sep>[-/.]{1,2})(?P<b>\d{1,2})(?P<sep2>[-/.]{1,2})(?P<c>\d{2,4})"
    r"(?P<clock>[T ,]+\d{1,2}:\d{2}.*)?"
)
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(:(\d{2}))?(\.\d+)?( ?([AaPp][Mm]))?")
_WORDED = re.compile(
    r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d \w+ \d{4}"
)
_ZONE = re.compile(r"(Z|[+-]\d\d:?\d\d| [A-Z]{3,4})( \d{4})?$")
NOTHING = frozenset({
    "na", "n/a", "n.a.", "nan", "null", "none", "nil", "-", "--", "?", "#n/a", "unknown",
})  # fmt: skip
"""Texts, in lower case, that often stand for no value, and sometimes are one."""


def is_number(text: str) -> bool:
    """Say whether a text is a decimal number."""
    return bool(_NUMBER.fullmatch(text))


def is_whole(text: str) -> bool:
    """Say whether a text is a whole number, `4.0` too."""
    return bool(_WHOLE.fullmatch(text))


def is_nothing(text: str) -> bool:
    """Say whether a text often stands for no value."""
    return text.strip().casefold() in NOTHING


def is_locale(text: str) -> bool:
    """Say whether a text is a tag as `de-AT` or `zh_Hant_TW`; a bare language is too little.

    >>> is_locale("de-AT"), is_locale("de"), is_locale("A-1")
    (True, False, False)
    """
    return ("-" in text or "_" in text) and canonical_locale(text) is not None


def is_time(text: str) -> bool:
    """Say whether a text is a date or time, whatever its spelling; numbers are not."""
    return bool(_DATE.fullmatch(text) or _WORDED.fullmatch(text))


def as_list(text: str) -> list[str] | None:
    """Return the texts of a JSON list of texts, None for everything else.

    >>> as_list('["a", "b"]'), as_list("[1]"), as_list("a")
    (['a', 'b'], None, None)
    """
    if not (text.startswith("[") and text.endswith("]")):
        return None
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(given, list) and all(isinstance(part, str) for part in given):
        return [part.strip() for part in given]
    return None


def is_structured(text: str) -> bool:
    """Say whether a text is a JSON object, or a list of anything but texts."""
    return text.startswith("{") or (text.startswith("[") and as_list(text) is None)


@dataclass(frozen=True, slots=True)
class TimeForm:
    """How a column's times are written, as far as its texts prove it.

    Attributes:
        readable: Whether the source can read them: as they are, or with `written`.
        written: strftime format to declare, None where none is needed or none is proven.
        zoned: Whether the texts carry a zone.
        mixed: Spellings met besides the most frequent one, as a sentence; None for one spelling.
        why: What speaks for it, or what is not known.
    """

    readable: bool
    written: str | None
    zoned: bool
    why: str
    mixed: str | None = None


def time_form(texts: Sequence[str]) -> TimeForm:
    """Find out how times are written; day and month are told apart only by a day above 12.

    Args:
        texts: All distinct texts of the column, most frequent first.

    >>> time_form(["3/24/2016 17:57:02", "3/4/2016 9:00:00"]).written
    '%m/%d/%Y %H:%M:%S'
    >>> time_form(["03/04/2016", "05/06/2016"]).readable
    False
    """
    dates = [text.strip() for text in texts if text.strip()]
    zoned = bool(dates) and all(_ZONE.search(text) for text in dates[:200])
    if dates and all(text.isdigit() and len(text) in {10, 13} for text in dates[:200]):
        return TimeForm(True, None, True, "seconds or milliseconds since 1970")
    if dates and all(_WORDED.fullmatch(text) for text in dates[:200]):
        return TimeForm(True, None, True, "date in words, with zone")
    split = [_DATE.fullmatch(text) for text in dates]
    met = [match for match in split if match]
    shapes = {_shape(match) for match in met}
    if shapes == {("iso", "--")}:
        return TimeForm(True, None, zoned, "ISO 8601", _unlike(dates, split))
    if len(shapes) > 1:
        example = ", ".join(f"`{text}`" for text in _one_of_each(met))
        mixed = f"dates are spelled in {len(shapes)} ways: {example}"
        return TimeForm(False, None, zoned, mixed, mixed)
    if met and len(met) == len(dates):
        return _ordered(met, zoned=zoned)
    other = next((t for t, m in zip(dates, split, strict=True) if not m), "blank")
    return TimeForm(False, None, zoned, f"texts such as `{other[:30]}` are no known form")


def _shape(match: re.Match[str]) -> tuple[str, str]:
    if len(match["a"]) == 4:
        return "iso", match["sep"] + match["sep2"]
    kind = "year4" if len(match["c"]) == 4 else "year2"
    return kind, match["sep"] + match["sep2"]


def _unlike(dates: Sequence[str], split: Sequence[re.Match[str] | None]) -> str | None:
    other = [text for text, match in zip(dates, split, strict=True) if not match]
    return f"times beside ISO 8601, as `{other[0][:30]}`" if other else None


def _one_of_each(matches: Iterable[re.Match[str]]) -> list[str]:
    first: dict[tuple[str, str], str] = {}
    for match in matches:
        first.setdefault(_shape(match), match[0])
    return list(first.values())[:4]


def _ordered(met: Sequence[re.Match[str]], *, zoned: bool) -> TimeForm:
    first, second = max(int(m["a"]) for m in met), max(int(m["b"]) for m in met)
    if len(met[0]["a"]) == 4:
        return TimeForm(False, None, zoned, f"dates such as `{met[0][0]}` are no ISO 8601")
    if first > 12 and second > 12:
        text = "day and month are written in both orders"
        return TimeForm(False, None, zoned, text, text)
    if first <= 12 and second <= 12:
        text = f"`{met[0][0]}` may be day/month or month/day: no day above 12 is in the file"
        return TimeForm(False, None, zoned, text)
    clock = _clock_format([m["clock"] or "" for m in met])
    if clock is None:
        return TimeForm(False, None, zoned, f"the time of day in `{met[0][0]}` is not understood")
    day = ("%d", "%m") if first > 12 else ("%m", "%d")
    year = "%Y" if len(met[0]["c"]) == 4 else "%y"
    sep = met[0]["sep"]
    proof = next(m[0] for m in met if int(m["a" if first > 12 else "b"]) > 12)
    why = f"{'day' if first > 12 else 'month'} first: `{proof}`"
    return TimeForm(True, f"{day[0]}{sep}{day[1]}{sep}{year}{clock}", zoned, why)


def _clock_format(clocks: Sequence[str]) -> str | None:
    forms = {_one_clock(text) for text in clocks}
    return forms.pop() if len(forms) == 1 else None


def _one_clock(text: str) -> str | None:
    if not text:
        return ""
    lead = text[: len(text) - len(text.lstrip("T ,"))]
    match = _CLOCK.fullmatch(text.lstrip("T ,"))
    if match is None or match[5]:
        return None
    seconds = ":%S" if match[3] else ""
    if match[7]:
        return f"{lead}%I:%M{seconds}{' ' if match[6].startswith(' ') else ''}%p"
    return f"{lead}%H:%M{seconds}"
