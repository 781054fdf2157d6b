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
