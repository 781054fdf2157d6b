"""The policies for ties; apart from the model so that the command line loads fast."""

from enum import StrEnum


class Ties(StrEnum):
    """What happens to an item whose most frequent answers are equally frequent."""

    LIST = "list"
    FIRST = "first"
    NONE = "none"
