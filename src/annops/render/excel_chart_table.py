"""The numbers of a chart as a table, for the workbook's charts to point at."""

from typing import Any

from annops.core.document import Chart, Column, Figure, Kind, Mark, Table
from annops.render.charts import lies_down

TARGET = "target"


def chart_table(figure: Figure) -> Table:
    """Return the numbers of a chart as a table: names first, then a column a series."""
    chart = figure.chart
    names, measure = (chart.y, chart.x) if names_stand(chart) else (chart.x, chart.y)
    kind = _kind(chart)
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
        columns += [
            Column("below", "to low", kind),
            Column("above", "to high", kind),
        ]  # error bars
        rows = [(*row, _length(row[2], row[1]), _length(row[1], row[3])) for row in rows]
    return _with_target(figure, columns, rows, kind)


def _kind(chart: Chart) -> Kind:
    """Return share, whole number or decimal by what the chart draws."""
    drawn = [cell for row in chart.rows for cell in row.values() if isinstance(cell, (int, float))]
    whole = all(float(cell).is_integer() for cell in [*drawn, chart.target or 0])
    return Kind.SHARE if chart.share else Kind.COUNT if whole else Kind.NUMBER


def _length(start: float | None, end: float | None) -> float | None:
    return None if start is None or end is None else end - start


def names_stand(chart: Chart) -> bool:
    """Whether the names stand on the vertical axis, so that the number is `x`."""
    return chart.mark is Mark.INTERVAL or lies_down(chart)


def _cell(value: Any) -> Any:
    return value if value is None or isinstance(value, (int, float)) else str(value)


def _with_target(
    figure: Figure, columns: list[Column], rows: list[tuple[Any, ...]], kind: Kind
) -> Table:
    target = figure.chart.target
    if target is not None:
        columns.append(Column(TARGET, "Target", kind))
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
