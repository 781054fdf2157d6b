"""The manifest: every item there is, answered or not."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Items:
    """Items of a project, one row each.

    Attributes:
        frame: Columns `item`, `text`, `media`, `link`, `batch`, `locale` and other breakdowns, all
            text, null where unknown; sorted by item.
        derived: Whether the list was derived from the exports alone, so that items nobody has
            touched may be missing.
    """

    frame: pl.DataFrame
    derived: bool


def item_batches(rows: pl.DataFrame, items: pl.DataFrame) -> pl.DataFrame:
    """Return the batch of every item that has one: columns `item`, `batch`.

    An item belongs to the batch that the list of items names, else to the first one that its
    answers name.

    Args:
        rows: One row an answer: `item` and perhaps `batch`.
        items: One row an item: `item` and perhaps `batch`.
    """
    parts = []
    if "batch" in items.columns:
        parts.append(items.select("item", pl.col("batch").cast(pl.String)))
    if "batch" in rows.columns:
        parts.append(rows.select("item", pl.col("batch").cast(pl.String)))
    if not parts:
        return pl.DataFrame(schema={"item": pl.String, "batch": pl.String})
    known = pl.concat(parts).drop_nulls()
    return known.unique("item", keep="first", maintain_order=True)
