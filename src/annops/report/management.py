"""The sections of a weekly report about running the project: batches, decisions, issues, risks."""

from collections.abc import Sequence
from dataclasses import replace

from annops.batches.document import batches_table
from annops.core.document import Block, Column, Findings, Kind, Paragraph, Section, Table
from annops.core.wording import counted
from annops.issue.document import decisions_table
from annops.issue.document import short_table as issues_table
from annops.issue.model import IssuesResult
from annops.report.model import WeeklyResult
from annops.risk.document import SCORE_NOTE, matrix_figure
from annops.risk.document import short_table as risks_table
from annops.risk.model import RiskEntry, RisksResult

MOST_RISKS = 10
_INSIDE = frozenset({"id", "owner", "batch"})
"""Columns that a client edition leaves out."""


def batches_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return how far each batch is; none where no batch is registered."""
    batches = result.standing.batches
    if batches is None:
        return ()
    blocks: list[Block] = [batches_table(batches)]
    if batches.late:
        late = ", ".join(row.id for row in batches.late)
        blocks.insert(0, Paragraph(f"Late, or too slow to be on time: {late}."))
    if batches.findings and result.audience == "internal":
        blocks.append(Findings(batches.findings))
    return (Section("batches", "Batches", tuple(blocks)),)


def decisions_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return the decisions needed, by when, and what happens without; none where none is."""
    issues = result.standing.issues
    if issues is None or not issues.decisions:
        return ()
    table = replace(decisions_table(issues), title="What must be decided, and by when")
    shown = _for_audience(result, table)
    return (Section("decisions", "Decisions needed", (shown,)),)


def issues_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return what blocks, hinders and waits; for a client blockers and questions only."""
    issues = result.standing.issues
    if issues is None:
        return ()
    if result.audience == "client":
        shown = (*issues.blockers, *issues.questions)
        if not shown:
            return ()
        table = _for_audience(result, issues_table(shown))
        return (Section("issues", "Open points", (table,)),)
    blocks: list[Block] = [Paragraph(_issues_said(issues)), others_table(issues)]
    if issues.findings:
        blocks.append(Findings(issues.findings))
    return (Section("issues", "Issues and blockers", tuple(blocks)),)


def others_table(issues: IssuesResult) -> Table:
    """Return what is open besides the decisions, which have a section of their own."""
    empty = "nothing but decisions is open" if issues.decisions else "nothing is open"
    rows = [entry for entry in issues.open if entry.issue.kind != "decision"]
    return issues_table(rows, empty=empty)


def _issues_said(issues: IssuesResult) -> str:
    oldest = max((entry.age_days or 0 for entry in issues.open), default=0)
    overdue = sum(entry.overdue_days is not None for entry in issues.open)
    return (
        f"Open: {len(issues.open):,}, of these {counted(len(issues.blockers), 'blocker')} "
        f"and {counted(len(issues.decisions), 'decision')}; "
        f"overdue: {overdue:,}; the oldest is {counted(oldest, 'day')} old."
    )


def risks_section(result: WeeklyResult) -> tuple[Section, ...]:
    """Return the open risks, highest score first; for a client only those escalated to it."""
    risks = result.standing.risks
    if risks is None:
        return ()
    if result.audience == "client":
        return _escalated(risks)
    shown = risks.open[:MOST_RISKS]
    more = len(risks.open) - len(shown)
    blocks: list[Block] = [Paragraph(_risks_said(risks)), risks_table(shown)]
    if more:
        blocks.append(Paragraph(f"{counted(more, 'risk')} with lower scores: `annops risk list`."))
    figure = matrix_figure(risks)
    blocks += [] if figure is None else [figure]
    blocks.append(Paragraph(SCORE_NOTE))
    if risks.findings:
        blocks.append(Findings(risks.findings))
    return (Section("risks", "Risks", tuple(blocks)),)


def _risks_said(risks: RisksResult) -> str:
    overdue = sum(entry.overdue_days is not None for entry in risks.open)
    ownerless = sum(not entry.risk.owner for entry in risks.open)
    return (
        f"Open: {len(risks.open):,}; without an owner: {ownerless:,}; "
        f"review overdue: {overdue:,}; occurred: {risks.count('occurred'):,}; "
        f"closed: {risks.count('closed'):,}."
    )


def _escalated(risks: RisksResult) -> tuple[Section, ...]:
    shown: Sequence[RiskEntry] = [e for e in risks.open if e.risk.response == "escalate"]
    if not shown:
        return ()
    columns = (
        Column("title", "Risk"),
        Column("consequence", "Consequence"),
        Column("mitigation", "What is done"),
        Column("score", "Score", Kind.COUNT),
    )
    rows = tuple(
        (e.risk.title, e.risk.consequence or None, e.risk.mitigation or None, e.score)
        for e in shown
    )
    table = Table("risks", "Risks to decide on together", columns, rows, note=SCORE_NOTE)
    return (Section("risks", "Risks", (table,)),)


def _for_audience(result: WeeklyResult, table: Table) -> Table:
    """Leave out what a client must not see: ids of records, owners, our batches' names."""
    if result.audience == "internal":
        return table
    kept = [place for place, c in enumerate(table.columns) if c.key not in _INSIDE]
    return replace(
        table,
        columns=tuple(table.columns[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in table.rows),
    )
