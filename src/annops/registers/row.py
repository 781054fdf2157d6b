"""What every register's record can do: say its columns, read texts, write texts."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from hashlib import sha256
from types import UnionType
from typing import Annotated, Any, ClassVar, Literal, Self, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from annops.core.finding import did_you_mean
from annops.core.sheet import Entry, SheetColumn, Tone

ID_SYMBOLS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Digits and small letters of an id; without i, l, o and u, which are misread."""

_ID_LENGTH = 6


@dataclass(frozen=True, slots=True)
class About:
    """What a person should know of a field.

    Attributes:
        title: Words on top of the column.
        note: What to write in it, in one sentence.
        locked: Whether annops alone writes it.
        width: Width in a workbook, in characters.
        tones: How cells with these texts are set off.
    """

    title: str
    note: str
    locked: bool = False
    width: int | None = None
    tones: Mapping[str, Tone] = field(default_factory=dict)


_WHOLE = re.compile(r"[0-9]{1,3}(,[0-9]{3})+|[0-9]{1,12}(\.0+)?")


def _as_whole(value: object) -> object:
    """Read `1000`, `1,000` and a spreadsheet's `1000.0`; `1.000` may mean 1 or 1000.

    Raises:
        ValueError: When the text is no whole number for certain.
    """
    if not isinstance(value, str) or not value:
        return value or None
    if not _WHOLE.fullmatch(value) or re.fullmatch(r"[0-9]{1,3}\.000", value):
        raise ValueError("not a whole number")
    return int(value.replace(",", "").split(".")[0])


def _day(value: object) -> object:
    if isinstance(value, str):
        return date.fromisoformat(value) if value else None
    return value


Day = Annotated[date | None, BeforeValidator(_day)]
"""A day, `2026-11-20`; None where none is given."""

Count = Annotated[int | None, BeforeValidator(_as_whole)]
"""A whole number, None where none is given."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A cell that is not what its column holds: the column, what was found, what was expected."""

    column: str
    found: str
    expected: str


class Row(BaseModel):
    """One record of a register; each register is a subclass in its own file.

    A field is one annotated line: type, `About`, default. Texts are empty where nothing is said.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    NAME: ClassVar[str]
    """Name of the register and of its file, registers/NAME.csv."""
    TITLE: ClassVar[str]
    """What the register is, in words."""
    ONE: ClassVar[str]
    """What one record is called."""
    PREFIX: ClassVar[str] = ""
    """What a made id begins with; empty where people name the records themselves."""
    PROVEN: ClassVar[Mapping[tuple[str, str], str]] = {}
    """Texts by column that nobody may write, for they rest on proof, and what gives the proof."""

    id: Annotated[
        str,
        Field(min_length=1),
        About("Id", "Names the record; never changes.", locked=True, width=10),
    ]

    @model_validator(mode="before")
    @classmethod
    def _nothing_is_absent(cls, data: Any) -> Any:
        """Take None as not given, so that limits of a number are not held against it."""
        if not isinstance(data, Mapping):
            return data
        return {key: value for key, value in data.items() if value is not None}

    @classmethod
    def header(cls) -> tuple[str, ...]:
        """Return the columns in order, the id first."""
        return tuple(cls.model_fields)

    @classmethod
    def columns(cls) -> tuple[SheetColumn, ...]:
        """Return the columns as a sheet shows them."""
        return _columns(cls)

    @classmethod
    def read(cls, cells: Mapping[str, str]) -> "Self | tuple[Complaint, ...]":
        """Read a record from its texts; columns that the register does not have are passed over.

        Returns:
            The record, or what is wrong with it, in the order of the columns.
        """
        given = {key: cells.get(key, "").strip() for key in cls.model_fields}
        data = {key: _chosen(cls, key, text) for key, text in given.items()}
        try:
            return cls.model_validate({k: v for k, v in data.items() if v != "" or k == "id"})
        except ValidationError as error:
            wrong = dict.fromkeys(str(item["loc"][0]) for item in error.errors() if item["loc"])
            return tuple(Complaint(key, given[key], _expected(cls, key)) for key in wrong)

    def cells(self) -> dict[str, str]:
        """Return the record as texts by column."""
        return {key: _text(getattr(self, key)) for key in type(self).model_fields}


def new_id(prefix: str, parts: Iterable[str], taken: Iterable[str] = ()) -> str:
    """Make an id from what a record is about, so that the same record has the same id everywhere.

    Args:
        prefix: What the id begins with.
        parts: The texts that tell this record from all others.
        taken: Ids in use by other records; the new one is made longer until it differs.
    """
    number = int.from_bytes(sha256("\x1f".join(parts).encode()).digest()[:20], "big")
    digits = "".join(ID_SYMBOLS[number >> shift & 31] for shift in range(0, 160, 5))
    used, length = set(taken), _ID_LENGTH
    while prefix + digits[:length] in used:
        length += 1
    return prefix + digits[:length]


def _text(value: object) -> str:
    return "" if value is None else str(value)


@cache
def _columns(row: type[Row]) -> tuple[SheetColumn, ...]:
    return tuple(_column(key, about) for key, about in row.model_fields.items())


def _column(key: str, info: Any) -> SheetColumn:
    about = next(item for item in info.metadata if isinstance(item, About))
    types = _types(info.annotation)
    entry = Entry.DATE if date in types else Entry.WHOLE if int in types else Entry.TEXT
    return SheetColumn(
        key, about.title, entry, locked=about.locked, choices=_choices(info.annotation),
        required=info.is_required(), note=about.note, width=about.width, tones=about.tones,
    )  # fmt: skip


def _types(annotation: Any) -> tuple[Any, ...]:
    if get_origin(annotation) is Annotated:
        return _types(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return tuple(kind for part in get_args(annotation) for kind in _types(part))
    return (annotation,)


def _choices(annotation: Any) -> tuple[str, ...]:
    literals = [kind for kind in _types(annotation) if get_origin(kind) is Literal]
    return tuple(str(choice) for kind in literals for choice in get_args(kind))


def _chosen(row: type[Row], key: str, text: str) -> object:
    """Return the choice that a text means, whatever its capitals; numbers as numbers."""
    meant = _meant(row).get(key)
    return meant.get(text.casefold(), text) if meant else text


@cache
def _meant(row: type[Row]) -> Mapping[str, Mapping[str, str]]:
    """Return the choices by column and by their letters without capitals."""
    return {
        column.key: {choice.casefold(): choice for choice in column.choices}
        for column in row.columns()
        if column.choices
    }


def _expected(row: type[Row], key: str) -> str:
    column = next(item for item in row.columns() if item.key == key)
    if column.choices:
        return f"one of {', '.join(f'`{choice}`' for choice in column.choices)}"
    ends = {type(item): item for item in row.model_fields[key].metadata}
    least, most = ends.get(Ge), ends.get(Le)
    span = f" from {least.ge}" if isinstance(least, Ge) else ""
    span += f" to {most.le}" if isinstance(most, Le) else ""
    words = {Entry.DATE: "a day as 2026-11-20", Entry.WHOLE: f"a whole number{span}"}
    return words.get(column.entry, "some text")


def hint_of(row: type[Row], complaint: Complaint) -> str:
    """Name the nearest choice, or the form expected."""
    column = next(item for item in row.columns() if item.key == complaint.column)
    if column.choices:
        return did_you_mean(complaint.found, column.choices)
    return f"write {complaint.expected}"
