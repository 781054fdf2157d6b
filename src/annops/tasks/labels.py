"""Labels: any number of labels out of a set, in no order; none is an answer too."""

import json
from typing import Literal

from pydantic import Field

from annops.core.states import Reason
from annops.tasks.classification import LabelSet
from annops.tasks.question import Comparison, Problem, Question, Text, nearest


class Labels(Question):
    """A set of labels per answer; sets are compared by what they share."""

    type: Literal["labels"] = "labels"
    labels: LabelSet = Field(description="The labels an answer may hold.")
    separator: str = Field("|", min_length=1, description="Text between labels in one cell.")
    aliases: dict[Text, Text] = Field(
        default_factory=dict, description="Other spellings and the label each one means."
    )

    @property
    def comparison(self) -> Comparison:
        """Sets are compared by what they share."""
        return Comparison.SET

    def canonical(self, text: str) -> str | Problem:
        """Return the labels as a JSON list in the definition's order.

        The text is a JSON list, or labels with `separator` between them.
        """
        given = self._split(text)
        if isinstance(given, Problem):
            return given
        chosen = {self._meant(label) for label in given}
        unknown = sorted(chosen.difference(self.labels))
        if unknown:
            return Problem(Reason.UNKNOWN_LABEL, nearest(unknown[0], self.labels))
        ordered = [label for label in self.labels if label in chosen]
        return json.dumps(ordered, ensure_ascii=False, separators=(",", ":"))

    def _split(self, text: str) -> list[str] | Problem:
        stripped = text.strip()
        if not stripped.startswith("["):
            return [part.strip() for part in stripped.split(self.separator) if part.strip()]
        try:
            given = json.loads(stripped)
        except ValueError:
            return Problem(Reason.INVALID_VALUE, 'a JSON list of labels, as `["a", "b"]`')
        if isinstance(given, list) and all(isinstance(label, str) for label in given):
            return given
        return Problem(Reason.INVALID_VALUE, 'a JSON list of labels, as `["a", "b"]`')

    def _meant(self, label: str) -> str:
        """Return the label a text stands for: itself, or what an alias names; else the text."""
        for text in (label, label.strip()):
            meant = text if text in self.labels else self.aliases.get(text, text)
            if meant in self.labels:
                return meant
        return label

    @property
    def categories(self) -> None:
        """None: the sets of labels are too many to list."""
        return

    def members(self, answer: str) -> frozenset[str]:
        """Return the labels of a canonical answer."""
        return frozenset(json.loads(answer))
