"""JSON records: one object a line, or a list of objects; nested keys are joined with dots."""

import io
import json
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import ClassVar

import polars as pl

from annops.core.finding import Code, Finding, Place, Severity
from annops.core.ledger import Unreadable
from annops.core.wording import counted
from annops.formats.dialect import INDEX
from annops.formats.emptiness import checked
from annops.formats.encoding import DAMAGED_TEXT, decode, recognise_encoding, sample_text
from annops.formats.json_object import refuse_one_object, wraps_records
from annops.formats.json_stream import Broken, Element, stream
from annops.formats.json_text import as_text
from annops.formats.mapping import REST, columns_of, fields
from annops.formats.own_column import name_in_frame
from annops.formats.reading import Cells, Opened
from annops.formats.wording import listed
from annops.project.source import Source

TORN_LINE = Code(
    id="FMT201",
    title="Line is not a JSON object",
    severity=Severity.ERROR,
    checks="Every line of a file of JSON lines is one complete JSON object.",
    why="A line that was cut or mixed up cannot be read; its record is missing from every figure.",
    example='`{"id": 17, "label": "po`',
    remedy="export again; the last line is often cut when a download was interrupted",
)
BROKEN_LIST = Code(
    id="FMT203",
    title="Element of a JSON list cannot be read",
    severity=Severity.ERROR,
    checks="Every element of a JSON list is a complete object.",
    why="Its record is missing from every figure; behind a tear nothing can be read.",
    example='`[{"id": 17}, {"id": 18, "label`',
    remedy="export again",
)

_CHUNK = 20_000
_HALF = re.compile("[\ud800-\udfff]")
_FIRST_KEY = re.compile(r'\{\s*("|\})')
_FIRST_ELEMENT = re.compile(r'\[\s*\{\s*("|\})')


class _Number(float):
    """A number that keeps the spelling it has in the file."""

    spelling: str

    def __repr__(self) -> str:
        return self.spelling


def _number(spelling: str) -> _Number:
    number = _Number(spelling)
    number.spelling = spelling
    return number


_DECODER = json.JSONDecoder(parse_float=_number, parse_constant=str)


@dataclass(frozen=True, slots=True)
class _Record:
    """One record: its line, its object, or why there is none."""

    line: int
    value: dict[str, object] | None
    reason: str = ""
    column: int | None = None


class JsonLines:
    """Records as JSON objects, one a line or in a list."""

    name: ClassVar[str] = "jsonl"
    title: ClassVar[str] = "JSON lines, or a JSON list of records"
    cached: ClassVar[bool] = True

    def recognises(self, opened: Opened) -> float:
        """Return how sure the content is of this format, 0 to 1."""
        text = sample_text(opened.head).lstrip()
        if _FIRST_ELEMENT.match(text):
            return 0.4
        if not _FIRST_KEY.match(text):
            return 0.0
        return 0.6 if _is_lines(text) else 0.05

    def read(self, opened: Opened, source: Source, *, wanted: Iterable[str] | None) -> Cells:
        """Read the records as a table of text; a record lacks the columns that others have.

        Raises:
            AnnopsError: With exit code 3 when the file is one object, or nothing can be read.
        """
        del wanted
        growing = _Growing(opened.name, _needed(source))
        text = sample_text(opened.head).lstrip()
        by_line = text.startswith("{") and _is_lines(text)
        findings: tuple[Finding, ...] = ()
        if by_line:
            lines, findings = _lines(opened, source)
            for record in lines:
                growing.add(record)
            _refuse_wrapper(growing, opened.name)
        else:
            _add_elements(growing, opened, source)
        code = TORN_LINE if by_line else BROKEN_LIST
        return checked(growing.cells(code, findings), opened.name)


def _is_lines(text: str) -> bool:
    """Say whether most of the first whole lines are JSON objects."""
    lines = [line for line in text.split("\n") if line.strip()]
    whole = lines[:20] if len(lines) > 20 or len(lines) == 1 else lines
    good = sum(1 for line in whole if isinstance(_object(line)[0], dict))
    return good > 0 and good * 2 >= len(whole) - 1


def _object(line: str) -> tuple[dict[str, object] | None, str, int | None]:
    """Read one line; give the object, or the reason there is none and the character."""
    try:
        value = _DECODER.decode(line)
    except json.JSONDecodeError as error:
        return None, f"not valid JSON: {error.msg}", error.colno
    except (RecursionError, ValueError):
        return None, "nested too deeply, or a number too long", None
    if isinstance(value, dict):
        return value, "", None
    return None, "not a JSON object", None


def _lines(opened: Opened, source: Source) -> tuple[Iterator[_Record], tuple[Finding, ...]]:
    if recognise_encoding(opened.head) in {"utf-8", "utf-8-sig"} and source.encoding is None:
        return _byte_lines(opened), ()
    decoded = decode(opened.path.read_bytes(), source.encoding, opened.name)
    numbered = enumerate(io.StringIO(decoded.text, newline="\n"), 1)
    records = (_record(number, line) for number, line in numbered if line.strip())
    return records, decoded.findings


