"""Native charts of workbooks, drawn from tables on a sheet of their own."""

from typing import Any

from annops.core.document import Chart, Column, Figure, Kind, Mark, Table
from annops.render.charts import PALETTE, RULE, lies_down
from annops.render.excel_book import Book
from annops.render.excel_columns import text
from annops.render.excel_formula import Placed
from annops.render.excel_table import put_rows

WIDTH_CM = 22.0
_TARGET = "target"
_LENGTHS = frozenset({"below", "above"})
_ENDS = frozenset({"low", "high"}) | _LENGTHS


def chart_table(figure: Figure) -> Table:
    """Return the numbers of a chart as a table: names first, then a column a series."""
    chart = figure.chart
    names, measure = (chart.y, chart.x) if _names_stand(chart) else (chart.x, chart.y)
    kind = Kind.SHARE if chart.share else Kind.NUMBER
    if chart.mark is Mark.HEAT and chart.value:
        return _matrix(figure, chart.y, chart.x[0], chart.value[0], kind)
    if chart.series is not None:
        return _matrix(figure, names, chart.series, measure[0], kind)
    columns = [Column("name", names[1]), Column("value", measure[1], kind)]
    keys = [names[0], measure[0]]
    for key, title in ((chart.low, "low"), (chart.high, "high")):
        if key is not None:
            columns.append(Column(title, f"{measure[1]} {title}", kind))
            keys.append(key)
    rows = [tuple(_cell(row[key]) for key in keys) for row in chart.rows]
    if chart.mark is Mark.INTERVAL and chart.low and chart.high:
        columns += [Column("below", "to low", kind), Column("above", "to high", kind)]
        rows = [(*row, _length(row[2], row[1]), _length(row[1], row[3])) for row in rows]
    return _with_target(figure, columns, rows, kind)


def _length(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else end - start


def _names_stand(chart: Chart) -> bool:
    return chart.mark is Mark.INTERVAL or lies_down(chart)


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, (int, float)) else str(value)


def _with_target(
    figure: Figure, columns: list[Column], rows: list[tuple[Any, ...]], kind: Kind
) -> Table:
    target = figure.chart.target
    if target is not None:
        columns.append(Column(_TARGET, "Target", kind))
        rows = [(*row, float(target)) for row in rows]
    return Table(f"chart_{figure.id}", figure.title, tuple(columns), tuple(rows), data=True)


def _matrix(figure: Figure, names: tuple[str, str], across: str, key: str, kind: Kind) -> Table:
    """Return one row a name and one column a series; a pair without a row stays empty."""
    rows = figure.chart.rows
    heads = list(dict.fromkeys(str(row[across]) for row in rows))
    values = {(str(row[names[0]]), str(row[across])): row[key] for row in rows}
    columns = [Column("name", names[1])]
    columns += [Column(f"series_{place}", head, kind) for place, head in enumerate(heads)]
    lines = [
        (name, *(values.get((name, head)) for head in heads))
        for name in dict.fromkeys(str(row[names[0]]) for row in rows)
    ]
    return _with_target(figure, columns, lines, kind)


def put_figure(book: Book, figure: Figure, data: Any, row: int, at: tuple[Any, str]) -> int:
    """Write a figure's numbers on the data sheet and draw it on another.

    Args:
        book: The workbook.
        figure: The figure.
        data: The sheet for chart data.
        row: First free row of that sheet.
        at: Sheet and cell where the chart stands.

    Returns:
        The next free row of the data sheet.
    """
    table = chart_table(figure)
    if not table.rows:
        return row
    placed = put_rows(book, data, row, table)
    if figure.chart.mark is Mark.HEAT:
        _shade(data, placed)
        return placed.last + 3
    sheet, anchor = at
    sheet.add_chart(_draw(figure, placed, data), anchor)
    book.alts.setdefault(sheet.title, []).append(text(figure.alt))
    return placed.last + 3


def _shade(data: Any, placed: Placed) -> None:
    from openpyxl.formatting import rule as rules
    from openpyxl.utils import get_column_letter

    last = get_column_letter(len(placed.parts))
    make: Any = rules.ColorScaleRule  # the stubs leave it untyped
    scale = make(start_type="min", start_color="F2F7FB", end_type="max", end_color="9EC5E8")
    data.conditional_formatting.add(f"B{placed.header + 1}:{last}{placed.last}", scale)


