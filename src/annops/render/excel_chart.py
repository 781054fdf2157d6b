"""Native charts of workbooks, drawn from tables on a sheet of their own."""

from typing import Any

from annops.core.document import Chart, Figure, Mark
from annops.render.charts import PALETTE, RULE, lies_down
from annops.render.excel_book import Book, put, put_lines
from annops.render.excel_chart_table import TARGET, chart_table, names_stand
from annops.render.excel_columns import text
from annops.render.excel_formula import Placed
from annops.render.excel_style import font
from annops.render.excel_table import put_rows

WIDTH_CM = 22.0
_LENGTHS = frozenset({"below", "above"})
_ENDS = frozenset({"low", "high"}) | _LENGTHS


def height(figure: Figure) -> float:
    """Return how high a chart is drawn, in centimetres: lying bars need room for each name."""
    names = len({str(row[figure.chart.y[0]]) for row in figure.chart.rows})
    return min(15.0, max(7.5, 3.5 + 0.8 * names)) if lies_down(figure.chart) else 9.0


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
        return put_lines(data, row, "nothing to draw") + 1
    placed = put_rows(book, data, row, table)
    sheet, anchor = at
    sheet.add_chart(_draw(figure, placed, data), anchor)
    book.alts.setdefault(sheet.title, []).append(text(figure.alt))
    return placed.last + 3


def put_heat_map(book: Book, sheet: Any, row: int, figure: Figure) -> int:
    """Write a heat map as a table with shaded cells, and return the next free row."""
    put(sheet, row, 1, text(figure.title)).font = font(bold=True, size=12)
    table = chart_table(figure)
    if not table.rows:
        return put_lines(sheet, row + 1, "nothing to draw") + 1
    placed = put_rows(book, sheet, row + 1, table)
    _shade(sheet, placed)
    chart = figure.chart
    what = chart.value[1] if chart.value else ""
    words = f"Rows: {chart.y[1]}; columns: {chart.x[1]}; cells: {what}"
    return put_lines(sheet, placed.last + 1, words, muted=True) + 1


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
    if bars and drawn.type == "col" and chart.target is not None:
        drawn = _with_target(drawn, placed, data, chart)
    drawn.width = WIDTH_CM
    drawn.height = height(figure)
    return drawn


def _with_target(bars: Any, placed: Placed, data: Any, chart: Chart) -> Any:
    """Lay the target as a line over upright bars."""
    from openpyxl.chart import LineChart, Reference, Series
    from openpyxl.chart.legend import Legend

    across = [part.key for part in placed.parts].index(TARGET) + 1
    line: Any = LineChart()
    values = Reference(data, min_col=across, min_row=placed.header, max_row=placed.last)
    series = Series(values, title_from_data=True)
    _dress(series, TARGET, across, chart, line=True)
    line.series.append(series)
    bars += line
    if bars.legend is None:
        bars.legend = Legend(legendPos="b")
    return bars


def _add_series(drawn: Any, placed: Placed, data: Any, chart: Chart) -> None:
    from openpyxl.chart import Reference, Series

    first, last = placed.header, placed.last
    drawn.set_categories(Reference(data, min_col=1, min_row=first + 1, max_row=last))
    for across, part in enumerate(placed.parts, 1):
        hidden = part.key in _ENDS and (chart.mark is not Mark.LINE or part.key in _LENGTHS)
        upright = part.key == TARGET and chart.mark is Mark.BAR
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


def _dress(series: Any, key: str, across: int, chart: Chart, *, line: bool = False) -> None:
    colour = PALETTE[(across - 2) % len(PALETTE)].removeprefix("#")
    if chart.mark is Mark.BAR and not line:
        series.graphicalProperties.solidFill = colour
        return
    series.smooth = False
    stroke = series.graphicalProperties.line
    thin = key in {"low", "high", TARGET}
    stroke.solidFill = RULE.removeprefix("#") if key == TARGET else "9AA5B1" if thin else colour
    stroke.dashStyle = "dash" if thin else "solid"
    stroke.width = 15_000 if thin else 25_000
    series.marker.symbol = "none" if thin else "circle"
    if not thin:
        series.marker.size = 7
        series.marker.graphicalProperties.solidFill = colour
        series.marker.graphicalProperties.line.solidFill = colour
    if key == "value" and chart.mark is Mark.INTERVAL:
        stroke.noFill, stroke.solidFill = True, None


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
    names, measure = (chart.y, chart.x) if names_stand(chart) else (chart.x, chart.y)
    drawn.title = text(figure.title)
    drawn.title.overlay = False
    _set_size(drawn.title, 1300, bold=True)
    drawn.x_axis.title, drawn.y_axis.title = text(names[1]), text(measure[1])
    for axis in (drawn.x_axis, drawn.y_axis):
        axis.delete = False
        axis.title.overlay = False
        _set_size(axis.title, 1000, bold=False)
    drawn.y_axis.number_format = "0%" if chart.share else "General"
    drawn.y_axis.majorGridlines.spPr = _grid_line()
    drawn.x_axis.tickLblPos = "low"
    if chart.mark is Mark.BAR and lies_down(chart):
        drawn.x_axis.scaling.orientation = "maxMin"  # first row on top, as given
        drawn.y_axis.crosses = "max"


def _set_size(title: Any, hundredths: int, *, bold: bool) -> None:
    from openpyxl.drawing.text import CharacterProperties, ParagraphProperties

    for paragraph in title.tx.rich.p:
        paragraph.pPr = ParagraphProperties(defRPr=CharacterProperties(sz=hundredths, b=bold))
        for run in paragraph.r or ():
            run.rPr = CharacterProperties(sz=hundredths, b=bold)


def _grid_line() -> Any:
    from openpyxl.chart.shapes import GraphicalProperties

    line = GraphicalProperties()
    line.line.solidFill = "E4E7EB"
    return line
