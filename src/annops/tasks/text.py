"""Text: a free answer; only counted, timed and shown, never scored for agreement."""

import unicodedata
from typing import Literal

from pydantic import Field

from annops.core.states import Reason
from annops.tasks.question import Comparison, Problem, Question


class Text(Question):
    """Free text per answer."""

    type: Literal["text"] = "text"
    max_length: int | None = Field(None, gt=0, description="Most characters allowed.")

    @property
    def comparison(self) -> Comparison:
        """Texts are equal or not; no coefficient is defined on them."""
        return Comparison.TEXT

    def canonical(self, text: str) -> str | Problem:
        """Return the text in Unicode form NFC without blanks at its ends."""
        canonical = unicodedata.normalize("NFC", text).strip()
        if self.max_length is not None and len(canonical) > self.max_length:
            return Problem(Reason.INVALID_VALUE, f"at most {self.max_length} characters")
        return canonical

    @property
    def categories(self) -> None:
        """None: texts are open."""
        return
