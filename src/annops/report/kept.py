"""Keeps a written report beside the new one where people's words stand outside its boxes."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from annops.core.changeset import Write
from annops.core.finding import Code, Finding, Place, Severity
from annops.render.narratives import broken_mark, is_sealed, line_of, outside

EDITED = Code(
    id="RPT002",
    title="A written report was edited outside its boxes",
    severity=Severity.WARNING,
    checks="Whether the report is as annops wrote it outside its boxes, each with both marks.",
    why="The report is made again from the numbers; only the text in the boxes goes along. The "
    "old report is kept beside the new one, so that no text is lost.",
    example="A sentence below a table of weekly.md, or a box whose closing mark was deleted.",
    remedy="write only between the marks; take your words over from the file kept, then delete it",
)


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeps text from being lost: files written beside the report, and a word on them."""

    writes: tuple[Write, ...] = ()
    findings: tuple[Finding, ...] = ()


def keep(root: Path, path: str, made: Callable[[], str | None]) -> Kept:
    """Keep a copy of a written report unless a new one would hold every word a person wrote.

    Args:
        root: The project folder.
        path: Path of the report below it, `/` between parts, ending in `.md`.
        made: Makes the report again from its own numbers; None where that cannot be done.
    """
    try:
        content = (root / path).read_bytes()
    except OSError:
        return Kept()
    fault = _fault(content, made)
    if fault is None:
        return Kept()
    line, message = fault
    beside, there = _beside(root, path, content)
    name = beside.rpartition("/")[2]
    finding = EDITED.at(Place(path, line), f"{message}; the old report is kept as `{name}`")
    return Kept(() if there else (Write(beside, content),), (finding,))


def _fault(content: bytes, made: Callable[[], str | None]) -> tuple[int | None, str] | None:
    """Return line and sentence where text would be lost, None where none would."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        return content.count(b"\n", 0, error.start) + 1, "the file is not UTF-8 text"
    broken = broken_mark(text)
    if broken is not None:
        return broken
    if is_sealed(text):
        return None
    again = made()
    if again is None:
        return None, "the text outside the boxes is not what annops wrote"
    place = _first_change(text, again)
    return None if place is None else (place, "the text outside the boxes was edited")


def _first_change(text: str, again: str) -> int | None:
    """Return the line of the first change outside the boxes of a report, None for none."""
    mine, theirs = outside(text).split("\n"), outside(again).split("\n")
    if mine == theirs:
        return None
    pairs = enumerate(zip(mine, theirs, strict=False))
    same = next((n for n, (a, b) in pairs if a != b), min(len(mine), len(theirs)))
    return line_of(text, min(same, len(mine) - 1) + 1)


def _beside(root: Path, path: str, content: bytes) -> tuple[str, bool]:
    """Return the first free name beside a report, and whether it holds the same bytes already."""
    stem, number = path.removesuffix(".md"), 1
    while (root / f"{stem}.kept-{number}.md").exists():
        name = f"{stem}.kept-{number}.md"
        if (root / name).is_file() and (root / name).read_bytes() == content:
            return name, True
        number += 1
    return f"{stem}.kept-{number}.md", False
