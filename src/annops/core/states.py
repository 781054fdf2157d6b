"""What an answer can be: in which capacity it was given, what happened, why it is not used."""

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    """In what capacity an answer was given."""

    ANNOTATOR = "annotator"
    REVIEWER = "reviewer"
    GOLD = "gold"
    MODEL = "model"


class Status(StrEnum):
    """What happened to an answer."""

    SUBMITTED = "submitted"
    SKIPPED = "skipped"
    REJECTED = "rejected"
    DRAFT = "draft"


class Reason(StrEnum):
    """Why a loaded answer is not used; the words stand in ledgers and reports."""

    SKIPPED = "skipped"
    DRAFT = "draft"
    REJECTED = "rejected"
    MODEL = "prediction"
    GOLD = "gold"
    REVIEW = "review"
    NO_ANSWER = "no answer"
    UNKNOWN_LABEL = "unknown label"
    INVALID_VALUE = "invalid value"
    UNSUPPORTED_TYPE = "answer type not supported"
    UNKNOWN_QUESTION = "question not in the definition"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded by a newer export"
    OTHER_ROUND = "other round"
    NO_ANNOTATOR = "no annotator"
    NO_ITEM = "no item"


def reasons_text(counts: Mapping[str, int]) -> str:
    """Write the answers left out by reason; gold is set aside, not lost.

    >>> reasons_text({"draft": 7, "gold": 1200})
    '7 draft, 1,200 set aside as gold'
    """
    words = {Reason.GOLD.value: "set aside as gold"}
    return ", ".join(f"{n:,} {words.get(why, why)}" for why, n in counts.items())
