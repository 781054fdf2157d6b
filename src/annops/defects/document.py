"""Defects as tables, as bars, and as a section of a report."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from annops.core.document import (
    Block,
    Chart,
    Column,
    Figure,
    Findings,
    Kind,
    Mark,
    Paragraph,
    Section,
    Table,
)
from annops.core.sample import shown_answer
from annops.defects.model import REST, Aged, By, DefectsResult, ParetoResult, ParetoRow
from annops.registers.defects import Defect
from annops.registers.listing import Extra, records_table
from annops.render import numbers

TITLES = {
    By.CATEGORY: "What is wrong",
    By.SEVERITY: "How severe",
    By.ANNOTATOR: "Annotator",
    By.QUESTION: "Question",
    By.LOCALE: "Locale",
}
PEOPLE_NOTE = (
    "Counts alone rank nobody: how much each annotator did, and on what, is not in them; "
    "annops audit BATCH --explain shows rates with intervals beside what was to be expected."
)


def sections(result: DefectsResult, paretos: Sequence[ParetoResult] = ()) -> tuple[Section, ...]:
    """Return one section: how many stand where, what weighs most, the list.

    Args:
        result: The defects.
        paretos: What they were counted by; the same defects.
    """
    blocks: list[Block] = [Paragraph(state_text(result)), batches_table(result)]
    for pareto in paretos:
        if pareto.n:
            blocks += [pareto_table(pareto), pareto_figure(pareto)]
    blocks.append(list_table(result.defects))
    if result.findings:
        blocks.append(Findings(result.findings))
    return (Section("defects", "Defects", tuple(blocks)),)


def pareto_sections(result: ParetoResult) -> tuple[Section, ...]:
    """Return the counts by kind as one section."""
    blocks: list[Block] = [pareto_table(result)]
    if result.n:
        blocks.append(pareto_figure(result))
    return (Section("defects_pareto", f"Defects by {result.by.value}", tuple(blocks)),)


def state_text(result: DefectsResult) -> str:
    """Say how many defects stand where, and how old the oldest is; its id may be withheld."""
    c = result.counts
    later = f" {result.later:,} found after {result.as_of} are left out." if result.later else ""
    if not c.all:
        wanted = [
            f"{key} `{value}`" for key, value in result.filters.model_dump().items() if value
        ]
        which = f" with {' and '.join(wanted)}" if wanted else ""
        return f"No defect{which} is recorded.{later}"
    states = (
        (c.open, "open"), (c.in_rework, "in rework"), (c.fixed, "fixed"),
        (c.unchanged, "returned unchanged"), (c.disputed, "disputed"), (c.withdrawn, "withdrawn"),
    )  # fmt: skip
    said = ", ".join(f"{n:,} {words}" for n, words in states if n)
    noun = "defect" if c.all == 1 else "defects"
    age = ""
    if result.oldest_days is not None:
        days = "day" if result.oldest_days == 1 else "days"
        which = f", {result.oldest}," if result.oldest else ""
        age = f"; the oldest not settled{which} is {result.oldest_days:,} {days} old"
    return f"{c.all:,} {noun}: {said}{age}.{later}"


def batches_table(result: DefectsResult) -> Table:
    """Return the defects by batch and state."""
    return Table(
        "defects_by_batch", "Defects by batch",
        (
            Column("batch", "Batch"), Column("all", "Defects", Kind.COUNT),
            Column("open", "Open", Kind.COUNT), Column("in_rework", "In rework", Kind.COUNT),
            Column("fixed", "Fixed", Kind.COUNT), Column("unchanged", "Unchanged", Kind.COUNT),
            Column("disputed", "Disputed", Kind.COUNT),
            Column("withdrawn", "Withdrawn", Kind.COUNT), Column("weight", "Weight", Kind.NUMBER),
            Column("oldest_days", "Oldest, days", Kind.COUNT),
        ),
        tuple(
            (b.batch or None, b.counts.all, b.counts.open, b.counts.in_rework, b.counts.fixed,
             b.counts.unchanged, b.counts.disputed, b.counts.withdrawn, b.weight, b.oldest_days)
            for b in result.batches
        ),
        total=("all", "open", "in_rework", "fixed", "unchanged", "disputed", "withdrawn"),
        empty="no defect is recorded",
    )  # fmt: skip


def list_table(rows: Sequence[Aged]) -> Table:
    """Return the defects with the columns of a list."""
    return Table(
        "defects_list", "Defects",
        (
            Column("id", "Id"), Column("age_days", "Days", Kind.COUNT), Column("state", "State"),
            Column("batch", "Batch"), Column("item", "Item"), Column("question", "Question"),
            Column("annotator", "Annotator"), Column("answer", "Answer"),
            Column("expected", "Expected"), Column("category", "Category"),
            Column("severity", "Severity"),
        ),
        tuple(_list_row(one) for one in rows),
        empty="no such defect",
    )  # fmt: skip


def _list_row(one: Aged) -> tuple[Any, ...]:
    row = one.defect
    texts = (
        row.batch, row.item, row.question, row.annotator, shown_answer(row.answer),
        shown_answer(row.expected) if row.expected else "", row.category, row.severity,
    )  # fmt: skip
    return (row.id, one.age_days, row.state, *(text or None for text in texts))


def register_table(rows: Sequence[Aged]) -> Table:
    """Return the defects with every column of the register, and their age and weight."""
    by_id = {one.defect.id: one for one in rows}
    extra = (
        Extra(Column("age_days", "Age in days", Kind.COUNT), lambda row: by_id[row].age_days),
        Extra(Column("weight", "Weight", Kind.NUMBER), lambda row: by_id[row].weight),
    )
    return records_table(Defect, [one.defect for one in rows], extra=extra, empty="no such defect")


def pareto_table(result: ParetoResult) -> Table:
    """Return the kinds, most defects first, with shares of number and of weight.

    `weight_rank` is the place by weight, for the two orders differ where few defects are grave;
    what is not given has its true place, though it stands last. What is added up has none.
    """
    heaviest = sorted(result.by_weight, key=lambda row: (row.name == REST, -row.weight))
    shares = accumulate(row.weight_share for row in heaviest)
    place = {row.name: (at, share) for at, (row, share) in enumerate(zip(heaviest, shares,
             strict=True), start=1) if row.name != REST}  # fmt: skip
    words = ", ".join(f"{name} {weight:g}" for name, weight in result.weights.items())
    left = f" {result.withdrawn:,} withdrawn are left out." if result.withdrawn else ""
    left += f" {PEOPLE_NOTE}" if result.by is By.ANNOTATOR else ""
    return Table(
        f"defects_by_{result.by.value}", f"Defects by {result.by.value}",
        (
            Column(result.by.value, TITLES[result.by]), Column("n", "Defects", Kind.COUNT),
            Column("share", "Share", Kind.SHARE),
            Column("cumulative", "With all above", Kind.SHARE),
            Column("weight", "Weight", Kind.NUMBER),
            Column("weight_share", "Share of weight", Kind.SHARE),
            Column("weight_rank", "Place by weight", Kind.COUNT),
            Column("weight_cumulative", "Weight down to this place", Kind.SHARE),
        ),
        tuple(
            (r.name, r.n, r.share, r.cumulative, r.weight, r.weight_share,
             *place.get(r.name, (None, None)))
            for r in result.by_count
        ),
        total=("n",),
        note=f"Of the defects found; weights: {words}.{left}",
        empty="no defect is recorded",
    )  # fmt: skip


def pareto_figure(result: ParetoResult) -> Figure:
    """Return the kinds as bars, most defects first."""
    rows = tuple({"name": _label(row), "n": row.n} for row in result.by_count)
    named = sorted(result.by_count, key=lambda row: (row.name == REST, -row.n))
    largest = ", then ".join(
        f"{row.name} ({row.n:,}, {numbers.share(row.share)})" for row in named[:2]
    )
    noun = "defect" if result.n == 1 else "defects"
    alt = f"{result.n:,} {noun} by {result.by.value}, the largest part first: {largest}"
    chart = Chart(Mark.BAR, rows, ("n", "Defects"), ("name", TITLES[result.by]))
    title = f"Defects by {result.by.value}"
    return Figure(f"defects_by_{result.by.value}_bars", title, alt, chart)


def _label(row: ParetoRow) -> str:
    return f"{row.name} (to here {numbers.share(row.cumulative)})"
