"""A table to be made sense of, and what has been made out about its columns so far."""

from dataclasses import dataclass, field

import polars as pl

from annops.sources.columns import Column, describe
from annops.sources.names import strength
from annops.sources.proposal import Guess, Sureness


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text cells.

    Attributes:
        stem: Name of the file without ending.
        columns: Its columns, described from the sample.
        sample: The first records, every cell as text.
        frame: All records.
        header: Whether the columns have names of their own.
        comma_split: Whether commas stand between the cells of the file.
    """

    stem: str
    columns: tuple[Column, ...]
    sample: pl.DataFrame
    frame: pl.LazyFrame
    header: bool
    comma_split: bool = False

    def column(self, name: str) -> Column | None:
        """Return a column by name, None when there is none."""
        return next((column for column in self.columns if column.name == name), None)


def table_of(
    stem: str, frame: pl.LazyFrame, names: tuple[str, ...], *, n_sample: int, header: bool
) -> Table:
    """Take the sample of a table and describe its columns."""
    first = frame.head(n_sample).collect()
    sample = pl.DataFrame([first[name].cast(pl.String) for name in names])
    return Table(stem, describe(sample, names), sample, frame, header)


@dataclass(slots=True)
class Making:
    """What has been made out so far.

    Attributes:
        table: The table.
        fields: Columns by field.
        guesses: The reasons.
        notes: What was left out, and why.
    """

    table: Table
    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def free(self) -> list[Column]:
        """Columns that have no meaning yet and are not blank throughout."""
        used = {name for names in self.fields.values() for name in names}
        return [c for c in self.table.columns if c.name not in used and c.n_filled]

    def take(self, what: str, column: str, why: str, sureness: Sureness) -> None:
        """Give a column its meaning."""
        self.fields[what] = (*self.fields.get(what, ()), column)
        self.guesses.append(Guess(what, column, why, sureness))

    def one(self, what: str) -> str | None:
        """Return the first column of a field."""
        return self.fields.get(what, (None,))[0]

    def named(self, what: str) -> list[tuple[tuple[int, int], Column]]:
        """Return the free columns whose names speak for a field, with the strength of it."""
        met = [(strength(what, column.name), column) for column in self.free]
        return [(weight, column) for weight, column in met if weight[0]]
