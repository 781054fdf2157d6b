"""Turns rows of answers into judgments: one item done by one annotator, with its time."""

from collections.abc import Sequence

import numpy as np
import polars as pl

from annops.core.annotations import Annotations, Selection, exclusion
from annops.core.counts import NO_VALUE
from annops.core.estimate import Estimate
from annops.stats.quantile import quantile_interval

UNIT = "judgments"
METHOD = "median, order-statistic interval"
ALWAYS = ("item", "item_number", "question", "annotator", "role", "file", "record")
TIMES = ("submitted_at", "seconds")


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


def judgments(used: pl.DataFrame, columns: Sequence[str], idle_seconds: float) -> pl.DataFrame:
    """Collapse used rows, with day and week, to judgments.

    Seconds belong to a record: a record with several questions counts once, the records of one
    judgment add up, each cut to the idle limit. A judgment with a record without time has none.

    Args:
        used: Used rows with `day` and `week`.
        columns: Breakdown columns whose first value is kept.
        idle_seconds: Time per record above which it is idle time and is cut.

    Returns:
        Frame, one row per item and annotator: `item_number`, `annotator`, `day`, `week` (of the
        last submission), `columns`, `seconds` or null, `idle_cuts`, `questions` a record.
    """
    seconds = pl.col("seconds") if "seconds" in used.columns else pl.lit(None, pl.Float64)
    kept = [pl.col(name).first() for name in dict.fromkeys(columns) if name in used.columns]
    records = used.group_by("item_number", "annotator", "file", "record").agg(
        *kept,
        pl.col("day").max(), pl.col("week").max(), seconds.max().alias("seconds"),
        pl.len().alias("questions"),
    )  # fmt: skip
    key = ["item_number", "annotator"]
    return records.group_by(key).agg(
        *(pl.col(name).sort_by("file", "record").first() for name in dict.fromkeys(columns)
          if name in used.columns),
        pl.col("day").max(), pl.col("week").max(), pl.col("questions").max(),
        pl.when(pl.col("seconds").null_count() == 0)
        .then(pl.col("seconds").clip(upper_bound=idle_seconds).sum())
        .alias("seconds"),
        (pl.col("seconds") > idle_seconds).sum().alias("idle_cuts"),
    ).sort(key)  # fmt: skip


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


def named(column: str) -> pl.Expr:
    """Read a breakdown as text, `(none)` where it has no value."""
    return pl.col(column).cast(pl.String).fill_null(NO_VALUE)
