"""What guideline checks look at, and what listing and releasing answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.core.changeset import ChangeSet
from annops.core.finding import Finding, Place
from annops.core.guideline import GuidelineText, Releases, RuleChanges

LOCK = "guidelines/lock.json"
"""The release record, relative to the project folder."""


@dataclass(frozen=True, slots=True)
class Governed:
    """A question that a guideline governs.

    Attributes:
        question: Id of the question.
        guideline: Name of its guideline.
        labels: Labels of the definition; none for questions without labels.
        place: Where its labels stand in the definition, else the guideline's name.
        named: Where the guideline's name stands in the definition.
    """

    question: str
    guideline: str
    labels: tuple[str, ...]
    place: Place
    named: Place


@dataclass(frozen=True, slots=True)
class Use:
    """Answers to one question that name one guideline version.

    Attributes:
        question: Id of the question.
        version: What the export's guideline column says.
        n: Number of answers.
        first: Where the first of them stands.
        outside: Answers given when the version was not in force: number and first place.
    """

    question: str
    version: str
    n: int
    first: Place
    outside: tuple[int, Place] | None = None


@dataclass(frozen=True, slots=True)
class Before:
    """The guidelines at an earlier state, to compare with.

    Attributes:
        revision: The state as it was asked for.
        texts: The texts of then.
        releases: The release record of then; None without one.
    """

    revision: str
    texts: tuple[GuidelineText, ...] = ()
    releases: Releases | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """All that guideline checks look at; they read nothing else.

    Attributes:
        texts: The texts of the guidelines looked at, by file.
        releases: The release record; None when nothing was released yet.
        governed: Questions that name a guideline.
        known: Every guideline text of the project, for references between them.
        uses: Guideline versions that answers name; none where answers were not looked at.
        present: Link targets that exist, as (file of the link, path as written).
        files: Files of guidelines/, those that cannot be read included.
        before: An earlier state to compare with; None without.
        records_asked: Whether releases must be recorded; a project that never recorded one may be
            left alone.
    """

    texts: tuple[GuidelineText, ...]
    releases: Releases | None = None
    governed: tuple[Governed, ...] = ()
    known: tuple[GuidelineText, ...] = ()
    uses: tuple[Use, ...] = ()
    present: frozenset[tuple[str, str]] = frozenset()
    files: frozenset[str] = frozenset()
    before: Before | None = None
    records_asked: bool = True

    def names(self) -> tuple[str, ...]:
        """Return the guidelines looked at, by name."""
        return tuple(sorted({text.guideline for text in self.texts}))

    def current(self) -> tuple[GuidelineText, ...]:
        """Return the texts that questions refer to; kept texts can no longer be mended."""
        return tuple(text for text in self.texts if text.is_current_file)

    def of(self, guideline: str) -> tuple[GuidelineText, ...]:
        """Return the texts of one guideline: the file questions refer to, then kept texts."""
        mine = [text for text in self.texts if text.guideline == guideline]
        return tuple(sorted(mine, key=lambda text: (not text.is_current_file, text.file)))

    def goes_back(self, text: GuidelineText) -> bool:
        """Whether the version of a text is older than one released and was never released."""
        releases = (self.releases or {}).get(text.guideline, ())
        newest = max((release.key for release in releases), default=None)
        older = text.key is not None and newest is not None and text.key < newest
        return older and text.is_current_file and not self.released(text)

    def released(self, text: GuidelineText) -> bool:
        """Whether the version of a text is in the release record."""
        return any(r.key == text.key for r in (self.releases or {}).get(text.guideline, ()))


@dataclass(frozen=True, slots=True)
class ReleaseOptions:
    """What a release is asked for.

    Attributes:
        name: Guideline.
        version: Version to release.
        today: Day that counts as today; it takes effect then unless told otherwise.
        effective: The moment it shall take effect; None when a person did not say.
        note: What changed, for the changelog; None to name the rules that changed.
    """

    name: str
    version: str
    today: date
    effective: datetime | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class PastAnswers:
    """Answers given before a release takes effect.

    Attributes:
        by_question: Answers given under earlier versions, by question.
        n_undated: Answers that say neither version nor time.
    """

    by_question: Mapping[str, int]
    n_undated: int


@dataclass(frozen=True, slots=True)
class Released:
    """What a release changes.

    Attributes:
        guideline: Name of the guideline.
        version: Version released.
        effective_from: The moment it takes effect, UTC.
        replaced: Version before; None for the first.
        step: major, minor or patch; None for the first.
        rules: Rules that differ from the version before; None for the first.
        note: What changed, as a person put it; None when nobody did.
        kept: File that holds the text of the version before; None when it is not kept.
        changes: Files to write.
        notes: What a person should know of it.
    """

    guideline: str
    version: str
    effective_from: datetime
    replaced: str | None
    step: str | None
    rules: RuleChanges | None
    note: str | None
    kept: str | None
    changes: ChangeSet = field(default_factory=lambda: ChangeSet("release a guideline"))
    notes: tuple[Finding, ...] = ()


class Listed(BaseModel):
    """Where one guideline stands on a day."""

    model_config = ConfigDict(frozen=True)

    guideline: str
    version: str | None = Field(description="Version in force; null when none is yet.")
    since: datetime | None
    next_version: str | None = Field(description="Version that takes effect next.")
    next_from: datetime | None
    status: Literal["in force", "draft", "not yet in force"]
    n_rules: int = Field(description="Rules of the version in force, or of the draft.")
    file: str


class GuidelineList(BaseModel):
    """Where every guideline stands."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)

    schema_: Literal["annops.guideline.list/1"] = Field("annops.guideline.list/1", alias="schema")
    as_of: date
    guidelines: tuple[Listed, ...]
