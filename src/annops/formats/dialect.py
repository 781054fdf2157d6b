"""How a file of delimited text is written: its delimiter, its columns' names, its header."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from annops.core.finding import Code, Finding, Place, Severity

REPEATED_COLUMN = Code(
    id="FMT103",
    title="Column name repeated",
    severity=Severity.WARNING,
    checks="No two columns of a file have the same name.",
    why="A name in the source must mean one column; the later ones are called `name (2)` ...",
    example="`id,label,label`",
    remedy="name the right one in the source's `columns`, as `label (2)`",
)

DELIMITERS = (",", ";", "\t", "|")
_WORD = 80  # characters that an id or a label has at most
_NAMED = re.compile(r"sep=([^\w\s]|\t)\r?\n")
INDEX = "record"
"""Name of the column of record numbers in a frame of cells, which no column of a file keeps."""


@dataclass(frozen=True, slots=True)
class Sniffed:
    """Delimiter that fits a sample best, the cells it gives a record, and how many records fit."""

    delimiter: str
    width: int
    share: float


def named_delimiter(text: str) -> str | None:
    r"""Return the delimiter that spreadsheets name on a first line of their own, else None.

    >>> named_delimiter("sep=;\nid;label\n"), named_delimiter("id;label\n")
    (';', None)
    """
    found = _NAMED.match(text)
    return found[1] if found else None


def sniff(sample: str, declared: str | None = None) -> Sniffed:
    r"""Return the delimiter for which the sample's records have the same number of cells.

    A first line `sep=;` as spreadsheets write it is believed. Among delimiters that fit equally
    well the one that gives more cells is taken; text in one column is given the comma. The last
    record of a long sample is left out, it may be cut.

    >>> sniff("a;1,5;x\nb;2,5;y\n").delimiter
    ';'
    """
    named = declared or named_delimiter(sample)
    candidates = (named,) if named else DELIMITERS
    tried = [_fit(sample, delimiter) for delimiter in candidates]
    several = [fit for fit in tried if fit.width > 1] or tried[:1]
    return max(several, key=lambda fit: (round(fit.share, 2), fit.width))


def _fit(sample: str, delimiter: str) -> Sniffed:
    rows = sample_rows(sample, delimiter)
    widths = Counter(len(row) for row in rows)
    if not widths:
        return Sniffed(delimiter, 1, 0.0)
    width, n_rows = max(widths.items(), key=lambda entry: (entry[1], entry[0]))
    return Sniffed(delimiter, width, n_rows / len(rows))


def is_table(sample: str, fit: Sniffed) -> bool:
    r"""Say whether text is evidently parted into cells, or is a list of single words.

    Prose is not: its commas stand before blanks, and its lines have any number of them.

    >>> words = "so it was, in the end\nand we went, late, to bed\nall slept"
    >>> is_table(words, sniff(words)), is_table("id\nt1\nt2", sniff("id\nt1\nt2"))
    (False, True)
    """
    if fit.width == 1:
        cells = [row[0].strip() for row in sample_rows(sample, fit.delimiter) if row]
        words = sum(1 for cell in cells if len(cell) <= _WORD and len(cell.split()) == 1)
        return words >= 0.9 * len(cells) > 0
    parted = sample.count(fit.delimiter)
    spaced = sample.count(f"{fit.delimiter} ")
    return fit.share >= 0.3 and not (fit.share < 0.7 and spaced >= 0.9 * parted)


def sample_rows(sample: str, delimiter: str, limit: int = 200) -> list[list[str]]:
    """Return the first records of a sample, blank lines and a record that may be cut left out."""
    rows: list[list[str]] = []
    whole = True
    reader = csv.reader(io.StringIO(sample[:65536], newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if len(rows) >= limit:
                whole = False
                break
            if any(cell.strip() for cell in row) or len(row) > 1:
                rows.append(row)
    except csv.Error:
        whole = False
    if whole and len(sample) >= 65536 and len(rows) > 1:
        rows.pop()
    return rows


def guess_header(rows: Sequence[Sequence[str]]) -> bool:
    """Say whether the first record looks like column names, for proposals only.

    It does when all its cells are filled, differ, are no numbers, and do not come back in
    their own columns; of a file with one record nothing is known and True is returned.
    """
    if not rows:
        return True
    first = [cell.strip() for cell in rows[0]]
    if len(set(first)) < len(first) or sum(not cell for cell in first) > 1:
        return False
    if any(_is_number(cell) for cell in first):
        return False
    later = [{row[i].strip() for row in rows[1:] if i < len(row)} for i in range(len(first))]
    return not any(cell in seen for cell, seen in zip(first, later, strict=True) if cell)


def _is_number(text: str) -> bool:
    return bool(text) and text.replace(",", "").replace(".", "").lstrip("+-").isdigit()


def column_names(header: Sequence[str], name: str) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
    """Return the names of a file's columns, all different, with a finding for repeated ones.

    Blanks around a name are not part of it; a column without a name is called by its position
    from 1, and a column called `record` becomes `record (2)`.
    """
    taken = {INDEX}
    repeated: list[str] = []
    names: list[str] = []
    copies: dict[str, int] = {}
    for position, cell in enumerate(header, 1):
        wished = cell.strip() or str(position)
        unique, copy = wished, copies.get(wished, 2)
        if unique in taken and unique != INDEX:
            repeated.append(wished)
        while unique in taken:
            unique, copy = f"{wished} ({copy})", copy + 1
        copies[wished] = copy
        taken.add(unique)
        names.append(unique)
    if not repeated:
        return tuple(names), ()
    called = ", ".join(f"`{column}`" for column in dict.fromkeys(repeated))
    message = f"several columns are called {called}"
    finding = REPEATED_COLUMN.at(Place(name, line=1), message, count=len(repeated))
    return tuple(names), (finding,)


def positions(width: int) -> tuple[str, ...]:
    """Return the names of the columns of a file without header: `1`, `2`, ..."""
    return tuple(str(position) for position in range(1, width + 1))
