"""One version has one wording."""

from collections.abc import Iterator

from annops.core.finding import Code, Finding, Severity
from annops.core.guideline import GuidelineText, VersionKey
from annops.guideline.model import Subject

CODE = Code(
    id="GDL019",
    title="Two wordings of one guideline version",
    severity=Severity.ERROR,
    checks="Whether files that hold the same version of a guideline hold the same words. "
    "Where the version is in the release record, its words are compared with that instead.",
    why="Nobody could tell which of them the answers were given under.",
    example="tone.md and tone-1.1.md both say `version: 1.1` and differ in rule R2.",
    remedy="give the newer text a new version: `annops guideline release NAME VERSION`",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the texts of each version with the first of them.

    Yields:
        One finding per text that differs from the first of its version.
    """
    for name in subject.names():
        first: dict[VersionKey, GuidelineText] = {}
        for text in subject.of(name):
            if text.key is None or subject.released(text):
                continue
            met = first.setdefault(text.key, text)
            if met.body.sha256 != text.body.sha256:
                message = f"`{name}` {text.version} reads otherwise here than in {met.file}"
                yield CODE.at(text.place("version"), message)
