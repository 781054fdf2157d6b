"""Adds to the answers what a report breaks them down by: the week and the guideline version."""

from collections.abc import Sequence
from dataclasses import replace

import polars as pl

from annops.core.annotations import Annotations
from annops.project.definition import Definition
from annops.report.model import GuidelineVersion

WEEK = "week"
GUIDELINE = "guideline"


def with_week_and_guideline(
    annotations: Annotations, definition: Definition, versions: Sequence[GuidelineVersion]
) -> Annotations:
    """Add `week` and, where a question's guideline has versions, `guideline`.

    A row's guideline version is the newest one in force when it was submitted, of the guideline
    that its question names. An export's own guideline column is kept where it has values.

    Args:
        annotations: All answers.
        definition: Says which guideline governs a question.
        versions: Every guideline version.
    """
    names = annotations.frame.collect_schema().names()
    if "submitted_at" not in names:
        return annotations
    day = pl.col("submitted_at").dt.convert_time_zone(definition.zone).dt.date()
    week = day.dt.strftime("%G-W%V").cast(pl.Categorical)
    frame = annotations.frame.with_columns(week.alias(WEEK))
    version = _version(definition, versions)
    if GUIDELINE in names:
        version = pl.coalesce(pl.col(GUIDELINE).cast(pl.String), version)
    return replace(
        annotations, frame=frame.with_columns(version.cast(pl.Categorical).alias(GUIDELINE))
    )


def _version(definition: Definition, versions: Sequence[GuidelineVersion]) -> pl.Expr:
    expression = pl.lit(None, pl.String)
    for name, question in definition.questions.items():
        mine = [v for v in versions if v.guideline == question.guideline]
        for version in sorted(mine, key=lambda v: v.effective_from):
            since = pl.lit(version.effective_from).cast(pl.Datetime("us", "UTC"))
            here = (pl.col("question") == name) & (pl.col("submitted_at") >= since)
            expression = pl.when(here).then(pl.lit(version.version)).otherwise(expression)
    return expression
