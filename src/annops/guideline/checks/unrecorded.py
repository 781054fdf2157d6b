"""Each version that is in use is in the release record."""

from collections.abc import Iterator

from annops.core.finding import Code, Finding, Place, Severity
from annops.guideline.model import LOCK, Subject

CODE = Code(
    id="GDL018",
    title="A guideline version that is not in the release record",
    severity=Severity.ERROR,
    checks="Whether guidelines/lock.json, once it exists, holds the version of each guidelines/"
    "NAME.md that is no draft, and still holds all it held at the state named by `--since`.",
    why="A later change of the text would go unnoticed.",
    example="`version` was set to 1.2 by hand, or the record was deleted.",
    remedy="record it: `annops guideline release NAME VERSION`, or mark the text `status: draft`",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Look each version up in the record, and each earlier release too.

    Yields:
        One finding per version that is not in the record.
    """
    if subject.releases is not None:
        for text in subject.current():
            known = text.is_draft or text.key is None or subject.released(text)
            if not known and not subject.goes_back(text):
                message = f"`{text.guideline}` {text.version} is not in the release record"
                yield CODE.at(text.place("version"), message)
    before = subject.before.releases if subject.before and subject.records_asked else None
    for name, releases in (before or {}).items():
        kept = {release.key for release in (subject.releases or {}).get(name, ())}
        for release in releases:
            if release.key not in kept:
                message = f"the release of `{name}` {release.version} is gone from the record"
                yield CODE.at(Place(LOCK, 1), message, "bring the record back; releases stay")
