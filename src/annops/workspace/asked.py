"""Checks the names a person gives on the command line against the definition."""

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity, did_you_mean
from annops.project.definition import Definition

NOT_DEFINED = Code(
    id="USE002",
    title="A name that the definition does not know",
    severity=Severity.ERROR,
    checks="Whether the question or breakdown asked for exists.",
    why="An answer about nothing would look like an empty project.",
    example="`annops consensus sentimant`, or `annops volumes --by langauge`.",
    remedy="take one of the names in annops.yaml",
)
ALWAYS = ("batch", "locale", "vendor")
"""Breakdowns that exist without being declared."""


def check_question(question: str | None, definition: Definition) -> None:
    """Refuse a question that is not defined.

    Raises:
        AnnopsError: When it is not (USE002).
    """
    if question is not None and question not in definition.questions:
        hint = did_you_mean(question, definition.questions)
        raise AnnopsError(NOT_DEFINED.at(None, f"`{question}` is not a question", hint))


def check_breakdown(
    column: str | None, definition: Definition, more: tuple[str, ...] = ()
) -> None:
    """Refuse a breakdown that is neither declared nor built in nor one of `more`.

    Raises:
        AnnopsError: When it is not (USE002).
    """
    known = tuple(dict.fromkeys((*definition.breakdowns, *ALWAYS, *more)))
    if column is not None and column not in known:
        hint = did_you_mean(column, known)
        raise AnnopsError(NOT_DEFINED.at(None, f"`{column}` is not a breakdown", hint))
