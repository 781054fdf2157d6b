"""Says what columns that are not used could be: times, or breakdowns of the figures."""

from collections.abc import Collection, Iterator

from annops.core.command_word import command_word
from annops.sources.columns import Column
from annops.sources.names import COMMENTS, normalised
from annops.sources.table import Making

_MOST_GROUPS, _MOST_SHOWN = 20, 3


def hints(making: Making, unused: Collection[str], taken: Collection[str]) -> Iterator[str]:
    """Give a sentence for each kind of column that could be used, with how to say it.

    Args:
        making: The table and what was made out.
        unused: Columns that the source entry does not name.
        taken: Fields that it does.

    Yields:
        Sentences for a person, without a full stop.
    """
    free = [column for column in making.table.columns if column.name in unused and column.n_filled]
    told = "\n".join(making.notes)
    times = [c for c in free if c.timed and f"`{c.name}`" not in told]
    if times and "submitted_at" not in taken:
        name = times[0].name
        option = f"--column {command_word(f'submitted_at={name}')}"
        yield f"`{name}` holds dates: `{option}` if the answers were given then"
    groups = [c for c in free if _groups(c) and f"`{c.name}`" not in told]
    places = [c for c in groups if c.tagged]
    if places and "locale" not in taken:
        place, option = places[0], f"--column {command_word(f'locale={places[0].name}')}"
        yield f"`{place.name}` holds tags of locales, as `{place.counts[0][0]}`: `{option}`"
    groups = [c for c in groups if not c.tagged]
    field = next((field for field in ("batch", "vendor") if field not in taken), None)
    if groups and field is not None:
        shown = ", ".join(f"`{c.name}` ({c.n_distinct} different)" for c in groups[:_MOST_SHOWN])
        option = f"--column {command_word(f'{field}={groups[0].name}')}"
        yield f"figures can be broken down by {shown}: `{option}`"


def _groups(column: Column) -> bool:
    """Say whether a column parts the records into a few groups of many."""
    if COMMENTS.intersection(normalised(column.name).split("_")):
        return False
    words = not column.timed and not column.numeric and not column.structured
    few = 2 <= column.n_distinct <= min(_MOST_GROUPS, column.n_filled // 3)
    return words and few and column.length <= 40 and column.n_filled >= 0.5 * column.n_rows
