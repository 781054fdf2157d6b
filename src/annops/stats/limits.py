"""The two ends of a confidence interval, or why one is missing."""

from dataclasses import dataclass
from typing import Self


@dataclass(frozen=True, slots=True)
class Interval:
    """Two-sided confidence interval.

    Attributes:
        low: lower end, in the unit of what is estimated; None when there is none.
        high: upper end; None when there is none.
        why_undefined: the reason when an end is None, else None.
    """

    low: float | None
    high: float | None
    why_undefined: str | None = None

    @classmethod
    def undefined(cls, why: str) -> Self:
        """An interval without ends."""
        return cls(None, None, why)


def check_confidence(confidence: float) -> None:
    """Refuse a confidence that is not a share.

    Raises:
        ValueError: not strictly between 0 and 1.
    """
    if not 0 < confidence < 1:
        raise ValueError(f"expected a confidence strictly between 0 and 1, not {confidence}")
