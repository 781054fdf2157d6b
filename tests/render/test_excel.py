import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import fastexcel
import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annops.core.document import (
    Chart,
    Column,
    Document,
    Figure,
    Kind,
    Mark,
    Metric,
    Paragraph,
    Section,
    Table,
)
from annops.core.estimate import Bound, Estimate, Outcome
from annops.render import excel
from annops.render.excel_columns import CELL_LIMIT

ALPHA = Bound(0.67, at_least=True)


def report(*blocks: Any, **changes: Any) -> Document:
    sections = (Section("s", "Section", tuple(blocks)),)
    return Document("d", "Title", "Subtitle", sections, "2026-11-22", **changes)


def one_cell(value: object, column: Column | None = None) -> Document:
    return report(Table("t", "T", (column or Column("a", "A"),), ((value,),)))


def book(document: Document, *, values: bool = False) -> Any:
    return openpyxl.load_workbook(io.BytesIO(excel.render(document)), data_only=values)


def member(document: Document, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(excel.render(document))) as archive:
        return archive.read(name).decode()


def described(workbook: Any, values: Any) -> str:
    lines = []
    for sheet in workbook:
        lines.append(f"== {sheet.title} freeze={sheet.freeze_panes} tables={sorted(sheet.tables)}")
        filled = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        for cell in filled:
            stored = values[sheet.title][cell.coordinate].value
            shown = "" if stored == cell.value else f" -> {stored!r}"
            kind = f"{cell.data_type} {cell.number_format}"
            lines.append(f"{cell.coordinate} [{kind}] {cell.value!r}{shown}")
    return "\n".join(lines) + "\n"


def test_workbook_is_as_agreed_cell_by_cell(
    sample_document: Document, golden: Callable[[str, str], None]
) -> None:
    text = described(book(sample_document), book(sample_document, values=True))
    golden("render/quality.xlsx.txt", text)


def test_two_runs_write_the_same_bytes(sample_document: Document) -> None:
    assert excel.render(sample_document) == excel.render(sample_document)


def test_no_clock_gets_into_the_file(sample_document: Document) -> None:
    core = member(sample_document, "docProps/core.xml")
    assert core.count("2026-11-22T00:00:00Z") == 2
    with zipfile.ZipFile(io.BytesIO(excel.render(sample_document))) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_sheets_stand_in_reading_order(sample_document: Document) -> None:
    names = ["Read-me", "Summary", "Agreement", "Defects", "Findings", "Chart data", "Answers"]
    assert book(sample_document).sheetnames == [*names, "Method"]


def test_headline_numbers_stand_on_a_scorecard_where_a_section_is_called_summary() -> None:
    table = Table("t", "T", (Column("a", "A"),), ((1,),))
    document = Document("d", "T", "", (Section("s", "Summary", (table,)),), "2026-11-22")
    assert book(document).sheetnames == ["Read-me", "Scorecard", "Summary", "Method"]


def test_read_me_links_to_every_sheet(sample_document: Document) -> None:
    workbook = book(sample_document)
    links = [
        c.hyperlink.location for r in workbook["Read-me"].iter_rows() for c in r if c.hyperlink
    ]
    assert links == [f"'{name}'!A1" for name in workbook.sheetnames]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", '=HYPERLINK("http://x")'])
def test_text_never_becomes_a_formula(text: str) -> None:
    cell = book(one_cell(text))["Section"]["A6"]
    assert cell.data_type == "s"
    assert cell.value == text.replace("\t", "\\t")
    assert "<f>" not in member(one_cell(text), "xl/worksheets/sheet3.xml")


def test_text_that_looks_like_a_formula_is_marked_as_text_for_editing() -> None:
    assert book(one_cell("=1+1"))["Section"]["A6"].quotePrefix


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.text(max_size=40))
def test_any_text_makes_a_workbook_that_opens(text: str) -> None:
    document = report(
        Table("t", text, (Column("a", text), Column("b", text)), ((text, text),), note=text),
        front=((text, text),),
    )
    sheets = book(document)
    assert sheets.sheetnames[0] == "Read-me"


def test_text_excel_would_decode_is_kept_as_written() -> None:
    assert "_x005F_x0041_" in member(one_cell("_x0041_"), "xl/worksheets/sheet3.xml")


