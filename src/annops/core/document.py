"""A report before it has a format: sections of typed blocks, every figure with an id."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from annops.core.estimate import Bound, Estimate, Outcome
from annops.core.finding import Finding


class Kind(StrEnum):
    """What a table column holds; a renderer chooses alignment and number format from it."""

    TEXT = "text"
    COUNT = "count"  # whole number
    NUMBER = "number"  # plain decimal, two places for coefficients
    SHARE = "share"  # 0 to 1, shown as percent
    SECONDS = "seconds"
    DATE = "date"  # datetime.date
    OUTCOME = "outcome"  # met / not met / cannot tell
    ESTIMATE = "estimate"  # an Estimate: value, interval and n


Cell = str | int | float | date | Estimate | Outcome | None


@dataclass(frozen=True, slots=True)
class Column:
    """One table column: a stable key, the words on top, what it holds."""

    key: str
    title: str
    kind: Kind = Kind.TEXT
    share: bool = False  # for ESTIMATE columns whose value is a share: shown as percent
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under typed columns.

    Attributes:
        id: Stable id, letters digits underscores; the workbook's Table is named after it.
        title: What the table shows, as a short sentence.
        columns: The columns, in order.
        rows: One tuple a row, one cell a column; None is shown as a dash.
        total: Column keys whose sum stands in a last row (counts only).
        note: What a reader must know (denominator, exclusions).
        empty: What stands in place of the rows when there are none.
        live: Formulas by column key for workbooks; a cell shows the stored value and recalculates.
            `{key}` is the cell of that column in the same row, `{key.n}` a part of an estimate
            (`value`, `low`, `high`, `n`), `{table[key]}` a whole column of another table, as
            `COUNTIFS({answers[locale]},{locale})`.
        data: Whether the rows are raw data: a sheet of its own in workbooks, a file of its own
            in CSV, and a line saying so elsewhere.
    """

    id: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    total: tuple[str, ...] = ()
    note: str | None = None
    empty: str = "nothing to show"
    live: Mapping[str, str] = field(default_factory=dict)
    data: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence or a few."""

    text: str


@dataclass(frozen=True, slots=True)
class Metric:
    """One headline number with its interval, n, target and outcome.

    `target` is the target in words; `bound` is the same as a number, which a workbook puts in a
    named cell, so that a reader may change it and see the outcome follow.
    """

    id: str
    label: str
    estimate: Estimate
    share: bool = False
    target: str | None = None
    outcome: Outcome | None = None
    bound: Bound | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: what it shows in words (alt) and the chart model a renderer draws."""

    id: str
    title: str
    alt: str
    chart: "Chart"


class Mark(StrEnum):
    """How a chart draws its rows."""

    BAR = "bar"
    LINE = "line"
    INTERVAL = "interval"  # point with error bar, one a row, a rule at `target`
    HEAT = "heat"  # x, y, value


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing of a few rows, independent of any plotting library.

    Attributes:
        mark: How rows are drawn.
        rows: One mapping a mark; keys named by the fields below.
        x: Key of the horizontal field, with its axis title.
        y: Key of the vertical field, with its axis title.
        low: Key of the lower interval end (INTERVAL).
        high: Key of the upper interval end (INTERVAL).
        series: Key of the series (LINE, BAR stacked), or None.
        value: Key of the cell value (HEAT).
        target: A reference line on the value axis, or None.
        share: Whether the value axis is a share shown as percent.
    """

    mark: Mark
    rows: tuple[Mapping[str, Any], ...]
    x: tuple[str, str]
    y: tuple[str, str]
    low: str | None = None
    high: str | None = None
    series: str | None = None
    value: tuple[str, str] | None = None
    target: float | None = None
    share: bool = False


@dataclass(frozen=True, slots=True)
class Findings:
    """A list of findings, shown worst first."""

    items: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Narrative:
    """A box a person writes in; its text survives regeneration (by id).

    `text` is what the person wrote, None while nobody has.
    """

    id: str
    prompt: str
    text: str | None = None


Block = Paragraph | Metric | Table | Figure | Findings | Narrative


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its blocks; a workbook gives each section with tables a sheet."""

    id: str
    title: str
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A whole report.

    Attributes:
        id: Stable id, as `weekly`.
        title: Title of the report.
        subtitle: Project, period.
        sections: In reading order.
        front: Label and text of the front block (client, period, cut-off, guideline ...).
        stamp: ISO date that stands for the report in file properties; never the clock.
    """

    id: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    stamp: str
    front: tuple[tuple[str, str], ...] = ()
    language: str = "en"
    meta: Mapping[str, str] = field(default_factory=dict)


def tables(sections: Sequence[Section]) -> list[Table]:
    """Return every table of the sections, in reading order."""
    return [block for section in sections for block in section.blocks if isinstance(block, Table)]


def tables_by_id(sections: Sequence[Section]) -> dict[str, Table]:
    """Return every table by its id; a second table of an id is called `id_2`, so none is lost."""
    found: dict[str, Table] = {}
    for table in tables(sections):
        name, number = table.id, 2
        while name in found:
            name, number = f"{table.id}_{number}", number + 1
        found[name] = table
    return found
