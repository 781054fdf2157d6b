"""Risks as tables, as a matrix, and as a section of a report."""

from collections.abc import Sequence
from typing import Any

from annops.core.document import (
    Block,
    Chart,
    Column,
    Figure,
    Findings,
    Kind,
    Mark,
    Section,
    Table,
)
from annops.registers.listing import Extra, records_table
from annops.registers.risks import IMPACT, PROBABILITY, Risk
from annops.risk.model import RiskEntry, RisksResult

SCORE_NOTE = (
    "Score is probability times impact, 1 to 25, for sorting only; it is no expected loss."
)
_SHORT = ("title", "owner", "status", "review", "response")
_MOST_IDS = 2


def sections(result: RisksResult, *, drawn: bool = False) -> tuple[Section, ...]:
    """Return one section: the open risks, the matrix, what needs attention.

    Args:
        result: The risks.
        drawn: Whether the matrix is drawn too, where pictures can be shown.
    """
    blocks: list[Block] = [short_table(result.open), matrix_table(result)]
    figure = matrix_figure(result) if drawn else None
    if figure is not None:
        blocks.append(figure)
    if result.findings:
        blocks.append(Findings(result.findings))
    return (Section("risks", "Risks", tuple(blocks)),)


def risks_table(entries: Sequence[RiskEntry]) -> Table:
    """Return risks with every column of the register, and score, age and delay."""
    return records_table(
        Risk, [entry.risk for entry in entries], extra=_extra(entries), empty="no risks"
    )


def short_table(entries: Sequence[RiskEntry]) -> Table:
    """Return risks with the columns of a list."""
    rows = [entry.risk for entry in entries]
    return records_table(Risk, rows, keys=_SHORT, extra=_extra(entries), empty="no risks")


def _extra(entries: Sequence[RiskEntry]) -> tuple[Extra, ...]:
    by_id = {entry.risk.id: entry for entry in entries}

    def cell(name: str) -> Any:
        return lambda row_id: getattr(by_id[row_id], name)

    return (
        Extra(Column("score", "Score", Kind.COUNT), cell("score")),
        Extra(Column("age_days", "Age in days", Kind.COUNT), cell("age_days")),
        Extra(Column("overdue_days", "Days overdue", Kind.COUNT), cell("overdue_days")),
    )


def matrix_table(result: RisksResult) -> Table:
    """Return the open risks by probability (down) and impact (across)."""
    cells = {(cell.probability, cell.impact): cell.ids for cell in result.matrix}
    rows = tuple(
        (f"{p} {PROBABILITY[p]}", *(_ids(cells.get((p, i), ())) for i in sorted(IMPACT)))
        for p in sorted(PROBABILITY, reverse=True)
    )
    columns = (
        Column("probability", "Probability"),
        *(Column(f"impact_{i}", f"{i} {_word(IMPACT[i])}") for i in sorted(IMPACT)),
    )
    left = f"{len(result.unscored)} without probability or impact. " if result.unscored else ""
    across = "; ".join(f"{i} {IMPACT[i]}" for i in sorted(IMPACT))
    note = f"{left}Impact across: {across}. {SCORE_NOTE}"
    return Table("risk_matrix", "Open risks by probability and impact", columns, rows, note=note)


def _word(anchor: str) -> str:
    return anchor.split(":", maxsplit=1)[0]


def _ids(ids: Sequence[str]) -> str:
    if not ids:
        return "."
    more = f" +{len(ids) - _MOST_IDS}" if len(ids) > _MOST_IDS else ""
    return " ".join(ids[:_MOST_IDS]) + more


def matrix_figure(result: RisksResult) -> Figure | None:
    """Draw how many open risks stand in each cell; None where no risk has a score."""
    if not result.matrix:
        return None
    counts = {(cell.probability, cell.impact): len(cell.ids) for cell in result.matrix}
    rows = tuple(
        {"impact": f"{i} {_word(IMPACT[i])}", "probability": f"{p} {_word(PROBABILITY[p])}",
         "risks": counts.get((p, i), 0)}
        for p in sorted(PROBABILITY, reverse=True)
        for i in sorted(IMPACT)
    )  # fmt: skip
    top = max(result.matrix, key=lambda cell: cell.probability * cell.impact)
    n = sum(counts.values())
    alt = (
        f"Matrix of {n} open {'risk' if n == 1 else 'risks'} by probability and impact; "
        f"the highest score is {top.probability * top.impact}"
    )
    chart = Chart(Mark.HEAT, rows, x=("impact", "Impact"), y=("probability", "Probability"),
                  value=("risks", "Risks"))  # fmt: skip
    return Figure("risk_matrix", "Open risks by probability and impact", alt, chart)
