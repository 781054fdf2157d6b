"""A Document as GitHub Markdown, figures as SVG files beside it."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from annops.core.document import (
    Document,
    Figure,
    Findings,
    Metric,
    Narrative,
    Paragraph,
    Section,
    Table,
)
from annops.core.finding import Finding, sort_findings
from annops.render import numbers
from annops.render.grid import Grid, grid, group_metrics, scorecard
from annops.render.narratives import box, merge_narratives, seal
from annops.render.output import Files, Output
from annops.render.plain import visible

__all__ = ["OUTPUT", "escape", "inline", "merge_narratives", "render", "render_sections"]

ROW_LIMIT = 200
_SPECIAL = re.compile(r"([\\`*\[\]<>|~]|(?<!\w)_|_(?!\w)|&(?=[#\w]+;))")
_LINE_START = re.compile(r"^(\s*)([#>+=-]|\d+(?=[.)]))")
_MARK = re.compile(r"\\\[(\d+)\\\](?![(\[:\\])")  # a footnote's number, never a link
_CODE = re.compile(r"`([^`\n]+)`")


def escape(text: str) -> str:
    r"""Write foreign text so that Markdown shows it as it is; a line end becomes `<br>`.

    >>> escape("a|b `c`")
    'a\\|b \\`c\\`'
    """
    lines = text.replace("\r\n", "\n").split("\n")
    escaped = "<br>".join(_SPECIAL.sub(r"\\\1", visible(line)) for line in lines)
    return _MARK.sub(r"[\1]", escaped)


def inline(text: str) -> str:
    """Write a sentence of ours: words in backticks stay code, all else is shown as it is."""
    parts = _CODE.split(text)
    return "".join(
        f"`{visible(part)}`" if place % 2 else escape(part) for place, part in enumerate(parts)
    )


def render(document: Document) -> str:
    """Return the whole report as Markdown."""
    front = "".join(f"| {escape(label)} | {escape(text)} |\n" for label, text in document.front)
    block = f"| | |\n|:--|:--|\n{front}" if front else ""
    subtitle = f"{escape(document.subtitle)}\n" if document.subtitle else ""
    head = [f"# {escape(document.title)}\n", subtitle, block]
    return "\n".join(
        [*(part for part in head if part), render_sections(document.sections, document.id)]
    )


def render_sections(sections: Sequence[Section], folder: str = "figures") -> str:
    """Return sections as Markdown, each under a second-level heading.

    Args:
        sections: The sections.
        folder: Where the drawings stand beside the file.
    """
    parts = []
    for section in sections:
        parts.append(f"## {escape(section.title)}\n")
        parts += [text for text in _texts(section, folder) if text]
    return "\n".join(parts)


def _texts(section: Section, folder: str) -> Iterator[str]:
    for block in group_metrics(section.blocks):
        if isinstance(block, tuple):
            yield _grid(scorecard(block))
        elif isinstance(block, Figure):
            yield _figure(block, folder)
        else:
            yield _WRITERS[type(block)](block)


def _paragraph(paragraph: Paragraph) -> str:
    lines = inline(paragraph.text).split("<br>")
    return "\n".join(_LINE_START.sub(r"\1\\\2", line) for line in lines) + "\n"


def _table(table: Table) -> str:
    if not table.rows:
        return f"**{escape(table.title)}**: {escape(table.empty)}\n"
    cells = grid(table, limit=ROW_LIMIT)
    return f"**{escape(cells.title)}**\n\n{_grid(cells)}"


def _grid(cells: Grid) -> str:
    rows = list(cells.rows)
    marks = ["--:" if right else ":--" for right in cells.right]
    lines = [_row(cells.headers), f"|{'|'.join(marks)}|", *map(_row, rows)]
    if cells.total:
        bold = [f"**{escape(cell)}**" if cell else "" for cell in cells.total]
        lines.append(f"| {' | '.join(bold)} |")
    notes = "".join(f"\n{escape(note)}\n" for note in cells.notes)
    return ("\n".join(lines) + "\n" if rows else "") + (notes if rows else notes.lstrip("\n"))


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(escape, cells))} |"


def _figure(figure: Figure, folder: str) -> str:
    return f"![{escape(figure.alt)}]({folder}/{figure.id}.svg)\n\n*{escape(figure.title)}*\n"


def _findings(findings: Findings) -> str:
    return "".join(map(_finding, sort_findings(findings.items)))


def _finding(finding: Finding) -> str:
    where = f" `{visible(str(finding.place)).replace('`', '')}`" if finding.place else ""
    times = f" ({numbers.count(finding.count)} times)" if finding.count > 1 else ""
    line = f"- **{finding.severity}** {finding.code}{where}: {inline(finding.message)}{times}\n"
    return line + (f"  - hint: {inline(finding.hint)}\n" if finding.hint else "")


def _narrative(narrative: Narrative) -> str:
    return box(narrative, narrative.text or f"_Write here: {escape(narrative.prompt)}_")


_WRITERS: dict[type, Callable[[Any], str]] = {
    Paragraph: _paragraph,
    Table: _table,
    Findings: _findings,
    Narrative: _narrative,
    Metric: lambda metric: _grid(scorecard((metric,))),
}


def _files(document: Document) -> Files:
    from annops.render.charts import figures, svg

    drawings = {f"{document.id}/{one.id}.svg": svg(one).encode() for one in figures(document)}
    return {f"{document.id}.md": seal(render(document)).encode(), **drawings}


OUTPUT = Output("markdown", ".md", _files, hand_written=True)
