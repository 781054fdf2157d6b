"""Each version says what changed."""

from collections.abc import Iterator

from annops.core.finding import Code, Finding, Place, Severity
from annops.guideline.model import Subject

CODE = Code(
    id="GDL012",
    title="A guideline version without a changelog entry",
    severity=Severity.ERROR,
    checks="Whether guidelines/NAME.md, unless a draft, has an entry for its version under the "
    "heading `## Changelog`: a list entry or a heading that begins with the version.",
    why="Annotators and reviewers must see what is new without comparing texts.",
    example="`version: 1.2` and a changelog that ends with 1.1.",
    remedy="`annops guideline release` writes it; by hand: `- 1.2 (2026-11-16): what changed`",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Look for the entry of the version in the text that questions refer to.

    Yields:
        One finding per text without its entry.
    """
    for text in subject.current() if subject.records_asked else ():
        if (text.is_draft and not subject.released(text)) or subject.goes_back(text):
            continue
        if text.key is not None and text.key not in {key for key, _ in text.body.entries}:
            line = text.body.changelog
            place = Place(text.file, line, 1) if line else text.place("version")
            what = "has no entry" if line else "is missing: there is no entry"
            yield CODE.at(place, f"the changelog {what} for version {text.version}")