def test_too_long_text_is_cut_with_a_mark_that_says_so() -> None:
    value = book(one_cell("x" * 40_000))["Section"]["A6"].value
    assert len(value) == CELL_LIMIT
    assert value.endswith(" [cut: 40,000 characters]")


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Kind.COUNT, 12345, "#,##0"),
        (Kind.SHARE, 0.25, "0.0 %"),
        (Kind.SHARE, 0.9996, "0.00 %"),
        (Kind.NUMBER, 0.71, "#,##0.00"),
        (Kind.DATE, date(2026, 11, 22), "yyyy-mm-dd"),
    ],
)
def test_number_formats_follow_the_kind(kind: Kind, value: object, shown: str) -> None:
    cell = book(one_cell(value, Column("a", "A", kind)))["Section"]["A6"]
    assert cell.number_format == shown
    assert cell.data_type in {"n", "d"}


def test_an_estimate_stands_in_value_low_high_n_and_note() -> None:
    rows = (
        (Estimate(0.71, 0.66, 0.76, 400, "items", "m"),),
        (Estimate.undefined("no item", n=0, unit="items"),),
    )
    table = Table("t", "T", (Column("alpha", "Alpha", Kind.ESTIMATE),), rows)
    sheet = book(report(table))["Section"]
    assert [[c.value for c in row] for row in sheet["A5:E7"]] == [
        ["Alpha", "Alpha low", "Alpha high", "Alpha n", "Alpha note"],
        [0.71, 0.66, 0.76, 400, None],
        ["\N{EN DASH}", "\N{EN DASH}", "\N{EN DASH}", 0, "no item"],
    ]


def test_every_table_is_a_real_table_with_a_name_and_unique_headers() -> None:
    table = Table(
        "my table", "T", (Column("a", "A"), Column("b", "a"), Column("c", "")), ((1, 2, 3),)
    )
    native = book(report(table))["Section"].tables["tbl_my_table"]
    assert native.ref == "A5:C6"
    assert [column.name for column in native.tableColumns] == ["A", "a (2)", "c"]


def test_a_total_row_is_a_formula_with_a_stored_value() -> None:
    columns = (Column("k", "Kind"), Column("n", "Number", Kind.COUNT))
    document = report(Table("t", "T", columns, (("a", 3), ("b", 4)), total=("n",)))
    assert book(document)["Section"]["B8"].value == "=SUBTOTAL(109,B6:B7)"
    assert book(document, values=True)["Section"]["B8"].value == 7
    native = book(document)["Section"].tables["tbl_t"]
    assert (native.ref, native.autoFilter.ref, native.totalsRowCount) == ("A5:B8", "A5:B7", 1)


def test_live_formulas_keep_the_value_that_was_computed(sample_document: Document) -> None:
    assert book(sample_document)["Agreement"]["B6"].value == "=COUNTIFS(tbl_answers[Locale],$A6)"
    assert book(sample_document, values=True)["Agreement"]["B6"].value == 6


def test_a_formula_over_a_table_that_was_cut_stays_a_number() -> None:
    data = Table("raw", "Raw", (Column("k", "K"),), (("a",),) * 20_001, data=True)
    counted = Table(
        "t",
        "T",
        (Column("k", "K"), Column("n", "N", Kind.COUNT)),
        (("a", 20_001),),
        live={"n": "COUNTIFS({raw[k]},{k})"},
    )
    workbook = book(report(counted, data))
    assert workbook["Section"]["B6"].value == 20_001
    assert workbook["Raw"].max_row == 20_002
    assert workbook["Raw"]["A1"].value == "The first 20,000 of 20,001 rows; all stand in raw.csv."


def test_a_formula_for_a_missing_column_is_refused() -> None:
    table = Table("t", "T", (Column("a", "A"),), ((1,),), live={"a": "{b}*2"})
    with pytest.raises(ValueError, match="table t has no column b"):
        excel.render(report(table))


def metric(estimate: Estimate, outcome: Outcome) -> Metric:
    return Metric("alpha", "Agreement", estimate, outcome=outcome, bound=ALPHA)


