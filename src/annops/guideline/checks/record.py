"""Releases that were recorded stay as they were."""

from collections.abc import Iterator

from annops.core.finding import Code, Finding, Place, Severity
from annops.guideline.model import LOCK, Subject

CODE = Code(
    id="GDL020",
    title="A release that was rewritten",
    severity=Severity.ERROR,
    checks="With `--since`: whether releases recorded then still have the same words in the "
    "record.",
    why="Text and record changed together look untouched, and the old wording is lost.",
    example="Rule R3 and its hash in guidelines/lock.json are changed in one go.",
    remedy="take the change back and release it under a new version",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Compare each release with what the record of then says of it.

    Yields:
        One finding per release rewritten.
    """
    before = (subject.before.releases if subject.before else None) or {}
    for name, releases in (subject.releases or {}).items():
        old = {release.key: release for release in before.get(name, ())}
        for release in releases:
            then = old.get(release.key)
            if then is not None and then.sha256 != release.sha256:
                message = f"the release of `{name}` {release.version} was rewritten in the record"
                yield CODE.at(Place(LOCK, release.line), message)
