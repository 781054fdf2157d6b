"""The sections of a weekly report about what reviewers found: error rates and defects."""

from annops.audit.figures import rate_figures
from annops.audit.model import AuditResult
from annops.audit.tables import defect_blocks, label_blocks, rates_table
from annops.audit.wording import counts_text, in_batch_text
from annops.core.document import Block, Column, Findings, Kind, Paragraph, Section, Table
from annops.core.estimate import Estimate, Outcome
from annops.core.wording import counted
from annops.defects.document import (
    batches_table,
    list_table,
    pareto_figure,
    pareto_table,
    state_text,
)
from annops.report.model import WeeklyResult
from annops.rework.document import tickets_table

MOST_DEFECTS = 20


def audits_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return the audits of the samples in use; none where there is none."""
    audits = result.standing.audits
    if not audits:
        return ()
    blocks: list[Block] = [_audits_table(audits)]
    for audit in audits:
        blocks += [Paragraph(f"{audit.name}: {_said(audit)}"), *map(Paragraph, audit.notes)]
        if audit.refused and result.audience == "internal":
            blocks.append(Findings(audit.refused))
        blocks += [rates_table(audit), *rate_figures(audit)]
        blocks += [*defect_blocks(audit), *label_blocks(audit)]
    return (Section("audits", "Audits", tuple(blocks)),)


def _said(audit: AuditResult) -> str:
    many = in_batch_text(audit)
    said = f"{audit.scope} {counts_text(audit)}"
    return f"{said} {many[:1].upper()}{many[1:]}." if many else said


def _audits_table(audits: tuple[AuditResult, ...]) -> Table:
    columns = (
        Column("batch", "Batch"),
        Column("sample", "Sample"),
        Column("rows", "Rows to judge", Kind.COUNT),
        Column("judged", "Judged", Kind.COUNT),
        Column("missing", "No verdict", Kind.COUNT),
        Column("rate", "Wrong answers", Kind.ESTIMATE, share=True),
        Column("low", "Wrong in batch, from", Kind.COUNT),
        Column("high", "to", Kind.COUNT),
        Column("outcome", "Target", Kind.OUTCOME),
    )
    note = (
        "Judged + no verdict = rows to judge. A rate is given only when every row is judged. The "
        "rate weighs each sampled item by the share of the batch that it stands for."
    )
    rows = tuple(_audit_row(audit) for audit in audits)
    return Table("audits", "Error rates of the batches sampled", columns, rows, note=note)


def _audit_row(audit: AuditResult) -> tuple[object, ...]:
    counts, many = audit.counts, audit.in_batch
    rate = audit.rate.estimate if audit.rate else None
    if rate is None:
        rate = Estimate.undefined("no rate is given", n=counts.answers_judged, unit="answers")
    whole = [t for t in audit.targets if t.question == "all" and set(t.breakdown) <= {"batch"}]
    outcome: Outcome | None = whole[0].outcome if whole else None
    return (
        audit.name, audit.sample.id if audit.sample else None, counts.rows, counts.judged,
        counts.without_verdict, rate, many.low if many else None, many.high if many else None,
        outcome,
    )  # fmt: skip


def rework_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return what was sent back, to whom and since when; for a client the counts alone."""
    rework = result.standing.rework
    if rework is None:
        return ()
    sent = sum(entry.ticket.defects or 0 for entry in rework.tickets)
    waiting = sum(entry.waiting for entry in rework.tickets)
    blocks: list[Block] = [
        Paragraph(
            f"Sent back: {counted(sent, 'answer')}; not settled of these: {waiting:,}; "
            f"tickets out: {len(rework.open):,}, of these overdue: "
            f"{len(rework.overdue):,}. What came back changed as asked is proven by the next "
            "sample only."
        )
    ]
    if result.audience == "internal":
        blocks.append(tickets_table(rework.tickets[:MOST_DEFECTS]))
        blocks += [Findings(rework.findings)] if rework.findings else []
    return (Section("rework", "Rework", tuple(blocks)),)


def defects_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return where the defects stand and what weighs most; none while the register is empty."""
    defects = result.standing.defects
    if defects is None:
        return ()
    blocks: list[Block] = [Paragraph(state_text(defects)), batches_table(defects)]
    for pareto in result.standing.paretos:
        if pareto.n:
            blocks += [pareto_table(pareto), pareto_figure(pareto)]
    if result.audience == "internal" and defects.defects:
        blocks.append(list_table(defects.defects[:MOST_DEFECTS]))
    if defects.findings and result.audience == "internal":
        blocks.append(Findings(defects.findings))
    return (Section("defects", "Defects", tuple(blocks)),)
