"""What a table's columns hold: how full, how varied, what kind of text; and which follow which."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl
from polars import selectors

from annops.formats.own_column import own_column
from annops.sources import spelling

SAMPLE = 20_000
"""Records looked at to tell columns apart; labels and times are read from all records."""

_LOOKED_AT = 300


@dataclass(frozen=True)
class Column:
    """One column of the sample.

    Attributes:
        name: Its name, or position from 1 without header.
        n_rows: Records of the sample.
        counts: Its texts without blanks around, with how often; most frequent first.
    """

    name: str
    n_rows: int
    counts: tuple[tuple[str, int], ...]

    @cached_property
    def n_filled(self) -> int:
        """Cells that are not blank."""
        return sum(n for _, n in self.counts)

    @property
    def n_distinct(self) -> int:
        """Different texts."""
        return len(self.counts)

    @cached_property
    def _texts(self) -> list[str]:
        texts = [text for text, _ in self.counts[:_LOOKED_AT] if not spelling.is_nothing(text)]
        return texts or [text for text, _ in self.counts[:1]]

    def _share(self, test: object) -> float:
        if not self.counts or not callable(test):
            return 0.0
        return sum(1 for text in self._texts if test(text)) / len(self._texts)

    @cached_property
    def numeric(self) -> bool:
        """Whether its texts are numbers."""
        return self._share(spelling.is_number) == 1

    @cached_property
    def measured(self) -> bool:
        """Whether nearly all of its texts begin with a digit, as amounts do, unit or not."""
        return self._share(lambda text: text[:1].isdigit()) >= 0.9

    @cached_property
    def tagged(self) -> bool:
        """Whether most of its texts are BCP 47 tags of a language and its region or script."""
        return self._share(spelling.is_locale) > 0.5

    @cached_property
    def timed(self) -> bool:
        """Whether most of its texts are dates or times."""
        return self._share(spelling.is_time) >= 0.5

    @cached_property
    def epochal(self) -> bool:
        """Whether its texts are numbers of seconds or milliseconds since 1970."""
        return self._share(lambda t: t.partition(".")[0].isdigit() and len(t) in {10, 13}) == 1

    @cached_property
    def listed(self) -> bool:
        """Whether its texts are JSON lists of texts."""
        return self._share(lambda t: spelling.as_list(t) is not None) >= 0.9

    @cached_property
    def structured(self) -> bool:
        """Whether its texts are JSON objects or lists of such, which are no labels."""
        return self._share(spelling.is_structured) >= 0.5

    @cached_property
    def length(self) -> float:
        """Mean length of its distinct texts."""
        return sum(map(len, self._texts)) / max(len(self._texts), 1)

    @property
    def few(self) -> bool:
        """Whether it holds few different texts, as labels do."""
        return 1 <= self.n_distinct <= min(50, max(2, self.n_filled // 2)) and self.length <= 60

    @property
    def answer_like(self) -> bool:
        """Whether its texts could be answers to a question: labels, lists, numbers."""
        if self.timed or self.epochal or self.structured or self.n_distinct < 2:
            return False
        return self.few or self.listed


def describe(sample: pl.DataFrame, columns: Sequence[str]) -> tuple[Column, ...]:
    """Describe the columns of a sample of cells."""
    return tuple(
        Column(name, sample.height, value_counts(sample.lazy(), name)) for name in columns
    )


def value_counts(frame: pl.LazyFrame, column: str) -> tuple[tuple[str, int], ...]:
    """Return a column's texts without blanks around, with how often, most frequent first."""
    text = own_column(column).cast(pl.String).str.strip_chars().alias("text")
    counted = (
        frame.select(text)
        .filter(pl.col("text").str.len_bytes() > 0)
        .group_by("text")
        .agg(pl.len().alias("n"))
        .collect()
        .sort(["n", "text"], descending=[True, False])
    )
    return tuple((text, int(n)) for text, n in counted.iter_rows())


def follows(sample: pl.DataFrame, column: str, key: str) -> bool:
    """Say whether a column has one text for each text of `key`, which must repeat to prove it.

    One key in a hundred may have two texts.
    """
    both = sample.select(
        own_column(key).cast(pl.String).alias("key"),
        own_column(column).cast(pl.String).alias("value"),
    ).drop_nulls()
    n_keys = both["key"].n_unique()
    if n_keys == 0 or both.height < 1.5 * n_keys:
        return False
    return both.n_unique() <= n_keys * 1.01


def distinctness(sample: pl.DataFrame, columns: Sequence[str]) -> float:
    """Return the share of records, 0 to 1, that differ from all others in these columns."""
    if sample.height == 0:
        return 0.0
    return sample.select(selectors.by_name(*columns)).n_unique() / sample.height


def evenness(sample: pl.DataFrame, column: str) -> float:
    """Return the coefficient of variation of how often each text occurs; 0 for equally often."""
    sizes = sample.group_by(own_column(column).alias("text")).len()["len"]
    mean = float(sizes.sum()) / max(len(sizes), 1)
    spread = float(sizes.std(ddof=0) or 0.0)  # type: ignore[arg-type]
    return spread / mean if mean else 0.0
