"""How findings about many records are worded: a few places or examples, and how many more."""

from collections import Counter
from collections.abc import Iterable, Sequence

_SHOWN = 5
_LONG = 40


def listed(numbers: Sequence[int], *, noun: str = "line") -> str:
    """Name the first few numbers and how many more there are.

    >>> listed([4, 9]), listed([7]), listed(range(1, 9))
    ('lines 4, 9', 'line 7', 'lines 1, 2, 3, 4, 5 and 3 more')
    """
    shown = ", ".join(str(number) for number in numbers[:_SHOWN])
    more = f" and {len(numbers) - _SHOWN} more" if len(numbers) > _SHOWN else ""
    return f"{noun}{'' if len(numbers) == 1 else 's'} {shown}{more}"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun, in the plural where the number asks for it.

    >>> counted(1, "record"), counted(1200, "record")
    ('1 record', '1,200 records')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def examples(texts: Iterable[str]) -> str:
    """Name the most frequent texts with how often each was met.

    >>> examples(["20min", "~1:00", "20min"])
    '`20min` (2), `~1:00`'
    """
    tally = Counter(texts)
    most = sorted(tally.items(), key=lambda entry: (-entry[1], entry[0]))
    named = [f"`{clipped(text)}`" + (f" ({n})" if n > 1 else "") for text, n in most[:_SHOWN]]
    more = f" and {len(most) - _SHOWN} other texts" if len(most) > _SHOWN else ""
    return ", ".join(named) + more


def clipped(text: str) -> str:
    """Return a text short enough for a sentence, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _LONG else line[: _LONG - 1] + "\N{HORIZONTAL ELLIPSIS}"
