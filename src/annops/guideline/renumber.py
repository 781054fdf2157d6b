"""Gives a release another number, where its number claimed too little and nobody has it yet."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, time
from pathlib import Path

from annops.core.guideline import GuidelineText, Release, level, version_key
from annops.guideline.edit import with_corrected_entry, with_front_matter
from annops.guideline.model import ReleaseOptions
from annops.workspace.guidelines_git import file_at
from annops.workspace.guidelines_lock import LOCK, parse_lock


def misnumbered(
    root: Path, options: ReleaseOptions, text: GuidelineText, releases: tuple[Release, ...]
) -> Release | None:
    """Return the newest release where the one asked for only gives it a number of a larger step.

    Its text is still the one in the file, it is not in force before today, and it was never saved.
    """
    key = version_key(options.version)
    if key is None or len(releases) < 2:
        return None
    older, last = releases[-2:]
    same = (last.key, last.sha256) == (text.key, text.body.sha256)
    steps = level(older.key, last.key), level(older.key, key)
    larger = key > last.key and steps[0] != steps[1]
    begun = last.effective_from < datetime.combine(options.today, time.min, UTC)
    if not same or not larger or begun:
        return None
    saved = _saved(root).get(options.name, ())
    return None if last.key in {release.key for release in saved} else last


def _saved(root: Path) -> Mapping[str, tuple[Release, ...]]:
    record = file_at(root, "HEAD", LOCK)
    releases, _ = parse_lock(record.encode()) if record is not None else (None, ())
    return releases or {}


def renumbered(content: str, text: GuidelineText, options: ReleaseOptions) -> str:
    """Return the content under the new number, its changelog entry too."""
    at = next((line for key, line in text.body.entries if key == text.key), None)
    if at is not None:
        lines = content.split("\n")
        lines[at - 1] = lines[at - 1].replace(text.version, options.version, 1)
        content = "\n".join(lines)
        note = " ".join(options.note.split()) if options.note else None
        days = (text.effective_from, text.effective_from)
        content = with_corrected_entry(content, at, note, days) or content
    plain = replace(text, status=None)
    return with_front_matter(content, plain, {"version": f'"{options.version}"'})
