"""Delimited text: CSV, TSV and their kin, with or without header, of any delimiter."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

import polars as pl

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity
from annops.formats.delimited_exact import tabulate
from annops.formats.delimited_rows import Row, Run, read_rows, usual_width
from annops.formats.dialect import (
    INDEX,
    column_names,
    is_table,
    named_delimiter,
    positions,
    sample_rows,
    sniff,
)
from annops.formats.emptiness import checked
from annops.formats.encoding import decode, is_text, sample_text
from annops.formats.mapping import repeating_columns
from annops.formats.reading import Cells, Opened
from annops.formats.regular import RegularShape, regular_shape
from annops.formats.signatures import binary_kind, text_kind
from annops.project.source import Source

NOT_TEXT = Code(
    id="FMT114",
    title="File is no text",
    severity=Severity.ERROR,
    checks="A file of delimited text holds text.",
    why="Bytes of a picture or an archive have no records.",
    example="`format: delimited` for a workbook",
    remedy="leave `format` out of the source, or name the file that was meant",
)


class Delimited:
    """Delimited text, read fast where its regular shape is proven and exactly everywhere else."""

    name: ClassVar[str] = "delimited"
    title: ClassVar[str] = "delimited text (CSV, TSV ...)"
    cached: ClassVar[bool] = False

    def recognises(self, opened: Opened) -> float:
        """Return how sure the content is of this format, 0 to 1."""
        text = sample_text(opened.head).lstrip()
        if not text or text[0] in "{[" or not is_text(text) or binary_kind(opened.head):
            return 0.0
        fit = sniff(text)
        if text_kind(text) or not is_table(text, fit):
            return 0.0
        return 0.5 if fit.width > 1 and fit.share >= 0.5 else 0.05

    def read(self, opened: Opened, source: Source, *, wanted: Iterable[str] | None) -> Cells:
        """Read the file as a table of text cells.

        Raises:
            AnnopsError: With exit code 3 when no record has the shape of the file, or it is
                no text.
        """
        del wanted  # the frame is lazy: what is not selected is not parsed
        if binary_kind(opened.head) or not is_text(sample_text(opened.head)):
            finding = NOT_TEXT.at(Place(opened.name), "the file is no text")
            raise AnnopsError(finding, exit_code=3)
        delimiter = sniff(sample_text(opened.head), source.delimiter).delimiter
        shape = regular_shape(opened, source.encoding, delimiter)
        if shape is not None and shape.n_rows > source.header:
            return checked(_fast(opened, source, shape), opened.name)
        return checked(_exact(opened, source, delimiter), opened.name)


def _fast(opened: Opened, source: Source, shape: RegularShape) -> Cells:
    names, findings = (
        column_names(shape.first, opened.name)
        if source.header
        else (positions(len(shape.first)), ())
    )
    repeating = repeating_columns(source, names)
    n_header = int(source.header)
    frame = pl.scan_csv(
        opened.path,
        has_header=False,
        skip_rows=n_header,
        separator=shape.delimiter,
        quote_char=None,
        infer_schema=False,
        schema={n: pl.Categorical() if n in repeating else pl.String() for n in names},
        row_index_name=INDEX,
        row_index_offset=1,
    )
    n_records = shape.n_rows - n_header
    return Cells(frame, names, n_records, (), findings, line_of=lambda record: record + n_header)


def _exact(opened: Opened, source: Source, delimiter: str) -> Cells:
    decoded = decode(opened.path.read_bytes(), source.encoding, opened.name)
    text = decoded.text
    if named_delimiter(text):
        text = text[text.index("\n") :]  # the blank line keeps the count of lines
    first, rows, assumed = read_rows(text, delimiter)
    names, repeated = _names(first, source, opened.name)
    spare = _spare(first[0].cells or [], source, len(names)) if first else []
    if source.header:
        rows = _below_header(rows)
    table = tabulate(rows, spare or [False] * len(names), opened.name, nul="\0" in text)
    findings = (*decoded.findings, *_placed(assumed, opened.name), *repeated, *table.findings)
    frame = table.frame.rename(dict(zip(positions(len(names)), names, strict=True)))
    lines = table.lines
    return Cells(
        frame.lazy(),
        names,
        len(lines),
        table.unreadable,
        findings,
        line_of=lambda record: lines[record - 1] if 0 < record <= len(lines) else None,
    )


def _below_header(rows: Iterator[Row | Run]) -> Iterator[Row | Run]:
    first = next(rows, None)
    if isinstance(first, Run) and len(first.rows) > 1:
        yield Run(first.line + 1, first.rows[1:])
    yield from rows


def _placed(findings: Iterable[Finding], name: str) -> Iterable[Finding]:
    return (Finding(f.code, f.severity, f.message, Place(name), f.hint, f.count) for f in findings)


def _names(
    first: list[Row], source: Source, name: str
) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    if not source.header:
        return positions(usual_width(first)), ()
    if first and first[0].cells is None:
        message = "the header cannot be read: " + first[0].code.title.lower()
        finding = first[0].code.at(Place(name, line=first[0].line), message)
        raise AnnopsError(finding, exit_code=3)
    return column_names(first[0].cells or [] if first else [], name)


def _spare(header: list[str], source: Source, width: int) -> list[bool]:
    if not source.header:
        return [False] * width
    return [not cell.strip() for cell in header]


def preview(opened: Opened, source: Source, limit: int = 20) -> list[list[str]]:
    """Return the first records of a file as they stand, header included, for proposals."""
    text = sample_text(opened.head)
    return sample_rows(text, sniff(text, source.delimiter).delimiter, limit)
