"""Turns rows of answers into judgments: one item done by one annotator, with its time."""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

from annops.core.annotations import Annotations, Selection, exclusion
from annops.core.counts import NO_VALUE, densify
from annops.core.estimate import Estimate
from annops.core.states import Reason
from annops.stats.quantile import quantile_interval

UNIT = "judgments"
METHOD = "median, order-statistic interval"
ALWAYS = ("item", "item_number", "question", "annotator", "role", "file", "record")
TIMES = ("submitted_at", "seconds")


NOT_READ = (Reason.UNSUPPORTED_TYPE.value,)
"""Reasons for which an answer is not used although the work on it was done."""


def worked() -> pl.Expr:
    """Return whether a marked row is work done: used, or of a kind whose content is not read."""
    return pl.col("excluded").is_null() | pl.col("excluded").is_in(NOT_READ)


NO_QUESTION = "(no question)"
UNKNOWN_QUESTION = "(not in the definition)"


def question_name(questions: Iterable[str]) -> pl.Expr:
    """Name each row's question, one name for rows without one and one for unknown questions."""
    name = pl.col("question").cast(pl.String)
    known = pl.when(name.is_in(list(questions))).then(name).otherwise(pl.lit(UNKNOWN_QUESTION))
    return pl.when(name.is_null()).then(pl.lit(NO_QUESTION)).otherwise(known).alias("question")


def marked_rows(annotations: Annotations, columns: Sequence[str], round_: int) -> pl.DataFrame:
    """Collect the columns needed, with `excluded`: why a row is not used, null when it is."""
    names = annotations.frame.collect_schema().names()
    wanted = [name for name in dict.fromkeys((*ALWAYS, *TIMES, *columns)) if name in names]
    reason = exclusion(Selection(round=round_), columns=names)
    return annotations.frame.select(*(pl.col(name) for name in wanted), reason).collect()


def with_days(rows: pl.DataFrame, zone: str) -> pl.DataFrame:
    """Add `day` and ISO `week` (as `2026-W47`) of the submission in a time zone, null without."""
    if "submitted_at" not in rows.columns:
        nothing = (pl.lit(None, pl.Date).alias("day"), pl.lit(None, pl.String).alias("week"))
        return rows.with_columns(nothing)
    dated = rows.with_columns(
        pl.col("submitted_at").dt.convert_time_zone(zone).dt.date().alias("day")
    )
    days = dated.select(pl.col("day").unique().drop_nulls())
    weeks = days.with_columns(pl.col("day").dt.strftime("%G-W%V").alias("week"))
    return dated.join(weeks, on="day", how="left", maintain_order="left")


def judgments(done: pl.DataFrame, columns: Sequence[str], idle_seconds: float) -> pl.DataFrame:
    """Collapse rows of work done, with day and week, to judgments.

    Seconds belong to a record: a record with several questions counts once, the records of one
    judgment add up, each cut to the idle limit. A judgment with a record without time has none.

    Args:
        done: Rows of work done (see `worked`) with `day` and `week`.
        columns: Breakdown columns whose value in the first record is kept.
        idle_seconds: Time per record above which it is idle time and is cut.

    Returns:
        Frame, one row per item and annotator: `item_number`, `annotator`, `day`, `week` (of the
        last submission), `columns`, `seconds` or null, `idle_cuts`, `questions` a record.
    """
    kept = [name for name in dict.fromkeys(columns) if name in done.columns]
    seconds = pl.col("seconds") if "seconds" in done.columns else pl.lit(None, pl.Float64)
    rows = done.select(
        "item_number", "annotator", "day", "week", *kept, seconds.alias("seconds"),
        pl.Series("_record", _numbered(done, ("record", "file", "annotator"))),
        pl.Series("_judgment", _numbered(done, ("item_number", "annotator"))),
        pl.lit(1, pl.UInt32).alias("questions"),
    )  # fmt: skip
    records = rows
    if rows["_record"].n_unique() < len(rows):
        records = rows.group_by("_judgment", "_record", maintain_order=True).agg(
            pl.col("item_number", "annotator", *kept).first(),
            pl.col("day", "week", "seconds").max(),
            pl.col("questions").sum(),
        )
    timed = records.with_columns(
        pl.col("seconds").clip(upper_bound=idle_seconds).alias("seconds"),
        (pl.col("seconds") > idle_seconds)
        .fill_null(value=False)
        .cast(pl.UInt32)
        .alias("idle_cuts"),
    )
    if timed["_judgment"].n_unique() < len(timed):
        whole = pl.col("seconds").null_count() == 0
        timed = timed.group_by("_judgment", maintain_order=True).agg(
            pl.col("item_number", "annotator", *kept).first(),
            pl.col("day", "week", "questions").max(),
            pl.when(whole).then(pl.col("seconds").sum()).alias("seconds"),
            pl.col("idle_cuts").sum(),
        )
    return timed.drop("_judgment", "_record", strict=False)


def _numbered(frame: pl.DataFrame, columns: Sequence[str]) -> NDArray[np.int64]:
    """Number the rows by several columns: equal numbers, equal values."""
    key = np.zeros(len(frame), np.int64)
    for name in columns:
        if name not in frame.columns:
            continue
        column = frame[name]
        if column.dtype.is_integer():
            codes = column.fill_null(0).to_numpy().astype(np.int64)
        else:
            codes = densify(column)[0].astype(np.int64) + 1
        key = key * (int(codes.max(initial=0)) + 1) + codes
    return key


def median_seconds(seconds: pl.Series) -> Estimate:
    """Give the median time of some judgments with its interval; nulls are not counted."""
    values = seconds.drop_nulls().to_numpy()
    if len(values) == 0:
        return Estimate.undefined("the exports hold no times per record", n=0, unit=UNIT,
                                  method=METHOD)  # fmt: skip
    ends = quantile_interval(values)
    value = float(np.median(values))
    low, high = (None, None) if ends.why_undefined else (ends.low, ends.high)
    return Estimate(value, low, high, len(values), UNIT, METHOD, population=len(seconds))


def name_of(value: object) -> str:
    """Name a breakdown's value, `(none)` where there is none."""
    return NO_VALUE if value is None else str(value)
