"""The Summary sheet: headline numbers, targets in named cells, outcomes that follow them."""

import re
from typing import Any

from annops.core.document import Column, Kind, Metric, Table, tables_by_id
from annops.core.estimate import Outcome, decide
from annops.render import numbers
from annops.render.excel_book import Book, put_heading, put_lines
from annops.render.excel_columns import estimate_places, reason
from annops.render.excel_formula import Placed
from annops.render.excel_style import font, number_format
from annops.render.excel_table import put_rows, put_table

_COLUMNS = (
    Column("metric", "Metric"),
    Column("value", "Value", Kind.NUMBER),
    Column("low", "Low", Kind.NUMBER),
    Column("high", "High", Kind.NUMBER),
    Column("n", "n", Kind.COUNT),
    Column("unit", "n counts"),
    Column("population", "Of", Kind.COUNT),
    Column("rule", "Rule"),
    Column("target", "Target", Kind.NUMBER),
    Column("outcome", "Outcome", Kind.OUTCOME),
    Column("note", "Note"),
)
_HINT = "A target is a named cell: change it, and its outcome follows."


def put_summary(book: Book, sheet: Any, metrics: list[Metric]) -> None:
    """Fill the Summary sheet: one row a metric; its outcome recalculates from its target."""
    row = put_heading(sheet, sheet.title, book.document.subtitle)
    if not metrics:
        words = "This report has no headline numbers; see the sheets that follow."
        put_outcomes(book, sheet, put_lines(sheet, row, words) + 1)
        return
    table = Table("summary", "Summary", _COLUMNS, tuple(map(_row, metrics)))
    placed = put_rows(book, sheet, row, table)
    for offset, metric in enumerate(metrics, 1):
        _dress(book, sheet, placed, metric, row + offset)
    row = placed.last + 2
    if any(metric.bound for metric in metrics):
        row = put_lines(sheet, row, _HINT, muted=True) + 1
    put_outcomes(book, sheet, row)
    sheet.freeze_panes = f"B{placed.header + 1}"
    sheet.print_title_rows = f"{placed.header}:{placed.header}"


def put_outcomes(book: Book, sheet: Any, row: int) -> None:
    """Count the outcomes of each table that has some, live."""
    for name, table in tables_by_id(book.document.sections).items():
        for place, column in enumerate(table.columns):
            if column.kind is Kind.OUTCOME and table.rows and not table.data:
                row = put_table(book, sheet, row, _outcomes(table, place, live=name == table.id))


def _outcomes(table: Table, place: int, *, live: bool) -> Table:
    """Return how often each outcome stands in a column; live where a formula can name it."""
    column = table.columns[place]
    counts = tuple((one, sum(row[place] is one for row in table.rows)) for one in Outcome)
    counting = f"COUNTIFS({{{table.id}[{column.key}]}},{{outcome}})"
    return Table(
        f"outcomes_{table.id}",
        f"{table.title}: how many of each outcome",
        (Column("outcome", column.title, Kind.OUTCOME), Column("n", "Count", Kind.COUNT)),
        counts,
        total=("n",),
        live={"n": counting} if live and re.fullmatch(r"\w+", table.id) else {},
    )


def _row(metric: Metric) -> tuple[Any, ...]:
    estimate, bound = metric.estimate, metric.bound
    rule = None if bound is None else "at least" if bound.at_least else "at most"
    return (
        metric.label,
        estimate.value,
        estimate.low,
        estimate.high,
        estimate.n,
        estimate.unit,
        estimate.population,
        rule,
        bound.limit if bound else metric.target,
        metric.outcome,
        reason(estimate),
    )


def _dress(book: Book, sheet: Any, placed: Placed, metric: Metric, row: int) -> None:
    """Set number formats by what the metric measures; name its target; make its outcome live."""
    kind = Kind.SHARE if metric.share else Kind.NUMBER
    places = estimate_places(metric.estimate, share=metric.share)
    for key in ("value", "low", "high"):
        sheet[f"{placed.letter(key)}{row}"].number_format = number_format(kind, places)
    if metric.bound is None:
        return
    at = f"{placed.letter('target')}{row}"
    wanted = numbers.places_for(metric.bound.limit, share=metric.share)
    sheet[at].number_format = number_format(kind, wanted)
    sheet[at].font = font(color="0B4F83", bold=True)
    name = _name_target(book, sheet.title, metric, f"${placed.letter('target')}${row}")
    if metric.outcome is not None and metric.outcome is decide(metric.estimate, metric.bound):
        _make_live(book, sheet, placed, metric, (name, row))


def _name_target(book: Book, sheet: str, metric: Metric, cell: str) -> str:
    from openpyxl.workbook.defined_name import DefinedName

    clean = "target_" + re.sub(r"\W", "_", metric.id.removeprefix("target_"), flags=re.ASCII)
    name, number = clean, 2
    while name in book.workbook.defined_names:
        name, number = f"{clean}_{number}", number + 1
    book.workbook.defined_names[name] = DefinedName(name, attr_text=f"'{sheet}'!{cell}")
    return name


def _make_live(
    book: Book, sheet: Any, placed: Placed, metric: Metric, named: tuple[str, int]
) -> None:
    estimate, bound = metric.estimate, metric.bound
    if estimate.caution or estimate.low is None or estimate.high is None or bound is None:
        return
    name, row = named
    low, high = f"{placed.letter('low')}{row}", f"{placed.letter('high')}{row}"
    clears, fails = (
        (f"{low}>={name}", f"{high}<{name}")
        if bound.at_least
        else (f"{high}<={name}", f"{low}>{name}")
    )
    cell = sheet[f"{placed.letter('outcome')}{row}"]
    book.stored[sheet.title, cell.coordinate] = cell.value
    cell.value = f'=IF({clears},"met",IF({fails},"not met","cannot tell"))'
