"""The section of a weekly report about what changed since the week before."""

from annops.core.document import Column, Kind, Paragraph, Section, Table
from annops.core.estimate import Estimate
from annops.report.model import Change, Number, Previous, WeeklyResult


def changes_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return what changed since the report of the week before; none without one."""
    previous = result.previous
    if previous is None:
        return ()
    said = [Paragraph(f"Input {text}.") for text in previous.files]
    tables = (_changed_counts(result, previous), _changed(result, previous, share=False),
              _changed(result, previous, share=True))  # fmt: skip
    shown = [table for table in tables if table.rows]
    note = Paragraph("Both reports are cumulative, so they share most answers.")
    return (Section("changes", f"Changes since {previous.week}", (*said, note, *shown)),)


def _changed_counts(result: WeeklyResult, previous: Previous) -> Table:
    return Table(
        "changed_counts", "Counts",
        (
            Column("label", "Figure"),
            Column("old", previous.week, Kind.COUNT),
            Column("new", result.week, Kind.COUNT),
            Column("difference", "Difference", Kind.COUNT),
        ),
        tuple((c.label, c.old.value, c.new.value, c.difference)
              for c in previous.changes if c.new.n is None),
    )  # fmt: skip


def _changed(result: WeeklyResult, previous: Previous, *, share: bool) -> Table:
    words = {True: "do not overlap", False: "overlap", None: None}
    return Table(
        "changed_shares" if share else "changed_figures",
        "Shares" if share else "Coefficients and means",
        (
            Column("label", "Figure"),
            Column("old", previous.week, Kind.ESTIMATE, share=share),
            Column("new", result.week, Kind.ESTIMATE, share=share),
            Column("difference", "Difference, points" if share else "Difference", Kind.NUMBER),
            Column("apart", "Intervals"),
        ),
        tuple((c.label, _shown(c.old), _shown(c.new), points_of(c), words[c.apart])
              for c in previous.changes if c.new.n is not None and c.new.share is share),
    )  # fmt: skip


def points_of(change: Change) -> float | None:
    """Return the difference of two figures, of shares in percentage points."""
    if change.difference is None or not change.new.share:
        return change.difference
    return 100 * change.difference


def _shown(number: Number) -> Estimate:
    if number.value is None:
        return Estimate.undefined("undefined", n=number.n or 0, unit="")
    return Estimate(number.value, number.low, number.high, number.n or 0, "", "")
