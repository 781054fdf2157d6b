"""Counts how far each batch is and judges whether it will be late; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import polars as pl

from annops.batches.attention import OVER, attention
from annops.batches.model import BatchesResult, BatchRow
from annops.core.annotations import Annotations
from annops.core.estimate import Outcome
from annops.core.items import Items
from annops.measures.judgments import judgments, marked_rows, with_days, worked
from annops.measures.pace import finish_day, judge_pace, recent_pace, working_days
from annops.project.definition import Definition
from annops.registers.batches import Batch
from annops.volumes.model import Pace

STILL = OVER | {"on hold"}
"""States in which pace is not asked for."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What the data say of one batch.

    Attributes:
        received: Items that belong to it.
        answered: Items with a judgment.
        done: Items with the overlap planned.
        toward: Judgments, those beyond the overlap of an item not counted.
        judgments: All judgments.
        days: Judgments a day.
        derived: Whether the items are those met in the exports.
    """

    received: int = 0
    answered: int = 0
    done: int = 0
    toward: int = 0
    judgments: int = 0
    days: tuple[tuple[date, int], ...] = field(default=())
    derived: bool = False


def batches(
    register: Iterable[Batch],
    counted: Mapping[str | None, Counted] | None,
    definition: Definition,
    as_of: date,
    lines: Mapping[str, int] | None = None,
) -> BatchesResult:
    """Return every batch of the register and of the data.

    Args:
        register: The register.
        counted: What the data say by batch, None for what belongs to no batch; None where there
            are no data yet.
        definition: Overlap.
        as_of: The day.
        lines: Line of each record of the register by id, where known.
    """
    known = {row.id: row for row in register}
    found = counted or {}
    names = sorted({*known, *(name for name in found if name is not None)})
    overlap = definition.plan.overlap
    rows = tuple(
        _row(name, known.get(name), found.get(name, Counted()), overlap, as_of) for name in names
    )
    return BatchesResult(
        as_of=as_of, overlap=overlap, batches=rows,
        overlap_planned="overlap" in definition.plan.model_fields_set,
        without_batch=found[None].judgments if None in found else 0,
        no_data="there is no export yet" if counted is None else None,
        findings=attention(rows, as_of, lines, counted=counted is not None),
    )  # fmt: skip


def count_batches(
    annotations: Annotations, items: Items, definition: Definition, as_of: date
) -> dict[str | None, Counted]:
    """Count items and judgments by batch; an item's batch is that of the list of items.

    Args:
        annotations: All answers; those submitted after the day are left out.
        items: The items received.
        definition: Zone, overlap and idle limit.
        as_of: The day.
    """
    rows = with_days(marked_rows(annotations, ("batch",), 1), definition.zone)
    rows = rows.filter(worked() & (pl.col("day").is_null() | (pl.col("day") <= as_of)))
    done = _with_batch(judgments(rows, ("batch",), definition.plan.idle_seconds), rows, items)
    received = dict(items.frame.group_by("batch").len().iter_rows())
    per_item = done.group_by("batch", "item_number").len()
    overlap = definition.plan.overlap
    sums = per_item.group_by("batch").agg(
        pl.len().alias("answered"),
        (pl.col("len") >= overlap).sum().alias("done"),
        pl.col("len").clip(upper_bound=overlap).sum().alias("toward"),
        pl.col("len").sum().alias("judgments"),
    )
    days: dict[str | None, list[tuple[date, int]]] = {}
    dated = done.filter(pl.col("day").is_not_null())
    for name, day, n in dated.group_by("batch", "day").len().sort("day").iter_rows():
        days.setdefault(name, []).append((day, n))
    parts: dict[str | None, dict[str, Any]] = {
        row.pop("batch"): row for row in sums.iter_rows(named=True)
    }
    return {
        name: Counted(
            received=received.get(name, 0),
            days=tuple(days.get(name, ())),
            derived=items.derived,
            **parts.get(name, {}),
        )
        for name in {*received, *parts}
    }


def _with_batch(done: pl.DataFrame, rows: pl.DataFrame, items: Items) -> pl.DataFrame:
    """Give each judgment the batch of its item; that of the answer where the item has none."""
    names = rows.group_by("item_number").agg(pl.col("item").first().cast(pl.String))
    listed = items.frame.select("item", pl.col("batch").alias("_listed"))
    joined = done.join(names, on="item_number", how="left").join(listed, on="item", how="left")
    own = pl.col("batch").cast(pl.String) if "batch" in done.columns else pl.lit(None, pl.String)
    return joined.with_columns(pl.coalesce("_listed", own).alias("batch"))


def _row(name: str, record: Batch | None, counted: Counted, overlap: int, as_of: date) -> BatchRow:
    units, units_from = _units(record, counted)
    state = None if record is None else record.state
    pace = None if state in STILL else _pace(record, counted, units, overlap, as_of)
    finish = None
    if pace is not None and pace.remaining:
        finish = finish_day(pace.remaining, pace.actual, as_of)
    late = pace is not None and pace.due is not None and pace.due < as_of and pace.remaining
    return BatchRow(
        id=name, registered=record is not None, state=state,
        locale=record.locale if record else "", vendor=record.vendor if record else "",
        owner=record.owner if record else "", units=units,
        units_from=units_from,
        received=counted.received, answered=counted.answered, done=counted.done,
        judgments=counted.judgments, share=counted.done / units if units else None,
        pace=pace, finish=finish,
        overdue_days=(as_of - pace.due).days if late and pace and pace.due else None,
    )  # fmt: skip


def _units(
    record: Batch | None, counted: Counted
) -> tuple[int | None, Literal["register", "list of items", "exports"] | None]:
    if record is not None and record.units is not None:
        return record.units, "register"
    if not counted.received:
        return None, None
    return counted.received, "exports" if counted.derived else "list of items"


def _pace(
    record: Batch | None, counted: Counted, units: int | None, overlap: int, as_of: date
) -> Pace:
    due = None if record is None else record.due
    remaining = None if units is None else max(units * overlap - counted.toward, 0)
    left = None if due is None else working_days(as_of, due)
    needed = remaining / left if remaining is not None and left else None
    actual = recent_pace(counted.days, as_of)
    outcome, why = judge_pace(remaining, left, needed, actual)
    if remaining is None:
        why = "the units of the batch are not known"
    elif due is None:
        outcome, why = Outcome.CANNOT_TELL, "no due day is set"
    return Pace(
        as_of=as_of, due=due, remaining=remaining, working_days=left, needed=needed,
        actual=actual, outcome=outcome, why=why,
    )  # fmt: skip
