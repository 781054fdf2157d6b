"""When each version of a guideline was in force."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from annops.core.guideline import GuidelineText, Release, VersionKey, version_key


class Span(NamedTuple):
    """One version and the time it is in force: from `since`, included, to `until`, excluded.

    Attributes:
        key: The version to be compared.
        version: The version as written.
        since: When it takes effect, UTC.
        until: When the next version does; None for the newest.
        is_draft: Whether it is a draft, which is never in force.
        text: Its text; None where only the release record knows it.
    """

    key: VersionKey
    version: str
    since: datetime
    until: datetime | None
    is_draft: bool
    text: GuidelineText | None


def spans(texts: Sequence[GuidelineText], releases: Sequence[Release] | None) -> tuple[Span, ...]:
    """Return the versions of one guideline, oldest first; those that are no number are left out.

    Args:
        texts: Its texts, the file that questions refer to first.
        releases: Its releases.
    """
    recorded = {release.key: release for release in releases or ()}
    met: dict[VersionKey, Span] = {
        key: Span(key, r.version, r.effective_from, None, is_draft=False, text=None)
        for key, r in recorded.items()
    }
    for text in reversed(texts):
        if text.key is not None:
            draft = text.is_draft and text.key not in recorded
            met[text.key] = Span(
                text.key, text.version, text.effective_from, None, is_draft=draft, text=text
            )
    ordered = [met[key] for key in sorted(met)]
    starts = [span.since for span in ordered if not span.is_draft]
    return tuple(_ended(span, starts) for span in ordered)


def _ended(span: Span, starts: Sequence[datetime]) -> Span:
    later = [start for start in starts if start > span.since]
    return span._replace(until=None if span.is_draft else min(later, default=None))


def named_version(given: str, guideline: str) -> VersionKey | None:
    """Read the version that an export names: `1.1`, `v1.1`, `NAME 1.1`, `NAME-1.1`.

    >>> named_version("tone v1.1", "tone"), named_version("tone-1.1", "tone")
    ((1, 1, 0), (1, 1, 0))
    """
    rest = re.sub(rf"^{re.escape(guideline)}[\s@_-]*", "", given.strip(), flags=re.IGNORECASE)
    return version_key(rest)
