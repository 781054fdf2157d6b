"""Classification: exactly one label out of a set."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from annops.core.states import Reason
from annops.tasks.question import Comparison, Problem, Question, Text, nearest


def _distinct(labels: tuple[str, ...]) -> tuple[str, ...]:
    repeated = {label for label in labels if labels.count(label) > 1}
    if repeated:
        raise ValueError(f"label `{min(repeated)}` is listed twice")
    return labels


LabelSet = Annotated[tuple[Text, ...], Field(min_length=2), AfterValidator(_distinct)]
"""Labels of a definition: at least two, none twice."""


class Classification(Question):
    """One label per answer; labels are compared as equal or not, or as ranks with `ordered`."""

    type: Literal["classification"] = "classification"
    labels: LabelSet = Field(description="The labels an answer may be.")
    ordered: bool = Field(False, description="Labels stand in rank order, first lowest.")
    aliases: dict[Text, Text] = Field(
        default_factory=dict, description="Other spellings and the label each one means."
    )

    @property
    def comparison(self) -> Comparison:
        """Nominal, or ordinal where the labels are ordered."""
        return Comparison.ORDINAL if self.ordered else Comparison.NOMINAL

    def canonical(self, text: str) -> str | Problem:
        """Return the label; blanks around it are dropped, nothing else is guessed."""
        for label in (text, self.aliases.get(text, text).strip()):
            meant = label if label in self.labels else self.aliases.get(label, label)
            if meant in self.labels:
                return meant
        return Problem(Reason.UNKNOWN_LABEL, nearest(text, self.labels))

    @property
    def categories(self) -> tuple[str, ...]:
        """The labels of the definition."""
        return self.labels

    def number(self, answer: str) -> float | None:
        """Return the rank of an ordered label from 1, None for unordered labels."""
        return float(self.labels.index(answer) + 1) if self.ordered else None
