"""Sections as plain lines for a terminal, a pipe or a log."""

import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from shutil import get_terminal_size
from typing import Any, Literal, TextIO

from annops.core.document import (
    Block,
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
from annops.render.grid import Grid, grid, group_metrics, target_text
from annops.render.output import Files, Output
from annops.render.plain import display_width, pad, visible, wrap

ROW_LIMIT = 30
_GAP = "  "
_NARROWEST = 8


@dataclass(frozen=True, slots=True)
class Style:
    """What the place of printing can show.

    Attributes:
        width: Display columns.
        fancy: Whether it is a terminal with colour, where tables are drawn by rich.
        ascii_only: Whether our own signs are ASCII; words of the data stay as they are.
        row_limit: At most this many rows of a table; a line says how many more there are.
    """

    width: int = 100
    fancy: bool = False
    ascii_only: bool = True
    row_limit: int = ROW_LIMIT


def style_of(stream: TextIO) -> Style:
    """Choose the style: rich tables only on a terminal without NO_COLOR or TERM=dumb."""
    fancy = (
        stream.isatty()
        and not os.environ.get("NO_COLOR")
        and os.environ.get("TERM", "dumb" if os.name != "nt" else "") != "dumb"
    ) or bool(os.environ.get("FORCE_COLOR"))
    width = get_terminal_size((100, 24)).columns if stream.isatty() else 100
    utf8 = (getattr(stream, "encoding", None) or "").lower().replace("-", "") == "utf8"
    return Style(width=width, fancy=fancy, ascii_only=not (fancy and utf8))


def print_sections(
    sections: Sequence[Section], stream: TextIO | None = None, style: Style | None = None
) -> None:
    """Print sections to stdout, or another stream, as it can show them."""
    out = stream or sys.stdout
    out.write(render(sections, style or style_of(out)))


def render(sections: Sequence[Section], style: Style | None = None) -> str:
    """Return sections as lines; a title only where there are several sections.

    Args:
        sections: The sections.
        style: What can be shown; plain ASCII at 100 columns unless given.
    """
    chosen = style or Style()
    parts = []
    for section in sections:
        body = _body(section, chosen)
        heading = f"{visible(section.title)}\n" if len(sections) > 1 and section.title else ""
        if heading or body:
            parts.append(heading + (body if heading else body.lstrip("\n")))
    return "\n".join(parts)


def _body(section: Section, style: Style) -> str:
    shown = [_block(block, style) for block in group_metrics(section.blocks)]
    return "".join(text for text in shown if text)


def _block(block: Block | tuple[Metric, ...], style: Style) -> str:
    if isinstance(block, tuple):
        return "".join(_metric(metric, style) for metric in block)
    return _WRITERS[type(block)](block, style)


def _flowing(text: str, style: Style) -> str:
    paragraphs = text.splitlines()
    return "".join(f"{line}\n" for part in paragraphs for line in wrap(visible(part), style.width))


def _metric(metric: Metric, style: Style) -> str:
    ascii_only = style.ascii_only
    text = numbers.estimate_text(metric.estimate, is_share=metric.share, ascii_only=ascii_only)
    target = target_text(metric, ascii_only=ascii_only)
    verdict = numbers.outcome(metric.outcome, ascii_only=ascii_only) if metric.outcome else ""
    tail = "".join(f"; {part}" for part in (target and f"target {target}", verdict) if part)
    return _hanging(f"{metric.label}: {text}{tail}", style)


def _hanging(text: str, style: Style, indent: str = "") -> str:
    first, *rest = wrap(visible(text), style.width - len(indent + _GAP))
    return "".join([f"{indent}{first}\n", *(f"{indent}{_GAP}{line}\n" for line in rest)])


def _finding(finding: Finding, style: Style) -> str:
    head = str(replace(finding, hint=None))
    times = f" ({numbers.count(finding.count)} times)" if finding.count > 1 else ""
    hint = _hanging(f"hint: {finding.hint}", style, _GAP) if finding.hint else ""
    return f"{visible(head)}{times}\n{hint}"


def _table(table: Table, style: Style) -> str:
    cells = grid(table, limit=style.row_limit, ascii_only=style.ascii_only)
    title = f"\n{visible(cells.title)}\n" if cells.title else "\n"
    if not table.rows:
        return f"{title}{_GAP}{table.empty}\n"
    laid_out = "" if table.data else _laid_out(cells, style)
    return title + laid_out + "".join(_hanging(note, style) for note in cells.notes)


def _laid_out(cells: Grid, style: Style) -> str:
    rows = [cells.headers, *cells.rows, *([cells.total] if cells.total else [])]
    texts = [[visible(cell) for cell in row] for row in rows]
    widths = _fit(texts, cells, style)
    if _width(widths) > style.width:
        return _stacked(texts, style)
    return _fancy(texts, widths, cells, style) if style.fancy else _plain(texts, widths, cells)


def _width(widths: Sequence[int]) -> int:
    return sum(widths) + len(_GAP) * (len(widths) - 1)


def _fit(texts: Sequence[Sequence[str]], cells: Grid, style: Style) -> list[int]:
    """Narrow the widest column until the table fits; figures are never broken, words may be."""
    columns = list(zip(*texts, strict=True))
    widths = [max(map(display_width, column)) for column in columns]
    floors = [
        _floor(column, words=words) for column, words in zip(columns, cells.words, strict=True)
    ]
    for _ in range(max(0, _width(widths) - style.width)):
        slack = [
            width if width > floor else 0 for width, floor in zip(widths, floors, strict=True)
        ]
        if not any(slack):
            break
        widths[slack.index(max(slack))] -= 1
    return widths


def _floor(column: Sequence[str], *, words: bool) -> int:
    header = max(map(display_width, column[0].split(" ")))
    figures = 0 if words else max(map(display_width, column[1:]), default=0)
    return max(_NARROWEST if words else 0, header, figures)


def _stacked(texts: Sequence[Sequence[str]], style: Style) -> str:
    """Write one line a cell under its header, for tables wider than the place of printing."""
    headers, *rows = texts
    blocks = []
    for row in rows:
        pairs = [(head, cell) for head, cell in zip(headers, row, strict=True) if cell]
        blocks.append("".join(_hanging(f"{head}: {cell}", style) for head, cell in pairs))
    return "\n".join(blocks)


def _plain(texts: Sequence[Sequence[str]], widths: Sequence[int], cells: Grid) -> str:
    lines = [_line(row, widths, cells.right) for row in texts]
    rule = _GAP.join("-" * width for width in widths) + "\n"
    tail = [rule, lines.pop()] if cells.total else []
    return "".join([lines[0], rule, *lines[1:], *tail])


def _line(row: Sequence[str], widths: Sequence[int], right: Sequence[bool]) -> str:
    cells = [wrap(text, width) for text, width in zip(row, widths, strict=True)]
    lines = []
    for depth in range(max(map(len, cells))):
        parts = [
            pad(cell[depth] if depth < len(cell) else "", width, right=flush)
            for cell, width, flush in zip(cells, widths, right, strict=True)
        ]
        lines.append(_GAP.join(parts).rstrip() + "\n")
    return "".join(lines)


def _fancy(
    texts: Sequence[Sequence[str]], widths: Sequence[int], cells: Grid, style: Style
) -> str:
    from io import StringIO

    from rich import box
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0), pad_edge=False)
    for header, width, flush in zip(texts[0], widths, cells.right, strict=True):
        side: Literal["left", "right"] = "right" if flush else "left"
        drawn.add_column(Text(header), justify=side, width=width, overflow="fold")
    for place, row in enumerate(texts[1:]):
        drawn.add_row(
            *(Text(cell, style=_colour(cells, place, across)) for across, cell in enumerate(row)),
            end_section=cells.total is not None and place == len(cells.rows) - 1,
        )
    out = StringIO()
    Console(file=out, width=style.width + 9, force_terminal=True, color_system="standard").print(
        drawn
    )
    return out.getvalue()


def _colour(cells: Grid, place: int, across: int) -> str:
    verdict = cells.outcomes.get((place, across))
    return {"met": "green", "not met": "red", "cannot tell": "yellow"}.get(verdict or "", "")


_WRITERS: dict[type, Callable[[Any, Style], str]] = {
    Paragraph: lambda block, style: _flowing(block.text, style),
    Narrative: lambda block, style: _flowing(block.text or "", style),
    Findings: lambda block, style: "".join(
        _finding(item, style) for item in sort_findings(block.items)
    ),
    Table: _table,
    Metric: _metric,
    Figure: lambda _block, _style: "",  # no plain lines; its figures stand in the tables
}


def _files(document: Document) -> Files:
    front = [f"{label}: {text}" for label, text in document.front]
    head = [visible(line) for line in (document.title, document.subtitle, *front) if line]
    text = "\n".join([*head, "", render(document.sections)])
    return {f"{document.id}.txt": text.rstrip("\n").encode() + b"\n"}


OUTPUT = Output("text", ".txt", _files)
