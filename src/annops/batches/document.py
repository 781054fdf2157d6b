"""Batches as a table with bars, and as a section of a report."""

from annops.batches.model import BatchesResult, BatchRow
from annops.core.document import Block, Column, Findings, Kind, Paragraph, Section, Table
from annops.core.estimate import Outcome
from annops.render.numbers import share

_BAR = 10


def sections(result: BatchesResult) -> tuple[Section, ...]:
    """Return one section: the batches and what needs attention."""
    blocks: list[Block] = [batches_table(result)]
    if result.no_data:
        blocks.append(Paragraph(f"Nothing was counted: {result.no_data}."))
    if result.findings:
        blocks.append(Findings(result.findings))
    return (Section("batches", "Batches", tuple(blocks)),)


def batches_table(result: BatchesResult) -> Table:
    """Return every batch with its counts, its pace and its forecast."""
    columns = (
        Column("id", "Batch"),
        Column("state", "State"),
        Column("due", "Due", Kind.DATE),
        Column("units", "Units", Kind.COUNT),
        Column("received", "Received", Kind.COUNT),
        Column("answered", "Answered", Kind.COUNT),
        Column("done", "Done", Kind.COUNT),
        Column("share", "Share done", Kind.SHARE),
        Column("judgments", "Judgments", Kind.COUNT),
        Column("needed", "Needed a day", Kind.NUMBER),
        Column("actual", "Pace a day", Kind.ESTIMATE),
        Column("finish", "Done at this pace", Kind.DATE),
        Column("outcome", "On time", Kind.OUTCOME),
    )
    note = f"{_done(result)} Pace: judgments per working day of the last 7 days."
    if result.without_batch:
        belong = "judgment belongs" if result.without_batch == 1 else "judgments belong"
        note += f" {result.without_batch:,} {belong} to no batch."
    rows = tuple(_cells(row) for row in result.batches)
    return Table("batches", "Batches", columns, rows, note=note, empty="no batches")


def _done(result: BatchesResult) -> str:
    if not result.overlap_planned:
        return "Done: items with a judgment (no overlap planned)."
    judgments = "judgment" if result.overlap == 1 else "judgments"
    return f"Done: items with {result.overlap} {judgments}, as planned per item."


def _on_time(row: BatchRow) -> Outcome | None:
    """Return whether a batch is on time; None where it has no due day."""
    return row.pace.outcome if row.pace and row.pace.due else None


def _cells(row: BatchRow) -> tuple[object, ...]:
    pace = row.pace
    timed = (None, None, None, None, None)
    if pace is not None:
        timed = (pace.due, pace.needed, pace.actual, row.finish, _on_time(row))  # type: ignore[assignment]
    due, needed, actual, finish, outcome = timed
    return (
        row.id, row.state or "not in the register", due, row.units, row.received, row.answered,
        row.done, row.share, row.judgments, needed, actual, finish, outcome,
    )  # fmt: skip


def short_table(result: BatchesResult) -> Table:
    """Return what fits a terminal: a bar, the counts, the pace, whether it will be late."""
    columns = (
        Column("id", "Batch"),
        Column("bar", "Progress"),
        Column("done", "Done", Kind.COUNT),
        Column("units", "Units", Kind.COUNT),
        Column("share", "Share", Kind.SHARE),
        Column("state", "State"),
        Column("due", "Due", Kind.DATE),
        Column("finish", "Forecast", Kind.DATE),
        Column("outcome", "On time", Kind.OUTCOME),
    )
    rows = tuple(
        (row.id, bar(row.share), row.done, row.units, row.share, row.state or "-",
         row.pace.due if row.pace else None, row.finish, _on_time(row))
        for row in result.batches
    )  # fmt: skip
    note = batches_table(result).note
    return Table("batches_short", "Batches", columns, rows, note=note, empty="no batches")


def bar(value: float | None) -> str:
    """Draw a share as a bar of ten signs; empty where it is unknown.

    >>> bar(0.52)
    '[#####.....]'
    """
    filled = 0 if value is None else int(min(value, 1.0) * _BAR)
    return f"[{'#' * filled}{'.' * (_BAR - filled)}]"


def batch_line(row: BatchRow, width: int) -> str:
    """Write one batch in a line: name, bar, share, state, whether it will be late."""
    done = f"{row.done:,}" if row.units is None else f"{row.done:,} of {row.units:,}"
    part = "" if row.share is None else f" ({share(row.share)})"
    state = row.state or "not in the register"
    return f"  {row.id.ljust(width)} {bar(row.share)} {done} done{part}; {state}{_when(row)}"


def _when(row: BatchRow) -> str:
    pace = row.pace
    if pace is None:
        return ""
    due = f"; due {pace.due}" if pace.due else ""
    if row.overdue_days is not None:
        unit = "day" if row.overdue_days == 1 else "days"
        return f"{due}: {row.overdue_days} {unit} overdue"
    if pace.remaining == 0:
        return due
    forecast = f"; at this pace done {row.finish}" if row.finish else ""
    words = {Outcome.MET: "on time", Outcome.NOT_MET: "late", Outcome.CANNOT_TELL: "cannot tell"}
    return f"{due}: {words[pace.outcome]}, {pace.why}{forecast}"
