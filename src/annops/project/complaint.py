"""A problem of a definition by its path, before anybody knows on which line it stands."""

from dataclasses import dataclass

from annops.core.finding import Code, Severity

Loc = tuple[str | int, ...]
"""Keys and list positions from the top of annops.yaml."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong at a path.

    Attributes:
        code: The finding's code.
        loc: Where; keys and list positions from the top.
        message: One sentence, starting with the path in backticks.
        hint: What to do; the code's remedy without it.
        key: Whether the key is at fault rather than its value.
    """

    code: Code
    loc: Loc
    message: str
    hint: str | None = None
    key: bool = False


def path_text(loc: Loc) -> str:
    """Write a path the way people say it.

    >>> path_text(("questions", "tone", "labels", 2))
    'questions.tone.labels[2]'
    """
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


CONTRADICTION = Code(
    id="DEF010",
    title="Parts of an entry contradict each other",
    severity=Severity.ERROR,
    checks="Whether the keys of one entry fit together.",
    why="Two readings of the entry are possible, and annops does not guess.",
    example="A target with both `at_least` and `at_most`, or a scale whose min is above its max.",
    remedy="keep the one that is meant",
)
"""Raised by the models' own checks too, so it is known to both."""
