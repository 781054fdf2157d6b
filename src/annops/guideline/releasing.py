"""What a release writes: the text's front matter and changelog, the text before, the record."""

from dataclasses import replace
from datetime import UTC, datetime, time

from annops.core.changeset import ChangeSet, Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity
from annops.core.guideline import (
    GuidelineText,
    Release,
    RuleChanges,
    VersionKey,
    level,
    release_of,
    rule_changes,
    version_key,
)
from annops.guideline.edit import with_corrected_entry, with_entry, with_front_matter
from annops.guideline.model import Released, ReleaseOptions

REFUSED = Code(
    id="GDL030",
    title="A guideline version that cannot be released",
    severity=Severity.ERROR,
    checks="Whether the version asked for is a number, newer than those released, takes effect "
    "after them, and has other words than the one before.",
    why="Each answer must belong to one version, and each version to one text.",
    example="`annops guideline release tone 1.1` while 1.2 is released.",
    remedy="take the next number; a date of a released version is corrected with `--effective`",
)
CLAIMS = Code(
    id="GDL033",
    title="A version number that claims less than what changed",
    severity=Severity.NOTE,
    checks="Whether a MINOR number is given where rules are reworded or gone, or a PATCH number "
    "where rules are new or gone.",
    why="Whoever sees the number does not look again at answers that may be wrong now.",
    example="R2 is reworded and released as 1.1, after 1.0.",
    remedy="keep the number where no past answer becomes wrong by it; else count the first on",
)
OWN_ENTRY = Code(
    id="GDL034",
    title="A changelog entry of a person's own, which a note does not replace",
    severity=Severity.NOTE,
    checks="Whether `--note` finds an entry for its version that annops did not write.",
    why="What a person wrote there is not written over.",
    example="`--note` for 1.2, and the changelog says `- 1.2: irony` already.",
    remedy="put the words into the changelog by hand, where they are wanted there",
)


def replaced_release(
    options: ReleaseOptions, releases: tuple[Release, ...], saved: GuidelineText | None
) -> Release | None:
    """Return the newest version before the one asked for; None when there is none.

    Args:
        options: What is asked for.
        releases: Releases of the guideline, kept texts included.
        saved: The text as it was last saved, which is a version of its own where the release
            record begins only now; None where that is not known.

    Raises:
        AnnopsError: When the version asked for is no number (GDL030).
    """
    key = _key(options)
    known = {release.key: release for release in releases}
    if saved is not None and saved.key is not None and not saved.is_draft:
        known.setdefault(saved.key, release_of(saved))
    older = [known[k] for k in sorted(known) if k < key]
    return older[-1] if older else None


def release(
    options: ReleaseOptions, text: GuidelineText, content: str, *,
    releases: tuple[Release, ...], before: Release | None,
) -> tuple[Released, tuple[Release, ...], str]:  # fmt: skip
    """Work out a release.

    Args:
        options: What is asked for.
        text: The text in its file.
        content: The file as it is.
        releases: Releases of the guideline so far.
        before: The version that is replaced; None for the first.

    Returns:
        What is released (its changes still without files), the releases with this one, and the
        new content of the file.

    Raises:
        AnnopsError: When the version cannot be released (GDL030).
    """
    key = _key(options)
    effective = _effective(options, text, key)
    new = replace(release_of(text), version=options.version, effective_from=effective)
    _refuse(options.name, new, releases, before)
    rules = rule_changes(before.rules, new.rules) if before else None
    note = options.note or (str(rules) if rules else "first version")
    values = {"version": f'"{options.version}"', "effective_from": _moment(effective)}
    if text.version == options.version:
        del values["version"]
    if text.effective_from == effective:
        del values["effective_from"]
    days = (text.effective_from, effective)
    recorded = key in {found.key for found in releases}
    edited, notes = _with_changelog(options, text, content, (note, days), recorded=recorded)
    edited = with_front_matter(edited, text, values)
    released = Released(
        guideline=options.name, version=options.version, effective_from=effective,
        replaced=before.version if before else None,
        step=level(before.key, key) if before else None, rules=rules, note=options.note, kept=None,
        notes=(*notes, *_claims(before, new, rules)),
    )  # fmt: skip
    others = {r.key: r for r in (*releases, *((before,) if before else ()))}
    others[key] = new
    return released, tuple(others[k] for k in sorted(others)), edited


def _claims(
    before: Release | None, new: Release, rules: RuleChanges | None
) -> tuple[Finding, ...]:
    """Hold what the number says against the rules that changed."""
    if before is None or rules is None:
        return ()
    step = level(before.key, new.key)
    major = f"{new.key[0] + 1}.0 if past answers may be wrong now"
    claim = hint = None
    if step == "minor" and (rules.changed or rules.gone):
        claim, hint = "no past answer becomes wrong", f"make it {major}"
    elif step == "patch" and (rules.new or rules.gone):
        minor = f"{new.key[0]}.{new.key[1] + 1}"
        claim = "only the wording changed"
        hint = f"make it {minor} if a new case is covered, {major}"
    if claim is None:
        return ()
    return (CLAIMS.at(None, f"by its number {new.version} says that {claim}; {rules}", hint),)


