"""Columns that grow value by value and soon leave Python's memory."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import polars as pl

from annops.formats.json_text import as_text, whole

_FLUSH = 10_000
_MOST = 1e12
_Key = TypeVar("_Key")


class GrowingColumn:
    """A growing column; its values leave Python's memory whenever 10,000 have come together.

    Attributes:
        name: The column's name.
        append: Adds one JSON value; to be followed by `flush_when_full` every now and then.
        spoiled: Values given that could not be kept as they were.
    """

    def __init__(
        self, name: str, pack: "Callable[[str, Sequence[object]], tuple[pl.Series, int]]"
    ) -> None:
        """Start empty.

        Args:
            name: The column's name.
            pack: Makes a column of values and counts those that are spoiled.
        """
        self.name = name
        self.spoiled = 0
        self._pack = pack
        self._chunks: list[pl.Series] = []
        self._values: list[object] = []
        self.append = self._values.append

    def flush_when_full(self) -> None:
        """Pack the values when there are many."""
        if len(self._values) >= _FLUSH:
            self._flush()

    def series(self) -> pl.Series:
        """Return the column."""
        self._flush()
        return pl.concat(self._chunks)

    def _flush(self) -> None:
        chunk, spoiled = self._pack(self.name, self._values)
        self._chunks.append(chunk)
        self.spoiled += spoiled
        self._values.clear()


class Codes(dict[_Key, int]):
    """Numbers of distinct values, from 0 in the order they are asked for."""

    def __missing__(self, value: _Key) -> int:
        """Give a new value the next number."""
        self[value] = number = len(self)
        return number


def texts(name: str, values: Sequence[object]) -> tuple[pl.Series, int]:
    """Return JSON values as a column of text; spoiled are those with halves of characters.

    JSON can hold one half of a surrogate pair, which no text file can; U+FFFD stands for it then.
    """
    try:
        return pl.Series(name, values, dtype=pl.String, strict=True), 0
    except TypeError:
        are_ids = {*map(type, values)} == {int}
        return texts(name, [*map(repr if are_ids else as_text, values)])
    except UnicodeEncodeError:
        given = [as_text(value) for value in values]
        kept = [None if text is None else whole(text) for text in given]
        broken = sum(1 for text, new in zip(given, kept, strict=True) if text != new)
        return pl.Series(name, kept, dtype=pl.String), broken


def amounts(name: str, values: Sequence[object]) -> tuple[pl.Series, int]:
    """Return JSON values as a column of numbers, 0 or more; spoiled are all others but null."""
    try:
        column = pl.Series(name, values, dtype=pl.Float64, strict=True)
    except (TypeError, OverflowError, UnicodeEncodeError):
        numbers = [
            float(value) if isinstance(value, int | float) and abs(value) <= _MOST else -1.0
            for value in (-1.0 if value is None else value for value in values)
        ]
        column = pl.Series(name, numbers)
        given = sum(1 for value in values if value is not None)
    else:
        given = len(column) - column.null_count()
    usable = column.is_between(0, _MOST) & column.is_finite()
    kept = column.zip_with(usable.fill_null(value=False), pl.Series([None], dtype=pl.Float64))
    return kept.alias(name), given - (len(kept) - kept.null_count())


def categories(name: str, values: Sequence[object]) -> tuple[pl.Series, int]:
    """Return JSON values as a column of categories, for texts that repeat."""
    column, spoiled = texts(name, values)
    return column.cast(pl.Categorical), spoiled
