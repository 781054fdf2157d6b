"""A table as text cells with footnotes: what console, Markdown and HTML all lay out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from annops.core.document import Block, Column, Kind, Metric, Table
from annops.core.estimate import Estimate, Outcome
from annops.render import numbers

RIGHT_KINDS = frozenset({Kind.COUNT, Kind.NUMBER, Kind.SHARE, Kind.SECONDS, Kind.ESTIMATE})


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in words.

    Attributes:
        headers: One a column.
        rows: Text cells, one tuple a row, as long as `headers`.
        right: Whether a column is set flush right, one a column.
        words: Whether a column holds words, which may wrap; figures never do.
        total: The last row with sums, or None.
        notes: What stands below: denominators, methods, numbered footnotes, rows left out.
        outcomes: The outcome behind a cell, by (row, column), for colour.
    """

    id: str
    title: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]
    words: tuple[bool, ...]
    total: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()
    outcomes: dict[tuple[int, int], Outcome] = field(default_factory=dict)


@dataclass(slots=True)
class _Footnotes:
    texts: list[str] = field(default_factory=list)

    def mark(self, text: str | None) -> str:
        """Return the mark that leads to a footnote, ` [1]`; equal texts share one."""
        if not text:
            return ""
        if text not in self.texts:
            self.texts.append(text)
        return f" [{self.texts.index(text) + 1}]"

    def lines(self) -> list[str]:
        return [f"[{place}] {text}" for place, text in enumerate(self.texts, 1)]


def group_metrics(blocks: Iterable[Block]) -> list[Block | tuple[Metric, ...]]:
    """Return the blocks with each run of neighbouring metrics as one tuple."""
    grouped: list[Block | tuple[Metric, ...]] = []
    for block in blocks:
        last = grouped[-1] if grouped else None
        if not isinstance(block, Metric):
            grouped.append(block)
        elif isinstance(last, tuple):
            grouped[-1] = (*last, block)
        else:
            grouped.append((block,))
    return grouped


def target_text(metric: Metric, *, ascii_only: bool = False) -> str:
    """Return the target in words: the given words, else the bound, else nothing."""
    if metric.target is not None:
        return metric.target
    if metric.bound is None:
        return ""
    return numbers.target(metric.bound, is_share=metric.share, ascii_only=ascii_only)


def scorecard(metrics: Sequence[Metric], *, ascii_only: bool = False) -> Grid:
    """Lay neighbouring metrics out as one table: target, result, interval, n, outcome."""
    footnotes = _Footnotes()
    rows, outcomes = [], {}
    for place, metric in enumerate(metrics):
        estimate = metric.estimate
        mark = footnotes.mark(estimate.why_undefined or _caution(estimate))
        interval = numbers.interval_text(estimate, is_share=metric.share)
        verdict = metric.outcome
        rows.append(
            (
                metric.label,
                target_text(metric, ascii_only=ascii_only),
                numbers.value_text(estimate, is_share=metric.share, ascii_only=ascii_only) + mark,
                interval or numbers.dash(ascii_only=ascii_only),
                numbers.size_text(estimate).removeprefix("n = "),
                numbers.outcome(verdict, ascii_only=ascii_only) if verdict else "",
            )
        )
        if verdict:
            outcomes[place, 5] = verdict
    methods = [f"{metric.label}: {metric.estimate.method}" for metric in metrics]
    notes = [line for line in methods if not line.endswith(": ")]
    return Grid(
        id="scorecard",
        title="",
        headers=("Metric", "Target", "Result", _interval_title(metrics), "n", "Outcome"),
        rows=tuple(rows),
        right=(False, False, True, True, True, False),
        words=(True, True, False, False, False, False),
        notes=(*dict.fromkeys(notes), *footnotes.lines()),
        outcomes=outcomes,
    )


def _interval_title(metrics: Sequence[Metric]) -> str:
    levels = {m.estimate.confidence for m in metrics if m.estimate.low is not None}
    if len(levels) == 1:
        return f"{numbers.confidence(levels.pop())} interval"
    return "Interval" if not levels else f"Interval ({_confidences(levels)})"


def _confidences(levels: Iterable[float]) -> str:
    return ", ".join(numbers.confidence(level) for level in sorted(levels))


def _caution(estimate: Estimate) -> str | None:
    return f"caution: {estimate.caution}" if estimate.caution else None


