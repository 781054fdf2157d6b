import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest

from annops.core.document import Document, Narrative, Paragraph, Section
from annops.render import html
from annops.report.model import Rating
from annops.report.sections import rating_text

VOID = {"meta", "br", "img", "link", "hr", "path", "line", "rect"}


class Nesting(HTMLParser):
    """Checks that tags close in order; collects tags, ids and attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value or "" for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self.ids += [value or "" for name, value in attrs if name == "id"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def parse(document: Document) -> Nesting:
    parser = Nesting()
    parser.feed(html.render(document))
    assert parser.open == []
    return parser


def test_html_is_as_agreed(sample_document: Document, golden: Callable[[str, str], None]) -> None:
    page = html.render(sample_document)
    # A drawing's layout follows the fonts of the machine; its content is tested with the charts.
    golden("render/quality.html", re.sub(r"<svg .*?</svg>", "<svg/>", page, flags=re.DOTALL))


def test_tags_nest_and_ids_are_unique(sample_document: Document) -> None:
    page = parse(sample_document)
    assert len(page.ids) == len(set(page.ids))


def test_page_needs_no_script_and_no_network(sample_document: Document) -> None:
    page = parse(sample_document)
    assert not {"script", "link", "iframe", "img", "object", "form"} & set(page.tags)
    wanted = {"src", "srcset", "action", "data", "xlink:href"}
    assert not [name for name, _ in page.attributes if name in wanted or name.startswith("on")]
    assert all((value or "#").startswith("#") for name, value in page.attributes if name == "href")


def test_policy_allows_nothing_but_inline_style(sample_document: Document) -> None:
    policy = re.search(r'Security-Policy" content="([^"]+)"', html.render(sample_document))
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")


def test_hostile_text_is_shown_not_run() -> None:
    evil = "<script>alert(1)</script><img src=x onerror=y>{{ 7*7 }}"
    section = Section('s"><b>', evil, (Paragraph(evil),))
    document = Document("d", evil, evil, (section,), "2026-01-01", front=((evil, evil),))
    page = parse(document)
    assert not {"script", "img", "b"} & set(page.tags)
    assert "{{ 7*7 }}" in html.render(document)


def test_contents_lead_to_every_section(sample_document: Document) -> None:
    page = parse(sample_document)
    links = {value for name, value in page.attributes if name == "href"}
    assert links == {f"#{section.id}" for section in sample_document.sections}
    assert {section.id for section in sample_document.sections} <= set(page.ids)


def test_outcomes_are_words_and_not_colour_only(sample_document: Document) -> None:
    assert '<td class="not-met" dir="auto">✗ not met</td>' in html.render(sample_document)


@pytest.mark.parametrize(
    ("language", "start"), [("en", '<html lang="en">'), ("ar-EG", '<html lang="ar-EG" dir="rtl">')]
)
def test_page_names_its_language_and_direction(language: str, start: str) -> None:
    document = Document("d", "T", "", (), "2026-01-01", language=language)
    assert start in html.render(document)


def luminance(colour: str) -> float:
    short = colour.removeprefix("#")
    full = short if len(short) == 6 else "".join(2 * digit for digit in short)
    parts = [int(full[k : k + 2], 16) / 255 for k in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_every_text_colour_has_contrast_of_four_and_a_half(sample_document: Document) -> None:
    page = html.render(sample_document)
    named = dict(re.findall(r"--(\w+): (#[0-9a-f]+)", page))
    grounds = [named["band"], "#ffffff"]
    pairs = [(named[name], ground) for name in ("ink", "muted", "accent") for ground in grounds]
    pairs += re.findall(r"td\.[\w-]+ \{ color: (#\w+); background: (#\w+);", page)
    assert len(pairs) == 9
    for ink, ground in pairs:
        light, dark = sorted((luminance(ink), luminance(ground)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, (ink, ground)


@pytest.mark.parametrize("rating", list(Rating))
def test_every_rating_of_a_report_has_its_colour(rating: Rating) -> None:
    classes = {
        Rating.RED: "not-met", Rating.AMBER: "cannot-tell", Rating.GREEN: "met",
        Rating.GREY: "not-rated",
    }  # fmt: skip
    assert html.rating(rating_text(rating)) == classes[rating]


def test_titles_and_heads_of_tables_are_not_left_alone_at_the_end_of_a_page(
    sample_document: Document,
) -> None:
    printed = html.render(sample_document).partition("@media print")[2].partition("</style>")[0]
    rule = next(line for line in printed.splitlines() if line.strip().startswith("caption"))
    assert "thead tr" in rule
    assert "break-after: avoid" in rule


def test_what_a_person_wrote_in_markdown_is_shown_as_such() -> None:
    text = "We asked **two** things:\n\n- cost\n- time\n\nSee [the plan](https://example.org/p)."
    shown = html.render(_with_box(text))
    assert "<strong>two</strong>" in shown
    assert "<li>cost</li>" in shown
    assert '<a href="https://example.org/p">the plan</a>' in shown


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://example.org/a.png)",
     "<img src=https://example.org/a.png>"],
)  # fmt: skip
def test_what_a_person_wrote_runs_nothing_and_fetches_nothing(text: str) -> None:
    shown = html.render(_with_box(text)).split('class="narrative"')[1].split("</section>")[0]
    for mark in ("<script", "<img", 'href="javascript'):
        assert mark not in shown


def _with_box(text: str) -> Document:
    box = Narrative("said", "say it", text)
    return Document("d", "Title", "sub", (Section("s", "Said", (box,)),), "2026-11-20")
