"""What a batch holds now, to be held against what a sample was drawn from."""

from dataclasses import dataclass

import polars as pl

from annops.audit.references import used_answers
from annops.core.items import item_batches
from annops.core.sample import SampleRecord


@dataclass(frozen=True, slots=True)
class Drift:
    """How a batch differs from the frame of its sample, in items.

    Attributes:
        added: Items with answers that the frame does not have.
        gone: Items of the frame that have no answer any more.
        other: Items that have more or fewer answers than in the frame.
    """

    added: int
    gone: int
    other: int

    def __bool__(self) -> bool:
        """Whether anything differs."""
        return bool(self.added or self.gone or self.other)

    def __str__(self) -> str:
        """Say in words what differs."""
        parts = (
            (self.added, "were added"),
            (self.gone, "are gone"),
            (self.other, "have more or fewer answers"),
        )
        said = [f"{n:,} {words}" for n, words in parts if n]
        return f"of its items {', '.join(said)}"


def batch_rows(rows: pl.DataFrame, items: pl.DataFrame, batch: str | None) -> pl.DataFrame:
    """Return the answers to the items of a batch; all for the whole project.

    Args:
        rows: One row an answer.
        items: One row an item: `item` and perhaps `batch`.
        batch: The batch, None for the whole project.
    """
    if batch is None:
        return rows
    return rows.join(
        item_batches(rows, items).filter(pl.col("batch") == batch).select("item"),
        on="item", how="semi",
    )  # fmt: skip


def drift(record: SampleRecord, frame: pl.DataFrame, rows: pl.DataFrame) -> Drift:
    """Compare the frame of a sample with the batch as it is.

    Args:
        record: The sample.
        frame: One row an item: `item`, `answers`.
        rows: The answers to the items of the batch.
    """
    mine = used_answers(rows).filter(pl.col("question").is_in(list(record.questions)))
    now = mine.group_by("item").len("now")
    both = frame.select("item", pl.col("answers").cast(pl.Int64)).join(
        now.with_columns(pl.col("now").cast(pl.Int64)), on="item", how="full", coalesce=True
    )
    new, gone = pl.col("answers").is_null(), pl.col("now").is_null()
    return Drift(
        *both.select(
            new.sum().alias("added"), gone.sum().alias("gone"),
            (pl.col("answers") != pl.col("now")).sum().alias("other"),
        ).row(0)
    )  # fmt: skip