def _with_changelog(
    options: ReleaseOptions, text: GuidelineText, content: str,
    said: tuple[str, tuple[datetime, datetime]], *, recorded: bool,
) -> tuple[str, tuple[Finding, ...]]:  # fmt: skip
    """Add the entry of a version, or correct the one that an earlier release wrote."""
    note, days = " ".join(said[0].split()), said[1]
    at = next((line for key, line in text.body.entries if key == _key(options)), None)
    if at is None:
        entry = f"{options.version} ({days[1]:%Y-%m-%d}): {note}"
        return with_entry(content, text, entry), ()
    new = note if options.note else None
    corrected = with_corrected_entry(content, at, new, days) if recorded else None
    if corrected is None and new is not None and new not in content.split("\n")[at - 1]:
        message = f"the changelog has its own entry for {options.version}, which stays as it is"
        place = Place(text.file, at)
        return content, (OWN_ENTRY.at(place, message),)
    return corrected or content, ()


def _key(options: ReleaseOptions) -> VersionKey:
    key = version_key(options.version)
    if key is None:
        message = f"`{options.version}` is no version number"
        raise AnnopsError(REFUSED.at(None, message, "write MAJOR.MINOR or MAJOR.MINOR.PATCH"))
    return key


def _effective(options: ReleaseOptions, text: GuidelineText, key: VersionKey) -> datetime:
    """Take the moment given, else the text's own where it is this version's, else today."""
    if options.effective is not None:
        return options.effective
    if text.key == key:
        return text.effective_from
    return datetime.combine(options.today, time.min, UTC)


def _refuse(
    name: str, new: Release, releases: tuple[Release, ...], before: Release | None
) -> None:
    newest = max(releases, key=lambda r: r.key, default=None)
    same = next((r for r in releases if r.key == new.key), None)
    message = hint = None
    if same is not None and same.sha256 != new.sha256:
        message = f"`{name}` {new.version} is released already, with other words"
        hint = "release the change under the next number"
    elif newest is not None and newest.key > new.key and same is None:
        message = f"`{name}` {newest.version} is released already; {new.version} is older"
    elif before is not None and new.effective_from <= before.effective_from:
        message = (
            f"`{name}` {new.version} would take effect on {new.effective_from:%Y-%m-%d}, and "
            f"{before.version} does on {before.effective_from:%Y-%m-%d}"
        )
        hint = "name a later day: `--effective DATE`"
    elif before is not None and before.sha256 == new.sha256:
        message = f"the text of `{name}` is still that of {before.version}"
        hint = "change the text first; then release it"
    if message is not None:
        raise AnnopsError(REFUSED.at(None, message, hint))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def changes_of(
    released: Released, text: GuidelineText, edited: str, kept: str | None, record: Write
) -> Released:
    """Add the files to be written to a release.

    The text released is kept at once: it may be edited again before anything else holds it.

    Args:
        released: The release.
        text: The text in its file.
        edited: Its new content.
        kept: Text of the version before, to be written beside; None when it stands there already
            or is not known.
        record: The release record.
    """
    writes = [Write(text.file, edited.encode()), record]
    if kept is not None and released.kept is not None:
        writes.append(Write(released.kept, kept.encode()))
    writes.append(Write(kept_name(text, released.version), edited.encode()))
    summary = f"release guideline {released.guideline} {released.version}"
    return replace(released, changes=ChangeSet(summary, tuple(writes)))


def kept_text(text: GuidelineText, content: str, before: Release) -> str:
    """Return a text that is replaced as it is kept: its words, under the version released.

    The words may be known from a state before their release, when they still were a draft.
    """
    values = {}
    if text.version != before.version:
        values["version"] = f'"{before.version}"'
    if text.effective_from != before.effective_from:
        values["effective_from"] = _moment(before.effective_from)
    return with_front_matter(content, text, values)


def kept_name(text: GuidelineText, version: str) -> str:
    """Return the file that a released text is kept in, beside the one in force.

    >>> from datetime import UTC, datetime
    >>> from annops.core.guideline import GuidelineBody
    >>> now = GuidelineText("guidelines/tone.md", "tone", "1.1", datetime(2026, 11, 9, tzinfo=UTC),
    ...                     GuidelineBody("..."))
    >>> kept_name(now, "1.0")
    'guidelines/tone-1.0.md'
    """
    return f"{text.file.removesuffix('.md')}-{version}.md"
