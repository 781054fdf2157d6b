"""Reads time spent, written as a number of seconds or as the two times it lies between."""

import re
from collections.abc import Mapping

import polars as pl

from annops.core.finding import Code, Finding, Place, Severity
from annops.core.wording import counted
from annops.formats.dialect import INDEX
from annops.formats.times import Looking, Typed, parse_times
from annops.formats.wording import examples
from annops.project.source import Duration, Source

UNCLEAR_SECONDS = Code(
    id="TIM011",
    title="Time spent could not be read",
    severity=Severity.WARNING,
    checks="Time spent is a number of seconds, not negative, or has a unit or the form h:mm:ss.",
    why="`0:30` may be half a minute or half an hour. A guess would be off by a factor of 60, so "
    "these records count without a time.",
    example="`0:30`, `~1:00:00`, `10min/3`",
    remedy="write seconds as numbers in the export; with decimal comma say `decimal: ','`",
)
CLOCK_SECONDS = Code(
    id="TIM012",
    title="Time spent converted to seconds",
    severity=Severity.NOTE,
    checks="Time spent is a number of seconds.",
    why="Times with a unit or in the form h:mm:ss were converted; look whether that was right.",
    example="`20min` became 1200 seconds, `1:00:00` became 3600",
    remedy="nothing needs to be done if the spellings mean what they seem to",
)
NEGATIVE_SPAN = Code(
    id="TIM013",
    title="Work ended before it began",
    severity=Severity.WARNING,
    checks="The time of the column `to` is not before the time of the column `from`.",
    why="The two columns are exchanged, or the clock was wrong; these records count without a "
    "time spent.",
    example="started `2026-03-20 16:01`, ended `2026-03-20 15:58`",
    remedy="exchange `from` and `to` in the source if most records are concerned",
)

_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d):([0-5]\d(?:\.\d+)?)")
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second", "seconds"), 1),
    **dict.fromkeys(("min", "mins", "minute", "minutes"), 60),
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours"), 3600),
}
_WITH_UNIT = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)\.?")


def spelled_seconds(text: str) -> float | None:
    """Return the seconds of a clock form or a number with a unit; None for what is not certain.

    >>> spelled_seconds("20min"), spelled_seconds("1:00:00"), spelled_seconds("0:30")
    (1200.0, 3600.0, None)
    """
    if clock := _CLOCK.fullmatch(text.strip()):
        hours, minutes, seconds = clock.groups()
        return int(hours) * 3600 + int(minutes) * 60 + float(seconds)
    measured = _WITH_UNIT.fullmatch(text.strip().casefold())
    if measured is None or measured[2] not in _UNITS:
        return None
    return float(measured[1]) * _UNITS[measured[2]]


def parse_seconds(looking: Looking, reference: str | Duration, source: Source) -> Typed:
    """Return the expression that reads time spent in seconds, null where it is not certain.

    Raises:
        AnnopsError: When the declared zone is unknown.
    """
    if isinstance(reference, Duration):
        return _between(looking, reference, source)
    return _numbers(looking, reference, source)


def _numbers(looking: Looking, column: str, source: Source) -> Typed:
    text = looking.text(column)
    plain = text
    if source.decimal == ",":
        plain = pl.when(~text.str.contains(".", literal=True)).then(text.str.replace(",", "."))
    number = plain.cast(pl.Float64, strict=False)
    value: pl.Expr = pl.when(number.is_finite() & (number >= 0)).then(number)
    failed = (
        looking.frame.filter(value.is_null() & text.is_not_null())
        .select(INDEX, text)
        .collect()
        .sort(INDEX)
    )
    spelled = {text: spelled_seconds(text) for text in failed["text"].unique().sort().to_list()}
    clear = {text: seconds for text, seconds in spelled.items() if seconds is not None}
    if clear:
        known = text.replace_strict(
            list(clear), list(clear.values()), default=None, return_dtype=pl.Float64
        )
        value = pl.coalesce(value, known)
    return Typed(value, _findings(failed, clear, looking, column))


def _findings(
    failed: pl.DataFrame, clear: Mapping[str, float], looking: Looking, column: str
) -> tuple[Finding, ...]:
    converted = pl.col("text").is_in(list(clear))
    kinds = (
        (CLOCK_SECONDS, failed.filter(converted), "converted to seconds"),
        (UNCLEAR_SECONDS, failed.filter(~converted), "not certain and left out"),
    )
    found = []
    for code, rows, what in kinds:
        if len(rows):
            times = counted(len(rows), "time")
            message = f"{times} {what}: {examples(rows['text'])}"
            place = looking.place(rows[INDEX][0], column)
            found.append(code.at(place, message, count=len(rows)))
    return tuple(found)


def _between(looking: Looking, reference: Duration, source: Source) -> Typed:
    begin = parse_times(looking, reference.begin, source.time)
    end = parse_times(looking, reference.end, source.time)
    seconds = (end.value - begin.value).dt.total_microseconds() / 1_000_000
    negative = looking.frame.filter(seconds < 0).select(INDEX).collect().to_series().sort()
    findings = (*begin.findings, *end.findings)
    if len(negative):
        place: Place = looking.place(negative[0], reference.end)
        message = f"{counted(len(negative), 'record')} ended before it began"
        findings = (*findings, NEGATIVE_SPAN.at(place, message, count=len(negative)))
    return Typed(pl.when(seconds >= 0).then(seconds), findings)
