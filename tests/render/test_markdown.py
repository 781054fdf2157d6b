from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.document import Column, Document, Paragraph, Section, Table
from annops.render import markdown


def test_markdown_is_as_agreed(
    sample_document: Document, golden: Callable[[str, str], None]
) -> None:
    golden("render/quality.md", markdown.render(sample_document))


@given(st.text())
def test_a_cell_can_neither_end_its_row_nor_open_another(text: str) -> None:
    table = Table("t", "T", (Column("a", "A"), Column("b", "B")), ((text, "end"),))
    rendered = markdown.render_sections([Section("s", "S", (table,))])
    row = next(line for line in rendered.split("\n") if line.endswith("| end |"))
    bare = row.replace("\\\\", "").replace("\\|", "")
    assert bare.count("|") == 3


@pytest.mark.parametrize("text", ["# head", "- item", "1. item", "> quote", "+ item", "==="])
def test_a_paragraph_never_turns_into_a_heading_list_or_quote(text: str) -> None:
    rendered = markdown.render_sections([Section("s", "S", (Paragraph(text),))])
    assert rendered.splitlines()[-1].startswith(("\\", "1\\"))


def test_words_in_backticks_stay_code() -> None:
    assert markdown.inline("label `a_b*` is <new>") == r"label `a_b*` is \<new\>"


def test_a_foreign_link_is_not_a_link() -> None:
    assert markdown.escape("[1](http://evil)") == r"\[1\](http://evil)"


def test_a_footnote_number_reads_as_it_is() -> None:
    assert markdown.escape("0.71 [1]") == "0.71 [1]"


def test_names_with_underscores_stay_readable() -> None:
    assert markdown.escape("krippendorff_alpha _x_") == r"krippendorff_alpha \_x\_"


def test_figures_are_files_beside_the_report_with_words(sample_document: Document) -> None:
    files = markdown.OUTPUT.render(sample_document)
    page = files["quality.md"].decode()
    assert "![Alpha by locale: de-DE above" in page
    assert "(quality/alpha_by_locale.svg)" in page
    assert files["quality/alpha_by_locale.svg"].startswith(b"<svg ")
