import io
import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.document import Column, Document, Kind, Paragraph, Section, Table
from annops.render import console
from annops.render.plain import display_width, visible, wrap


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def section(*columns: Column, rows: tuple[tuple[object, ...], ...]) -> Section:
    return Section("s", "S", (Table("t", "T", columns, rows),))


def test_piped_text_is_as_agreed(
    sample_document: Document, golden: Callable[[str, str], None]
) -> None:
    golden("render/quality.txt", console.render(sample_document.sections))


def test_our_own_signs_are_ascii_under_a_pipe(sample_document: Document) -> None:
    summary = sample_document.sections[:1]
    assert console.render(summary).isascii()


def test_a_pipe_gets_no_colour_codes(sample_document: Document) -> None:
    out = io.StringIO()
    console.print_sections(sample_document.sections, out)
    assert "\x1b" not in out.getvalue()


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_a_terminal_that_refuses_colour_gets_plain_tables(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch, sample_document: Document
) -> None:
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv(name, value)
    out = Terminal()
    console.print_sections(sample_document.sections, out)
    assert "\x1b" not in out.getvalue()
    assert "[-] not met" in out.getvalue()


def test_a_terminal_with_colour_gets_symbols_and_words(
    monkeypatch: pytest.MonkeyPatch, sample_document: Document
) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    out = Terminal()
    console.print_sections(sample_document.sections, out, console.Style(120, True, False))
    assert "\x1b[31m✗ not met" in out.getvalue()


def test_wide_characters_keep_columns_aligned() -> None:
    rows = (("配送", 1), ("ab", 22))
    text = console.render([section(Column("a", "A"), Column("b", "B", Kind.COUNT), rows=rows)])
    lines = [line for line in text.splitlines() if line.endswith(("1", "22"))]
    assert {display_width(line) for line in lines} == {display_width("配送") + 2 + 2}


def test_control_characters_of_the_data_are_made_visible() -> None:
    text = console.render([section(Column("a", "A"), rows=(("x\x1b[2Jy\u202ez\n",),))])
    assert "x\\x1b[2Jy\\u202ez\\n" in text
    assert "\x1b" not in text


STYLES = [console.Style(width, fancy) for width in (40, 60, 80, 120) for fancy in (True, False)]


@pytest.mark.parametrize("style", STYLES, ids=repr)
def test_no_table_line_is_wider_than_the_terminal(
    style: console.Style, sample_document: Document
) -> None:
    width = style.width
    text = console.render(sample_document.sections[1:2], style)
    plain = re.sub(r"\x1b\[[\d;]*m", "", text)
    assert max(map(display_width, plain.splitlines())) <= width


def test_rows_beyond_the_limit_are_counted_aloud() -> None:
    rows = tuple((k,) for k in range(100))
    text = console.render([section(Column("a", "A", Kind.COUNT), rows=rows)])
    assert "70 more rows stand in the workbook" in text


def test_an_empty_table_says_so() -> None:
    table = Table("t", "Open tickets", (Column("a", "A"),), (), empty="no ticket is open")
    text = console.render([Section("s", "S", (table,))])
    assert text == "Open tickets\n  no ticket is open\n"


def test_a_single_section_prints_no_heading() -> None:
    assert console.render([Section("s", "Title", (Paragraph("Body."),))]) == "Body.\n"


@given(st.text(), st.integers(min_value=4, max_value=60))
def test_wrapped_lines_fit_and_keep_every_character_but_spaces(text: str, width: int) -> None:
    shown = visible(text)
    lines = wrap(shown, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == shown.replace(" ", "")
