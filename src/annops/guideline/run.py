"""Works out a release: finds the text, the one it replaces, and the answers given before it."""

import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Severity
from annops.core.guideline import GuidelineText, Release, release_of
from annops.guideline.model import PastAnswers, Released, ReleaseOptions
from annops.guideline.opening import text_to_release
from annops.guideline.releasing import (
    REFUSED,
    changes_of,
    kept_name,
    kept_text,
    release,
    replaced_release,
)
from annops.guideline.renumber import misnumbered, renumbered
from annops.workspace.guidelines import read_texts
from annops.workspace.guidelines_git import saved_text, text_with_hash
from annops.workspace.guidelines_lock import lock_write, read_lock
from annops.workspace.guidelines_text import parse_guideline
from annops.workspace.open import Workspace

NOT_KEPT = Code(
    id="GDL032",
    title="The text that is replaced is not at hand",
    severity=Severity.WARNING,
    checks="Whether the text of the version before stands in guidelines/ or in the history.",
    why="Which rules past answers were given under could not be looked up any more.",
    example="A release of a text that was edited after it was put in force by hand.",
    remedy="put the text of that version beside it, as guidelines/NAME-VERSION.md",
)


def release_guideline(
    workspace: Workspace, options: ReleaseOptions
) -> tuple[Released, PastAnswers | None, tuple[Finding, ...]]:
    """Work out a release with everything it writes; nothing is written yet.

    Returns:
        The release, the answers given before it (None without exports), and what to tell.

    Raises:
        AnnopsError: When there is no such guideline (GDL031), its first lines are wrong (GDL001),
            or it cannot be released (GDL030).
    """
    root = workspace.root
    subject = _subject(root, options)
    text = subject.text
    releases = _with_kept(subject.record.get(options.name, ()), subject.kept)
    saved = _parsed(saved_text(root, text.file), text.file)
    before = replaced_release(options, releases, saved)
    released, all_releases, edited = release(
        options, text, subject.content, releases=releases, before=before
    )
    subject.record[options.name] = all_releases
    _prove(text, edited, released)
    released, kept, told = _kept(root, text, released, before, subject.kept)
    released = changes_of(released, text, edited, kept, lock_write(subject.record))
    released = replace(released, changes=replace(released.changes, deletes=subject.gone))
    return released, _past(workspace, released), (*told, *released.notes)


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a release is about.

    Attributes:
        text: The text in its file.
        content: The file as it is, its first lines and number made ready.
        record: The release record.
        kept: Other texts of the guideline.
        gone: Files to be deleted, of a number that is given up.
    """

    text: GuidelineText
    content: str
    record: dict[str, tuple[Release, ...]]
    kept: list[GuidelineText]
    gone: tuple[str, ...] = ()


def _subject(root: Path, options: ReleaseOptions) -> _Subject:
    """Read what a release is about; a number that nobody has yet may be given up."""
    texts, _ = read_texts(root)
    text, content = text_to_release(root, texts, options)
    record = _record(root)
    kept = [t for t in texts if t.guideline == options.name and t.file != text.file]
    mistaken = misnumbered(root, options, text, record.get(options.name, ()))
    if mistaken is None:
        return _Subject(text, content, record, kept)
    record[options.name] = record[options.name][:-1]
    content = renumbered(content, text, options)
    gone = tuple(t.file for t in kept if t.key == mistaken.key)
    others = [t for t in kept if t.key != mistaken.key]
    return _Subject(_parsed(content, text.file) or text, content, record, others, gone)


def _prove(text: GuidelineText, edited: str, released: Released) -> None:
    # the first lines are YAML of many forms, and only one key a line can be edited
    read = _parsed(edited, text.file)
    says = read and (read.version, read.effective_from, read.is_draft, read.body.sha256)
    if says != (released.version, released.effective_from, False, text.body.sha256):
        message = "the first lines of the guideline cannot be edited by annops"
        hint = "write `version`, `effective_from` and `status` on lines of their own"
        raise AnnopsError(REFUSED.at(text.place("version"), message, hint))


def _record(root: Path) -> dict[str, tuple[Release, ...]]:
    releases, wrong = read_lock(root)
    if wrong:
        raise AnnopsError(*wrong)
    return dict(releases or {})


def _with_kept(releases: tuple[Release, ...], kept: list[GuidelineText]) -> tuple[Release, ...]:
    """Count kept texts that were never recorded as releases."""
    known = {release.key: release for release in releases}
    for text in kept:
        if text.key is not None and not text.is_draft:
            known.setdefault(text.key, release_of(text))
    return tuple(known[key] for key in sorted(known))


def _parsed(content: str | None, name: str) -> GuidelineText | None:
    parsed = parse_guideline(content.encode(), name) if content is not None else None
    return parsed if isinstance(parsed, GuidelineText) else None


def _kept(
    root: Path, text: GuidelineText, released: Released, before: Release | None,
    kept_texts: list[GuidelineText],
) -> tuple[Released, str | None, tuple[Finding, ...]]:  # fmt: skip
    """Find the text that is replaced: beside, or in what git keeps."""
    if before is None:
        return released, None, ()
    standing = [t.file for t in kept_texts if t.key == before.key]
    if standing:
        return replace(released, kept=standing[0]), None, ()
    content = text_with_hash(root, text.file, before.sha256)
    if content is None:
        message = f"the text of `{released.guideline}` {before.version} is not at hand"
        return released, None, (NOT_KEPT.at(None, message),)
    read = _parsed(content, text.file)
    words = content if read is None else kept_text(read, content, before)
    return replace(released, kept=kept_name(text, before.version)), words, ()


def _past(workspace: Workspace, released: Released) -> PastAnswers | None:
    """Count the answers given before the release; None where no export can be read yet."""
    from annops.guideline.uses import past_answers

    definition = workspace.definition
    questions = [
        name for name, q in definition.questions.items() if q.guideline == released.guideline
    ]
    if not definition.sources or not questions:
        return None
    try:
        annotations = workspace.annotations(("submitted_at", "guideline"))
    except AnnopsError as error:
        for finding in error.findings[:1]:
            sys.stderr.write(f"{finding}\n")
        return None
    return past_answers(annotations.frame, questions, released.effective_from)


def effective_moment(given: str | None) -> datetime | None:
    """Read `--effective`: a day, or a moment with its offset; without one it is UTC.

    Raises:
        AnnopsError: When it is neither (USE001).
    """
    from annops.workspace.clock import BAD_DAY

    if given is None:
        return None
    try:
        moment = datetime.fromisoformat(given)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise AnnopsError(BAD_DAY.at(None, f"`{given}` is not a day or moment")) from None
