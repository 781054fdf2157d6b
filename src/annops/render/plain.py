"""Terminal text: how wide it stands, where it wraps, what must be made visible."""

import unicodedata
from functools import cache

_BIDI_CONTROLS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f")


@cache
def _character_width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def display_width(text: str) -> int:
    """Return how many terminal cells a text takes; wide East Asian characters take two.

    >>> display_width("ab"), display_width("日本")
    (2, 4)
    """
    return len(text) if text.isascii() else sum(map(_character_width, text))


def visible(text: str) -> str:
    r"""Make control and direction characters of foreign text visible, line ends included.

    >>> visible("a\x1b[31m\n")
    'a\\x1b[31m\\n'
    """
    if text.isprintable():
        return text
    return "".join(_shown(character) for character in text)


def _shown(character: str) -> str:
    if unicodedata.category(character) in {"Cc", "Zl", "Zp"} or character in _BIDI_CONTROLS:
        return character.encode("unicode_escape").decode("ascii")
    return "\\udxxx" if unicodedata.category(character) == "Cs" else character


def pad(text: str, width: int, *, right: bool = False) -> str:
    """Fill with spaces up to a display width, on the left when the text is set flush right."""
    space = " " * (width - display_width(text))
    return space + text if right else text + space


def wrap(text: str, width: int) -> list[str]:
    """Break into lines of at most a display width, at spaces where there are any.

    >>> wrap("one two three", 8)
    ['one two', 'three']
    """
    lines = [""]
    for word in text.split(" "):
        for piece in _pieces(word, width):
            joined = f"{lines[-1]} {piece}" if lines[-1] else piece
            if display_width(joined) <= width:
                lines[-1] = joined
            else:
                lines.append(piece)
    return lines


def _pieces(word: str, width: int) -> list[str]:
    pieces, start, used = [], 0, 0
    for place, character in enumerate(word):
        wide = _character_width(character)
        if used + wide > width and place > start:
            pieces.append(word[start:place])
            start, used = place, 0
        used += wide
    return [*pieces, word[start:]]
