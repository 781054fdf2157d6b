"""What `annops look` and `annops sources` answer: annops.look/1 and annops.sources/1."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.sources.proposal import Sureness


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Figure(_Part):
    """An agreement figure with what it rests on."""

    value: float | None
    low: float | None
    high: float | None
    n_items: int
    method: str
    why_undefined: str | None


class LabelCount(_Part):
    """One answer and how often it was given."""

    label: str
    n: int


class QuestionSeen(_Part):
    """One question of the file."""

    question: str
    type: str
    n_answers: int = Field(description="Answers that can be used.")
    n_labels: int
    labels: tuple[LabelCount, ...] = Field(description="The most frequent ones, at most 50.")
    percent_agreement: Figure | None = None
    krippendorff_alpha: Figure | None = None


class GuessSeen(_Part):
    """One guess with its reason."""

    what: str
    value: str
    why: str
    sureness: Sureness


class Oddity(_Part):
    """Something about the file that a coordinator should know before using it."""

    weight: int = Field(description="How much it matters; 100 spoils figures, 10 is a curiosity.")
    message: str
    count: int = 1
    code: str | None = Field(None, description="Finding code, where it is a finding.")


class LookResult(_Part):
    """What a file is; fields may be added within a schema version, never renamed."""

    schema_: Literal["annops.look/1"] = Field("annops.look/1", alias="schema")
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    file: str
    sha256: str
    size: int = Field(description="Bytes.")
    format: str
    title: str
    why: str = Field(description="What in the content speaks for the format.")
    layout: str | None
    records: int
    unreadable: int
    answers: int | None = Field(description="Answers of all roles; null when not known.")
    used: int | None = Field(description="Answers that figures can use.")
    excluded: dict[str, int]
    items: int | None
    people: int | None
    per_item: tuple[int, int] | None = Field(description="Fewest and most people an item.")
    locales: tuple[LabelCount, ...]
    first: str | None = Field(description="First time of an answer, ISO 8601 in UTC.")
    last: str | None
    questions: tuple[QuestionSeen, ...]
    oddities: tuple[Oddity, ...]
    source: dict[str, Any] = Field(description="Proposed entry of `sources`, without path.")
    definitions: dict[str, Any] = Field(description="Proposed definitions of questions.")
    guesses: tuple[GuessSeen, ...]
    notes: tuple[str, ...]
    missing: tuple[str, ...]
    unused: tuple[str, ...]


class FileRow(_Part):
    """The two ledgers of one file: read = loaded + unreadable, answers = used + excluded."""

    file: str
    format: str
    sha256: str
    read: int
    loaded: int
    unreadable: int
    blank: int = Field(description="Loaded records that hold no answer at all.")
    answers: int
    used: int
    excluded: dict[str, int]


class LeftOut(_Part):
    """One record or answer that is not used."""

    file: str
    line: int | None
    record: int
    reason: str
    item: str | None = None
    question: str | None = None
    annotator: str | None = None
    raw: str | None = Field(None, description="The answer as it stands in the file.")


class FindingRow(_Part):
    """One finding."""

    code: str
    severity: str
    message: str
    place: str
    hint: str | None
    count: int


class SourcesResult(_Part):
    """What became of every row; fields may be added within a schema version, never renamed."""

    schema_: Literal["annops.sources/1"] = Field("annops.sources/1", alias="schema")
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    files: tuple[FileRow, ...]
    total: FileRow
    findings: tuple[FindingRow, ...] = ()
    listed: str | None = Field(None, description="The reason whose rows are listed.")
    rows: tuple[LeftOut, ...] = ()
