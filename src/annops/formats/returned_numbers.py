"""Numbers and dates as spreadsheets and people write them, read only where one meaning is left."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

_EPOCH = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 61, 2_958_465
_PLAUSIBLE = range(18_000, 110_000)  # a bare number in a column of dates: 1949 to 2201
_MOST_EXACT = 10**15
_ISO = re.compile(r"(\d{4})([-/.]?)(\d{1,2})\2(\d{1,2})(?:[T ][\d:.]+Z?)?")
_THREE = re.compile(r"(\d{1,4})\s*[-/. ]\s*(\d{1,2})\s*[-/. ]\s*(\d{1,4})\.?(?:\s+[\d:.]+)?")
_NAMED = re.compile(
    r"(?:(?P<d1>\d{1,2})(?:st|nd|rd|th)?[\s.\-/]+(?P<m1>[a-z]{3,9})[\s.,\-/]+(?P<y1>\d{4})"
    r"|(?P<m2>[a-z]{3,9})[\s.]+(?P<d2>\d{1,2})(?:st|nd|rd|th)?[\s,]+(?P<y2>\d{4}))"
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")
_COMMA = re.compile(r"[+-]?(\d+),(\d+)")
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:(,)\d{3}(?:,\d{3})*\.\d+|(\.)\d{3}(?:\.\d{3})*,\d+)")
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f'](?=\d{3}(?!\d))")
_MANY_GROUPS = re.compile(r"[+-]?\d{1,3}(?:(?:,\d{3}){2,}|(?:\.\d{3}){2,})")


def number_text(number: str) -> str | None:
    """Write a number of a workbook as people would: whole ones without point; None if it is none.

    >>> number_text("3.0"), number_text("0.1"), number_text("1.2345678901234568E+16")
    ('3', '0.1', '12345678901234568')
    """
    try:
        value = float(number)
    except ValueError:
        return None
    if value in {float("inf"), float("-inf")} or value != value:  # noqa: PLR0124 - not a number
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 1e300 else repr(value)


def read_number(text: str, *, comma: bool = False) -> str | None:
    """Read a number that people typed; None when it is none or may mean two numbers.

    A decimal comma is read where no thousands can be meant.

    Args:
        text: What was typed.
        comma: Whether the file comes from where the comma stands before decimals, so that a
            point before three digits may part thousands.

    >>> read_number("3,5"), read_number("1,234"), read_number("1.234,5"), read_number("3.0")
    ('3.5', None, '1234.5', '3')
    """
    bare = _SPACES.sub("", text.strip())
    grouped = _GROUPS.fullmatch(bare)
    if grouped:
        thousands = grouped[1] or grouped[2]
        bare = bare.replace(thousands, "").replace(",", ".")
    elif _MANY_GROUPS.fullmatch(bare):
        bare = bare.replace(",", "").replace(".", "")
    elif (found := _COMMA.fullmatch(bare)) is not None:
        if len(found[2]) == 3 and found[1].strip("0"):
            return None
        bare = bare.replace(",", ".")
    elif comma and re.fullmatch(r"[+-]?[1-9]\d{0,2}\.\d{3}", bare):
        return None
    if not _DECIMAL.fullmatch(bare):
        return None
    if re.fullmatch(r"[+-]?\d+", bare):
        return str(int(bare)) if len(bare) < 4000 else None
    return number_text(bare)


def is_rounded(number: str) -> bool:
    """Say whether a workbook's number is one of which digits may be lost.

    >>> is_rounded("12345678901234568"), is_rounded("17")
    (True, False)
    """
    return abs(float(number)) >= _MOST_EXACT


def spoiled(found: str, sent: str, *, rounded: bool = False) -> bool:
    """Say whether a program made a number of a text of digits, and it reads differently now.

    Args:
        found: What stands there now.
        sent: What stood there.
        rounded: Whether it is a workbook's number, of which the first 15 digits count.

    >>> spoiled("7", "007"), spoiled("1.23E+15", "1230000000000123"), spoiled("8", "007")
    (True, True, False)
    """
    if not (sent.isascii() and sent.isdigit()) or found == sent or len(sent) > 400:
        return False
    bare = found.replace(",", ".") if found.count(",") == 1 else found
    if not _DECIMAL.fullmatch(bare):
        return False
    if bare.isdigit() and bare.lstrip("0") in {sent.lstrip("0"), _kept_digits(sent)}:
        return True
    if rounded and bare.isdigit() and len(bare) >= 16:
        last_kept: int = 10 ** (len(bare) - 15)
        return abs(int(bare) - int(sent)) <= last_kept
    value = float(bare)
    if "e" in bare.lower():
        shown = re.split("[eE]", bare)[0].lstrip("+").replace(".", "")
        return float(f"{float(sent):.{max(0, len(shown) - 1)}e}") == value
    return value == float(sent)


def _kept_digits(sent: str) -> str:
    """Return a number with the digits that Excel keeps, zeros in place of the others."""
    bare = sent.lstrip("0")
    return bare[:15] + "0" * len(bare[15:])


class Digits:
    """Texts of digits, found again by the numbers that programs make of them."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Keep the texts that are digits."""
        self._texts = [one for one in texts if one.isascii() and one.isdigit() and len(one) < 300]
        self._rounded: dict[int, dict[float, list[str]]] = {}
        self._bare: dict[str, list[str]] = defaultdict(list)
        for one in self._texts:
            for key in {one.lstrip("0"), _kept_digits(one)}:
                self._bare[key].append(one)

    def made_into(self, found: str, *, rounded: bool) -> list[str]:
        """Return the texts that a number may have been made of.

        Args:
            found: The number as it stands there now.
            rounded: Whether it is a workbook's number, of which the first 15 digits count.
        """
        bare = found.replace(",", ".") if found.count(",") == 1 else found
        if not self._texts or not _DECIMAL.fullmatch(bare):
            return []
        n_digits = 15
        if "e" in bare.lower():
            shown = re.split("[eE]", bare)[0].lstrip("+").replace(".", "")
            n_digits = min(15, len(shown))
        near = self._by_digits(n_digits).get(_rounded(float(bare), n_digits), [])
        likely = dict.fromkeys((*self._bare.get(bare.lstrip("0"), ()), *near))
        return [one for one in likely if spoiled(found, one, rounded=rounded)]

    def _by_digits(self, n_digits: int) -> Mapping[float, list[str]]:
        if n_digits not in self._rounded:
            made: dict[float, list[str]] = defaultdict(list)
            for one in self._texts:
                made[_rounded(float(one), n_digits)].append(one)
            self._rounded[n_digits] = made
        return self._rounded[n_digits]


