"""Reads times written as text: ISO 8601, a declared format, or seconds since 1970."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import polars as pl

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity
from annops.core.wording import counted
from annops.formats.dialect import INDEX
from annops.formats.own_column import own_column
from annops.formats.wording import SHOWN, examples, listed
from annops.project.source import TimeFormat

UNREADABLE_TIME = Code(
    id="TIM001",
    title="Time could not be read",
    severity=Severity.WARNING,
    checks="Every time is ISO 8601, seconds or milliseconds since 1970, or in the format that "
    "the source declares.",
    why="Such records count without a time and are missing from volumes, and from durations. "
    "When only some records fail, day and month may be written in both orders, and then the "
    "times that could be read may be wrong as well.",
    example="`24/03/2016 17:57` in a source that declares `%m/%d/%Y %H:%M`",
    remedy='declare how times are written: `time: {format: "%m/%d/%Y %H:%M:%S", zone: UTC}`',
)
NO_ZONE = Code(
    id="TIM002",
    title="Times without time zone",
    severity=Severity.NOTE,
    checks="Times carry a zone, or the source declares one.",
    why="Without either they are read as UTC, so that days and weeks may begin hours too early "
    "or too late.",
    example="`2026-03-20 16:01:52`",
    remedy="declare the zone: `time: {zone: Europe/Berlin}`, or `zone: UTC` if it is that",
)
CONSTANT_TIME = Code(
    id="TIM003",
    title="All records have the same time",
    severity=Severity.NOTE,
    checks="The times of a file differ.",
    why="Times that never change were filled in by a program; volumes by day and durations "
    "computed from them mean nothing.",
    example="8,000 answers all given at `2018-03-01 00:00:00`",
    remedy="leave the column out of the source's `columns`",
)
UNKNOWN_ZONE = Code(
    id="TIM004",
    title="Time zone not known",
    severity=Severity.ERROR,
    checks="The zone that a source declares is in the tz database.",
    why="Times can only be placed when it is known how far they are from UTC.",
    example="`zone: PST`",
    remedy="write the zone as `America/Los_Angeles`, `Europe/Berlin` or `UTC`",
)

ABBREVIATIONS = {
    "UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7, "AKST": -9, "AKDT": -8, "HST": -10, "WET": 0, "WEST": 1, "BST": 1,
    "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "SGT": 8, "HKT": 8, "JST": 9, "KST": 9,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
}  # fmt: skip
"""Hours from UTC of zone abbreviations; CST is Central Standard Time and BST British Summer Time.

`IST` means India, Ireland or Israel and is not read.
"""

UTC_TIME = pl.Datetime("us", "UTC")
EPOCH = "epoch"
EPOCH_MS = "epoch_ms"
_KNOWN = (
    "%+",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%d",
    "%a %b %d %H:%M:%S %Z %Y",
    EPOCH,
    EPOCH_MS,
)
_Reader = Callable[[pl.Expr], pl.Expr]
_SAMPLE = 200
_MANY = 10
_YEARS = range(1900, 2201)
_EPOCH_DIGITS = {EPOCH: 10, EPOCH_MS: 13}


@dataclass(frozen=True, slots=True)
class Typed:
    """Expression that gives a column of values from a column of text, and what it cannot read."""

    value: pl.Expr
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Looking:
    """Where text is looked at to word findings.

    Attributes:
        frame: Cells: text columns and `record`.
        name: Path for findings.
        line_of: Line of a record.
        cell_of: Cell of a record and column of a workbook, None for other files.
    """

    frame: pl.LazyFrame
    name: str
    line_of: Callable[[int], int | None]
    cell_of: Callable[[int, str], str] | None = None

    def place(self, record: int, column: str) -> Place:
        """Return the place of a cell."""
        if self.cell_of is not None:
            return Place(self.name, record=record, cell=self.cell_of(record, column))
        return Place(self.name, line=self.line_of(record), column=column, record=record)

    def text(self, column: str) -> pl.Expr:
        """Return the column's texts, under the name `text`."""
        return own_column(column).cast(pl.String).alias("text")


def parse_times(looking: Looking, column: str, how: TimeFormat) -> Typed:
    """Return the expression that reads a column of times as instants in UTC, null where it cannot.

    The fast expression is chosen on a sample; what it cannot read is read again one by one.

    Raises:
        AnnopsError: When the declared zone is unknown.
    """
    zone = _zone(how, looking.name)
    text = looking.text(column)
    sample = looking.frame.select(text).drop_nulls().head(_SAMPLE).collect()["text"].to_list()
    fast = max(_readers(how), key=lambda reader: _fitting(reader, sample))
    value = fast(text)
    failed = looking.frame.filter(value.is_null() & text.is_not_null()).select(INDEX, text)
    unread = failed.collect().sort(INDEX)
    fits = _fitting(fast, sample) > 0 or len(unread) <= _SAMPLE
    again = _again(unread["text"], how, zone) if fits else {}
    if again:
        known = text.replace_strict(
            list(again), list(again.values()), default=None, return_dtype=UTC_TIME
        )
        value = pl.coalesce(value, known)
        unread = unread.filter(~pl.col("text").is_in(list(again)))
    findings = (
        *_unreadable(unread, looking, column),
        *_assumed(looking, column, how, sample),
        *_constant(sample, looking, column),
    )
    return Typed(value, findings)


def assumed_times(column: str, how: TimeFormat, name: str) -> pl.Expr:
    """Return an expression that reads a column of times without having looked at any.

    Raises:
        AnnopsError: When the declared zone is unknown.
    """
    _zone(how, name)
    return pl.coalesce([reader(own_column(column).cast(pl.String)) for reader in _readers(how)])


