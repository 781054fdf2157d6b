"""Tells numbers with a decimal comma from several labels in one cell."""

import re
from collections.abc import Sequence

from annops.sources.spelling import is_nothing, is_number

_WITH_COMMA = re.compile(r"[+-]?\d+,\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}")


def example(counts: Sequence[tuple[str, int]], *, comma_split: bool) -> str | None:
    """Return a text that shows a decimal comma, None where nothing proves one.

    Every text has to be a number with one comma, a point or neither; commas must be as frequent
    as points, and one of them must stand before other than three digits, as `1,234` may be a
    thousand.

    Args:
        counts: Texts of a column with how often, most frequent first.
        comma_split: Whether commas stand between the cells of the file, where nobody would write
            numbers with them.

    >>> example([("4,5", 9), ("3,0", 7)], comma_split=False)
    '4,5'
    >>> example([("1,2", 9), ("1,2,3", 7)], comma_split=False)
    """
    if comma_split:
        return None
    valued = [(text, n) for text, n in counts if not is_nothing(text)]
    commas = [(text, n) for text, n in valued if _WITH_COMMA.fullmatch(text)]
    rest = [(text, n) for text, n in valued if not _WITH_COMMA.fullmatch(text)]
    points = sum(n for text, n in rest if "." in text)
    if not all(is_number(text) for text, _ in rest) or sum(n for _, n in commas) < points:
        return None
    proofs = (text for text, _ in commas if not _THOUSANDS.fullmatch(text))
    return next(proofs, None)


def with_points(counts: Sequence[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return the numbers of a column with a point for the comma; those with a point are left out.

    A source with decimal commas refuses them, so they say nothing about the scale.
    """
    return [(text.replace(",", ".", 1), n) for text, n in counts if "." not in text]
