"""The part of a JSON text that is in memory: where the cursor stands, and one value at a time."""

import codecs
import re
from collections.abc import Iterator
from json import JSONDecodeError, JSONDecoder, detect_encoding
from typing import BinaryIO

from annops.core.finding import Code, Severity

CHUNK = 1 << 18
LARGEST = 1 << 28
_CUT = 2  # characters of a number that decode to nothing when what follows is cut: `e+` of 1e+9
_CLOSED = (dict, list)  # values that end with a mark of their own, however the text goes on
_DECODE = JSONDecoder().raw_decode
_BLANKS = re.compile(r"[ \t\r\n]*")
_MARK = re.compile(r"[ \t\r\n]*([,:\]}])[ \t\r\n]*")
_BRACKETS = frozenset("{[")  # with which the values begin that end with a mark of their own
_COMMA = re.compile(r"[ \t\r\n]*,[ \t\r\n]*(?=[{\[])")
_PART = re.compile(r'"(?:[^"\\]++|\\.)*+"|["\[\]{}]', re.DOTALL)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

NOT_JSON = Code(
    "JSN001",
    "Text is not valid JSON",
    Severity.ERROR,
    checks="Every element of a JSON file is parsed; the first character that breaks the rules of"
    " JSON is named.",
    why="The records of a broken element are not in any figure, and after a tear nothing can be"
    " read at all.",
    example='`exports/ls.json:1:182034` ends inside `{"id": 97, "data": {"te`: the download'
    " stopped.",
    remedy="Export or download the file again; do not edit exports by hand",
)
TOO_DEEP = Code(
    "JSN002",
    "JSON is nested too deeply",
    Severity.ERROR,
    checks="An element whose lists and objects stand inside each other hundreds of levels deep is"
    " left out.",
    why="No annotation tool writes such elements; reading them could exhaust the memory.",
    example="A list that holds a list that holds a list ... 1,000 times.",
    remedy="Look at the element in the export and remove or repair it at its source",
)
TOO_LARGE = Code(
    "JSN003",
    "JSON element is too large",
    Severity.ERROR,
    checks="One element of the file (one task, say) may have at most 268,435,456 characters;"
    " reading stops at a larger one.",
    why="The file is read element by element so that it need not fit into memory.",
    example="A quotation mark that is never closed makes the rest of the file one element.",
    remedy="Export the file again, without embedded media where the tool offers that",
)
NOT_TEXT = Code(
    "JSN004",
    "Bytes are not text in the file's encoding",
    Severity.ERROR,
    checks="The bytes are read as UTF-8, or as UTF-16 or UTF-32 where the file says so itself, or"
    " in the source's `encoding`.",
    why="Nothing after a byte that cannot be read can be trusted, so reading stops there.",
    example="A file saved again as Windows-1252: `é` is the byte E9, which is not UTF-8.",
    remedy="Export the file again, or name its encoding: `encoding: windows-1252`",
)


class UnreadableJsonError(Exception):
    """A value at the cursor that cannot be read; `resumable` when the text goes on after it."""

    def __init__(
        self, code: Code, reason: str, place: tuple[int, int], *, resumable: bool = False
    ) -> None:
        """Keep what is wrong and its line and column, both from 1."""
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.line, self.column = place
        self.resumable = resumable


