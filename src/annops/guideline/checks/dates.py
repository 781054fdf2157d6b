"""At every moment one version of a guideline is in force."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import NamedTuple

from annops.core.finding import Code, Finding, Place, Severity
from annops.core.guideline import GuidelineText, VersionKey
from annops.guideline.model import LOCK, Subject

CODE = Code(
    id="GDL013",
    title="Guideline versions whose times in force do not follow each other",
    severity=Severity.ERROR,
    checks="Whether each version takes effect later than the one before, and when its release "
    "record says. Drafts are left out.",
    why="For answers of that time nobody could tell which rules held.",
    example="1.0 and 1.1 both with `effective_from: 2026-11-09`, or 1.2 before 1.1.",
    remedy="correct `effective_from`; for a version that is released: `annops guideline release "
    "NAME VERSION --effective DATE`",
)


class _Dated(NamedTuple):
    key: VersionKey
    version: str
    since: datetime
    place: Place


def check(subject: Subject) -> Iterator[Finding]:
    """Compare the dates of neighbouring versions, and of each text with its release.

    Yields:
        One finding per pair of versions, and per text, whose dates clash.
    """
    for name in subject.names():
        for older, newer in pairwise(_versions(subject, name)):
            if newer.since <= older.since:
                how = "also" if newer.since == older.since else "earlier,"
                message = (
                    f"`{name}` {newer.version} takes effect {how} on {_day(newer.since)}; "
                    f"{older.version} does on {_day(older.since)}"
                )
                yield CODE.at(newer.place, message)
    for text in subject.texts:
        for release in (subject.releases or {}).get(text.guideline, ()):
            if release.key == text.key and release.effective_from != text.effective_from:
                message = (
                    f"`{text.guideline}` {text.version} was released as of "
                    f"{_day(release.effective_from)}; the text says {_day(text.effective_from)}"
                )
                yield CODE.at(text.place("effective_from"), message)


def _versions(subject: Subject, name: str) -> list[_Dated]:
    met = {
        release.key: _Dated(
            release.key, release.version, release.effective_from, Place(LOCK, release.line)
        )
        for release in (subject.releases or {}).get(name, ())
    }
    for text in reversed(subject.of(name)):
        if text.key is None or subject.goes_back(text):
            continue
        if not text.is_draft or text.key in met:
            met[text.key] = _dated(text, text.key)
    return [met[key] for key in sorted(met)]


def _dated(text: GuidelineText, key: VersionKey) -> _Dated:
    return _Dated(key, text.version, text.effective_from, text.place("effective_from"))


def _day(moment: datetime) -> str:
    midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return moment.strftime("%Y-%m-%d" if midnight else "%Y-%m-%d %H:%M:%S UTC")
