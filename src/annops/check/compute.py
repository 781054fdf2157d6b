"""Collects what is wrong in a project folder, from everything that can be checked alone."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from annops.check.attention import register_attention, undefined_kinds
from annops.check.coverage import coverage_findings
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Severity, sort_findings
from annops.guideline.checking import quick_findings
from annops.project.definition import Definition
from annops.project.source import Source
from annops.workspace.definition import read_definition
from annops.workspace.manifest import check_manifest
from annops.workspace.registers import check_registers
from annops.workspace.reviews import check_reviews
from annops.workspace.samples import check_samples
from annops.workspace.yaml_places import YamlText

NO_FILE = Code(
    id="CHK001",
    title="A source that finds no file",
    severity=Severity.WARNING,
    checks="Whether each path of `sources` and `items` finds a file in the project folder.",
    why="A mistyped path looks the same as an export that has not come yet.",
    example="`path: exports/crwd/*.csv` while the folder is called `exports/crowd`.",
    remedy="correct the path, or put the export where the path points: `annops import FILE`",
)
NO_SOURCE = Code(
    id="CHK003",
    title="A project without sources",
    severity=Severity.NOTE,
    checks="Whether the definition names any source.",
    why="There is nothing to measure yet; in a new project that is as it should be.",
    example="A folder fresh from `annops init`.",
    remedy="take the first export in: `annops import FILE`",
)
SAME_FILE = Code(
    id="CHK004",
    title="A file that two sources read alike",
    severity=Severity.WARNING,
    checks="Whether two sources with the same role and question find the same file.",
    why="Its answers would be counted twice.",
    example="`exports/*.csv` and `exports/a.csv`, both for question `tone`.",
    remedy="narrow one of the paths, or take one of the sources out",
)


def folder_findings(
    root: Path, as_of: date | None = None, *, read: bool = True
) -> tuple[Finding, ...]:
    """Return everything that is wrong in a project folder, worst first.

    Args:
        root: The project folder.
        as_of: Day that ages and delays in the registers are counted to; None not to look at them.
        read: Whether to open the sources too, to see that they are recognised and have the
            columns the definition names.

    Raises:
        AnnopsError: When annops.yaml cannot be read from disk.
    """
    file = read_definition(root)
    findings = [*file.findings, *check_manifest(root), *check_registers(root)]
    findings += (*check_samples(root), *check_reviews(root))
    findings += () if as_of is None else register_attention(root, as_of)
    definition = file.definition
    if definition is not None:
        findings += _sources(root, definition, file.text)
        findings += quick_findings(root, definition, file.text)
        findings += undefined_kinds(root, definition)
        findings += _contents(root, definition, file.text) if read and definition.sources else ()
    return sort_findings(findings)


def _sources(root: Path, definition: Definition, text: YamlText) -> Iterator[Finding]:
    if not definition.sources:
        yield NO_SOURCE.at(
            text.place(("sources",), key=True), "the definition names no source yet"
        )
    from annops.workspace.load import why_no_file

    readers: dict[tuple[Path, str, str | None], int] = {}
    for i, source in enumerate(definition.sources):
        place = text.place(("sources", i, "path"))
        for path in _files(root, source):
            first = readers.setdefault((path, source.role.value, source.question), i)
            if first != i:
                name = path.relative_to(root).as_posix()
                message = f"`sources[{i}]` and `sources[{first}]` both read `{name}`"
                yield SAME_FILE.at(place, message)
    for block, entries in (("sources", definition.sources), ("items", definition.items)):
        for i, source in enumerate(entries):
            if not _files(root, source):
                message = f"`{block}[{i}].path`: {why_no_file(root, source.path)}"
                yield NO_FILE.at(text.place((block, i, "path")), message)


def _files(root: Path, source: Source) -> list[Path]:
    from annops.workspace.load import source_files

    return source_files(root, source)


def _contents(root: Path, definition: Definition, text: YamlText) -> tuple[Finding, ...]:
    """Open the sources; a path without files has been told with its place already."""
    from annops.workspace import load

    try:
        files, findings = load.read_sources(root, definition)
    except AnnopsError as error:
        return tuple(found for found in error.findings if found.code != load.NO_FILE.id)
    return (*findings, *coverage_findings(root, files, definition, text))
