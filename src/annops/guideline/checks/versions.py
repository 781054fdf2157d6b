"""Versions are numbers and only grow."""

from collections.abc import Iterator

from annops.core.finding import Code, Finding, Severity
from annops.core.guideline import GuidelineText, VersionKey, version_key
from annops.guideline.model import Subject

CODE = Code(
    id="GDL011",
    title="A guideline version that goes back, or is no number",
    severity=Severity.ERROR,
    checks="Whether each version is MAJOR.MINOR or MAJOR.MINOR.PATCH, and the one in guidelines/"
    "NAME.md is the newest of those kept, released, or met at the state named by `--since`.",
    why="Which rules are newer must be told from the version alone.",
    example="1.2 is released and guidelines/tone.md says `version: 1.1`, or `version: autumn`.",
    remedy="number on: MAJOR where past answers may be wrong, MINOR where a new case is covered, "
    "PATCH where only words changed",
)


def check(subject: Subject) -> Iterator[Finding]:
    """Hold the version of each guideline against all that are known of it.

    Yields:
        One finding per version that is no number or goes back.
    """
    for text in subject.texts:
        if text.key is None:
            message = f"`{text.version}` is no version number"
            yield CODE.at(text.place("version"), message)
        elif text.is_current_file:
            yield from _older(text, _newest(subject, text))


def _older(text: GuidelineText, newest: str) -> Iterator[Finding]:
    if (version_key(newest) or (0, 0, 0)) > (text.key or (0, 0, 0)):
        message = f"`{text.guideline}` goes back to version {text.version}; {newest} exists"
        yield CODE.at(text.place("version"), message)


def _newest(subject: Subject, text: GuidelineText) -> str:
    before = subject.before
    name = text.guideline
    releases = [subject.releases, before.releases if before else None]
    versions = [r.version for record in releases for r in (record or {}).get(name, ())]
    texts = (*subject.texts, *(before.texts if before else ()))
    versions += [t.version for t in texts if t.guideline == name]
    return max(versions, key=_order)


def _order(version: str) -> VersionKey:
    return version_key(version) or (0, 0, 0)
