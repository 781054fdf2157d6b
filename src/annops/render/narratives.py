"""Boxes people write in: how their text is found in a written report and survives the next one."""

import re
from collections.abc import Mapping
from dataclasses import replace

from annops.core.document import Block, Document, Narrative

KEPT_HEADING = "Text kept from boxes that are gone"
_OPEN = re.compile(r"<!-- annops:narrative (?P<id>[\w.-]+) -->\n?")
_CLOSE = "<!-- /annops:narrative -->"
_PROMPT = re.compile(r"(?:_Write here: .*_|<p class=\"prompt\">.*</p>)")


def box(narrative: Narrative, body: str) -> str:
    """Return a box with its marks around a body, each mark on a line of its own."""
    return f"<!-- annops:narrative {narrative.id} -->\n{body.strip()}\n{_CLOSE}\n"


def read_narratives(text: str) -> dict[str, str]:
    """Return what stands in each box, by id; boxes that still hold only the prompt are left out.

    A box whose closing mark was deleted reaches to the next box or the end; two boxes of one id
    are joined, so nothing a person wrote is lost.
    """
    found: dict[str, str] = {}
    opened = list(_OPEN.finditer(text.replace("\r\n", "\n")))
    for place, mark in enumerate(opened):
        end = opened[place + 1].start() if place + 1 < len(opened) else None
        body = mark.string[mark.end() : end].partition(_CLOSE)[0].strip()
        if body and not _PROMPT.fullmatch(body):
            before = found.get(mark["id"])
            found[mark["id"]] = f"{before}\n\n{body}" if before else body
    return found


def merge_narratives(old_text: str, new_text: str) -> str:
    r"""Return the new report with what a person wrote into the old one, box by box.

    Text of a box that the new report no longer has stands at the end under a heading, in a box
    of the same id: should the box come back, so does its text.

    >>> old = "<!-- annops:narrative why -->\nRain.\n<!-- /annops:narrative -->\n"
    >>> merge_narratives(old, old.replace("Rain.", "_Write here: why?_")) == old
    True
    """
    written = read_narratives(old_text)
    pieces, rest = [], new_text
    kept = dict(written)
    while mark := _OPEN.search(rest):
        body, closing, after = rest[mark.end() :].partition(_CLOSE)
        text = kept.pop(mark["id"], None)
        shown = body if text is None else f"{text}\n"
        pieces.append(rest[: mark.end()] + shown + closing)
        rest = after
    merged = "".join(pieces) + rest
    return _append(merged, kept) if kept else merged


def _append(text: str, kept: Mapping[str, str]) -> str:
    boxes = [box(Narrative(name, ""), kept[name]) for name in sorted(kept)]
    if "</body>" in text:
        head, tail = text.rsplit("</body>", 1)
        joined = "\n".join(boxes)
        return f"{head}<section><h2>{KEPT_HEADING}</h2>\n{joined}</section>\n</body>{tail}"
    return "\n".join([text.rstrip("\n") + "\n", f"## {KEPT_HEADING}\n", *boxes])


def fill(document: Document, texts: Mapping[str, str]) -> Document:
    """Return the document with the text of each box it has, for outputs nobody writes into."""

    def filled(block: Block) -> Block:
        if isinstance(block, Narrative) and block.id in texts:
            return replace(block, text=texts[block.id])
        return block

    sections = tuple(
        replace(section, blocks=tuple(filled(block) for block in section.blocks))
        for section in document.sections
    )
    return replace(document, sections=sections)
