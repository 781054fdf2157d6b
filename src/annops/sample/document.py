"""A plan, a draw and the list of samples as sections of a report."""

from collections.abc import Sequence

from annops.core.document import Block, Column, Kind, Paragraph, Section, Table
from annops.core.sample import Allocation, Design
from annops.render import numbers
from annops.sample.model import Listed, Plan, SampleResult

DRAWING = (
    "Items are drawn, not answers: all answers of an item are judged together. Each item has a "
    "number made of the seed and its id (the first 8 bytes of SHA-256), and the items with the "
    "smallest numbers are drawn. The seed is made of the project's seed, the sample's id and the "
    "hash of frame.csv, so nobody chooses it, and anyone can repeat the draw from the record."
)
SIZE = (
    "The size is the smallest number of items whose Wilson interval (Wilson 1927), with the "
    "correction for a finite batch, is as narrow as wanted if the error rate assumed is true. The "
    "rate found will differ from it, and the interval with it. Each item is taken to be right or "
    "wrong as a whole, the worst case for a rate of answers."
)
_SPREAD = {
    Allocation.PROPORTIONAL: "The sample is spread over the parts by their size; at least 2 of "
    "each part, remainders to the largest.",
    Allocation.NEYMAN: "The sample is spread over the parts by size times spread (Neyman 1934): "
    "more where earlier audits found more errors. What they found is drawn towards the rate "
    "assumed, so that no part is taken to be free of errors; at least 2 of each part.",
}
_TARGETED = (
    "Targeted items were chosen because errors are suspected in them. What is found there can be "
    "put right, but says nothing about how often the other items are wrong: no rate is estimated."
)


def sections(result: SampleResult, *, method: bool = True) -> tuple[Section, ...]:
    """Return one section: the parts, other sizes, fixed shares, and how the draw works."""
    plan = result.plan
    blocks: list[Block] = [strata_table(plan)]
    if plan.design is not Design.TARGETED:
        blocks += [_sizes(plan), _habits(plan)]
    if plan.excluded:
        blocks.append(_excluded(plan))
    blocks += [Paragraph(f"{note[0].upper()}{note[1:]}.") for note in plan.notes]
    if method:
        blocks += [Paragraph(text) for text in _method(plan)]
    name = "the whole project" if plan.batch is None else plan.batch
    title = f"Sample of {name}" if result.record is None else f"Sample {result.record.id}"
    return (Section("sample", title, tuple(blocks)),)


def strata_table(plan: Plan) -> Table:
    """Return what is drawn from each part of the batch."""
    title = " / ".join(plan.by) if plan.by and plan.design is Design.STRATIFIED else "Part"
    rates = plan.design is not Design.TARGETED
    return Table(
        "sample_strata",
        "What is drawn",
        (
            Column("stratum", title),
            Column("items", "Items", Kind.COUNT),
            Column("drawn", "Drawn", Kind.COUNT),
            Column("share", "Share drawn", Kind.SHARE),
            Column("rate", "Error rate assumed", Kind.SHARE),
            Column("half_width", "Rate known to, plus or minus", Kind.SHARE),
        ),
        tuple(
            (s.name, s.items, s.drawn, s.drawn / s.items, s.rate if rates else None,
             s.half_width if rates else None)
            for s in plan.strata
        ),
        total=("items", "drawn"),
        note=f"{numbers.confidence(plan.confidence)} intervals, if the error rate assumed is true."
        if rates else "No rate is estimated from targeted items.",
    )  # fmt: skip


def list_section(listed: Sequence[Listed]) -> Section:
    """Return the list of the project's samples."""
    return Section("samples", "Samples", (list_table(listed),))


def list_table(listed: Sequence[Listed]) -> Table:
    """Return one row a sample."""
    return Table(
        "samples",
        "Samples of the project",
        (
            Column("sample", "Sample"),
            Column("batch", "Batch"),
            Column("design", "Drawn"),
            Column("items", "Items", Kind.COUNT),
            Column("drawn", "Drawn items", Kind.COUNT),
            Column("verdicts", "Verdicts", Kind.COUNT),
            Column("drawn_on", "On", Kind.DATE),
            Column("state", "State"),
            Column("reason", "Reason"),
        ),
        tuple(
            (one.record.id, one.record.batch, one.record.design.value, one.record.items,
             one.record.drawn, one.verdicts, one.record.drawn_on, one.state,
             one.record.cancelled_why or one.record.reason)
            for one in listed
        ),
        empty="no sample has been drawn yet",
    )  # fmt: skip


def _sizes(plan: Plan) -> Table:
    return Table(
        "sample_sizes",
        "How many items other precisions take",
        (
            Column("half_width", "Rate known to, plus or minus", Kind.SHARE),
            Column("items", "Items", Kind.COUNT),
            Column("textbook", "By the textbook formula", Kind.COUNT),
        ),
        tuple((row.half_width, row.items, row.textbook) for row in plan.sizes),
        note="Drawn from all items alike; the textbook formula (Cochran) stands here because "
        "contracts quote it, for rates near 0 it promises too much.",
    )


def _habits(plan: Plan) -> Table:
    return Table(
        "sample_habits",
        "What looking at a fixed share gives",
        (
            Column("share", "Share looked at", Kind.SHARE),
            Column("items", "Items", Kind.COUNT),
            Column("half_width", "Rate known to, plus or minus", Kind.SHARE),
            Column("none_wrong", "If none is wrong, the rate may still be", Kind.SHARE),
        ),
        tuple((row.share, row.items, row.half_width, row.none_wrong) for row in plan.habits),
        note="The last column is the exact one-sided bound.",
    )


def _excluded(plan: Plan) -> Table:
    return Table(
        "sample_excluded",
        "Items that cannot be drawn",
        (Column("reason", "Reason"), Column("items", "Items", Kind.COUNT)),
        tuple(plan.excluded.items()),
        total=("items",),
    )


def _method(plan: Plan) -> tuple[str, ...]:
    if plan.design is Design.TARGETED:
        return (_TARGETED,)
    spread = (_SPREAD[plan.allocation],) if plan.allocation else ()
    return (DRAWING, SIZE, *spread)
