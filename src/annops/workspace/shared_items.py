"""Warns where items of two sources have the same ids and look like different items."""

from collections.abc import Iterator, Mapping
from itertools import combinations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from annops.core.finding import Code, Finding, Place, Severity
from annops.project.definition import Definition
from annops.workspace.root import DEFINITION

ALIKE = 0.9
"""Share of the smaller source's items from which on both are taken to be about the same items."""

SHARED_ITEMS = Code(
    "SRC003",
    "two sources share some of their item ids",
    Severity.WARNING,
    checks="Sources that answer different questions have either the same items, or none in "
    "common: item ids that occur in both are under 90 % of the smaller source's items, and not 0.",
    why="Exports that number their items 1, 2, 3 ... give different items the same id, and annops "
    "then counts them as one.",
    example="`tone.csv` has items 1 to 500, `topics.csv` of another project items 1 to 80 and "
    "900 to 1,200.",
    remedy="if they are different items give them distinct ids before annops reads them (as "
    "`tone-5` and `topics-5`), or name another column in `columns: {item: ...}`; nothing to do "
    "if they are the same items",
)


def shared_item_findings(frame: pl.DataFrame, definition: Definition) -> list[Finding]:
    """Make one finding per pair of sources that ask different things of partly the same items.

    Args:
        frame: Rows with `item`, `question`, `source_index`, and `item_number` where equal ids
            have equal numbers.
        definition: For the sources' paths.
    """
    if len(definition.sources) < 2 or "item_number" not in frame.columns:
        return []
    asked = _asked(frame)
    pairs = [
        pair for pair in combinations(sorted(asked), 2)
        if not asked[pair[0]] & asked[pair[1]]
    ]  # fmt: skip
    if not pairs:
        return []
    return list(_partly_shared(pairs, _items(frame), definition))


def _items(frame: pl.DataFrame) -> dict[int, NDArray[np.bool_]]:
    """Mark each source's items: arrays (n_items,), by the items' numbers."""
    own = frame.filter(pl.col("item").is_not_null()).select("source_index", "item_number")
    size = int(own["item_number"].max() or 0) + 1  # type: ignore[arg-type]
    sources = own["source_index"].to_numpy()
    numbers = own["item_number"].to_numpy()
    items: dict[int, NDArray[np.bool_]] = {}
    for source in np.unique(sources):
        items[int(source)] = np.zeros(size, bool)
        items[int(source)][numbers[sources == source]] = True
    return items


def _asked(frame: pl.DataFrame) -> dict[int, set[str]]:
    asked: dict[int, set[str]] = {}
    named = frame.select("source_index", pl.col("question").cast(pl.String)).unique()
    for source, question in named.drop_nulls().iter_rows():
        asked.setdefault(source, set()).add(question)
    return asked


def _partly_shared(
    pairs: list[tuple[int, int]], items: Mapping[int, NDArray[np.bool_]], definition: Definition
) -> Iterator[Finding]:
    for first, second in pairs:
        if first not in items or second not in items:
            continue
        shared = int((items[first] & items[second]).sum())
        smaller = int(min(items[first].sum(), items[second].sum()))
        if 0 < shared < ALIKE * smaller:
            ids = "1 item id occurs" if shared == 1 else f"{shared:,} item ids occur"
            paths = [f"`{definition.sources[i].path}`" for i in (first, second)]
            message = (
                f"{ids} in two sources that ask different questions, {paths[0]} and {paths[1]}, "
                f"the smaller of {smaller:,} items"
            )
            yield SHARED_ITEMS.at(Place(DEFINITION), message, count=shared)