def _draw(figure: Figure, placed: Placed, data: Any) -> Any:
    from openpyxl.chart import BarChart, LineChart

    chart = figure.chart
    bars = chart.mark is Mark.BAR
    drawn: Any = BarChart() if bars else LineChart()
    if bars:
        drawn.type = "bar" if lies_down(chart) else "col"
        drawn.grouping, drawn.overlap = ("stacked", 100) if chart.series else ("clustered", 0)
        drawn.gapWidth = 50
    _add_series(drawn, placed, data, chart)
    _name_axes(drawn, figure)
    drawn.width = WIDTH_CM
    rows = placed.last - placed.header
    drawn.height = min(24.0, max(7.5, 3.5 + 0.8 * rows)) if bars and drawn.type == "bar" else 9.0
    return drawn


def _add_series(drawn: Any, placed: Placed, data: Any, chart: Chart) -> None:
    from openpyxl.chart import Reference, Series

    first, last = placed.header, placed.last
    drawn.set_categories(Reference(data, min_col=1, min_row=first + 1, max_row=last))
    for across, part in enumerate(placed.parts, 1):
        hidden = part.key in _ENDS and (chart.mark is not Mark.LINE or part.key in _LENGTHS)
        upright = part.key == _TARGET and chart.mark is Mark.BAR
        if across == 1 or hidden or upright:
            continue
        values = Reference(data, min_col=across, min_row=first, max_row=last)
        series = Series(values, title_from_data=True)
        _dress(series, part.key, across, chart)
        if part.key == "value" and chart.mark is Mark.INTERVAL:
            _error_bars(series, placed, data)
        drawn.series.append(series)
    drawn.set_categories(Reference(data, min_col=1, min_row=first + 1, max_row=last))
    if len(drawn.series) == 1:
        drawn.legend = None
    else:
        drawn.legend.position = "b"


def _dress(series: Any, key: str, across: int, chart: Chart) -> None:
    colour = PALETTE[(across - 2) % len(PALETTE)].removeprefix("#")
    if chart.mark is Mark.BAR:
        series.graphicalProperties.solidFill = colour
        return
    series.smooth = False
    line = series.graphicalProperties.line
    thin = key in {"low", "high", _TARGET}
    line.solidFill = RULE.removeprefix("#") if key == _TARGET else "9AA5B1" if thin else colour
    line.dashStyle = "dash" if thin else "solid"
    line.width = 15_000 if thin else 25_000
    series.marker.symbol = "none" if thin else "circle"
    if not thin:
        series.marker.size = 7
        series.marker.graphicalProperties.solidFill = colour
        series.marker.graphicalProperties.line.solidFill = colour
    if key == "value" and chart.mark is Mark.INTERVAL:
        line.noFill, line.solidFill = True, None


def _error_bars(series: Any, placed: Placed, data: Any) -> None:
    """Put the interval on each point: how far it reaches below and above stands in columns."""
    from openpyxl.chart import Reference
    from openpyxl.chart.data_source import NumDataSource, NumRef
    from openpyxl.chart.error_bar import ErrorBars

    keys = [part.key for part in placed.parts]
    if "below" not in keys:
        return
    first, last = placed.header + 1, placed.last
    lengths = {
        key: NumDataSource(
            numRef=NumRef(
                f=str(Reference(data, min_col=keys.index(key) + 1, min_row=first, max_row=last))
            )
        )
        for key in _LENGTHS
    }
    bars = ErrorBars(errDir="y", errBarType="both", errValType="cust", noEndCap=False)
    bars.minus, bars.plus = lengths["below"], lengths["above"]
    series.errBars = bars


def _name_axes(drawn: Any, figure: Figure) -> None:
    chart = figure.chart
    names, measure = (chart.y, chart.x) if _names_stand(chart) else (chart.x, chart.y)
    drawn.title = text(figure.title)
    drawn.title.overlay = False
    drawn.x_axis.title, drawn.y_axis.title = text(names[1]), text(measure[1])
    for axis in (drawn.x_axis, drawn.y_axis):
        axis.delete = False
        axis.title.overlay = False
    drawn.y_axis.number_format = "0%" if chart.share else "General"
    drawn.y_axis.majorGridlines.spPr = _grid_line()
    drawn.x_axis.tickLblPos = "low"
    if chart.mark is Mark.BAR and lies_down(chart):
        drawn.x_axis.scaling.orientation = "maxMin"  # first row on top, as given


def _grid_line() -> Any:
    from openpyxl.chart.shapes import GraphicalProperties

    line = GraphicalProperties()
    line.line.solidFill = "E4E7EB"
    return line
