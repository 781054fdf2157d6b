"""What is looked at on this computer, and what is said about it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found on this computer.

    Attributes:
        python: Version of Python, as (3, 11, 7).
        annops: Version of annops.
        libraries: Version by name of each library annops needs, None where it is missing.
        file_encoding: Encoding of file names.
        output_encoding: Encoding of what is printed.
        locale: Language setting of the system.
        terminal: Width of the terminal in signs, None when the output goes elsewhere.
        zones: Whether the system knows time zones.
        git: Version of git, None without it.
        git_name: Name git signs with.
        git_mail: Mail address git signs with.
        folder: The folder looked at.
        is_project: Whether it is a project folder.
        refused: Why the folder cannot be written, None when it can.
        free_bytes: Room left on its disk, None when it is not known.
        open_files: Files another program holds open.
        unfinished: Number of changes a killed run left unfinished.
    """

    python: tuple[int, int, int]
    annops: str
    libraries: dict[str, str | None]
    file_encoding: str
    output_encoding: str
    locale: str
    terminal: int | None
    zones: bool
    git: str | None
    git_name: str | None
    git_mail: str | None
    folder: str
    is_project: bool
    refused: str | None
    free_bytes: int | None
    open_files: tuple[str, ...] = field(default=())
    unfinished: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """One thing looked at: how it is, and what to do when it would get in the way."""

    name: str
    state: str
    advice: str | None = None

    @property
    def is_problem(self) -> bool:
        """Whether it would get in the way."""
        return self.advice is not None
