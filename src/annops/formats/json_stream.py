"""Elements of a huge JSON array, one at a time, so that the file need not fit into memory.

Reads arrays, arrays inside wrapper objects, and objects that follow each other (one a line, or
pretty-printed). An element that cannot be read is given as `Broken` in its place: after an element
that is closed properly reading goes on, after a tear it stops.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, NamedTuple

from annops.core.finding import Code
from annops.formats.json_window import CHUNK, NOT_TEXT, UnreadableJsonError, Window


class Element(NamedTuple):
    """One element: its number and the line it begins on, both from 1, and its decoded value."""

    ordinal: int
    line: int
    value: object


@dataclass(frozen=True, slots=True)
class Broken:
    """An element that cannot be read.

    Attributes:
        ordinal: Its number among the elements, from 1.
        line: Line of the fault, from 1; of the element's beginning where the file ends inside it.
        column: Character of that line, from 1.
        reason: What is wrong, in words.
        code: The finding code it falls under.
    """

    ordinal: int
    line: int
    column: int
    reason: str
    code: Code


def stream(
    handle: BinaryIO,
    path: tuple[str, ...] = (),
    *,
    encoding: str | None = None,
    chunk: int = CHUNK,
) -> Iterator[Element | Broken]:
    """Give the elements of a JSON file in order.

    Args:
        handle: The file, open for reading bytes, at its start.
        path: Keys that lead to the array from a wrapper object, as `("projects", "tasks")` for
            `{"projects": [{"tasks": [...]}]}`; lists on the way are entered. Empty for an array,
            or objects, at the top.
        encoding: Name of the encoding, known to Python; recognised from the bytes without it.
        chunk: Bytes to read at a time, at least 4.

    Yields:
        Elements, and broken ones in their place.
    """
    return _Walk(Window(handle, encoding, chunk)).values(path)


class _Walk:
    def __init__(self, window: Window) -> None:
        self._window = window
        self._count = 0
        self._in_array = False

    def values(self, path: tuple[str, ...]) -> Iterator[Element | Broken]:
        """Give the elements of every value at the top of the file.

        Yields:
            Elements, and broken ones in their place.
        """
        while self._window.peek():
            try:
                yield from self._value(path)
            except UnreadableJsonError as error:
                yield self._broken(error)
                if self._in_array or not self._window.next_object_line():
                    return
        if self._window.bad_bytes:
            yield self._broken(self._window.refusal(NOT_TEXT, self._window.bad_bytes))

    def _value(self, path: tuple[str, ...]) -> Iterator[Element | Broken]:
        opening = self._window.peek()
        if opening == "[":
            yield from self._array(path)
        elif opening == "{" and path:
            yield from self._wrapper(path)
        elif path:
            self._window.take()
        else:
            yield self._element()

    def _array(self, path: tuple[str, ...]) -> Iterator[Element | Broken]:
        window, outer = self._window, self._in_array
        self._in_array = True
        window.at += 1
        separator = "]" if window.peek() == "]" else ","
        window.pass_one_of("]")
        while separator == ",":
            if path:
                yield from self._value(path)
            else:
                yield from self._elements()
            separator = window.pass_one_of(",]")
        if separator != "]":
            raise window.torn("`,` or `]`")
        self._in_array = outer

    def _wrapper(self, path: tuple[str, ...]) -> Iterator[Element | Broken]:
        window, outer = self._window, self._in_array
        self._in_array = True
        window.at += 1
        separator = "}" if window.peek() == "}" else ","
        window.pass_one_of("}")
        while separator == ",":
            key = window.take()
            if window.pass_one_of(":") != ":":
                raise window.torn("`:`")
            if key == path[0]:
                yield from self._value(path[1:])
            else:
                window.take()
            separator = window.pass_one_of(",}")
        if separator != "}":
            raise window.torn("`,` or `}`")
        self._in_array = outer

    def _elements(self) -> Iterator[Element | Broken]:
        """Give the elements up to the next one that is to be taken with care, and that one.

        Yields:
            Elements, and a broken one in its place.
        """
        for line, value in self._window.plain_elements():
            self._count += 1
            yield Element(self._count, line, value)
        yield self._element()

    def _element(self) -> Element | Broken:
        line = self._window.line()
        try:
            value = self._window.take()
        except UnreadableJsonError as error:
            if not error.resumable:
                raise
            return self._broken(error)
        self._count += 1
        return Element(self._count, line, value)

    def _broken(self, error: UnreadableJsonError) -> Broken:
        self._count += 1
        return Broken(self._count, error.line, error.column, error.reason, error.code)
