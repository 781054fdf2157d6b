"""Counts items, answers and judgments, whole and by breakdown; pure."""

import polars as pl

from annops.core.annotations import Annotations
from annops.core.estimate import Estimate
from annops.core.items import Items
from annops.measures.judgments import (
    NO_QUESTION,
    UNIT,
    UNKNOWN_QUESTION,
    judgments,
    marked_rows,
    median_seconds,
    name_of,
    question_name,
    with_days,
    worked,
)
from annops.project.definition import Definition
from annops.volumes.model import (
    DayRow,
    Delivery,
    ItemCounts,
    Options,
    VolumeRow,
    VolumesResult,
)
from annops.volumes.received import about_items, count_items, item_states

PEOPLE_AND_TIME = ("question", "annotator", "week")
"""Breakdowns that every project has and that are not about items."""

SHARED_TIME = "times are taken per record, and a record holds several questions"


def volumes(
    annotations: Annotations,
    items: Items | None,
    definition: Definition,
    options: Options | None = None,
) -> VolumesResult:
    """Count what came in and what was done.

    Args:
        annotations: All answers; `submitted_at`, `seconds` and breakdowns where they are known.
        items: The items received; None where the counts are about a part of the time, so that
            nothing can be said about items received.
        definition: Breakdowns, zone, plan and idle limit.
        options: What is asked for.
    """
    asked = options or Options()
    declared = tuple(dict.fromkeys((*definition.breakdowns, "batch")))
    columns = tuple(name for name in declared if name in annotations.breakdowns)
    rows = with_days(marked_rows(annotations, columns, asked.round), definition.zone)
    counts = _Counts(rows, items, columns, definition)
    days = counts.days()
    wanted = (*columns, *PEOPLE_AND_TIME) if asked.by is None else asked.by
    return VolumesResult(
        rows=(counts.total(), *(row for name in wanted for row in counts.by(name))),
        days=days, delivery=counts.delivery(),
        idle_seconds=definition.plan.idle_seconds, zone=definition.zone,
        items_derived=items is None or items.derived, outside=counts.outside,
        last_day=max((row.day for row in days), default=None),
    )  # fmt: skip


class _Counts:
    """The tables that all rows are counted from."""

    def __init__(
        self, rows: pl.DataFrame, items: Items | None, columns: tuple[str, ...],
        definition: Definition,
    ) -> None:  # fmt: skip
        self.rows = rows
        self.definition = definition
        done = rows.filter(worked())
        self.done = judgments(done, columns, definition.plan.idle_seconds)
        self.states: pl.DataFrame | None = None
        self.outside = 0
        if items is not None:
            self.states, self.outside = item_states(rows, items)

    def total(self) -> VolumeRow:
        """Count everything."""
        items = None if self.states is None else count_items(self.states, None)
        return self._rows("total", pl.lit("all"), items)[0]

    def by(self, column: str) -> list[VolumeRow]:
        """Count each value of a column; nothing where the project does not have the column."""
        if column not in self.rows.columns:
            return []
        if column == "question":
            return self._by_question()
        return self._rows(column, pl.col(column), self._items(column))

    def _items(self, column: str) -> dict[str, ItemCounts] | None:
        if self.states is None or column not in self.states.columns:
            return None
        return count_items(self.states, column) if about_items(self.rows, column) else None

    def _by_question(self) -> list[VolumeRow]:
        """Count each question; times only where a record holds the answer to one question."""
        rows: list[VolumeRow] = []
        alone = not (self.done["questions"] > 1).any()
        named = self.rows.with_columns(question_name(self.definition.questions))
        met = set(named["question"].unique())
        others = [name for name in (NO_QUESTION, UNKNOWN_QUESTION) if name in met]
        for name in dict.fromkeys((*self.definition.questions, *others)):
            mine = named.filter(pl.col("question") == name)
            part = _Counts(mine, None, (), self.definition)
            row = part.total().model_copy(update={"breakdown": "question", "value": name})
            if not alone:
                undefined = Estimate.undefined(SHARED_TIME, n=0, unit=UNIT)
                row = row.model_copy(update={"seconds": undefined, "idle_cuts": 0})
            rows.append(row)
        return rows

    def _rows(
        self, breakdown: str, value: pl.Expr, items: dict[str, ItemCounts] | None
    ) -> list[VolumeRow]:
        ledger = self.rows.group_by(value.alias("value"), "excluded").len()
        reasons: dict[str, dict[str | None, int]] = {name: {} for name in items or {}}
        if breakdown == "total":
            reasons.setdefault("all", {})
        for name, why, n in ledger.iter_rows():
            reasons.setdefault(name_of(name), {})[why] = n
        parts = self.done.with_columns(value.alias("_value")).partition_by("_value", as_dict=True)
        done = {name_of(key[0]): part for key, part in parts.items()}
        empty = self.done.clear()
        return [
            self._row(breakdown, name, reasons[name], done.get(name, empty),
                      None if items is None else items.get(name))
            for name in sorted(reasons)
        ]  # fmt: skip

    def _row(
        self, breakdown: str, value: str, reasons: dict[str | None, int], done: pl.DataFrame,
        items: ItemCounts | None,
    ) -> VolumeRow:  # fmt: skip
        excluded = {why: n for why, n in sorted(reasons.items(), key=str) if why is not None}
        dated = done.filter(pl.col("day").is_not_null())
        days = dated["day"].n_unique() if len(dated) else None
        return VolumeRow(
            breakdown=breakdown, value=value, items=items,
            loaded=sum(reasons.values()), used=reasons.get(None, 0), excluded=excluded,
            judgments=len(done), annotators=done["annotator"].n_unique(), active_days=days,
            per_active_day=None if days is None else len(dated) / days,
            seconds=median_seconds(done["seconds"]), idle_cuts=int(done["idle_cuts"].sum()),
        )  # fmt: skip

    def days(self) -> tuple[DayRow, ...]:
        """Count the judgments of each day."""
        table = (
            self.done.filter(pl.col("day").is_not_null())
            .group_by("day")
            .agg(pl.len().alias("n"), pl.col("annotator").n_unique().alias("people"))
            .sort("day")
        )
        return tuple(DayRow(day=d, judgments=n, annotators=p) for d, n, p in table.iter_rows())

    def delivery(self) -> Delivery:
        """Count the items and judgments that the plan asks for."""
        plan = self.definition.plan
        sizes = self.done.group_by("item_number").len()["len"]
        return Delivery(
            overlap=plan.overlap, units=plan.units,
            done_items=int((sizes >= plan.overlap).sum()),
            done_judgments=int(sizes.clip(upper_bound=plan.overlap).sum()),
        )  # fmt: skip
