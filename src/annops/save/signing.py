"""Makes a version: signed with the person's name, once the hooks of the repository agree."""

import getpass
import os
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity
from annops.workspace.git import Git, Ran
from annops.workspace.git_repository import Repository

HOOK = Code(
    id="SAV011",
    title="A check of the repository refuses the save",
    severity=Severity.ERROR,
    checks="Whether the hooks `pre-commit` and `commit-msg` of the repository agree.",
    why="Whoever put them there wants nothing saved that they refuse.",
    example="A hook that runs `annops check` and finds an error.",
    remedy="put right what the hook names, then save again",
)
_MINUTES = 600.0
_YES = ("true", "yes", "on", "1")


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs what is saved.

    Attributes:
        variables: What git has to be told.
        mail: Address by which a person's own saves are known.
        made_up: Name taken from the computer because none was set; None where one was.
    """

    variables: dict[str, str]
    mail: str
    made_up: str | None


def signer(repository: Repository, as_of: str | None) -> Signer:
    """Return who signs: the name set for git, else the one the person is logged in with.

    The time is noon of the day given, else that of the environment's SOURCE_DATE_EPOCH, else now.
    """
    variables: dict[str, str] = {}
    name = os.environ.get("GIT_AUTHOR_NAME") or repository.settings.get("user.name")
    mail = os.environ.get("GIT_AUTHOR_EMAIL") or repository.settings.get("user.email")
    login = _login()
    for key, given, other in (("NAME", name, login), ("EMAIL", mail, f"{login}@{_host()}")):
        for who in ("AUTHOR", "COMMITTER"):
            if not os.environ.get(f"GIT_{who}_{key}"):
                variables[f"GIT_{who}_{key}"] = given or other
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    when = f"{as_of}T12:00:00+0000" if as_of else f"@{epoch} +0000" if epoch.isdigit() else None
    if when is not None:
        variables |= dict.fromkeys(("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"), when)
    return Signer(variables, mail or f"{login}@{_host()}", None if name else login)


def _login() -> str:
    try:
        return getpass.getuser() or "somebody"
    except (OSError, KeyError, ImportError):
        return "somebody"


def _host() -> str:
    return socket.gethostname().split(".")[0] or "localhost"


def make_version(
    repository: Repository, tree: str, parents: Sequence[str], message: str, by: Signer
) -> str:
    """Store a version and return its id; no branch points at it yet."""
    git = repository.git.with_more(**by.variables)
    words = [word for parent in parents for word in ("-p", parent)]
    if repository.settings.get("commit.gpgsign", "").casefold() in _YES:
        words.append("-S")
    return git.ask("commit-tree", tree, *words, "-F", "-", given=f"{message}\n".encode()).line


def agreed_message(repository: Repository, message: str, scratch: Path) -> str:
    """Let the hook on messages read, and maybe change, the message.

    Raises:
        AnnopsError: When it refuses (SAV011).
    """
    file = scratch / "message"
    file.write_text(f"{message}\n", encoding="utf-8")
    _run(repository.git, repository, "commit-msg", str(file))
    return file.read_text(encoding="utf-8").strip() or message


def agree(repository: Repository, index: Path) -> None:
    """Let the hook look at what is about to be saved.

    Raises:
        AnnopsError: When it refuses (SAV011).
    """
    _run(repository.git.with_more(GIT_INDEX_FILE=str(index)), repository, "pre-commit")


def _run(git: Git, repository: Repository, name: str, *words: str) -> None:
    file = repository.hooks / name
    if not file.is_file() or (os.name != "nt" and not os.access(file, os.X_OK)):
        return
    # An alias runs the file through the shell that comes with git, on Windows as elsewhere.
    quoted = " ".join("'" + part.replace("'", "'\\''") + "'" for part in (file.as_posix(), *words))
    ran = git.run("-c", f"alias.annops-hook=!{quoted}", "annops-hook", seconds=_MINUTES)
    if ran.code:
        raise AnnopsError(HOOK.at(None, f"the check `{name}` refuses: {_last(ran)}"), exit_code=1)


def _last(ran: Ran) -> str:
    said = [*ran.line.splitlines(), *ran.said.splitlines()]
    return " / ".join(line.strip() for line in said[-3:] if line.strip()) or "without a word"
