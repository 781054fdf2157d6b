"""What a reader of figures must know beside the answers: exports that lack, answers mended."""

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity
from annops.project.definition import Definition
from annops.workspace.manifest import read_manifest

DEFECTS = "registers/defects.csv"

LACKING = Code(
    id="LIM001",
    title="Figures are made without an export that was taken in",
    severity=Severity.ERROR,
    checks="Whether every export of exports/manifest.csv that a source reads is in the folder "
    "when figures are made.",
    why="Its answers are in no figure, and nothing in the figure shows it.",
    example="The newest export lies on another computer, or was moved by mistake.",
    remedy="copy the export back into its place; `annops check` names all that lack",
)
MENDED = Code(
    id="LIM002",
    title="Answers were changed after a review asked for it",
    severity=Severity.WARNING,
    checks="How many answers the register of defects calls fixed by rework.",
    why="They are no longer what an annotator decided alone: agreement and accuracy that count "
    "them come out too high.",
    example="A ticket told 12 annotators the right answer of 60 items; alpha went from 0.54 to "
    "0.61.",
    remedy="read agreement from before the rework, or from batches without rework; the figure of "
    "quality after rework is the error rate of a new sample",
)


def limits(root: Path, definition: Definition) -> Iterator[Finding]:
    """Give what limits the figures of a project; a torn register is told of elsewhere.

    Yields:
        Findings.
    """
    yield from _lacking(root, definition)
    yield from _mended(root)


def _lacking(root: Path, definition: Definition) -> Iterator[Finding]:
    try:
        listed = read_manifest(root)
    except AnnopsError:
        return
    patterns = [source.path for source in definition.sources]
    for path, entry in listed.items():
        wanted = any(fnmatchcase(path, pattern) for pattern in patterns)
        if wanted and not (root / path).exists():
            message = f"taken in on {entry.first_seen}, is not in this folder: figures lack it"
            yield LACKING.at(Place(path), message)


def _mended(root: Path) -> Iterator[Finding]:
    if not (root / DEFECTS).exists():
        return
    from annops.registers.defects import Defect
    from annops.workspace.registers import read_register

    try:
        rows = read_register(root, Defect).rows
    except AnnopsError:
        return
    mended = [row for row in rows if row.state == "fixed"]
    if mended:
        what = "answer was" if len(mended) == 1 else "answers were"
        message = f"{len(mended):,} {what} changed because rework asked for it; agreement and"
        yield MENDED.at(Place(DEFECTS), f"{message} accuracy count them as given alone")
