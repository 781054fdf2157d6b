"""How any text stands in a spreadsheet's cell and comes back the same."""

import re

CELL_LIMIT = 32_767
"""Characters (16-bit units) that Excel keeps in a cell."""

_CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_NEEDS_CODE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_GUARDED = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_CUT = " [cut: too long for a cell]"


def in_cell(text: str) -> str:
    """Return the text that a cell shows: the text itself, or its beginning where it is too long.

    >>> in_cell("plain"), in_cell("x" * 40_000)[-27:]
    ('plain', ' [cut: too long for a cell]')
    """
    if fits(text):
        return text
    head = text.encode("utf-16-le", "surrogatepass")[: 2 * (CELL_LIMIT - len(_CUT))]
    return head.decode("utf-16-le", "ignore") + _CUT


def fits(text: str) -> bool:
    """Say whether a text is short enough for a cell."""
    if len(text) <= CELL_LIMIT // 2:
        return True
    return len(text) + sum(1 for character in text if character > "\uffff") <= CELL_LIMIT


def coded(text: str) -> str:
    r"""Write characters that XML cannot hold as `_x000B_`, the way workbooks do.

    >>> coded("a\x0bb"), coded("_x0041_"), coded("a\nb")
    ('a_x000B_b', '_x005F_x0041_', 'a\nb')
    """
    return _NEEDS_CODE.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


def decoded(text: str) -> str:
    r"""Read text of a workbook back.

    >>> decoded(coded("a\x0b_x0041_\r\n")) == "a\x0b_x0041_\r\n"
    True
    """
    return _CODED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def unguarded(text: str) -> str:
    """Take away the `'` that was put before text which a spreadsheet would run as a formula.

    A `'` that people wrote before other text stays.

    >>> unguarded("'=1"), unguarded("'tis"), unguarded("''tis")
    ('=1', "'tis", "'tis")
    """
    return text[1:] if text[:1] == "'" and text[1:].startswith(_GUARDED) else text
