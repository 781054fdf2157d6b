"""Volumes as sections of a report, and as a few lines."""

from annops.core.document import Chart, Column, Figure, Kind, Mark, Section, Table
from annops.core.estimate import Estimate
from annops.core.states import Reason, reasons_text
from annops.render.numbers import confidence, estimate_text, fixed, size_text
from annops.volumes.model import ItemCounts, VolumeRow, VolumesResult

_RECEIVED = "Items received = answered + unusable + untouched."
_LOADED = "Answers loaded = used + not used."
JUDGMENT = "One judgment is one item done by one annotator, with all its questions."


def sections(result: VolumesResult) -> tuple[Section, ...]:
    """Return one section: items and answers that reconcile, then each breakdown, then the days."""
    names = tuple(dict.fromkeys(row.breakdown for row in result.rows[1:]))
    tables: list[Table] = []
    for name in names:
        tables += [counts_table(result, name), pace_table(result, name)]
    blocks = (items_table(result), answers_table(result), *tables, days_table(result))
    return (Section("volumes", "Volumes", blocks),)


def items_table(result: VolumesResult) -> Table:
    """Return what became of the items, in rows that add up to the items received."""
    items = result.total.items
    rows: tuple[tuple[str, int], ...] = ()
    if items is not None:
        rows = (
            ("answered", items.answered),
            ("answered, but with no usable answer", items.unusable),
            ("not begun", items.untouched),
        )
    notes = [f"The total is the items received, {items.received:,}." if items else ""]
    if result.items_derived:
        notes.append("There is no list of items, so the items are those met in the exports.")
    if result.outside:
        notes.append(f"{result.outside:,} answered items are not in the list of items.")
    columns = (Column("state", "Items"), Column("n_items", "Count", Kind.COUNT))
    return Table(
        "items_received", "Items received", columns, rows, ("n_items",), " ".join(notes).strip()
    )


def answers_table(result: VolumesResult) -> Table:
    """Return what became of the answers, in rows that add up to the answers loaded."""
    total = result.total
    rows = (("used", total.used), *((unused_text(why), n) for why, n in total.excluded.items()))
    columns = (Column("state", "Answers"), Column("n_answers", "Count", Kind.COUNT))
    note = f"The total is the answers loaded, {total.loaded:,}."
    return Table("answers_loaded", "Answers loaded", columns, rows, ("n_answers",), note)


def unused_text(why: str) -> str:
    """Name answers not used by their reason; gold is set aside, not lost."""
    return "set aside as gold" if why == Reason.GOLD.value else f"not used: {why}"


def counts_table(result: VolumesResult, by: str) -> Table:
    """Return items and answers by one breakdown."""
    rows = result.by(by)
    about_items = any(row.items is not None for row in rows)
    columns = [
        Column("value", by.capitalize()),
        *(_item_columns() if about_items else ()),
        Column("loaded", "Answers loaded", Kind.COUNT),
        Column("used", "Used", Kind.COUNT),
        Column("skipped", "Skipped", Kind.COUNT),
        Column("drafts", "Drafts", Kind.COUNT),
        Column("other", "Not used otherwise", Kind.COUNT),
    ]
    return Table(
        f"volumes_{by}",
        f"Items and answers by {by}" if about_items else f"Answers by {by}",
        tuple(columns),
        tuple(_counts(row, about_items=about_items) for row in rows),
        total=tuple(column.key for column in columns[1:]),
        note=f"{_RECEIVED} {_LOADED}" if about_items else _LOADED,
    )


def _item_columns() -> tuple[Column, ...]:
    return (
        Column("received", "Items received", Kind.COUNT),
        Column("answered", "Answered", Kind.COUNT),
        Column("unusable", "Unusable", Kind.COUNT),
        Column("untouched", "Untouched", Kind.COUNT),
    )


def _counts(row: VolumeRow, *, about_items: bool) -> tuple[str | int | None, ...]:
    skipped, drafts = row.excluded.get("skipped", 0), row.excluded.get("draft", 0)
    other = row.loaded - row.used - skipped - drafts
    items = _items(row.items) if about_items else ()
    return (row.value, *items, row.loaded, row.used, skipped, drafts, other)


def _items(items: ItemCounts | None) -> tuple[int | None, ...]:
    if items is None:
        return (None, None, None, None)
    return (items.received, items.answered, items.unusable, items.untouched)


def pace_table(result: VolumesResult, by: str) -> Table:
    """Return judgments, pace and time by one breakdown."""
    people = () if by == "annotator" else (Column("annotators", "Annotators", Kind.COUNT),)
    return Table(
        f"pace_{by}",
        f"Pace and time by {by}",
        (
            Column("value", by.capitalize()),
            Column("judgments", "Judgments", Kind.COUNT),
            *people,
            Column("active_days", "Active days", Kind.COUNT),
            Column("per_active_day", "Judgments per active day", Kind.NUMBER),
            Column("seconds", "Median seconds per judgment", Kind.ESTIMATE),
            Column("idle_cuts", "Idle gaps cut", Kind.COUNT),
        ),
        tuple(
            (row.value, row.judgments, *((row.annotators,) if people else ()), row.active_days,
             row.per_active_day, row.seconds, row.idle_cuts)
            for row in result.by(by)
        ),
        note=f"{JUDGMENT} {idle_note(result)}",
    )  # fmt: skip


