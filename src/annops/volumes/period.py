"""Restricts annotations to what was submitted up to a day, or within some days."""

from dataclasses import replace
from datetime import date

import polars as pl

from annops.core.annotations import Annotations


def up_to(annotations: Annotations, last: date, zone: str) -> Annotations:
    """Keep the answers submitted up to the end of a day of the zone, and those without a time."""
    if "submitted_at" not in annotations.frame.collect_schema().names():
        return annotations
    day = _day(zone)
    kept = annotations.frame.filter(day.is_null() | (day <= last)).collect()
    return replace(annotations, frame=kept.lazy())


def within(annotations: Annotations, first: date, last: date, zone: str) -> Annotations:
    """Keep the answers submitted on the days from `first` to `last`, both included."""
    if "submitted_at" not in annotations.frame.collect_schema().names():
        return replace(annotations, frame=annotations.frame.clear())
    kept = annotations.frame.filter(_day(zone).is_between(first, last)).collect()
    return replace(annotations, frame=kept.lazy())


def _day(zone: str) -> pl.Expr:
    return pl.col("submitted_at").dt.convert_time_zone(zone).dt.date()
