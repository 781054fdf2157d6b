"""The two ledgers that always balance: records of files, and answers taken from them."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from annops.core.finding import Place


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that could not be loaded, with its place and the reason."""

    place: Place
    reason: str


@dataclass(frozen=True, slots=True)
class FileLedger:
    """What became of one file: read = loaded + unreadable.

    Attributes:
        file: Path relative to the project folder.
        sha256: Hash of the file's bytes.
        format: Name of the format it was read as.
        read: Records met in the file (rows, or annotation objects of a JSON export).
        unreadable: The records that could not be loaded.
        answers: Rows that the loaded records gave in the table of annotations.
        blank: Records that hold no answer at all (all answer cells blank).
    """

    file: str
    sha256: str
    format: str
    read: int
    unreadable: tuple[Unreadable, ...] = ()
    answers: int = 0
    blank: int = 0

    @property
    def loaded(self) -> int:
        """Records that were loaded."""
        return self.read - len(self.unreadable)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The file ledgers of a project."""

    files: tuple[FileLedger, ...] = ()

    @property
    def read(self) -> int:
        """Records read from all files."""
        return sum(entry.read for entry in self.files)

    @property
    def loaded(self) -> int:
        """Records loaded from all files."""
        return sum(entry.loaded for entry in self.files)

    @property
    def unreadable(self) -> int:
        """Records that could not be loaded."""
        return sum(len(entry.unreadable) for entry in self.files)

    @property
    def answers(self) -> int:
        """Rows in the table of annotations."""
        return sum(entry.answers for entry in self.files)


@dataclass(frozen=True, slots=True)
class UseLedger:
    """What became of the loaded answers: loaded = used + excluded by reason."""

    loaded: int
    used: int
    excluded: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse to exist out of balance.

        Raises:
            ValueError: When used and excluded do not add up to loaded.
        """
        if self.used + sum(self.excluded.values()) != self.loaded:
            raise ValueError("ledger out of balance: used and excluded do not add up to loaded")
