"""How findings about many records are worded: a few places or examples, and how many more."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

SHOWN = 5
_LONG = 40


def listed(numbers: Sequence[int], *, noun: str = "line", total: int | None = None) -> str:
    """Name the first few numbers and how many more there are.

    Args:
        numbers: The numbers, or the first few of them.
        noun: What they number.
        total: How many there are in all, when `numbers` are only the first few.

    >>> listed([4, 9]), listed([7]), listed(range(1, 9))
    ('lines 4, 9', 'line 7', 'lines 1, 2, 3, 4, 5 and 3 more')
    """
    total = len(numbers) if total is None else total
    shown = ", ".join(str(number) for number in numbers[:SHOWN])
    more = f" and {total - SHOWN:,} more" if total > SHOWN else ""
    return f"{noun}{'' if total == 1 else 's'} {shown}{more}"


def examples(texts: "pl.Series") -> str:
    """Name the most frequent texts with how often each was met.

    >>> import polars as pl
    >>> examples(pl.Series(["20min", "~1:00", "20min"]))
    '`20min` (2), `~1:00`'
    """
    import polars as pl

    tally = texts.cast(pl.String).alias("text").value_counts()
    most = tally.sort("count", "text", descending=[True, False]).head(SHOWN)
    return _named(most.rows(), len(tally))


def tallied(tally: Mapping[str, int]) -> str:
    """Name the most frequent texts of a tally with their counts.

    >>> tallied({"b": 1, "a": 1, "c": 2})
    '`c` (2), `a`, `b`'
    """
    most = sorted(tally.items(), key=lambda entry: (-entry[1], entry[0]))
    return _named(most[:SHOWN], len(most))


def _named(most: Sequence[tuple[str, int]], n_texts: int) -> str:
    named = [f"`{clipped(text)}`" + (f" ({n:,})" if n > 1 else "") for text, n in most]
    more = f" and {n_texts - SHOWN:,} other texts" if n_texts > SHOWN else ""
    return ", ".join(named) + more


def clipped(text: str) -> str:
    """Return a text short enough for a sentence, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONG else line[: _LONG - 1] + "\N{HORIZONTAL ELLIPSIS}"