def idle_note(result: VolumesResult) -> str:
    """Say how idle time was treated."""
    return (
        f"Times above {result.idle_seconds:,.0f} s per record are idle and are cut to it "
        f"(records cut: {result.total.idle_cuts:,})."
    )


def rows_table(result: VolumesResult) -> Table:
    """Return every row with all its counts, for a spreadsheet."""
    reasons = sorted({why for row in result.rows for why in row.excluded})
    columns = (
        Column("breakdown", "Breakdown"),
        Column("value", "Value"),
        *_item_columns(),
        *(Column(key, key, Kind.COUNT) for key in ("loaded", "used")),
        *(Column(f"excluded_{why.replace(' ', '_')}", why, Kind.COUNT) for why in reasons),
        *(Column(key, key, Kind.COUNT) for key in ("judgments", "annotators", "active_days")),
        Column("per_active_day", "per_active_day", Kind.NUMBER),
        Column("seconds", "seconds", Kind.ESTIMATE),
        Column("idle_cuts", "idle_cuts", Kind.COUNT),
    )
    rows = tuple(
        (row.breakdown, row.value, *_items(row.items), row.loaded, row.used,
         *(row.excluded.get(why, 0) for why in reasons), row.judgments, row.annotators,
         row.active_days, row.per_active_day, row.seconds, row.idle_cuts)
        for row in result.rows
    )  # fmt: skip
    return Table("volumes", "Volumes", columns, rows)


def days_table(result: VolumesResult) -> Table:
    """Return the judgments of each day."""
    return Table(
        "days",
        "Judgments by day",
        (
            Column("day", "Day", Kind.DATE),
            Column("judgments", "Judgments", Kind.COUNT),
            Column("annotators", "Annotators", Kind.COUNT),
        ),
        tuple((row.day, row.judgments, row.annotators) for row in result.days),
        total=("judgments",),
        note=f"Days of the time zone {result.zone}.",
        empty="the exports hold no times",
    )


def pace_figure(actual: Estimate, *, ascii_only: bool = False) -> str:
    """Write judgments per active day with one decimal, as the pace needed is written."""
    if actual.value is None or actual.low is None or actual.high is None:
        text = estimate_text(actual, ascii_only=ascii_only)
        return text if actual.value is None else f"{fixed(actual.value, 1)} ({size_text(actual)})"
    joint = " to " if actual.low < 0 else "-"
    ends = f"{fixed(actual.low, 1)}{joint}{fixed(actual.high, 1)}"
    level = confidence(actual.confidence)
    return f"{fixed(actual.value, 1)} ({level} CI {ends}, {size_text(actual)})"


def throughput_figure(result: VolumesResult) -> Figure | None:
    """Draw the judgments of each day; None without times."""
    if not result.days:
        return None
    most = max(result.days, key=lambda row: row.judgments)
    alt = (
        f"Bars of judgments a day from {result.days[0].day} to {result.days[-1].day}; "
        f"the most on {most.day}: {most.judgments:,}"
    )
    chart = Chart(
        Mark.BAR,
        tuple({"day": row.day.isoformat(), "judgments": row.judgments} for row in result.days),
        x=("day", "Day"),
        y=("judgments", "Judgments"),
    )
    return Figure("throughput", "Judgments by day", alt, chart)


def breakdown_section(result: VolumesResult, by: str) -> Section:
    """Return the tables of one breakdown."""
    return Section("volumes", "", (counts_table(result, by), pace_table(result, by)))


def lines(result: VolumesResult) -> list[str]:
    """Return the everyday answer in at most a dozen lines."""
    total = result.total
    shown: list[str] = []
    if total.items is not None:
        items = total.items
        derived = " (no list of items: those met in the exports)" if result.items_derived else ""
        shown.append(
            f"items: {items.received:,} received{derived} = {items.answered:,} answered "
            f"+ {items.unusable:,} without a usable answer + {items.untouched:,} not begun"
        )
    why = reasons_text(total.excluded)
    unused = f" + {total.loaded - total.used:,} not used ({why})" if why else ""
    shown.append(f"answers: {total.loaded:,} loaded = {total.used:,} used{unused}")
    by = f"{total.annotators:,} annotator{'' if total.annotators == 1 else 's'}"
    shown.append(f"judgments: {total.judgments:,} by {by}")
    if total.per_active_day is not None:
        shown.append(
            f"pace: {total.per_active_day:,.1f} judgments per active day over "
            f"{total.active_days:,} {'day' if total.active_days == 1 else 'days'}, "
            f"the last {result.last_day}"
        )
    seconds = estimate_text(total.seconds, ascii_only=True)
    shown.append(f"time: median seconds per judgment {seconds}")
    if total.idle_cuts:
        shown.append(f"  {idle_note(result)}")
    names = [row.breakdown for row in result.rows[1:] if row.items is not None]
    shown.append(f"next: annops volumes --by {next(iter(names), 'annotator')}")
    return shown