def grid(table: Table, *, limit: int | None = None, ascii_only: bool = False) -> Grid:
    """Write every cell of a table as text.

    Args:
        table: The table.
        limit: At most this many rows; a note says how many more there are.
        ascii_only: Whether dashes and symbols are ASCII; words of the data stay as they are.
    """
    footnotes = _Footnotes()
    shown = () if table.data else table.rows[:limit]
    rows = tuple(
        tuple(
            cell_text(cell, column, footnotes.mark, ascii_only=ascii_only)
            for cell, column in zip(row, table.columns, strict=True)
        )
        for row in shown
    )
    outcomes = {
        (place, across): cell
        for place, row in enumerate(shown)
        for across, cell in enumerate(row)
        if isinstance(cell, Outcome)
    }
    notes = [*written_notes(table), *estimate_notes(table, "in brackets"), *footnotes.lines()]
    if len(shown) < len(table.rows):
        notes.append(_left_out(table, len(shown)))
    return Grid(
        id=table.id,
        title=table.title,
        headers=tuple(column.title for column in table.columns),
        rows=rows,
        right=tuple(column.kind in RIGHT_KINDS for column in table.columns),
        words=tuple(column.kind is Kind.TEXT for column in table.columns),
        total=_total(table) if len(shown) == len(table.rows) else None,
        notes=tuple(dict.fromkeys(notes)),
        outcomes=outcomes,
    )


def _left_out(table: Table, shown: int) -> str:
    more = "" if not shown else "more "
    number = numbers.count(len(table.rows) - shown)
    return f"{number} {more}rows stand in the workbook"


def cell_text(
    cell: Any, column: Column, mark: Callable[[str | None], str], *, ascii_only: bool = False
) -> str:
    """Write one cell by the kind of its column.

    Args:
        cell: The value; None is a dash.
        column: Its column.
        mark: Takes a footnote (or None) and returns the mark to put behind the number.
        ascii_only: Whether dash and symbols are ASCII.
    """
    if cell is None:
        return numbers.dash(ascii_only=ascii_only)
    if isinstance(cell, Estimate):
        note = mark(cell.why_undefined or _caution(cell))
        short = numbers.estimate_short(cell, is_share=column.share, ascii_only=ascii_only)
        return short + note
    if isinstance(cell, Outcome):
        return numbers.outcome(cell, ascii_only=ascii_only)
    if isinstance(cell, date):
        return numbers.day(cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return number_text(cell, column.kind)
    return str(cell)


def number_text(value: float, kind: Kind) -> str:
    """Write a plain number by kind; a number in a text column is written as a machine would."""
    writers: dict[Kind, Callable[[float], str]] = {
        Kind.COUNT: numbers.count,
        Kind.NUMBER: numbers.number,
        Kind.ESTIMATE: numbers.number,
        Kind.SHARE: numbers.share,
        Kind.SECONDS: numbers.seconds,
    }
    if kind in writers:
        return writers[kind](value)
    return str(value) if isinstance(value, int) else numbers.float_text(value)


def sums(table: Table) -> dict[str, float]:
    """Return the sum of each column that has a total; None cells count as nothing."""
    places = {column.key: place for place, column in enumerate(table.columns)}
    return {
        key: sum(row[places[key]] for row in table.rows if row[places[key]] is not None)
        for key in table.total
    }


def _total(table: Table) -> tuple[str, ...] | None:
    if not table.total or not table.rows or table.data:
        return None
    totals = sums(table)
    cells = [
        number_text(totals[column.key], column.kind) if column.key in totals else ""
        for column in table.columns
    ]
    return tuple(cells if cells[0] else ["Total", *cells[1:]])


def written_notes(table: Table) -> list[str]:
    """Return the notes of the table and its columns."""
    columns = [f"{column.title}: {column.note}" for column in table.columns if column.note]
    return [table.note, *columns] if table.note else columns


def estimate_notes(table: Table, where: str) -> list[str]:
    """Say of columns of estimates: method, confidence, what n counts; equal ones share a note.

    Args:
        table: The table.
        where: Where the interval stands, as `in brackets`.
    """
    described: dict[str, list[str]] = {}
    for place, column in enumerate(table.columns):
        cells = [row[place] for row in table.rows if isinstance(row[place], Estimate)]
        if cells:
            described.setdefault(_described(cells, where), []).append(column.title)
    return [f"{', '.join(titles)}: {words}" for words, titles in described.items()]


def _described(cells: Sequence[Estimate], where: str) -> str:
    units = " or ".join(dict.fromkeys(cell.unit for cell in cells if cell.unit))
    methods = dict.fromkeys(cell.method for cell in cells if cell.method)
    levels = {cell.confidence for cell in cells if cell.low is not None}
    parts = [
        "; ".join(methods),
        f"{where} the {_confidences(levels)} interval" if levels else "",
        f"n counts {units}" if units else "",
    ]
    return "; ".join(part for part in parts if part)
