"""Asks git, where it is installed; no measuring command needs it to be."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Severity

REFUSED = Code(
    id="GIT001",
    title="git refuses",
    severity=Severity.ERROR,
    checks="Whether git does what saving asks of it.",
    why="What it refuses is not saved.",
    example="A folder that belongs to another user of the computer, or a full disk.",
    remedy="the words in quotes are git's own; `annops doctor` looks at the set-up",
)

_LEFT_OUT = frozenset(
    {
        "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_NAMESPACE",
        "GIT_QUARANTINE_PATH", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_EXTERNAL_DIFF",
        "GIT_DIFF_OPTS", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS", "GIT_ICASE_PATHSPECS",
        "GIT_NOGLOB_PATHSPECS", "GIT_TRACE", "GIT_EDITOR", "LANGUAGE",
    }
)  # fmt: skip
"""Variables that a calling git sets, as in a hook, and that would point at its repository."""

_ALWAYS = (
    "-c", "core.quotepath=off", "-c", "core.safecrlf=false", "-c", "gc.auto=0",
    "-c", "maintenance.auto=false", "-c", "i18n.commitEncoding=UTF-8",
    "-c", "i18n.logOutputEncoding=UTF-8", "-c", "log.showSignature=false",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ran:
    """What git did: its exit code, what it answered, what it said."""

    code: int
    out: bytes
    said: str

    @property
    def line(self) -> str:
        """The answer as text, without its line end."""
        return self.out.decode("utf-8", "surrogateescape").strip("\n")


@dataclass(frozen=True, slots=True)
class Git:
    """The git program, run in one folder.

    Attributes:
        program: Path of the program.
        folder: Folder it runs in.
        more: Variables it is given beside those of the environment.
    """

    program: str
    folder: Path
    more: Mapping[str, str] = field(default_factory=dict)

    def with_more(self, **more: str) -> "Git":
        """Return the same git with further variables."""
        return replace(self, more={**self.more, **more})

    def command(self, *words: str) -> list[str]:
        """Return the words that a process is started with."""
        return [self.program, "-C", str(self.folder), *_ALWAYS, *words]

    def environment(self) -> dict[str, str]:
        """Return the variables that git is given: nothing of a calling git, plain English."""
        kept = {key: value for key, value in os.environ.items() if key not in _LEFT_OUT}
        fixed = {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_PAGER": "cat"}
        return {**kept, **fixed, **_quiet(), **self.more}

    def run(self, *words: str, given: bytes = b"", seconds: float = 120) -> Ran:
        """Run git to its end, whatever its exit code.

        Args:
            words: What to do.
            given: What it reads from stdin.
            seconds: After these it is ended, with exit code 124.

        Raises:
            AnnopsError: When the program cannot be started (GIT001).
        """
        try:
            ended = subprocess.run(  # noqa: S603 - a fixed program, words of ours, no shell
                self.command(*words), input=given, capture_output=True, timeout=seconds,
                check=False, env=self.environment(),
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return Ran(124, b"", f"no answer within {seconds:.0f} seconds")
        except OSError as error:
            message = f"git cannot be started: {error.strerror}"
            raise AnnopsError(REFUSED.at(None, message), exit_code=4) from error
        return Ran(ended.returncode, ended.stdout, ended.stderr.decode("utf-8", "replace"))

    def ask(self, *words: str, given: bytes = b"", seconds: float = 120) -> Ran:
        """Run git and insist that it succeeds.

        Raises:
            AnnopsError: When it does not (GIT001).
        """
        ran = self.run(*words, given=given, seconds=seconds)
        if ran.code:
            raise AnnopsError(refusal(ran, words[0]), exit_code=4)
        return ran

    def line(self, *words: str) -> str | None:
        """Return the answer as text, None when git refuses or has none."""
        ran = self.run(*words)
        return ran.line or None if ran.code == 0 else None


def refusal(ran: Ran, what: str) -> Finding:
    """Return the finding for what git refused, with its own words."""
    said = [line for line in ran.said.splitlines() if line.strip()]
    words = " ".join(said[:3]) or f"exit code {ran.code}"
    return REFUSED.at(None, f"git refuses (`{what}`): {words}")


def _quiet() -> Mapping[str, str]:
    """Keep git from asking for a password where nobody could answer."""
    has_terminal = sys.stdin is not None and sys.stdin.isatty()
    return {} if has_terminal else {"GIT_TERMINAL_PROMPT": "0"}


def find_git() -> str | None:
    """Return the path of the git program, None when it is not installed."""
    return shutil.which("git")


def ask_git(folder: Path, *words: str) -> str | None:
    """Return what git answers in a folder; None when it is not there, refuses or hangs."""
    program = find_git()
    if program is None:
        return None
    try:
        ran = Git(program, folder).run(*words, seconds=30)
    except AnnopsError:
        return None
    return None if ran.code else ran.out.decode("utf-8", "replace").strip()


def is_in_repository(folder: Path) -> bool:
    """Whether the folder, or the nearest one above it that exists, lies in a git repository."""
    place = folder.resolve()
    while not place.is_dir():
        place = place.parent
    return ask_git(place, "rev-parse", "--is-inside-work-tree") == "true"


def make_repository(folder: Path) -> bool:
    """Make a git repository of the folder; False when git is missing or refuses."""
    return ask_git(folder, "-c", "init.defaultBranch=main", "init", "--quiet") is not None


def identity(folder: Path) -> tuple[str | None, str | None]:
    """Return the name and mail address that git would sign with, None for what is not set."""
    return ask_git(folder, "config", "user.name") or None, (
        ask_git(folder, "config", "user.email") or None
    )
