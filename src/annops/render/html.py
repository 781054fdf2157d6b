"""A Document as one HTML file that needs nothing else: no script, no network, prints well."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from annops.core.document import (
    Block,
    Document,
    Figure,
    Findings,
    Metric,
    Narrative,
    Paragraph,
    Table,
)
from annops.core.finding import sort_findings
from annops.render import numbers
from annops.render.charts import svg
from annops.render.grid import Grid, grid, group_metrics, scorecard
from annops.render.narratives import box
from annops.render.output import Files, Output
from annops.render.plain import visible

if TYPE_CHECKING:
    from jinja2 import Template
    from markdown_it import MarkdownIt
    from markupsafe import Markup

ROW_LIMIT = 500
_WHOLE = 16  # words this short are never broken
TEMPLATE = "report.html.j2"
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "ur", "yi"})
_RATINGS = {
    ("✓", "green"): "met",
    ("?", "amber"): "cannot-tell",
    ("✗", "red"): "not-met",
    ("\N{EN DASH}", "grey"): "not-rated",
}
_CODE = re.compile(r"`([^`\n]+)`")


def template_folders() -> list[Path]:
    """Return where the report templates are looked for: beside the package, then the checkout."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_shipped" / "templates" / "report"
    return [shipped, package.parents[1] / "templates" / "report"]


@cache
def _template() -> "Template":
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader(template_folders()),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "words": inline,
        "visible": visible_lines,
        "anchor": anchor,
        "rating": rating,
    }
    return environment.get_template(TEMPLATE)


def anchor(text: str) -> str:
    """Return an id that is safe in an address: letters, digits, `-` and `_`."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", text)


def rating(text: str) -> str:
    """Return the class that colours a rating, which is written as symbol and words; else nothing.

    >>> rating("✗ red: off track"), rating("red")
    ('not-met', '')
    """
    symbol, _, words = text.partition(" ")
    return _RATINGS.get((symbol, words.partition(":")[0]), "")


def visible_lines(text: str) -> str:
    """Make control characters visible, line ends kept (cells show them as line ends)."""
    return "\n".join(map(visible, str(text).replace("\r\n", "\n").split("\n")))


def inline(text: str) -> "Markup":
    """Write a sentence of ours: words in backticks become code, all else is escaped."""
    from markupsafe import Markup, escape

    parts = _CODE.split(text)
    written = [
        Markup("<code>{}</code>").format(visible(part))
        if place % 2
        else escape(visible_lines(part))
        for place, part in enumerate(parts)
    ]
    return Markup("").join(written)


def render(document: Document) -> str:
    """Return the whole report as one HTML page."""
    sections = [
        {
            "id": anchor(section.id),
            "title": section.title,
            "blocks": [_view(block) for block in group_metrics(section.blocks)],
        }
        for section in document.sections
    ]
    right_to_left = document.language.split("-")[0] in _RIGHT_TO_LEFT
    return _template().render(document=document, sections=sections, right_to_left=right_to_left)


def _view(block: Block | tuple[Metric, ...]) -> dict[str, Any]:
    if isinstance(block, tuple):
        return {"kind": "scorecard", "rows": _rows(scorecard(block)), "grid": scorecard(block)}
    makers = {
        Paragraph: _paragraph,
        Table: _table,
        Figure: _figure,
        Findings: _findings,
        Narrative: _narrative,
    }
    return makers[type(block)](block)


def _paragraph(block: Any) -> dict[str, Any]:
    return {"kind": "paragraph", "lines": block.text.splitlines()}


def _table(block: Any) -> dict[str, Any]:
    cells = grid(block, limit=ROW_LIMIT)
    return {"kind": "table", "grid": cells, "rows": _rows(cells), "empty": _empty(block)}


def _empty(table: Table) -> str | None:
    return table.empty if not table.rows else None


def _rows(cells: Grid) -> Sequence[Sequence[dict[str, Any]]]:
    """Return the cells with what the page needs to set them: side and outcome class."""
    return [
        [
            {
                "text": text,
                "right": cells.right[across],
                "whole": not cells.words[across] or len(text) <= _WHOLE,
                "outcome": anchor(cells.outcomes.get((place, across), rating(text))),
            }
            for across, text in enumerate(row)
        ]
        for place, row in enumerate(cells.rows)
    ]


def _figure(block: Any) -> dict[str, Any]:
    from markupsafe import Markup

    # The drawing comes from our own chart model, with every foreign text escaped by the library.
    return {"kind": "figure", "figure": block, "svg": Markup(svg(block))}  # noqa: S704


def _findings(block: Any) -> dict[str, Any]:
    items = sort_findings(block.items)
    counts = {place: numbers.count(item.count) for place, item in enumerate(items)}
    return {"kind": "findings", "items": items, "counts": counts}


def _narrative(block: Any) -> dict[str, Any]:
    from markupsafe import Markup, escape

    if block.text is None:
        body = Markup('<p class="prompt">{}</p>').format(block.prompt)
    else:
        body = Markup(_markdown().render(visible_lines(block.text)))  # noqa: S704  no HTML let in
    marked = box(Narrative(anchor(block.id), ""), str(escape(body)))
    return {"kind": "narrative", "html": Markup(marked)}  # noqa: S704  escaped above


@cache
def _markdown() -> "MarkdownIt":
    """Return a reader of what people write: no HTML passes, and nothing is fetched."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def _files(document: Document) -> Files:
    return {f"{document.id}.html": render(document).encode()}


OUTPUT = Output("html", ".html", _files)
