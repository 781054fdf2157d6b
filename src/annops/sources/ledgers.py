"""Draws both ledgers of every file, balanced, and lists the rows behind a reason; pure."""

from collections.abc import Mapping, Sequence

import polars as pl

from annops.core.annotations import Annotations, Selection, exclusion
from annops.core.finding import Finding
from annops.core.ledger import FileLedger, UseLedger
from annops.core.states import Reason
from annops.sources.model import FileRow, FindingRow, LeftOut, SourcesResult

UNREADABLE = "unreadable"
REASONS = (UNREADABLE, *(str(reason) for reason in Reason))
"""Reasons whose rows can be listed."""


def sources_result(annotations: Annotations) -> SourcesResult:
    """Return the ledgers of every file and of all files together."""
    by_file = _excluded_by_file(annotations)
    rows = tuple(_file_row(entry, by_file) for entry in annotations.ledger.files)
    findings = tuple(_finding_row(finding) for finding in annotations.findings)
    return SourcesResult(files=rows, total=_total(rows), findings=findings)


def _excluded_by_file(annotations: Annotations) -> dict[str, dict[str | None, int]]:
    names = annotations.frame.collect_schema().names()
    counted = (
        annotations.frame.with_columns(exclusion(Selection(), columns=names))
        .group_by(pl.col("file").cast(pl.String), "excluded")
        .agg(pl.len().alias("n"))
        .collect()
    )
    table: dict[str, dict[str | None, int]] = {}
    for file, reason, n in counted.sort("file", "excluded").iter_rows():
        table.setdefault(file, {})[reason] = int(n)
    return table


def _file_row(entry: FileLedger, by_file: Mapping[str, Mapping[str | None, int]]) -> FileRow:
    counts = dict(by_file.get(entry.file, {}))
    used = counts.pop(None, 0)
    excluded = {str(reason): n for reason, n in sorted(counts.items(), key=str)}
    balanced = UseLedger(used + sum(excluded.values()), used, excluded)
    return FileRow(
        file=entry.file, format=entry.format, sha256=entry.sha256, read=entry.read,
        loaded=entry.loaded, unreadable=len(entry.unreadable), blank=entry.blank,
        answers=balanced.loaded, used=used, excluded=excluded,
    )  # fmt: skip


def _total(rows: Sequence[FileRow]) -> FileRow:
    reasons = sorted({reason for row in rows for reason in row.excluded})
    return FileRow(
        file="all files", format="", sha256="",
        read=sum(row.read for row in rows), loaded=sum(row.loaded for row in rows),
        unreadable=sum(row.unreadable for row in rows), blank=sum(row.blank for row in rows),
        answers=sum(row.answers for row in rows), used=sum(row.used for row in rows),
        excluded={reason: sum(row.excluded.get(reason, 0) for row in rows) for reason in reasons},
    )  # fmt: skip


def _finding_row(finding: Finding) -> FindingRow:
    return FindingRow(
        code=finding.code, severity=str(finding.severity), message=finding.message,
        place=str(finding.place or ""), hint=finding.hint, count=finding.count,
    )  # fmt: skip


def unreadable_rows(files: Sequence[FileLedger]) -> tuple[LeftOut, ...]:
    """List the records that could not be read, each with what is wrong with it in `raw`."""
    return tuple(
        LeftOut(
            file=entry.file, line=refused.place.line, record=refused.place.record or 0,
            reason=UNREADABLE, raw=refused.reason,
        )
        for entry in files
        for refused in entry.unreadable
    )  # fmt: skip


def excluded_rows(rows: pl.DataFrame, reason: str) -> pl.DataFrame:
    """Return the answers left out for a reason.

    Args:
        rows: Answers with `raw`, `unsupported` where a format gives it, and the columns of
            annotations.
        reason: One of `REASONS`.

    Returns:
        Frame with file, record, item, question, annotator, raw; in file and record order. An
        answer that annops cannot read shows its type.
    """
    marked = rows.with_columns(exclusion(Selection(), columns=rows.columns))
    raw = pl.col("raw").cast(pl.String)
    if "unsupported" in rows.columns:
        raw = pl.coalesce(raw, pl.col("unsupported").cast(pl.String))
    texts = [pl.col(name).cast(pl.String) for name in ("item", "question", "annotator")]
    return marked.filter(pl.col("excluded") == reason).select(
        pl.col("file").cast(pl.String), "record", *texts, raw.alias("raw")
    )
