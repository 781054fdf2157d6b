"""Figures as drawings: a chart model becomes a Vega-Lite specification, and that becomes SVG."""

import re
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from typing import Any

from annops.core.document import Chart, Document, Figure, Mark
from annops.render import numbers
from annops.render.plain import visible, wrap

Spec = dict[str, Any]

WIDTH = 560
VEGA_LITE = "6.4"
INK = "#1f2933"
MUTED = "#5b6673"
RULE = "#111827"
# Okabe and Ito's palette for colour-blind readers, dark enough on white first (yellow left out).
PALETTE = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")
HEAT = ("#f2f7fb", "#08519c")
_ROW_HEIGHT = 30
_MOST_LABELS = 40  # tilted labels that fit side by side
_LABEL_WIDTH = 32  # display columns of a label on the vertical axis before it wraps
_CONFIG: Spec = {
    "font": "Arial, Helvetica, sans-serif",
    "background": "white",
    "axis": {
        "labelColor": INK,
        "titleColor": INK,
        "labelFontSize": 12,
        "titleFontSize": 12,
        "titleFontWeight": "normal",
        "gridColor": "#e4e7eb",
        "domainColor": "#9aa5b1",
        "tickColor": "#9aa5b1",
        "labelLimit": 0,
        "titlePadding": 12,
    },
    "legend": {"labelFontSize": 12, "titleFontSize": 12, "labelLimit": 0, "labelColor": INK},
    "title": {"fontSize": 14, "anchor": "start", "color": INK, "offset": 12, "frame": "group"},
    "view": {"stroke": None},
    "range": {"category": list(PALETTE)},
}


def figures(document: Document) -> list[Figure]:
    """Return every figure of a report, in reading order."""
    blocks = (block for section in document.sections for block in section.blocks)
    return [block for block in blocks if isinstance(block, Figure)]


def specification(figure: Figure) -> Spec:
    """Return the Vega-Lite specification of a figure; a name without a value stands in words."""
    chart = _keyed(figure.chart)
    drawers = {Mark.BAR: _bars, Mark.LINE: _lines, Mark.INTERVAL: _intervals, Mark.HEAT: _heat}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "title": {"text": figure.title, **_subtitle(chart)},
        "padding": {"left": 24, "right": 24, "top": 10, "bottom": 10},  # fonts differ in width
        "width": WIDTH,
        "data": {"values": [_plain_row(row) for row in chart.rows]},
        "config": _CONFIG,
        **drawers[chart.mark](chart),
    }


def _keyed(chart: Chart) -> Chart:
    """Return the chart with fields called x, y, low ..., for Vega-Lite reads `a.b` as a path."""
    keys = {
        "x": chart.x[0],
        "y": chart.y[0],
        "low": chart.low,
        "high": chart.high,
        "series": chart.series,
        "value": chart.value[0] if chart.value else None,
    }
    used = {name: key for name, key in keys.items() if key is not None}
    rows = [{name: row[key] for name, key in used.items()} for row in chart.rows]
    return replace(
        chart,
        rows=tuple({**row, "x": _wrapped(row["x"], 14), "y": _wrapped(row["y"])} for row in rows),
        x=("x", chart.x[1]),
        y=("y", chart.y[1]),
        low="low" if chart.low else None,
        high="high" if chart.high else None,
        series="series" if chart.series else None,
        value=("value", chart.value[1]) if chart.value else None,
    )


def _wrapped(cell: Any, width: int = _LABEL_WIDTH) -> Any:
    return "\n".join(wrap(visible(cell), width)) if isinstance(cell, str) else cell


def _plain_row(row: Mapping[str, Any]) -> Spec:
    return {
        key: numbers.float_value(cell) if isinstance(cell, float) else _plain_cell(cell)
        for key, cell in row.items()
    }


def _plain_cell(cell: Any) -> Any:
    return cell if cell is None or isinstance(cell, (int, str)) else str(cell)


def _measured(chart: Chart) -> str:
    """Return the key of the number a chart draws."""
    if chart.mark is Mark.HEAT and chart.value:
        return chart.value[0]
    return chart.x[0] if chart.mark is Mark.INTERVAL or lies_down(chart) else chart.y[0]


def _subtitle(chart: Chart) -> Spec:
    key, label = _measured(chart), chart.y[0] if chart.mark is Mark.INTERVAL else chart.x[0]
    if not chart.rows:
        return {"subtitle": "nothing to draw"}
    missing = list(dict.fromkeys(str(row[label]) for row in chart.rows if row[key] is None))
    if not missing or chart.mark is Mark.HEAT:
        return {}
    text = f"no value: {', '.join(missing)}"
    return {"subtitle": text, "subtitleColor": MUTED, "subtitleFontSize": 12}


