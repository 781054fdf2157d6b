"""A rule id names one rule."""

from collections.abc import Iterator

from annops.core.finding import Code, Finding, Place, Severity
from annops.guideline.model import Subject

CODE = Code(
    id="GDL017",
    title="A rule id that stands twice in a guideline",
    severity=Severity.ERROR,
    checks="Whether each rule id (`## R1 Title`, `- R1: ...`, `- **R1** ...`) begins one rule.",
    why="Clarifications and defects refer to rules by id; nobody could tell which one is meant.",
    example="Two list entries that begin with `R4`.",
    remedy="give the newer rule the next free number; ids of rules that are gone stay unused",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Look for ids met before in the same text.

    Yields:
        One finding per id met again.
    """
    for text in subject.current():
        first: dict[str, int] = {}
        for rule in text.body.rules:
            if rule.id in first:
                message = f"rule `{rule.id}` stands here again; line {first[rule.id]} has it first"
                yield CODE.at(Place(text.file, rule.line, rule.column), message)
            first.setdefault(rule.id, rule.line)
