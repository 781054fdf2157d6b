"""Counts answers by week, breakdowns and question at once: the tidy data behind volumes; pure."""

import polars as pl

from annops.core.annotations import Annotations
from annops.measures.judgments import marked_rows, name_of, question_name, with_days
from annops.project.definition import Definition
from annops.volumes.model import Tally, TallyRow

MOST_ROWS = 2_000
"""Rows of a tally; a project with more combinations is counted by fewer columns."""


def tally(annotations: Annotations, definition: Definition, most: int = MOST_ROWS) -> Tally:
    """Count answers by week, every breakdown and question.

    The rows always add up to the answers loaded: where the combinations are more than `most`, the
    columns with most values are left out one by one until they are not. Judgments are not
    counted, since one judgment holds several questions.

    Args:
        annotations: All answers; `submitted_at` and breakdowns where they are known.
        definition: Breakdowns and zone.
        most: At most this many rows.
    """
    declared = tuple(dict.fromkeys((*definition.breakdowns, "batch")))
    columns = tuple(name for name in declared if name in annotations.breakdowns)
    marked = marked_rows(annotations, columns, 1)
    rows = with_days(marked, definition.zone).with_columns(question_name(definition.questions))
    wanted = tuple(dict.fromkeys(("week", *columns, "question")))
    counted = _count(rows, wanted)
    left_out: list[str] = []
    while len(counted) > most and wanted:
        widest = max(wanted, key=lambda name: counted[name].n_unique())
        left_out.append(widest)
        wanted = tuple(name for name in wanted if name != widest)
        counted = _count(rows, wanted)
    found = sorted((tuple(map(name_of, row[: len(wanted)])), row[len(wanted) :])
                   for row in counted.iter_rows())  # fmt: skip
    return Tally(columns=wanted, left_out=tuple(left_out), rows=tuple(_row(*one) for one in found))


def _count(rows: pl.DataFrame, by: tuple[str, ...]) -> pl.DataFrame:
    why = pl.col("excluded").cast(pl.String)
    counts = (
        pl.len().alias("_loaded"),
        why.is_null().sum().alias("_used"),
        (why == "skipped").sum().alias("_skipped"),
        (why == "draft").sum().alias("_drafts"),
    )
    if not by:
        return rows.select(*counts)
    return rows.group_by(pl.col(by).cast(pl.String)).agg(*counts)


def _row(values: tuple[str, ...], counts: tuple[int, ...]) -> TallyRow:
    loaded, used, skipped, drafts = counts
    return TallyRow(
        values=values, loaded=loaded, used=used, skipped=skipped, drafts=drafts,
        other=loaded - used - skipped - drafts,
    )  # fmt: skip