def _byte_lines(opened: Opened) -> Iterator[_Record]:
    with opened.path.open("rb") as stream_of_bytes:
        for number, raw in enumerate(stream_of_bytes, 1):
            if not raw.strip():
                continue
            try:
                line = raw.decode("utf-8-sig" if number == 1 else "utf-8")
            except UnicodeDecodeError as error:
                reason = f"byte 0x{raw[error.start]:02X} is not valid UTF-8"
                yield _Record(number, None, reason, error.start + 1)
            else:
                yield _record(number, line)


def _record(number: int, line: str) -> _Record:
    value, reason, column = _object(line.strip())
    return _Record(number, value, reason, column)


def _add_elements(growing: "_Growing", opened: Opened, source: Source) -> None:
    sole: dict[str, object] | None = None
    with closing(opened.path.open("rb")) as handle:
        listed_ = sample_text(opened.head).lstrip().startswith("[")
        for element in stream(handle, encoding=source.encoding):
            growing.add(_of_element(element))
            if isinstance(element, Element) and isinstance(element.value, dict):
                sole = element.value
    if not listed_ and sole is not None and growing.n_records == 1:
        refuse_one_object(sole, opened.name)


def _refuse_wrapper(growing: "_Growing", name: str) -> None:
    """Refuse a file whose only line is no record but stands around lists of them."""
    if growing.n_records == 1 and growing.rows and wraps_records(growing.rows[0]):
        refuse_one_object(growing.rows[0], name)


def _of_element(element: Element | Broken) -> _Record:
    if isinstance(element, Broken):
        return _Record(element.line, None, element.reason, element.column)
    if isinstance(element.value, dict):
        return _Record(element.line, element.value)
    return _Record(element.line, None, "not a JSON object")


def _needed(source: Source) -> set[str] | None:
    """Return the columns that the source names, None when all are needed."""
    named = {c for reference in fields(source).values() for c in columns_of(reference)}
    return None if not named or REST in named else named


def flattened(value: dict[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Give the keys and values of an object, those of objects inside it joined with dots.

    Yields:
        Key and value; the value of an empty object is the object.

    >>> dict(flattened({"id": 1, "data": {"text": "a"}, "meta": {}}))
    {'id': 1, 'data.text': 'a', 'meta': {}}
    """
    for key, inner in value.items():
        name = f"{prefix}{key}"
        if isinstance(inner, dict) and inner:
            yield from flattened(inner, f"{name}.")
        else:
            yield name, inner


@dataclass(slots=True)
class _Growing:
    """Collects records into a frame, by chunks."""

    name: str
    needed: set[str] | None
    lines: "array[int]" = field(default_factory=lambda: array("Q"))
    columns: dict[str, None] = field(default_factory=dict)
    faults: list[tuple[int, _Record]] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)
    records: list[int] = field(default_factory=list)
    chunks: list[pl.DataFrame] = field(default_factory=list)
    halves: int = 0

    @property
    def n_records(self) -> int:
        """Records met."""
        return len(self.lines)

    def add(self, record: _Record) -> None:
        """Take the next record."""
        self.lines.append(record.line)
        if record.value is None:
            self.faults.append((len(self.lines), record))
            return
        row = record.value
        if dict in map(type, row.values()):
            row = dict(flattened(row))
        if not row.keys() <= self.columns.keys():
            self.columns.update(dict.fromkeys(row))
        self.rows.append(row)
        self.records.append(len(self.lines))
        if len(self.rows) == _CHUNK:
            self._flush()

    def _flush(self) -> None:
        data = {INDEX: pl.Series(self.records, dtype=pl.UInt32)}
        for key in self.columns:
            called = name_in_frame(key)
            if self.needed is None or called in self.needed or key in self.needed:
                data[called] = self._series([row.get(key) for row in self.rows])
        self.chunks.append(pl.DataFrame(data))
        self.rows, self.records = [], []

    def _series(self, values: Sequence[object]) -> pl.Series:
        texts = [as_text(value) for value in values]
        try:
            return pl.Series(texts, dtype=pl.String)
        except UnicodeEncodeError:
            self.halves += sum(1 for text in texts if text is not None and _HALF.search(text))
            whole = [None if text is None else _HALF.sub("\ufffd", text) for text in texts]
            return pl.Series(whole, dtype=pl.String)

    def cells(self, code: Code, findings: tuple[Finding, ...]) -> Cells:
        """Return the table."""
        self._flush()
        frame = pl.concat(self.chunks, how="diagonal")
        unreadable = tuple(
            Unreadable(Place(self.name, line=r.line, column=r.column, record=number), r.reason)
            for number, r in self.faults
        )
        if self.faults:
            torn = [record.line for _, record in self.faults]
            what = f"{counted(len(torn), 'record')} not used, {listed(torn)}"
            message = f"{what}: {self.faults[0][1].reason}"
            findings = (*findings, code.at(unreadable[0].place, message, count=len(torn)))
        if self.halves:
            message = f"{counted(self.halves, 'text')} with half of a character (a lone surrogate)"
            damaged = DAMAGED_TEXT.at(Place(self.name), message, count=self.halves)
            findings = (*findings, damaged)
        names = tuple(name_in_frame(key) for key in self.columns)
        lines = self.lines
        return Cells(
            frame.lazy(),
            names,
            len(lines),
            unreadable,
            findings,
            line_of=lambda record: lines[record - 1] if 0 < record <= len(lines) else None,
        )
