"""What reading a file gives, before answers are understood: text cells, or raw answers."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar, Protocol

import numpy as np
import polars as pl
from numpy.typing import NDArray

from annops.core.finding import Finding
from annops.core.ledger import Unreadable
from annops.project.source import Source


@dataclass(frozen=True, slots=True)
class Opened:
    """A file about to be read.

    Attributes:
        path: The file on disk.
        name: Its path relative to the project folder, as findings show it.
        head: The first 256 KiB of its bytes.
        digest: Hash of all its bytes, or the promise of it.
    """

    path: Path
    name: str
    head: bytes
    digest: str | Future[str]

    @property
    def sha256(self) -> str:
        """Hash of all bytes of the file; waits for it while it is being made.

        Raises:
            AnnopsError: When the file cannot be read to its end (3).
        """
        return self.digest if isinstance(self.digest, str) else self.digest.result()


@dataclass(frozen=True, slots=True)
class LineTable:
    """Lines of the records of a file of many records, looked up by the first record of each part.

    Attributes:
        first: Array (n_parts,), the first record of each part, rising.
        line: Array (n_parts,), the line on which each part begins.
    """

    first: NDArray[np.uint32]
    line: NDArray[np.uint64]

    def __call__(self, record: int) -> int | None:
        """Return the line on which a record's part begins, None before the first part."""
        at = int(np.searchsorted(self.first, record, side="right")) - 1
        return int(self.line[at]) if at >= 0 else None

    def many(self, records: pl.Series) -> pl.Series:
        """Return the lines of records, null before the first part."""
        at = np.searchsorted(self.first, records.to_numpy(), side="right").astype(np.int64)
        lines = pl.Series("line", [None, *self.line.tolist()], dtype=pl.UInt32)
        return lines.gather(at)


@dataclass(frozen=True, slots=True)
class Cells:
    """A file that is a table: every cell as text, nothing interpreted.

    Attributes:
        frame: Lazy frame: the file's columns as text (null = blank cell), plus `record` (UInt32,
            from 1). Columns of a file without header are named `1`, `2`, ...; a repeated column
            name gets ` (2)` and a finding.
        columns: The file's columns, in order, `record` not among them.
        n_records: Records met, the unreadable ones included; header and blank lines are none.
        unreadable: Records not in the frame.
        findings: What was met while reading.
        line_of: Line of a record in the file, for findings.
        cell_of: Cell of a record and column of a workbook, as `Sheet1!B7`; None of other files.
    """

    frame: pl.LazyFrame
    columns: tuple[str, ...]
    n_records: int
    unreadable: tuple[Unreadable, ...] = ()
    findings: tuple[Finding, ...] = ()
    line_of: Callable[[int], int | None] = field(default=lambda record: record + 1)
    cell_of: Callable[[int, str], str] | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """Raw answers of a file, one row per answer; what layouts and answer formats give.

    Attributes:
        frame: Lazy frame with a subset of the columns of `annops.core.annotations.SCHEMA` and of
            the breakdowns, except that instead of `answer` and `problem` it has
            `raw` (the answer's text as given; null = no answer) and, where a format knows it,
            `unsupported` (name of an answer type annops cannot read, else null).
        n_records: Records met, the unreadable ones included.
        n_blank: Loaded records that gave no row at all.
        unreadable: Records that gave no row because they could not be read.
        findings: What was met while reading.
        line_of: Line of a record in the file, for findings.
        items: Item manifest found on the way: `item`, and `media`, `text`, `link`, breakdowns
            where the file has them; one row per item. None when the file tells nothing of items,
            or is a list of items, whose `frame` has these columns itself, one row per record.
    """

    frame: pl.LazyFrame
    n_records: int
    n_blank: int = 0
    unreadable: tuple[Unreadable, ...] = ()
    findings: tuple[Finding, ...] = ()
    line_of: Callable[[int], int | None] = field(default=lambda record: record + 1)
    items: pl.LazyFrame | None = None


class Format(Protocol):
    """One export format: recognises a file by its content, and reads it."""

    name: ClassVar[str]
    title: ClassVar[str]
    cached: ClassVar[bool]  # parsing is slower than reading a Parquet copy

    def recognises(self, opened: Opened) -> float:
        """Return how sure the content is of this format, 0 to 1."""

    def read(
        self, opened: Opened, source: Source, *, wanted: Iterable[str] | None
    ) -> Cells | Answers:
        """Read the file; `wanted` names the answer columns needed, None for all.

        Raises:
            AnnopsError: With findings and exit code 3, when nothing of the file can be read.
        """
