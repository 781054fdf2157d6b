"""Writes the pages for reading: at most 88 signs a line."""

import textwrap
from collections.abc import Iterable

from annops.explain.catalog import Page

WIDTH = 88
_INDENT = 11


def page_text(page: Page) -> str:
    """Return a page: its title line, then each part under its heading."""
    lines = textwrap.wrap(f"{page.name} ({page.kind}): {page.title}", WIDTH)
    for heading, text in page.parts:
        lines.append("")
        lines += _part(heading, text)
    return "\n".join(lines) + "\n"


def list_text(pages: Iterable[Page]) -> str:
    """Return one line a page: name, kind, title; long titles are cut at the width."""
    known = list(pages)
    names = max((len(page.name) for page in known), default=0)
    kinds = max((len(page.kind) for page in known), default=0)
    lines = (f"{page.name:<{names}}  {page.kind:<{kinds}}  {page.title}" for page in known)
    return "".join(_cut(line) + "\n" for line in lines)


def _cut(line: str) -> str:
    return line if len(line) <= WIDTH else line[: WIDTH - 4].rstrip() + " ..."


def _part(heading: str, text: str) -> list[str]:
    """Wrap a text beside its heading; line breaks of the text itself are kept."""
    lines: list[str] = []
    for line in text.splitlines() or [""]:
        inner = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(line, WIDTH - _INDENT, subsequent_indent=inner) or [""]
    first, *rest = lines
    indent = " " * _INDENT
    return [f"{heading:<{_INDENT}}{first}".rstrip(), *((indent + line).rstrip() for line in rest)]
