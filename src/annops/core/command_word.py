"""A word of a command line, written so that it can be copied into a terminal."""

import re

_PLAIN = re.compile(r"[\w.,:/@%+=][\w.,:/@%+=~-]*")
_ESCAPED = re.compile(r'(["\\$`])')


def command_word(text: str) -> str:
    """Write a name as one word of a command, in quotes where a shell would split or change it.

    >>> command_word("B01"), command_word("Charge A")
    ('B01', '"Charge A"')
    """
    if _PLAIN.fullmatch(text):
        return text
    return '"' + _ESCAPED.sub(r"\\\1", text) + '"'