def lies_down(chart: Chart) -> bool:
    """Whether bars run to the right: the names stand on the vertical axis."""
    return chart.mark is Mark.BAR and any(isinstance(row[chart.y[0]], str) for row in chart.rows)


def _number_axis(field: tuple[str, str], chart: Chart, *, zero: bool) -> Spec:
    axis: Spec = {"format": "~%" if chart.share else ",~r", "tickCount": 6}
    return {
        "field": field[0],
        "type": "quantitative",
        "title": field[1],
        "axis": axis,
        "scale": {"zero": zero, "nice": True, "padding": 0 if zero else 8},
    }


def _names_down(field: tuple[str, str]) -> Spec:
    """Return the axis of names one below the other, its title above them, never across one."""
    above: Spec = {
        "titleAngle": 0,
        "titleAlign": "right",
        "titleBaseline": "bottom",
        "titleX": -10,
        "titleY": -20,  # above the words of a target that lies far left
    }
    axis = _name_axis(field)
    return {**axis, "axis": {**axis["axis"], **above}}


def _name_axis(field: tuple[str, str], *, tilted: bool = False) -> Spec:
    wrapped: Spec = {"labelExpr": "split(datum.label, '\\n')", "labelLineHeight": 14}
    axis: Spec = {
        "grid": False,
        **({"labelAngle": -40} if tilted else {**wrapped, "labelAngle": 0}),
    }
    return {
        "field": field[0],
        "type": "ordinal",
        "sort": None,
        "title": field[1],
        "axis": axis,
    }


def _series(chart: Chart) -> Spec:
    if chart.series is None:
        return {"value": PALETTE[0]}
    names = list(dict.fromkeys(str(row[chart.series]) for row in chart.rows))
    scale = {"domain": names, "range": [PALETTE[k % len(PALETTE)] for k in range(len(names))]}
    legend = {"title": None, "orient": "top", "direction": "horizontal", "columns": 4}
    return {"field": chart.series, "type": "nominal", "scale": scale, "legend": legend}


def _target(chart: Chart, channel: str) -> list[Spec]:
    """Return the reference line and its words, on the axis that bears the numbers."""
    if chart.target is None:
        return []
    values = {
        "values": [{"target": chart.target, "words": f"target {_words(chart.target, chart)}"}]
    }
    at = {channel: {"field": "target", "type": "quantitative"}}
    far = {"y": {"value": 0}} if channel == "x" else {"x": {"value": "width"}}
    side: Spec = (
        {"align": "center", "baseline": "bottom", "dy": -4}
        if channel == "x"
        else {"align": "left", "baseline": "middle", "dx": 6}
    )
    return [
        {
            "data": values,
            "mark": {"type": "rule", "color": RULE, "strokeDash": [5, 4], "strokeWidth": 1.5},
            "encoding": at,
        },
        {
            "data": values,
            "mark": {"type": "text", "color": RULE, "fontSize": 12, **side},
            "encoding": {**at, **far, "text": {"field": "words"}},
        },
    ]


def _words(value: float | None, chart: Chart) -> str:
    if value is None:
        return numbers.DASH
    if chart.share:
        return numbers.share(value)
    whole = isinstance(value, int) or (value.is_integer() and abs(value) > 1)
    return numbers.count(value) if whole else numbers.number(value)


def _names(chart: Chart, key: str) -> int:
    return len({str(row[key]) for row in chart.rows})


def _height(chart: Chart) -> int:
    names = {str(row["y"]) for row in chart.rows}
    lines = max((name.count("\n") + 1 for name in names), default=1)
    return max(2, len(names)) * max(_ROW_HEIGHT, 14 * lines + 10)


def _bars(chart: Chart) -> Spec:
    colour = _series(chart)
    if lies_down(chart):
        x, y = _number_axis(chart.x, chart, zero=True), _names_down(chart.y)
        height, channel = _height(chart), "x"
    else:
        lines = [line for row in chart.rows for line in str(row["x"]).split("\n")]
        long = max(map(len, lines), default=0)
        crowded = long * 7 * _names(chart, chart.x[0]) > WIDTH
        x, y = _name_axis(chart.x, tilted=crowded), _number_axis(chart.y, chart, zero=True)
        if _names(chart, chart.x[0]) > _MOST_LABELS:
            x["axis"]["labelOverlap"] = True  # days of a quarter: every third is enough
        height, channel = 280, "y"
    bars = {"mark": {"type": "bar"}, "encoding": {"x": x, "y": y, "color": colour}}
    return {"height": height, "layer": [bars, *_target(chart, channel)]}