def test_the_outcome_of_a_metric_follows_its_named_target() -> None:
    document = report(metric(Estimate(0.73, 0.69, 0.77, 9, "items", ""), Outcome.MET))
    workbook = book(document)
    assert workbook.defined_names["target_alpha"].attr_text == "'Summary'!$I$5"
    formula = '=IF(C5>=target_alpha,"met",IF(D5<target_alpha,"not met","cannot tell"))'
    assert workbook["Summary"]["J5"].value == formula
    assert book(document, values=True)["Summary"]["J5"].value == "met"


def test_an_outcome_with_a_caution_is_not_live() -> None:
    estimate = Estimate(0.73, 0.69, 0.77, 9, "items", "", caution="few items")
    document = report(metric(estimate, Outcome.CANNOT_TELL))
    assert book(document)["Summary"]["J5"].value == "cannot tell"
    assert book(document)["Summary"]["K5"].value == "caution: few items"


def test_an_empty_report_is_still_a_workbook() -> None:
    document = Document("d", "Title", "", (), "2026-11-22")
    assert book(document).sheetnames == ["Read-me", "Summary", "Method"]


def test_an_empty_table_says_so_and_is_no_excel_table() -> None:
    sheet = book(report(Table("t", "T", (Column("a", "A"),), (), empty="none open")))["Section"]
    assert (sheet["A5"].value, len(sheet.tables)) == ("none open", 0)


def test_sheet_names_are_made_safe_and_unique() -> None:
    table = Table("t", "T", (Column("a", "A"),), ((1,),))
    titles = ("a/b: [c]*?", "A B C", "x" * 40, "History", "'Summary'")
    sections = tuple(Section(f"s{k}", title, (table,)) for k, title in enumerate(titles))
    names = book(Document("d", "T", "", sections, "2026-11-22")).sheetnames
    assert len({name.casefold() for name in names}) == len(names) == 8
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\'") for name in names)


def test_pages_print_wide_with_header_and_page_numbers(sample_document: Document) -> None:
    for sheet in book(sample_document):
        assert sheet.page_setup.orientation == "landscape"
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.oddFooter.right.text == "Page &P of &N"


def test_header_rows_stay_in_view_and_are_repeated_on_paper(sample_document: Document) -> None:
    workbook = book(sample_document)
    assert workbook["Findings"].print_title_rows == "$5:$5"
    assert workbook["Answers"].print_title_rows == "$1:$1"
    assert [workbook[name].freeze_panes for name in ("Agreement", "Answers")] == ["A6", "A2"]


def words(n: int) -> list[Paragraph]:
    return [Paragraph("word") for _ in range(n)]


def test_a_table_far_down_does_not_freeze_the_screen() -> None:
    table = Table("t", "T", (Column("a", "A"),), ((1,),))
    sheets = [book(report(*words(n), table))["Section"] for n in (1, 10)]
    assert [sheet.freeze_panes for sheet in sheets] == ["A8", "A3"]


def test_a_table_that_a_page_would_cut_starts_a_page() -> None:
    small, large = (
        Table(f"t{n}", "T", (Column("a", "A"),), tuple((k,) for k in range(n))) for n in (20, 90)
    )
    sheet = book(report(small, replace(small, id="u"), large))["Section"]
    titles = [cell.row for cell in sheet["A"] if cell.value == "T"]
    assert [mark.id for mark in sheet.row_breaks.brk] == [titles[1] - 1]


def test_words_of_the_method_section_stand_on_the_method_sheet() -> None:
    section = Section("method", "How", (Paragraph("Counted by hand."),))
    sheet = book(Document("d", "T", "", (section,), "2026-11-22"))["Method"]
    assert sheet["A4"].value == "Counted by hand."


def test_the_index_names_a_few_tables_and_counts_the_rest() -> None:
    many = [Table(f"t{n}", f"T{n}", (Column("a", "A"),), ((1,),)) for n in range(6)]
    sheet = book(report(*many, Figure("f", "F", "alt", LYING)))["Read-me"]
    assert "T0; T1; T2; 3 more tables; 1 chart" in [cell.value for cell in sheet["B"]]


def test_outcomes_of_a_second_table_of_an_id_are_counted_but_not_live() -> None:
    table = Table("t", "T", (Column("o", "O", Kind.OUTCOME),), ((Outcome.MET,),))
    twice = report(table, replace(table, rows=((Outcome.NOT_MET,),)))
    counts = [cell.value for cell in book(twice)["Summary"]["B"]]
    assert sum(str(value).startswith("=COUNTIFS(tbl_t[O]") for value in counts) == 3
    assert [value for value in counts if isinstance(value, int)] == [0, 1, 0]


