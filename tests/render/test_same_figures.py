"""Every output of one report shows the same figures."""

import io
import json
import re
from typing import Any

import openpyxl

from annops.core.document import Document, Kind, Table
from annops.render import console, excel, html, json_, markdown, numbers


def table_texts(sample: Document) -> dict[str, list[str]]:
    """Figures of the rows of both tables, by output, in reading order."""
    text = console.render(sample.sections, console.Style(200))
    page = html.render(sample)
    cells = re.findall(r'<td class="r">([^<]*)</td>', page.split('<h2 id="agreement"')[1])
    return {
        "text": [line for line in text.splitlines() if re.search(r"\(.*n = ", line)][3:],
        "markdown": [
            line
            for line in markdown.render(sample).splitlines()
            if re.match(r"\|.*\(.*n = ", line)
        ],
        "html": cells,
    }


def figures_with_n(lines: list[str]) -> list[str]:
    return re.findall(r"[\d.]+(?: %)? \([\d.]+-[\d.]+, n = [\d,]+\)", "\n".join(lines))


def test_estimates_read_the_same_in_text_markdown_and_html(sample_document: Document) -> None:
    texts = {name: figures_with_n(lines) for name, lines in table_texts(sample_document).items()}
    assert len(texts["text"]) == 7
    assert texts["text"] == texts["markdown"] == texts["html"]


def as_shown(cell: Any) -> str:
    """Show a workbook cell the way its number format does."""
    places = len(cell.number_format.split(" ")[0].partition(".")[2])
    if cell.number_format.endswith("%"):
        return f"{numbers.fixed(cell.value * 100, places)} %"
    return numbers.fixed(cell.value, places)


def test_workbook_cells_show_the_figures_of_the_page(sample_document: Document) -> None:
    raw = io.BytesIO(excel.render(sample_document))
    sheets = openpyxl.load_workbook(raw, data_only=True)
    shown = []
    for name, rows, first in (("Agreement", range(6, 9), "D"), ("Defects", range(6, 10), "D")):
        for row in rows:
            column = openpyxl.utils.column_index_from_string(first)
            value, low, high, n = (
                as_shown(sheets[name].cell(row, column + step)) for step in range(4)
            )
            ends = f"{low.removesuffix(' %')}-{high.removesuffix(' %')}"
            shown.append(f"{value} ({ends}, n = {n})")
    assert shown == figures_with_n(table_texts(sample_document)["markdown"])


def test_json_holds_the_numbers_behind_every_shown_estimate(sample_document: Document) -> None:
    figures = json.loads(json_.dumps(json_.figures_of(sample_document)))
    written = []
    for name, key, factor, places in (
        ("agreement_by_locale", "alpha", 1, 2),
        ("defects", "rate", 100, 1),
    ):
        for row in figures["tables"][name]["rows"]:
            one = row[key]
            if one["value"] is not None:
                value, low, high = (
                    f"{one[end] * factor + 1e-9:.{places}f}" for end in ("value", "low", "high")
                )
                sign = " %" if factor == 100 else ""
                written.append(f"{value}{sign} ({low}-{high}, n = {one['n']:,})")
    assert written == figures_with_n(table_texts(sample_document)["markdown"])


def test_headline_numbers_are_the_same_everywhere(sample_document: Document) -> None:
    for shown in ("0.73", "0.69-0.77", "2.0 %", "0.8-4.1 %", "1,920 items", "cannot tell"):
        assert shown in console.render(sample_document.sections)
        assert shown in markdown.render(sample_document)
        assert shown in html.render(sample_document)


def test_counts_and_totals_are_the_same_in_workbook_and_page(sample_document: Document) -> None:
    raw = io.BytesIO(excel.render(sample_document))
    sheet = openpyxl.load_workbook(raw, data_only=True)["Agreement"]
    page = markdown.render(sample_document)
    counts = [str(sheet.cell(row, 2).value) for row in range(6, 10)]
    assert counts == re.findall(r"^\| [a-z]{2}-[A-Z]{2} \| (\d+) \|", page, flags=re.MULTILINE)
    assert f"| **Total** | **{sheet.cell(10, 2).value}** |" in page


def test_no_table_column_is_left_out_of_the_workbook(sample_document: Document) -> None:
    tables = [b for s in sample_document.sections for b in s.blocks if isinstance(b, Table)]
    raw = io.BytesIO(excel.render(sample_document))
    workbook = openpyxl.load_workbook(raw)
    headers = {
        column.name
        for sheet in workbook
        for native in sheet.tables.values()
        for column in native.tableColumns
    }
    for table in (one for one in tables if one.rows):
        for column in table.columns:
            unit = " (s)" if column.kind is Kind.SECONDS else ""
            assert column.title + unit in headers
