"""Reads and writes the release record, guidelines/lock.json."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from annops.core.changeset import Write
from annops.core.finding import Code, Finding, Place, Severity
from annops.core.guideline import Release, Releases, version_key
from annops.workspace.yaml_places import YamlText, read_yaml

LOCK = "guidelines/lock.json"
SCHEMA = "annops.guidelines/1"

BAD_LOCK = Code(
    id="GDL002",
    title="A release record that cannot be read",
    severity=Severity.ERROR,
    checks="Whether guidelines/lock.json is as `annops guideline release` writes it.",
    why="A changed text is only noticed by comparing it with the record of its release.",
    example="A record left with the marks of a conflict, or edited by hand.",
    remedy="take the file back to the state it was last saved in; it is never edited by hand",
)


def read_lock(root: Path) -> tuple[Releases | None, tuple[Finding, ...]]:
    """Read the release record; None when there is none yet or it cannot be read."""
    path = root / LOCK
    if not path.is_file():
        return None, ()
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, (BAD_LOCK.at(Place(LOCK), f"cannot be read: {error.strerror}"),)
    return parse_lock(content)


def parse_lock(content: bytes) -> tuple[Releases | None, tuple[Finding, ...]]:
    """Read the bytes of a release record; None and a finding when it cannot be used."""
    try:
        json.loads(content)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", None)
        return None, (BAD_LOCK.at(Place(LOCK, line), "the release record is not valid JSON"),)
    read = read_yaml(content, LOCK)
    data = read.data if isinstance(read.data, dict) else {}
    guidelines = data.get("guidelines")
    if read.findings or data.get("schema") != SCHEMA or not isinstance(guidelines, dict):
        message = f"the release record is not of the form `{SCHEMA}`"
        return None, (BAD_LOCK.at(Place(LOCK, 1), message),)
    releases: dict[str, tuple[Release, ...]] = {}
    for name, entries in guidelines.items():
        try:
            releases[name] = tuple(sorted(_releases(read, name, entries), key=lambda r: r.key))
        except (KeyError, TypeError, ValueError):
            place = read.place(("guidelines", name), key=True)
            return None, (BAD_LOCK.at(place, f"a release of `{name}` is incomplete"),)
    return releases, ()


def _releases(read: YamlText, name: str, entries: list[Mapping[str, Any]]) -> Iterator[Release]:
    for at, entry in enumerate(entries):
        if version_key(entry["version"]) is None:
            raise ValueError(entry["version"])
        rules = {str(rule): str(hash_) for rule, hash_ in (entry.get("rules") or {}).items()}
        line = read.place(("guidelines", name, at, "version")).line or 1
        since = datetime.fromisoformat(entry["effective_from"]).astimezone(UTC)
        yield Release(entry["version"], since, str(entry["sha256"]), rules, line)


def lock_write(releases: Releases) -> Write:
    """Return the write of the release record: guidelines by name, releases by version."""
    guidelines = {
        name: [_entry(release) for release in sorted(releases[name], key=lambda r: r.key)]
        for name in sorted(releases)
    }
    text = json.dumps({"schema": SCHEMA, "guidelines": guidelines}, indent=2, ensure_ascii=False)
    return Write(LOCK, f"{text}\n".encode())


def _entry(release: Release) -> dict[str, object]:
    return {
        "version": release.version,
        "effective_from": moment_text(release.effective_from),
        "sha256": release.sha256,
        "rules": dict(sorted(release.rules.items())),
    }


def moment_text(moment: datetime) -> str:
    """Write a moment as it stands in front matter and record, in UTC.

    >>> moment_text(datetime(2026, 11, 9, tzinfo=UTC))
    '2026-11-09T00:00:00Z'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
