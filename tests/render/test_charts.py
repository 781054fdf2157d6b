import re
from xml.etree import ElementTree as ET

import pytest

from annops.core.document import Chart, Figure, Mark
from annops.render import charts

ROWS = tuple({"name": f"batch {k}", "n": 10 * k, "who": "ab"[k % 2]} for k in range(4))
BARS = Chart(Mark.BAR, ROWS, x=("n", "Items"), y=("name", "Batch"), target=20)
COLUMNS = Chart(Mark.BAR, ROWS, x=("name", "Batch"), y=("n", "Items"), series="who")
LINE = Chart(Mark.LINE, ROWS, x=("name", "Batch"), y=("n", "Items"), target=20)
HEAT = Chart(
    Mark.HEAT,
    tuple({"a.b": a, "c": c, "v": 12345} for a in "xy" for c in "xy"),
    x=("a.b", "First"),
    y=("c", "Second"),
    value=("v", "Pairs"),
)
INTERVAL = Chart(
    Mark.INTERVAL,
    (
        {"l": "de", "v": 0.7, "lo": 0.6, "hi": 0.8},
        {"l": "fr", "v": None, "lo": None, "hi": None},
    ),
    x=("v", "Alpha"),
    y=("l", "Locale"),
    low="lo",
    high="hi",
    target=0.67,
)
ALL = {"bars": BARS, "columns": COLUMNS, "line": LINE, "heat": HEAT, "interval": INTERVAL}


def drawn(chart: Chart, title: str = "Title", alt: str = "In words.") -> str:
    return charts.svg(Figure("fig", title, alt, chart))


def parse(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  our own drawing


def words(svg: str) -> list[str]:
    return [one.text or "" for one in parse(svg).iter() if one.tag.endswith("text")]


@pytest.mark.parametrize("name", ALL)
def test_a_drawing_is_the_same_bytes_each_time(name: str) -> None:
    assert drawn(ALL[name]) == drawn(ALL[name])


@pytest.mark.parametrize("name", ALL)
def test_a_drawing_has_title_axis_titles_and_words_for_who_cannot_see_it(name: str) -> None:
    svg = drawn(ALL[name], "Title & <more>", 'In "words" <b>.')
    root = parse(svg)
    chart = ALL[name]
    assert (root.get("role"), root.get("aria-label")) == ("img", 'In "words" <b>.')
    assert [child.text for child in root][:2] == ["Title & <more>", 'In "words" <b>.']
    assert {chart.x[1], chart.y[1], "Title & <more>"} <= set(words(svg))


def test_bars_stand_in_the_order_given() -> None:
    rows = tuple({"name": name, "n": n} for name, n in (("slow", 1), ("bad", 9), ("odd", 5)))
    found = words(drawn(Chart(Mark.BAR, rows, x=("n", "Items"), y=("name", "Category"))))
    assert [word for word in found if word in {"slow", "bad", "odd"}] == ["slow", "bad", "odd"]


def test_a_target_is_drawn_with_its_number() -> None:
    assert "target 0.67" in words(drawn(INTERVAL))
    assert "target 20" in words(drawn(BARS))


def test_a_name_without_a_value_is_said_in_words() -> None:
    assert "no value: fr" in words(drawn(INTERVAL))


def test_heat_cells_show_their_whole_number() -> None:
    assert words(drawn(HEAT)).count("12,345") >= 4


def test_a_long_label_is_wrapped_not_cut() -> None:
    long = "a category whose name goes on and on beyond any reasonable length of a label"
    chart = Chart(Mark.BAR, ({"name": long, "n": 1},), x=("n", "Items"), y=("name", "Category"))
    root = parse(drawn(chart))
    spans = [one.text or "" for one in root.iter() if one.tag.endswith("tspan")]
    assert " ".join(spans) == long


def test_ids_inside_a_drawing_belong_to_the_figure() -> None:
    svg = drawn(HEAT)
    ids = re.findall(r'\bid="([^"]+)"', svg)
    assert ids
    assert all(one.startswith("fig-") for one in ids)
    assert set(re.findall(r"url\(#([^)]+)\)", svg)) <= set(ids)


def test_nothing_to_draw_is_said() -> None:
    empty = Chart(Mark.BAR, (), x=("n", "Items"), y=("name", "Batch"))
    assert "nothing to draw" in words(drawn(empty))


def test_a_picture_for_mails_is_a_png() -> None:
    assert charts.png(Figure("fig", "T", "A", BARS)).startswith(b"\x89PNG")
