"""Cells of a workbook as its XML holds them: kind, text, formula, place - nothing converted away.

Readers of values lose what matters in a file that people edited: whether `7` was text or a number,
whether a date was one, whether a formula stood there.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, NamedTuple
from xml.parsers import expat

from annops.core.sheet_text import decoded


class Held(Enum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"  # a number in the format of dates; its text is the number
    BOOLEAN = "boolean"
    ERROR = "error"


class Raw(NamedTuple):
    """One cell: what it holds, as text, and whether a formula computed it."""

    held: Held
    text: str
    formula: bool = False


Rows = dict[int, dict[int, Raw]]
"""Filled cells by row and column, both from 1."""


@dataclass(slots=True)
class Worksheet:
    """The filled cells of a worksheet and its merged ranges, as `A2:A4`."""

    rows: Rows = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)


class BadXmlError(ValueError):
    """Tells that a part is no XML, or XML that no spreadsheet program writes."""


_BUILT_IN_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_IS_DATE = re.compile("[ymdhs]", re.IGNORECASE)
_KINDS = {
    "s": Held.TEXT, "str": Held.TEXT, "inlineStr": Held.TEXT, "b": Held.BOOLEAN, "e": Held.ERROR,
    "d": Held.TEXT, "n": Held.NUMBER,
}  # fmt: skip
_MOST_ROWS = 1_048_576
_MOST_COLUMNS = 16_384


def _parse(
    part: bytes,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None],
    text: Callable[[str], None],
) -> None:
    """Walk through a part.

    Raises:
        BadXmlError: When it is no XML, or declares entities.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = _refuse
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, UnicodeError, LookupError) as error:
        raise BadXmlError(str(error)) from None


def _refuse(*_: Any) -> None:
    raise BadXmlError("the part has a document type")


def shared_strings(part: bytes) -> list[str]:
    """Return the texts that cells refer to by number; parts of rich text are put together.

    Raises:
        BadXmlError: When the part is no XML.
    """
    found: list[str] = []
    pieces: list[str] = []
    inside, aside = False, 0

    def start(tag: str, _attributes: Mapping[str, str]) -> None:
        nonlocal inside, aside
        name = tag.rpartition(":")[2]
        inside = name == "t" and not aside
        aside += name == "rPh"
        if name == "si":
            pieces.clear()

    def end(tag: str) -> None:
        nonlocal inside, aside
        name = tag.rpartition(":")[2]
        inside = False
        aside -= name == "rPh"
        if name == "si":
            found.append(decoded("".join(pieces)))

    _parse(part, start, end, lambda data: pieces.append(data) if inside else None)
    return found


def date_styles(part: bytes) -> frozenset[int]:
    """Return the numbers of the cell styles whose numbers are dates.

    Raises:
        BadXmlError: When the part is no XML.
    """
    formats: dict[str, bool] = {}
    styles: list[bool] = []
    inside = False

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal inside
        name = tag.rpartition(":")[2]
        if name == "numFmt":
            bare = _NOT_FORMAT.sub("", attributes.get("formatCode", ""))
            formats[attributes.get("numFmtId", "")] = bool(_IS_DATE.search(bare))
        elif name == "cellXfs":
            inside = True
        elif name == "xf" and inside:
            number = attributes.get("numFmtId", "0")
            styles.append(formats.get(number, number.isdigit() and int(number) in _BUILT_IN_DATES))

    def end(tag: str) -> None:
        nonlocal inside
        if tag.rpartition(":")[2] == "cellXfs":
            inside = False

    _parse(part, start, end, lambda _data: None)
    return frozenset(number for number, is_date in enumerate(styles) if is_date)


def worksheet(part: bytes, strings: list[str], dates: frozenset[int]) -> Worksheet:
    """Return the filled cells of a worksheet.

    Raises:
        BadXmlError: When the part is no worksheet, or a cell refers to a text that is not there.
    """
    reader = _CellReader(strings, frozenset(map(str, dates)))
    _parse(part, reader.start, reader.end, reader.data)
    return reader.found


class _CellReader:
    """Takes the parts of cells as they come."""

    def __init__(self, strings: list[str], dates: frozenset[str]) -> None:
        self.found = Worksheet()
        self._strings = strings
        self._dates = dates
        self._letters: dict[str, int] = {}
        self._names: dict[str, str] = {}
        self._cells: dict[int, Raw] = {}
        self._row = self._column = self._aside = 0
        self._kind, self._style = "n", ""
        self._value: list[str] = []
        self._taking = self._formula = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = self._names.get(tag) or self._names.setdefault(tag, tag.rpartition(":")[2])
        if name == "c":
            self._start_cell(attributes)
        elif name in {"v", "t"}:
            self._taking = not self._aside
        elif name == "f":
            self._formula = True
        elif name == "row":
            self._start_row(attributes.get("r"))
        elif name == "rPh":
            self._aside += 1
        elif name == "mergeCell":
            self.found.merged.append(attributes.get("ref", ""))

    def _start_row(self, number: str | None) -> None:
        self._row = _number(number, _MOST_ROWS) if number else self._row + 1
        self._column = 0
        self._cells = self.found.rows.setdefault(self._row, {})

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        reference = attributes.get("r")
        letters = reference.rstrip("0123456789") if reference else ""
        self._column = (self._letters.get(letters) or self._place(letters)) if letters else (
            self._column + 1
        )  # fmt: skip
        self._kind = attributes.get("t", "n")
        self._style = attributes.get("s", "0")
        self._value.clear()
        self._formula = False

    def _place(self, letters: str) -> int:
        number = column_number(letters)
        self._letters[letters] = number
        return number

    def data(self, text: str) -> None:
        if self._taking:
            self._value.append(text)

    def end(self, tag: str) -> None:
        name = self._names[tag]
        if name in {"v", "t"}:
            self._taking = False
        elif name == "c":
            self._end_cell()
        elif name == "rPh":
            self._aside -= 1
        elif name == "row" and not self._cells:
            self.found.rows.pop(self._row, None)

    def _end_cell(self) -> None:
        text = "".join(self._value)
        if not text and not self._formula:
            return
        kind = self._kind
        held = _KINDS.get(kind, Held.TEXT)
        if kind == "s":
            text = self._strings[_number(text, len(self._strings) - 1)]
        elif held is Held.TEXT:
            text = decoded(text)
        elif held is Held.NUMBER and self._style in self._dates:
            held = Held.DATE
        if text or self._formula:
            self._cells[self._column] = Raw(held, text, self._formula)


def _number(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit()) or len(text) > 9 or int(text) > most:
        raise BadXmlError(f"`{text[:20]}` is no number of a row or text")
    return int(text)


def column_number(letters: str) -> int:
    """Return the position of a column from 1 by its letters.

    Raises:
        BadXmlError: When there is no such column.

    >>> column_number("A"), column_number("AB")
    (1, 28)
    """
    number = 0
    for letter in letters[:4]:
        number = number * 26 + ord(letter) - ord("A") + 1
    if not (letters.isascii() and letters.isupper() and 1 <= number <= _MOST_COLUMNS):
        raise BadXmlError(f"`{letters[:20]}` is no column")
    return number
