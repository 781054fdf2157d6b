"""Takes gold answers that stand beside the annotators' answers in the same records."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity
from annops.core.states import Role, Status
from annops.core.wording import counted
from annops.formats.dialect import INDEX
from annops.formats.mapping import columns_of
from annops.formats.resolving import Mapped
from annops.formats.times import Looking
from annops.formats.wording import clipped

TWO_GOLDS = Code(
    id="LAY009",
    title="Two gold answers for one item",
    severity=Severity.ERROR,
    checks="All records of an item have the same gold answer.",
    why="It is not known which one is right, so neither is used and the item has no gold.",
    example="item `17` has the gold answers `positive` and `neutral`",
    remedy="correct the gold answers of the items in the tool or the file",
)
GOLD_COLUMNS = Code(
    id="LAY010",
    title="Gold columns do not fit the questions",
    severity=Severity.ERROR,
    checks="There is one gold column, or one for each question in the order of the questions.",
    why="A gold answer belongs to one question.",
    example="`columns: {item: id, q1: A, q2: B, gold: G}`",
    remedy="name one gold column for each question: `gold: [A_gold, B_gold]`",
)

_SHOWN = 5
_NOT_OF_ITEM = {"annotator", "status", "role", "submitted_at", "seconds"}


@dataclass(frozen=True, slots=True)
class GoldRows:
    """Rows of role gold, None without gold columns, and items whose gold contradicts itself."""

    frame: pl.LazyFrame | None
    findings: tuple[Finding, ...] = ()


def gold_rows(
    mapped: Mapped,
    looking: Looking,
    answers: Mapping[str | None, str],
    base: Mapping[str, pl.Expr],
) -> GoldRows:
    """Return one row of role gold for each item and question with a gold answer.

    A gold answer that several records of an item repeat counts once, with the first record.

    Args:
        mapped: The source entry's columns.
        looking: The file's cells.
        answers: Columns of answers by question, None for the question in a column.
        base: Expressions of the answers' other columns, by name.

    Raises:
        AnnopsError: When gold columns do not fit the questions (2).
    """
    if "gold" not in mapped.fields or not answers:
        return GoldRows(None)
    golds = columns_of(mapped.fields["gold"])
    if len(golds) != len(answers):
        message = f"{counted(len(golds), 'gold column')} for {counted(len(answers), 'question')}"
        raise AnnopsError(GOLD_COLUMNS.at(Place(mapped.name), message))
    kept = [value for name, value in base.items() if name not in _NOT_OF_ITEM]
    found = pl.concat(
        [
            looking.frame.select(
                *kept,
                mapped.question(question),
                mapped.value(gold).cast(pl.Categorical).alias("raw"),
            ).drop_nulls(["item", "question", "raw"])
            for question, gold in zip(answers, golds, strict=True)
        ]
    )
    by_item = (
        found.group_by("item", "question")
        .agg(pl.all().sort_by("record").first(), texts=pl.col("raw").unique().cast(pl.String))
        .collect()
        .sort("record", "question")
    )
    sole = pl.col("texts").list.len() == 1
    rows = by_item.filter(sole).select(pl.exclude("texts"))
    role = pl.lit(Role.GOLD.value).cast(pl.Categorical).alias("role")
    status = pl.lit(Status.SUBMITTED.value).cast(pl.Categorical).alias("status")
    return GoldRows(
        rows.lazy().with_columns(role, status), _contradictions(by_item.filter(~sole), looking)
    )


def _contradictions(rows: pl.DataFrame, looking: Looking) -> tuple[Finding, ...]:
    if rows.is_empty():
        return ()
    named = [
        f"item `{clipped(item)}`: " + ", ".join(f"`{clipped(text)}`" for text in sorted(texts))
        for item, texts in rows.select("item", "texts").head(_SHOWN).iter_rows()
    ]
    more = f" and {len(rows) - _SHOWN:,} more" if len(rows) > _SHOWN else ""
    items = counted(len(rows), "item")
    message = f"several gold answers, none of them used, for {items}: {'; '.join(named)}{more}"
    record = rows[INDEX][0]
    place = Place(looking.name, line=looking.line_of(record), record=record)
    return (TWO_GOLDS.at(place, message, count=len(rows)),)