def chart_report(*charts: Chart) -> Document:
    return report(*(Figure(f"f{k}", f"Figure {k}", f"Alt {k}", c) for k, c in enumerate(charts)))


ROWS = tuple({"name": f"b{k}", "n": 10 * k, "who": "ab"[k % 2]} for k in range(4))
LYING = Chart(Mark.BAR, ROWS, x=("n", "Items"), y=("name", "Batch"))
UPRIGHT = Chart(Mark.BAR, ROWS, x=("name", "Batch"), y=("n", "Items"), series="who", target=20)
LINE = Chart(Mark.LINE, ROWS, x=("name", "Batch"), y=("n", "Items"), target=20)
HEAT = Chart(Mark.HEAT, ROWS, x=("who", "Who"), y=("name", "Batch"), value=("n", "Items"))


def test_charts_point_at_a_table_with_the_numbers() -> None:
    sheet = book(chart_report(UPRIGHT))["Chart data"]
    assert [[cell.value for cell in row] for row in sheet["A5:D7"]] == [
        ["Batch", "a", "b", "Target"],
        ["b0", 0, None, 20],
        ["b1", None, 10, 20],
    ]


def test_lying_bars_stand_in_the_order_given_with_the_axis_below() -> None:
    chart = book(chart_report(LYING))["Section"]._charts[0]
    assert (chart.type, chart.x_axis.scaling.orientation) == ("bar", "maxMin")
    assert chart.y_axis.crosses == "max"


def test_a_target_is_a_line_of_the_chart() -> None:
    titles = []
    for chart in book(chart_report(UPRIGHT, LINE))["Section"]._charts:
        parts = [series for part in chart._charts for series in part.series]
        titles.append(parts[-1].tx.strRef.f)
    assert titles == ["'Chart data'!D5", "'Chart data'!C13"]


def test_each_chart_has_its_own_words() -> None:
    drawing = member(chart_report(LYING, UPRIGHT, LINE), "xl/drawings/drawing1.xml")
    assert re.findall(r'descr="([^"]*)"', drawing) == ["Alt 0", "Alt 1", "Alt 2"]


def test_a_heat_map_is_a_shaded_table_on_its_section() -> None:
    sheet = book(chart_report(HEAT))["Section"]
    assert [cell.value for cell in sheet[5]] == ["Batch", "a", "b"]
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["B6:C9"]


def test_no_chart_is_cut_by_the_end_of_a_page() -> None:
    sheet = book(chart_report(LYING, UPRIGHT, LINE))["Section"]
    anchors = [chart.anchor._from.row + 1 for chart in sheet._charts]
    breaks = [mark.id for mark in sheet.row_breaks.brk]
    assert breaks == [row - 2 for row in anchors[1:]]


def test_a_figure_without_rows_says_so() -> None:
    empty = Chart(Mark.BAR, (), x=("n", "Items"), y=("name", "Batch"))
    assert book(chart_report(empty))["Chart data"]["A5"].value == "nothing to draw"


def test_another_reader_sees_the_stored_results(sample_document: Document) -> None:
    reader = fastexcel.read_excel(excel.render(sample_document))
    frame = reader.load_sheet("Agreement", header_row=4).to_polars()
    assert frame["Answers"].to_list()[:5] == [6, 9, 3, 0, 18]


def test_charts_have_titles_visible_axes_and_words(sample_document: Document) -> None:
    chart = book(sample_document)["Agreement"]._charts[0]
    assert (chart.x_axis.delete, chart.y_axis.delete) == (False, False)
    assert chart.series[0].errBars is not None
    drawing = member(sample_document, "xl/drawings/drawing1.xml")
    assert 'descr="Alpha by locale: de-DE above, en-US around, ja-JP below' in drawing


def test_outcome_colours_are_rules_not_paint(sample_document: Document) -> None:
    rules = book(sample_document)["Agreement"].conditional_formatting
    formulas = {one.formula[0] for area in rules for one in area.rules}
    assert formulas == {'"met"', '"not met"', '"cannot tell"'}


def test_no_cells_are_merged(sample_document: Document) -> None:
    assert [sheet.title for sheet in book(sample_document) if sheet.merged_cells.ranges] == []