class Window:
    """A sliding part of a JSON text, read in chunks as far as the value at the cursor needs."""

    def __init__(self, handle: BinaryIO, encoding: str | None = None, chunk: int = CHUNK) -> None:
        """Start at the first character after a byte order mark.

        Args:
            handle: The file, open for reading bytes, at its start.
            encoding: Name of the encoding, known to Python; recognised from the bytes without it.
            chunk: Bytes to read at a time, at least 4.
        """
        head = handle.read(chunk)
        mark, found = next((m for m in _MARKS if head.startswith(m[0])), (b"", None))
        name = found or encoding or detect_encoding(head)
        self._handle = handle
        self._chunk = chunk
        self._decoder = codecs.getincrementaldecoder(name)()
        self._encoding = name
        self._ended = False
        self._bad_bytes: str | None = None
        self._counted = 0
        self._line = 1
        self._before = 0  # characters of the current line that are no longer in `text`
        self.text = ""
        self.at = 0
        self._append(head[len(mark) :])

    def peek(self) -> str:
        """Move over blanks and return the next character, `""` at the end of the text."""
        while True:
            match = _BLANKS.match(self.text, self.at)
            self.at = match.end() if match else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._fill():
                return ""

    def pass_one_of(self, marks: str) -> str:
        """Move over the next character and the blanks around it if it is one of the marks.

        Returns:
            The next character, `""` at the end of the text.
        """
        match = _MARK.match(self.text, self.at)
        if match and match[1] in marks and match.end() < len(self.text):
            self.at = match.end()
            return match[1]
        mark = self.peek()
        if mark and mark in marks:
            self.at += 1
            self.peek()
        return mark

    def line(self) -> int:
        """Return the line of the cursor, from 1."""
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def place(self, at: int | None = None) -> tuple[int, int]:
        """Return line and column of a position not before the cursor, both from 1."""
        at = self.at if at is None else at
        line = self.line() + self.text.count("\n", self.at, at)
        newline = self.text.rfind("\n", 0, at)
        return line, (at - newline if newline >= 0 else self._before + at + 1)

    def take(self) -> object:
        """Decode the value at the cursor and move behind it.

        Raises:
            UnreadableJsonError: When the value is torn, not JSON, too deep or too large.
        """
        while True:
            try:
                value, end = _DECODE(self.text, self.at)
            except RecursionError:
                self._pass_deep_value()
            except ValueError as error:
                self._refuse_unless_cut(error)
            else:
                whole = value.__class__ in _CLOSED or end + _CUT < len(self.text)
                if whole or not self._fill():
                    self.at = end
                    return value

    def plain_elements(self) -> Iterator[tuple[int, object]]:
        """Decode elements of an array that are lists or objects, up to one that needs more care.

        The cursor is left on that one: the last of the array, a value of another kind, one that
        is cut by the window's edge, or one that cannot be read.

        Yields:
            Line of the element's beginning, from 1, and its value.
        """
        if self.text[self.at : self.at + 1] not in _BRACKETS:
            return
        self.line()
        reserve = 0  # characters that the next element is likely to need
        try:
            while True:
                if len(self.text) - self.at < reserve:
                    self._fill()
                line, start, text = self._line, self.at, self.text
                value, end = _DECODE(text, start)
                comma = _COMMA.match(text, end)
                if comma is None:
                    return
                self.at = self._counted = comma.end()
                if text.find("\n", start, self.at) >= 0:  # far faster than counting none
                    self._line = line + text.count("\n", start, self.at)
                reserve = min(2 * (end - start), self._chunk >> 2)
                yield line, value
        except (ValueError, RecursionError):
            return

    def next_object_line(self) -> bool:
        """Move to the next line that begins with `{`; False when there is none in memory."""
        found = self.text.find("\n{", self.at)
        if found < 0:
            return False
        self.at = found + 1
        return True

    def refusal(self, code: Code, reason: str) -> UnreadableJsonError:
        """Make the error for what stands at the cursor."""
        return UnreadableJsonError(code, reason, self.place())

    def torn(self, expected: str) -> UnreadableJsonError:
        """Make the error for an unexpected character at the cursor, or for the end of the file."""
        if self._bad_bytes and self.at >= len(self.text):
            return self.refusal(NOT_TEXT, self._bad_bytes)
        found = f"`{self.text[self.at]}`" if self.at < len(self.text) else "the end of the file"
        return self.refusal(NOT_JSON, f"{expected} expected, {found} found")

    @property
    def bad_bytes(self) -> str | None:
        """Why reading stopped before the end of the file, once it has."""
        return self._bad_bytes

    def _refuse_unless_cut(self, error: ValueError) -> None:
        """Read on when the value is only cut by the window's edge.

        Raises:
            UnreadableJsonError: When reading on cannot help.
        """
        end = self._end_of_value()
        if end is None and self._worth_reading_on():
            if self._fill():
                return
            raise self._ended_inside(error)
        at = error.pos if isinstance(error, JSONDecodeError) else self.at
        words = error.msg if isinstance(error, JSONDecodeError) else "a number has too many digits"
        place = self.place(max(at, self.at))
        self.at = self.at if end is None else end
        reason = f"not valid JSON ({words[0].lower()}{words[1:]})"
        raise UnreadableJsonError(NOT_JSON, reason, place, resumable=end is not None) from error

    def _worth_reading_on(self) -> bool:
        if len(self.text) - self.at > LARGEST:
            raise self.refusal(TOO_LARGE, f"larger than {LARGEST:,} characters")
        return self.text[self.at : self.at + 1] in '{["' or len(self.text) - self.at < 64

    def _ended_inside(self, error: ValueError) -> UnreadableJsonError:
        if self._bad_bytes:
            return self.refusal(NOT_TEXT, self._bad_bytes)
        if self.text[self.at : self.at + 1] not in set('{["'):
            words = error.msg if isinstance(error, JSONDecodeError) else str(error)
            return self.refusal(NOT_JSON, f"not valid JSON ({words[0].lower()}{words[1:]})")
        line, column = self.place(len(self.text))
        return self.refusal(NOT_JSON, f"the file ends inside it, at line {line}, column {column}")

    def _pass_deep_value(self) -> None:
        place = self.place()
        while (end := self._end_of_value()) is None:
            if not self._worth_reading_on() or not self._fill():
                raise self.refusal(TOO_DEEP, "nested too deeply, and never closed")
        self.at = end
        raise UnreadableJsonError(TOO_DEEP, "nested too deeply", place, resumable=True)

    def _end_of_value(self) -> int | None:
        """Return where the list, object or text at the cursor is closed; None when it is not."""
        depth = 0
        for part in _PART.finditer(self.text, self.at):
            found = part.group()
            if found in "[{":
                depth += 1
            elif found in "]}":
                depth -= 1
            elif found == '"' or (depth == 0 and part.start() != self.at):
                return None
            if depth <= 0:
                return part.end() if depth == 0 else None
        return None

    def _fill(self) -> bool:
        """Read on; the more, the more of one value is waiting. False at the end of the file."""
        if self._ended:
            return False
        self._drop()
        data = self._handle.read(max(self._chunk, len(self.text)))
        self._append(data, final=not data)
        return True

    def _append(self, data: bytes, *, final: bool = False) -> None:
        self._ended = final
        try:
            self.text += self._decoder.decode(data, final)
        except UnicodeDecodeError as error:
            self._ended = True
            self.text += error.object[: error.start].decode(self._encoding)
            byte = error.object[error.start]
            self._bad_bytes = f"the byte {byte:02X} is not text in {self._encoding}"

    def _drop(self) -> None:
        self.line()
        newline = self.text.rfind("\n", 0, self.at)
        self._before = self._before + self.at if newline < 0 else self.at - newline - 1
        self.text = self.text[self.at :]
        self.at = self._counted = 0
