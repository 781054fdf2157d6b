"""Rework as tables and as a section of a report."""

from collections.abc import Sequence

from annops.core.document import Block, Column, Findings, Kind, Paragraph, Section, Table
from annops.core.sample import shown_answer
from annops.registers.listing import Extra, records_table
from annops.registers.rework import Ticket
from annops.rework.model import Fate, ReworkResult, TicketEntry, VerifyResult

RETEST = "Changed as asked is no proof of being right: a re-test comes with the next sample."


def sections(result: ReworkResult) -> tuple[Section, ...]:
    """Return one section: every ticket, and what needs attention."""
    blocks: list[Block] = [tickets_table(result.tickets), Paragraph(RETEST)]
    if result.findings:
        blocks.append(Findings(result.findings))
    return (Section("rework", "Rework", tuple(blocks)),)


def tickets_table(entries: Sequence[TicketEntry]) -> Table:
    """Return tickets with their counts, age and delay."""
    by_id = {entry.ticket.id: entry for entry in entries}
    extra = (
        Extra(Column("age_days", "Age in days", Kind.COUNT), lambda i: by_id[i].age_days),
        Extra(Column("overdue_days", "Days overdue", Kind.COUNT),
              lambda i: by_id[i].overdue_days),
        Extra(Column("waiting", "Not settled", Kind.COUNT), lambda i: by_id[i].waiting),
    )  # fmt: skip
    rows = [entry.ticket for entry in entries]
    return records_table(Ticket, rows, extra=extra, empty="no tickets")


def verify_sections(result: VerifyResult) -> tuple[Section, ...]:
    """Return one section: counts by ticket, every defect, every change that nobody asked for."""
    blocks: list[Block] = [
        counts_table(result), checks_table(result), unasked_table(result), Paragraph(RETEST),
    ]  # fmt: skip
    if result.findings:
        blocks.append(Findings(result.findings))
    return (Section("rework", f"Rework of {result.batch}", tuple(blocks)),)


def counts_table(result: VerifyResult) -> Table:
    """Return how many defects of each ticket met which fate."""
    fates = tuple(Fate)
    columns = (
        Column("ticket", "Ticket"),
        Column("to", "To"),
        *(Column(fate.name.lower(), fate.value.capitalize(), Kind.COUNT) for fate in fates),
        Column("unasked", "Changed unasked", Kind.COUNT),
    )
    rows = tuple(
        (check.ticket.id, check.ticket.to, *(check.count(fate) for fate in fates),
         None if check.unasked is None else len(check.unasked))
        for check in result.tickets
    )  # fmt: skip
    return Table("rework_counts", "What came back", columns, rows,
                 total=tuple(fate.name.lower() for fate in fates))  # fmt: skip


def checks_table(result: VerifyResult) -> Table:
    """Return every defect and every unasked change with the answers before and now."""
    columns = (
        Column("ticket", "Ticket"),
        Column("defect", "Defect"),
        Column("item", "Item"),
        Column("question", "Question"),
        Column("fate", "What became of it"),
        Column("before", "Answer then"),
        Column("expected", "Expected"),
        Column("now", "Answer now"),
        Column("where", "Export and record"),
        Column("note", "Note"),
    )
    rows: list[tuple[str | None, ...]] = [
        (check.ticket.id, row.defect, row.item, row.question, row.fate.value,
         shown_answer(row.before), shown_answer(row.expected) if row.expected else None,
         None if row.now is None else shown_answer(row.now), row.where or None, row.note or None)
        for check in result.tickets
        for row in check.rows
    ]  # fmt: skip
    rows += [
        (check.ticket.id, None, row.item, row.question, "changed without being asked",
         shown_answer(row.before), None, None if row.now is None else shown_answer(row.now),
         row.where or None, None)
        for check in result.tickets
        for row in check.unasked or ()
    ]  # fmt: skip
    return Table("rework_checks", "Every answer compared", columns, tuple(rows))


def unasked_table(result: VerifyResult) -> Table:
    """Return the answers that changed though nobody asked."""
    columns = (
        Column("ticket", "Ticket"),
        Column("annotator", "Annotator"),
        Column("item", "Item"),
        Column("question", "Question"),
        Column("before", "Answer then"),
        Column("now", "Answer now"),
    )
    rows = tuple(
        (check.ticket.id, row.annotator, row.item, row.question, shown_answer(row.before),
         None if row.now is None else shown_answer(row.now))
        for check in result.tickets
        for row in check.unasked or ()
    )  # fmt: skip
    return Table("rework_unasked", "Changed without being asked", columns, rows, empty="none")
