"""Where each guideline stands on a day; pure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from annops.core.guideline import GuidelineText, Releases
from annops.guideline.model import GuidelineList, Listed
from annops.guideline.versions import Span, spans


def list_guidelines(
    texts: Sequence[GuidelineText], releases: Releases | None, day: date
) -> GuidelineList:
    """Say which version of each guideline is in force at the end of a day, and which is next.

    Drafts are never in force; a guideline of which only a draft exists is listed as one.

    Args:
        texts: Every text of the project.
        releases: The release record.
        day: The day asked about.
    """
    names = sorted({text.guideline for text in texts} | set(releases or {}))
    moment = datetime.combine(day, time.max, UTC)
    return GuidelineList(
        as_of=day,
        guidelines=tuple(
            _listed(name, [t for t in texts if t.guideline == name], releases, moment)
            for name in names
        ),
    )


def _listed(
    name: str, texts: Sequence[GuidelineText], releases: Releases | None, moment: datetime
) -> Listed:
    ordered = sorted(texts, key=lambda text: (not text.is_current_file, text.file))
    every = spans(ordered, (releases or {}).get(name))
    live = sorted((span for span in every if not span.is_draft), key=lambda span: span.since)
    started = [span for span in live if span.since <= moment]
    coming = [span for span in every if span.since > moment]
    current = started[-1] if started else None
    following = min(coming, key=lambda span: span.since, default=None)
    shown = current or (every[-1] if every else None)
    return Listed(
        guideline=name,
        version=current.version if current else None,
        since=current.since if current else None,
        next_version=following.version if following else None,
        next_from=following.since if following else None,
        status="in force" if current else "not yet in force" if live else "draft",
        n_rules=_n_rules(shown, releases, name),
        file=shown.text.file if shown and shown.text else f"guidelines/{name}.md",
    )


def _n_rules(span: Span | None, releases: Releases | None, name: str) -> int:
    if span is None:
        return 0
    if span.text is not None:
        return len(span.text.body.rules)
    return next(len(r.rules) for r in (releases or {}).get(name, ()) if r.key == span.key)