def _lines(chart: Chart) -> Spec:
    across = _name_axis(chart.x, tilted=_names(chart, chart.x[0]) > 8)
    across["axis"] = {**across["axis"], "labelOverlap": True}
    if all(isinstance(row[chart.x[0]], (int, float)) for row in chart.rows):
        across = {**_number_axis(chart.x, chart, zero=False), "axis": {"tickCount": 8}}
    up = _number_axis(chart.y, chart, zero=False)
    shared: Spec = {"x": across, "color": _series(chart)}
    layers: list[Spec] = []
    if chart.low and chart.high:
        ends = {"y": {**up, "field": chart.low}, "y2": {"field": chart.high}}
        layers.append({"mark": {"type": "area", "opacity": 0.18}, "encoding": {**shared, **ends}})
    line = {
        "type": "line",
        "strokeWidth": 2,
        "point": {"size": 45},
        "invalid": "break-paths-show-path-domains",
    }
    layers.append({"mark": line, "encoding": {**shared, "y": up}})
    return {"height": 280, "layer": [*layers, *_target(chart, "y")]}


def _intervals(chart: Chart) -> Spec:
    names = _names_down(chart.y)
    along = _number_axis(chart.x, chart, zero=False)
    layers: list[Spec] = []
    if chart.low and chart.high:
        ends = {"x": {**along, "field": chart.low}, "x2": {"field": chart.high}, "y": names}
        bar = {"type": "rule", "color": PALETTE[0], "strokeWidth": 2}
        layers.append({"mark": bar, "encoding": ends})
        for end in (chart.low, chart.high):
            cap = {"type": "tick", "color": PALETTE[0], "thickness": 2, "size": 10}
            at = {"x": {**along, "field": end}, "y": names}
            layers.append({"mark": cap, "encoding": at})
    point = {"type": "point", "filled": True, "size": 80, "color": PALETTE[0], "opacity": 1}
    layers.append({"mark": point, "encoding": {"x": along, "y": names}})
    height = _height(chart)
    return {"height": height, "layer": [*_target(chart, "x"), *layers]}


def _heat(chart: Chart) -> Spec:
    key, title = chart.value or ("value", "Value")
    values = [row[key] for row in chart.rows if row[key] is not None]
    middle = (min(values) + max(values)) / 2 if values else 0
    columns, rows = _names(chart, chart.x[0]), _names(chart, chart.y[0])
    across = _name_axis(chart.x)
    across["axis"] = {"grid": False, "orient": "top", "labelAngle": 0 if columns < 7 else -40}
    shared = {"x": across, "y": _names_down(chart.y)}
    shade = {
        "field": key,
        "type": "quantitative",
        "title": title,
        "scale": {"range": list(HEAT)},
        "legend": {"format": "~%" if chart.share else ",~r", "gradientLength": 120},
    }
    words = {"field": "words", "type": "nominal"}
    test = f"datum[{key!r}] > {numbers.float_text(float(middle))}"
    ink = {"condition": {"test": test, "value": "white"}, "value": INK}
    cell = {"type": "rect", "stroke": "white", "strokeWidth": 2}
    worded = [{**_plain_row(row), "words": _words(row[key], chart)} for row in chart.rows]
    return {
        "data": {"values": worded},
        "width": min(WIDTH, max(240, columns * 90)),
        "height": rows * 34,
        "layer": [
            {"mark": cell, "encoding": {**shared, "color": shade}},
            {
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {**shared, "text": words, "color": ink},
            },
        ],
    }


def svg(figure: Figure) -> str:
    """Return a figure as SVG, the same bytes each time, with words for who cannot see it."""
    import vl_convert

    drawn = str(vl_convert.vegalite_to_svg(specification(figure), vl_version=VEGA_LITE))
    drawn = _own_ids(drawn, re.sub(r"[^A-Za-z0-9_-]", "-", figure.id))
    drawn = re.sub(r' (?:aria-(?!hidden)[\w-]+|role)="[^"]*"', "", drawn)
    label = escape(figure.alt)
    words = f"<title>{escape(figure.title)}</title><desc>{label}</desc>"
    opened = rf'<svg role="img" aria-label="{label}" '.replace("\\", "\\\\")
    drawn = re.sub(r"^<svg ", opened, drawn, count=1)
    return re.sub(r">", lambda _: f">{words}", drawn, count=1).rstrip("\n") + "\n"


def _own_ids(drawn: str, own: str) -> str:
    """Number ids afresh under the figure's id: the library counts on from drawing to drawing."""
    for place, name in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', drawn))):
        fresh = f"{own}-{place}"
        drawn = drawn.replace(f'id="{name}"', f'id="{fresh}"')
        drawn = drawn.replace(f"url(#{name})", f"url(#{fresh})")
    return drawn


def png(figure: Figure, *, scale: float = 2.0) -> bytes:
    """Return a figure as PNG, for mails and slides."""
    import vl_convert

    image = vl_convert.vegalite_to_png(specification(figure), vl_version=VEGA_LITE, scale=scale)
    return bytes(image)
