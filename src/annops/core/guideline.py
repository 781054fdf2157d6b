"""The nouns of guidelines: a text with its version and rules, and the record of its releases."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from annops.core.finding import Place

VersionKey = tuple[int, int, int]
"""Major, minor, patch; parts that are not written count as 0."""

_VERSION = re.compile(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:\.(\d{1,9}))?", re.ASCII)


def version_key(version: str) -> VersionKey | None:
    """Read a version to be compared; None when it is no number of up to three parts.

    >>> version_key("1.10"), version_key("v2"), version_key("next")
    ((1, 10, 0), (2, 0, 0), None)
    """
    match = _VERSION.fullmatch(version.strip())
    if match is None:
        return None
    major, minor, patch = (int(part or 0) for part in match.groups())
    return (major, minor, patch)


def level(before: VersionKey, after: VersionKey) -> str:
    """Name the step between two versions: major, minor or patch.

    Major: answers given before may be wrong now. Minor: a case is covered that was not. Patch:
    wording only.

    >>> level((1, 0, 0), (1, 1, 0)), level((1, 4, 2), (2, 0, 0)), level((1, 0, 0), (1, 0, 1))
    ('minor', 'major', 'patch')
    """
    if after[0] != before[0]:
        return "major"
    return "minor" if after[1] != before[1] else "patch"


def text_hash(text: str) -> str:
    r"""Return the SHA-256 of a text, the same however lines end and whether the last one does.

    >>> text_hash("one\r\ntwo") == text_hash("one\ntwo\n\n")
    True
    """
    plain = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    return sha256(plain.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Rule:
    """One numbered rule: its id, where it stands, and the hash of its words."""

    id: str
    line: int
    column: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another file or to a heading; `target` as written, web addresses left out."""

    target: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A rule that the text refers to.

    Attributes:
        rule: Id of the rule.
        line: Line in the file.
        column: Position in the line, from 1.
        of: Word before it, or file of the link it stands in: another guideline may be meant.
    """

    rule: str
    line: int
    column: int
    of: str | None = None


@dataclass(frozen=True, slots=True)
class Term:
    """A word in backticks; those that begin the entries of one list share its number.

    Attributes:
        word: What stands between the backticks.
        line: Line in the file.
        column: Position in the line, from 1.
        listed: Number of the list whose entry it begins; None within a sentence.
    """

    word: str
    line: int
    column: int
    listed: int | None = None


@dataclass(frozen=True, slots=True)
class GuidelineBody:
    """What is read from the words of a guideline, its changelog aside.

    Attributes:
        sha256: Hash of the words without front matter and changelog.
        lines: The hashed words, line by line, with their line numbers in the file.
        rules: Rules in the order they stand, repeated ids included.
        links: Links to files and headings, the changelog's included.
        mentions: Rules referred to.
        terms: Words in backticks.
        anchors: Names that links may point at.
        entries: Versions that the changelog has an entry for, with the line.
        changelog: Line of the heading `Changelog`; None without one.
    """

    sha256: str
    lines: tuple[tuple[int, str], ...] = ()
    rules: tuple[Rule, ...] = ()
    links: tuple[Link, ...] = ()
    mentions: tuple[Mention, ...] = ()
    terms: tuple[Term, ...] = ()
    anchors: frozenset[str] = frozenset()
    entries: tuple[tuple[VersionKey, int], ...] = ()
    changelog: int | None = None


@dataclass(frozen=True, slots=True)
class GuidelineText:
    """One version of one guideline, as it stands in a file.

    Attributes:
        file: Path relative to the project folder.
        guideline: Name that questions refer to.
        version: Version as written.
        effective_from: The moment it takes effect, UTC.
        status: Status as written; None without one.
        labels: Labels it says it covers, by question (`""` for a plain list); None when it names
            none.
        places: Where the keys of the front matter stand.
        body: What its words say.
    """

    file: str
    guideline: str
    version: str
    effective_from: datetime
    body: GuidelineBody
    status: str | None = None
    labels: Mapping[str, tuple[str, ...]] | None = None
    places: Mapping[str, Place] = field(default_factory=dict)

    @property
    def key(self) -> VersionKey | None:
        """The version to be compared; None when it is no number."""
        return version_key(self.version)

    @property
    def is_draft(self) -> bool:
        """Whether it says of itself that it is a draft."""
        return self.status == "draft"

    @property
    def is_current_file(self) -> bool:
        """Whether the file is the one that questions refer to, NAME.md, and no kept text."""
        return self.file.rsplit("/", 1)[-1] == f"{self.guideline}.md"

    def place(self, key: str) -> Place:
        """Return where a key of the front matter stands; the first line without it."""
        return self.places.get(key) or Place(self.file, 1)


@dataclass(frozen=True, slots=True)
class Release:
    """One released version, as the release record holds it.

    Attributes:
        version: Version as written.
        effective_from: The moment it takes effect, UTC.
        sha256: Hash of the words.
        rules: Hash of each rule's words, by id.
        line: Line of the release in the record, from 1; 0 for one not written yet.
    """

    version: str
    effective_from: datetime
    sha256: str
    rules: Mapping[str, str] = field(default_factory=dict)
    line: int = 0

    @property
    def key(self) -> VersionKey:
        """The version to be compared."""
        return version_key(self.version) or (0, 0, 0)


Releases = Mapping[str, tuple[Release, ...]]
"""Releases by guideline, oldest version first."""


def release_of(text: GuidelineText) -> Release:
    """Return the release that records a text as it stands."""
    rules = {rule.id: rule.sha256 for rule in text.body.rules}
    return Release(text.version, text.effective_from, text.body.sha256, rules)


@dataclass(frozen=True, slots=True)
class RuleChanges:
    """Rules that are new, gone, or worded otherwise between two versions, by id."""

    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say it in a few words; the text around the rules when no rule differs."""
        words = (("changed", self.changed), ("new", self.new), ("gone", self.gone))
        said = "; ".join(f"{', '.join(ids)} {word}" for word, ids in words if ids)
        return said or "the words around the rules changed"


def rule_changes(before: Mapping[str, str], after: Mapping[str, str]) -> RuleChanges:
    """Compare the rules of two versions by the hashes of their words.

    >>> str(rule_changes({"R1": "a", "R2": "b"}, {"R1": "a", "R2": "c", "R10": "d"}))
    'R2 changed; R10 new'
    """
    return RuleChanges(
        tuple(sorted(after.keys() - before.keys(), key=_by_number)),
        tuple(sorted(before.keys() - after.keys(), key=_by_number)),
        tuple(sorted((r for r in before.keys() & after if before[r] != after[r]), key=_by_number)),
    )


def _by_number(rule: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", rule))
