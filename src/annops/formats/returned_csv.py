"""A text file that came back: its cells by line, whatever program wrote it."""

from annops.core.finding import Finding, Place
from annops.core.sheet_text import unguarded
from annops.formats.delimited_rows import Row, cell_limit, rows_of
from annops.formats.dialect import named_delimiter, sniff
from annops.formats.encoding import decode
from annops.formats.returned_grid import Grid
from annops.formats.returned_xml import Held, Raw, Rows

_SAMPLE = 65_536


def read_delimited(content: bytes, name: str) -> Grid:
    """Return the cells of a text file parted by commas, semicolons or tabs.

    UTF-8, UTF-16 and what Excel writes in Western Europe are recognised; the `'` before text that
    a spreadsheet would run is taken away.

    Args:
        content: The bytes of the file.
        name: Path for findings.
    """
    read = decode(content, None, name)
    named = named_delimiter(read.text)
    delimiter = sniff(read.text[:_SAMPLE]).delimiter
    findings: list[Finding] = list(read.findings)
    rows: Rows = {}
    widths: dict[int, int] = {}
    with cell_limit():
        found, noted = rows_of(read.text, delimiter)
        findings += noted
        for row in (one for group in found for one in _singly(group)):
            if row.cells is None:
                message = "the line is not read: its quotes are torn"
                findings.append(row.code.at(Place(name, line=row.line), message))
            elif not (named and row.line == 1):
                widths[row.line] = len(row.cells)
                rows[row.line] = {
                    place: Raw(Held.TEXT, unguarded(text))
                    for place, text in enumerate(row.cells, 1)
                    if text
                }
    return Grid(name, None, rows, delimiter=delimiter, widths=widths, findings=tuple(findings))


def _singly(group: object) -> list[Row]:
    return [group] if isinstance(group, Row) else list(group)  # type: ignore[call-overload]
