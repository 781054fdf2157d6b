"""What annops makes of a file: a source entry with its questions, each guess with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from annops.core.states import Role
from annops.project.source import Layout


class Sureness(StrEnum):
    """How sure a guess is."""

    GIVEN = "given"
    SURE = "sure"
    LIKELY = "likely"
    GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Guess:
    """One thing made out: what (a field, `layout`, `header` ...), its value, why, how sure."""

    what: str
    value: str
    why: str
    sureness: Sureness


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person says about the file; it goes before every guess.

    Attributes:
        question: Question of the answers.
        layout: Layout.
        columns: Columns by field or question; several for ids made of several columns, and for
            `seconds` the columns of begin and end.
        role: Role of the answers.
    """

    question: str | None = None
    layout: Layout | None = None
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A source entry and the questions it needs.

    Attributes:
        source: The entry as it will stand in annops.yaml, without `path`.
        questions: Definitions of questions that the project lacks.
        guesses: What was made out.
        notes: What is ambiguous and was left out, one sentence each.
        missing: What has to be named before answers can be used, with how to say it.
        oddities: What is odd about the file's spelling, met on the way.
        unused: Columns that are not used.
    """

    source: Mapping[str, Any]
    questions: Mapping[str, Mapping[str, Any]]
    guesses: tuple[Guess, ...] = ()
    notes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    oddities: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