def _readers(how: TimeFormat) -> list[_Reader]:
    return [_expression(f, how.zone) for f in ((how.format,) if how.format else _KNOWN)]


def _zone(how: TimeFormat, name: str) -> tzinfo:
    try:
        return ZoneInfo(how.zone)
    except (ValueError, OSError, KeyError):
        message = f"time zone `{how.zone}` is not known"
        raise AnnopsError(UNKNOWN_ZONE.at(Place(name), message)) from None


def _expression(written: str, zone: str) -> _Reader:
    def read(text: pl.Expr) -> pl.Expr:
        value = _instant(text, written, zone)
        return pl.when(value.dt.year().is_between(_YEARS.start, _YEARS.stop - 1)).then(value)

    return read


def _instant(text: pl.Expr, written: str, zone: str) -> pl.Expr:
    if written in _EPOCH_DIGITS:
        digits = text.str.contains(rf"^\d{{{_EPOCH_DIGITS[written]}}}(\.\d+)?$")
        factor = 1_000_000 if written == EPOCH else 1000
        micros = (pl.when(digits).then(text).cast(pl.Float64) * factor).round().cast(pl.Int64)
        return micros.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    if "%Z" in written:
        offsets = {f" {short}": f" {hours:+03d}00" for short, hours in ABBREVIATIONS.items()}
        text = text.str.replace_many(offsets, leftmost=True)
        written = written.replace("%Z", "%z")
    value = text.str.to_datetime(written, strict=False, time_unit="us")
    if _has_zone(written):
        return value
    local = value.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC")


def _has_zone(written: str) -> bool:
    return any(mark in written for mark in ("%z", "%Z", "%:z", "%#z", "%+", "%s"))


def _fitting(read: _Reader, sample: list[str]) -> int:
    texts = pl.Series("text", sample, dtype=pl.String)
    return int(texts.to_frame().select(read(pl.col("text")).count()).item())


def _again(texts: pl.Series, how: TimeFormat, zone: tzinfo) -> dict[str, datetime]:
    found = {text: moment(text, how.format, zone) for text in texts.unique().to_list()}
    return {text: when for text, when in sorted(found.items()) if when is not None}


def moment(text: str, written: str | None, zone: tzinfo) -> datetime | None:
    """Read one time as an instant in UTC; None when it is not so written.

    Args:
        text: The time as text.
        written: Declared format, None for ISO 8601.
        zone: Zone of times that carry none.

    >>> moment("2025-06-20 15:12:20.77 +02:00", None, UTC).isoformat()
    '2025-06-20T13:12:20.770000+00:00'
    """
    try:
        read = _declared(text.strip(), written) if written else _iso(text.strip())
    except ValueError:
        return None
    if read is None or read.year not in _YEARS:
        return None
    return (read if read.tzinfo else read.replace(tzinfo=zone)).astimezone(UTC)


def _iso(text: str) -> datetime | None:
    if "-" not in text[1:]:
        return None
    compact = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text)
    bare, _, short = compact.rpartition(" ")
    if short in ABBREVIATIONS:
        offset = timezone(timedelta(hours=ABBREVIATIONS[short]))
        return datetime.fromisoformat(bare).replace(tzinfo=offset)
    return datetime.fromisoformat(compact)


def _declared(text: str, written: str) -> datetime | None:
    if written in _EPOCH_DIGITS:
        return None
    if "%Z" not in written:
        return datetime.strptime(text, written)  # noqa: DTZ007 - the caller adds the zone
    for short, hours in ABBREVIATIONS.items():
        if re.search(rf"\b{short}\b", text):
            offset = f"{hours:+03d}00"
            known = re.sub(rf"\b{short}\b", offset, text)
            return datetime.strptime(known, written.replace("%Z", "%z"))  # noqa: DTZ007 - %z
    return None


def _unreadable(failed: pl.DataFrame, looking: Looking, column: str) -> tuple[Finding, ...]:
    if failed.is_empty():
        return ()
    records = failed[INDEX].head(SHOWN).to_list()
    lines = [looking.line_of(record) or record for record in records]
    where = listed(lines, total=len(failed))
    times = counted(len(failed), "time")
    message = f"{times} could not be read, {where}: {examples(failed['text'])}"
    place = looking.place(records[0], column)
    return (UNREADABLE_TIME.at(place, message, count=len(failed)),)


def _assumed(
    looking: Looking, column: str, how: TimeFormat, sample: list[str]
) -> tuple[Finding, ...]:
    """Report that times without zone are taken as UTC when nobody said so."""
    if "zone" in how.model_fields_set:
        return ()
    east = timezone(timedelta(hours=1))
    bare = [t for t in sample if moment(t, how.format, UTC) != moment(t, how.format, east)]
    if not bare:
        return ()
    place = Place(looking.name, column=column)
    message = f"times carry no zone and are read as {how.zone}, as `{bare[0]}`"
    return (NO_ZONE.at(place, message),)


def _constant(sample: list[str], looking: Looking, column: str) -> tuple[Finding, ...]:
    if len(sample) < _MANY or len(set(sample)) > 1:
        return ()
    text = looking.text(column)
    counts = looking.frame.select(n=text.count(), same=(text == sample[0]).sum()).collect()
    n_times, same = counts.row(0)
    if n_times != same:
        return ()
    message = f"all {counted(n_times, 'record')} with a time have `{sample[0]}`"
    return (CONSTANT_TIME.at(Place(looking.name, column=column), message, count=n_times),)
