"""Says what became of every item received: answered, answered unusably, or untouched."""

import numpy as np
import polars as pl

from annops.core.counts import densify
from annops.core.items import Items
from annops.measures.judgments import name_of, worked
from annops.volumes.model import ItemCounts


def item_states(rows: pl.DataFrame, items: Items) -> tuple[pl.DataFrame, int]:
    """Join the items with the answers to them.

    Args:
        rows: All rows with `item` and `excluded`.
        items: The items received.

    Returns:
        The items' frame with `state`: answered, unusable, untouched; and how many answered items
        are not among them.
    """
    people = rows
    if "role" in rows.columns:
        people = rows.filter(~pl.col("role").cast(pl.String).is_in(["gold", "model"]))
    met = (
        people.filter(pl.col("item").is_not_null())
        .group_by("item_number")
        .agg(pl.col("item").first(), worked().any().alias("answered"))
        .select(pl.col("item").cast(pl.String), "answered")
    )
    joined = items.frame.join(met, on="item", how="left", maintain_order="left")
    state = (
        pl.when(pl.col("answered"))
        .then(pl.lit("answered"))
        .when(pl.col("answered").is_null())
        .then(pl.lit("untouched"))
        .otherwise(pl.lit("unusable"))
    )
    outside = met.filter("answered").join(items.frame, on="item", how="anti")
    return joined.with_columns(state.alias("state")), len(outside)


def count_items(states: pl.DataFrame, column: str | None) -> dict[str, ItemCounts]:
    """Count the items by state for each value of a column; one entry `all` without a column."""
    value = pl.lit("all") if column is None else pl.col(column)
    counted = states.group_by(value.alias("value"), "state").len()
    table: dict[str, dict[str, int]] = {} if column else {"all": {}}
    for name, state, n in counted.iter_rows():
        table.setdefault(name_of(name), {})[state] = n
    return {name: _counts(states) for name, states in sorted(table.items())}


def _counts(states: dict[str, int]) -> ItemCounts:
    answered, unusable = states.get("answered", 0), states.get("unusable", 0)
    untouched = states.get("untouched", 0)
    return ItemCounts(
        received=answered + unusable + untouched,
        answered=answered, unusable=unusable, untouched=untouched,
    )  # fmt: skip


def about_items(rows: pl.DataFrame, column: str) -> bool:
    """Whether a breakdown belongs to items: no item has answers with two values of it."""
    codes, names = densify(rows[column])
    item = rows["item_number"].to_numpy().astype(np.int64)[codes >= 0]
    pairs = pl.Series(item * len(names) + codes[codes >= 0])
    return pairs.n_unique() == pl.Series(item).n_unique()
