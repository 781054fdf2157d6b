"""The step of a version says how much changed."""

from collections.abc import Iterator
from itertools import pairwise

from annops.core.finding import Code, Finding, Place, Severity
from annops.core.guideline import level, rule_changes
from annops.guideline.model import LOCK, Subject

CODE = Code(
    id="GDL021",
    title="A wording change that adds or drops rules",
    severity=Severity.WARNING,
    checks="Whether releases that only count the third number up (1.1.0 to 1.1.1, wording only) "
    "have the same rules.",
    why="Who sees a PATCH does not look at past answers again; a new rule may ask for it.",
    example="1.1.1 follows 1.1.0 and has a rule R8 that 1.1.0 had not.",
    remedy="release it as MINOR (a new case is covered) or MAJOR (past answers may be wrong)",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the rules of neighbouring releases.

    Yields:
        One finding per step that says too little.
    """
    for name in subject.names():
        for older, newer in pairwise((subject.releases or {}).get(name, ())):
            changes = rule_changes(older.rules, newer.rules)
            patch = level(older.key, newer.key) == "patch"
            if patch and (changes.new or changes.gone):
                message = f"`{name}` {newer.version} says wording only since {older.version}: "
                mine = [t for t in subject.of(name) if t.key == newer.key]
                place = mine[0].place("version") if mine else Place(LOCK, newer.line)
                yield CODE.at(place, message + str(changes))
