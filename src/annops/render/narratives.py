"""Boxes people write in: how their text is found in a written report and survives the next one."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from annops.core.document import Block, Document, Narrative

KEPT_HEADING = "Text kept from boxes that are gone"
_OPEN = re.compile(r"<!-- annops:narrative (?P<id>[\w.-]+) -->\n?")
_CLOSE = "<!-- /annops:narrative -->"
_SEAL = re.compile(r"\n?<!-- annops:written (?P<hash>[0-9a-f]{16}) -->\n?\Z")
_MARK = re.compile(rf"{_OPEN.pattern}|{re.escape(_CLOSE)}")
_HEADING = re.compile(r"^##? ", re.MULTILINE)
_PROMPT = re.compile(r"(?:_Write here: .*_|<p class=\"prompt\">.*</p>)")


def box(narrative: Narrative, body: str) -> str:
    """Return a box with its marks around a body, each mark on a line of its own."""
    return f"<!-- annops:narrative {narrative.id} -->\n{body.strip()}\n{_CLOSE}\n"


def read_narratives(text: str) -> dict[str, str]:
    """Return what stands in each box, by id; boxes that still hold only the prompt are left out.

    A box whose closing mark was deleted reaches to the next box or section, never over the report
    that follows; two boxes of one id are joined.
    """
    found: dict[str, str] = {}
    for mark, body in _bodies(_plain(text)):
        if body and not _PROMPT.fullmatch(body):
            before = found.get(mark["id"])
            found[mark["id"]] = f"{before}\n\n{body}" if before else body
    return found


def _bodies(text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Read each box.

    Yields:
        The opening mark and the text of its box.
    """
    opened = list(_OPEN.finditer(text))
    for place, mark in enumerate(opened):
        end = opened[place + 1].start() if place + 1 < len(opened) else len(text)
        body, closed, _ = text[mark.end() : end].partition(_CLOSE)
        if not closed:
            body = _HEADING.split(_SEAL.sub("", body), maxsplit=1)[0]
        yield mark, body.strip()


def _plain(text: str) -> str:
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines)


def outside(text: str) -> str:
    r"""Return a report without what stands in its boxes, spaces at line ends and its seal.

    >>> outside("A \n<!-- annops:narrative b -->\nRain.\n<!-- /annops:narrative -->\nC\n")
    'A\n<!-- annops:narrative b -->\n<!-- /annops:narrative -->\nC'
    """
    pieces, rest = [], _SEAL.sub("", _plain(text).rstrip("\n"))
    while mark := _OPEN.search(rest):
        _, closing, after = rest[mark.end() :].partition(_CLOSE)
        if not closing:
            break
        pieces.append(rest[: mark.end()] + closing)
        rest = after
    return ("".join(pieces) + rest).rstrip("\n")


def line_of(text: str, number: int) -> int:
    """Return the line of a report that is the given line of what stands outside its boxes."""
    plain, shift = _plain(text), 0
    for mark in _OPEN.finditer(plain):
        body, closing, _ = plain[mark.end() :].partition(_CLOSE)
        if closing and number >= plain.count("\n", 0, mark.end()) + 1 - shift:
            shift += body.count("\n")
    return number + shift


def seal(text: str) -> str:
    """Return a report with a last line by which later edits outside its boxes are noticed."""
    body = _SEAL.sub("", text.rstrip("\n")).rstrip("\n")
    return f"{body}\n\n<!-- annops:written {_hash(body)} -->\n"


def _hash(text: str) -> str:
    return sha256(outside(text).encode()).hexdigest()[:16]


def is_sealed(text: str) -> bool:
    """Whether a report is, outside its boxes, as annops wrote it."""
    found = _SEAL.search(_plain(text).rstrip("\n"))
    return found is not None and found["hash"] == _hash(text)


def broken_mark(text: str) -> tuple[int, str] | None:
    r"""Return line and fault of the first mark that is missing or doubled, None where none is.

    >>> broken_mark("A\n<!-- annops:narrative b -->\nRain.\n")
    (2, 'the box `b` is not closed')
    """
    plain, seen = _plain(text), set()
    opened: re.Match[str] | None = None
    for mark in _MARK.finditer(plain):
        name = mark["id"]
        if name is None and opened is None:
            return _line(mark), "a box is closed that was not opened"
        if name is not None and opened is not None:
            break
        if name in seen:
            return _line(mark), f"the box `{name}` stands there twice"
        opened = None if name is None else mark
        seen |= {name} - {None}
    return None if opened is None else (_line(opened), f"the box `{opened['id']}` is not closed")


def _line(mark: re.Match[str]) -> int:
    return mark.string.count("\n", 0, mark.start()) + 1


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
    merged = _append(merged, kept) if kept else merged
    return seal(merged) if _SEAL.search(new_text) else merged


def _append(text: str, kept: Mapping[str, str]) -> str:
    text = _SEAL.sub("", text)
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