def _rounded(value: float, n_digits: int) -> float:
    return float(f"{value:.{n_digits - 1}e}")


def day_of_serial(number: str, days: int) -> str | None:
    """Return the day of a workbook's date, as 2026-11-20; None when the number is no day.

    >>> day_of_serial("46346", 0), day_of_serial("0.5", 0)
    ('2026-11-20', None)
    """
    try:
        serial = int(float(number)) + days
    except (ValueError, OverflowError):
        return None
    if not _FIRST_SERIAL <= serial <= _LAST_SERIAL:
        return None
    return (_EPOCH + timedelta(days=serial)).isoformat()


def day_of_number(number: str, days: int) -> str | None:
    """Return the day of a number in a column of dates whose cell lost its format."""
    text = number_text(number)
    if text is None:
        return None
    if text.isdigit() and len(text) == 8:
        return read_day(text)[0]
    value = float(number)
    return day_of_serial(number, days) if int(value) in _PLAUSIBLE else None


def read_day(text: str) -> tuple[str | None, bool]:
    """Read a day that people typed.

    Returns:
        The day as 2026-11-20 or None, and whether it is a day that may mean two.

    >>> read_day("20.11.2026"), read_day("03/04/2026"), read_day("20 Nov 2026"), read_day("soon")
    (('2026-11-20', False), (None, True), ('2026-11-20', False), (None, False))
    """
    bare = text.strip()
    iso = _ISO.fullmatch(bare)
    if iso:
        return _date(iso[1], iso[3], iso[4]), False
    named = _NAMED.fullmatch(bare.casefold())
    if named:
        month = _month(named["m1"] or named["m2"])
        return _date(named["y1"] or named["y2"], month, named["d1"] or named["d2"]), False
    three = _THREE.fullmatch(bare)
    if three is None:
        return None, False
    first, second, year = three.groups()
    if len(year) != 4 or len(first) > 2:
        return None, len(year) <= 2
    day_first, month_first = _date(year, second, first), _date(year, first, second)
    if day_first and month_first and day_first != month_first:
        return None, True
    return day_first or month_first, False


def days_meant(text: str) -> tuple[str, ...]:
    """Return the days that a day written in three numbers may mean, day before month first.

    A year of two digits is one of this century.

    >>> days_meant("30.11.26"), days_meant("03/04/2026")
    (('2026-11-30', '2030-11-26'), ('2026-04-03', '2026-03-04'))
    """
    three = _THREE.fullmatch(text.strip())
    if three is None:
        return ()
    a, b, c = three.groups()
    orders = ((c, b, a), (c, a, b), (a, b, c))
    days = (_date(_whole_year(year), month, day) for year, month, day in orders)
    return tuple(dict.fromkeys(day for day in days if day))


def _whole_year(year: str) -> str:
    return year if len(year) > 2 else f"20{year:0>2}"


def _month(name: str) -> str:
    found = [str(n) for n, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    return found[0] if len(found) == 1 else "0"


def _date(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
