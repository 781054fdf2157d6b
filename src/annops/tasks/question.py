"""What every type of labelling question can do: read an answer's text, and say how to compare."""

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from annops.core.states import Reason


def _as_text(value: object) -> object:
    """Read YAML's numbers and booleans as the text they were written as where that is certain."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


Text = Annotated[str, BeforeValidator(_as_text)]
"""Text in a definition; `labels: [1, 2]` means the labels `1` and `2`."""


class Comparison(StrEnum):
    """How two answers to a question are compared; it chooses the agreement coefficient."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"
    SET = "set"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text is not an answer to the question: the ledger's reason and what was expected."""

    reason: Reason
    expected: str


class Question(BaseModel):
    """One labelling question of the definition; each task type is a subclass in its own file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: str = Field(description="Task type of the question.")
    title: str | None = Field(None, description="The question in words, for reports.")
    guideline: str | None = Field(None, description="Name of the guideline that governs it.")
    null: tuple[Text, ...] = Field((), description="Texts that mean no answer was given.")

    @property
    @abstractmethod
    def comparison(self) -> Comparison:
        """How two answers are compared."""

    @abstractmethod
    def canonical(self, text: str) -> str | Problem:
        """Return the canonical text of an answer, or why the text is none.

        The canonical text is a fixed point: `canonical(canonical(x)) == canonical(x)`.
        """

    @property
    @abstractmethod
    def categories(self) -> tuple[str, ...] | None:
        """Canonical answers fixed by the definition, in order; None when the set is open."""

    def number(self, answer: str) -> float | None:
        """Return the number a canonical answer stands for, None for types without numbers."""
        del answer
        return None

    @property
    def is_number(self) -> bool:
        """Whether answers are written as numbers."""
        return False

    def members(self, answer: str) -> frozenset[str]:
        """Return the labels in a canonical answer; a single label is a set of one."""
        return frozenset((answer,))


def nearest(text: str, labels: Sequence[str]) -> str:
    """Word what was expected instead of an unknown label."""
    from annops.core.finding import did_you_mean

    return did_you_mean(text, labels)
