"""Options and results of `annops save`, `annops undo` and `annops history`."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.registers.merge import Side


class Doubt(StrEnum):
    """What is not saved without a yes; the words that `--allow` takes."""

    PERSONAL = "personal-data"
    TOKENS = "tokens"
    LARGE = "large-files"
    ERRORS = "errors"


@dataclass(frozen=True, slots=True)
class SaveOptions:
    """What a person asks of a save.

    Attributes:
        message: What the save is about, None where nothing was said.
        allow: What is saved although it is doubtful.
        side: Whose version holds in every conflict; None to ask or refuse.
        start: Whether to begin keeping versions where none are kept.
        as_of: ISO date the save is dated with; None for now.
        dry_run: Whether to show what would be saved, and save nothing.
    """

    message: str | None
    allow: frozenset[Doubt] = field(default_factory=frozenset)
    side: Side | None = None
    start: bool = False
    as_of: str | None = None
    dry_run: bool = False


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class FileChange(_Part):
    """A file that a save made different.

    Attributes:
        path: Path from the project folder.
        change: What happened to it.
        added: Records of a log that are new; None for other files.
        changed: Records with another text.
        removed: Records taken out.
    """

    path: str
    change: Literal["new", "changed", "removed"]
    added: int | None = None
    changed: int | None = None
    removed: int | None = None


class Saved(_Part):
    """One save.

    Attributes:
        id: Name of the version in git.
        day: Day it was made, in the zone of the computer it was made on.
        who: Name of the person.
        message: First line of what they said of it.
        files: What it changed in the project folder, by path.
    """

    id: str
    day: str
    who: str
    message: str
    files: tuple[FileChange, ...]


class HistoryResult(_Part):
    """The answer of `annops history`; fields may be added, never renamed.

    Attributes:
        saves: Newest first.
        more: Whether there are older ones.
    """

    schema_: Literal["annops.history/1"] = Field("annops.history/1", alias="schema")
    saves: tuple[Saved, ...]
    more: bool
