"""Reads the guidelines as they were at an earlier state of the project."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity
from annops.core.guideline import GuidelineText, Releases
from annops.workspace.git import ask_git, find_git
from annops.workspace.guidelines import FOLDER, is_guideline
from annops.workspace.guidelines_lock import LOCK, parse_lock
from annops.workspace.guidelines_text import parse_guideline
from annops.workspace.root import DEFINITION

NO_REVISION = Code(
    id="GDL003",
    title="An earlier state that is not at hand",
    severity=Severity.ERROR,
    checks="Whether the revision of `--since` is in this copy of the repository.",
    why="What changed since then cannot be told without it.",
    example="`--since origin/main` where only the newest commit was fetched.",
    remedy="name a branch, a tag or a commit of this repository",
)
_FETCH = (
    "fetch the whole history: `fetch-depth: 0` for actions/checkout on GitHub, `GIT_DEPTH: 0` in "
    "GitLab CI, `git fetch --unshallow` by hand"
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """The guidelines at an earlier state.

    Attributes:
        revision: The state as it was asked for.
        texts: Texts that could be read, by file.
        releases: The release record; None when there was none.
        definition: Text of annops.yaml; None when there was none.
    """

    revision: str
    texts: tuple[GuidelineText, ...]
    releases: Releases | None
    definition: bytes | None


def read_earlier(root: Path, revision: str) -> Earlier:
    """Read the guidelines where the present state parted from a revision.

    For a branch that went on meanwhile this is the last state both have in common; where the copy
    of the repository does not reach back that far, it is the revision itself.

    Raises:
        AnnopsError: When there is no git, no repository or no such revision (GDL003).
    """
    commit = _commit(root, revision)
    base = ask_git(root, "merge-base", commit, "HEAD") or commit
    texts = []
    for name in _files(root, base):
        content = file_at(root, base, name)
        parsed = parse_guideline(content.encode(), name) if content is not None else None
        if isinstance(parsed, GuidelineText):
            texts.append(parsed)
    lock = file_at(root, base, LOCK)
    releases, _ = parse_lock(lock.encode()) if lock is not None else (None, ())
    definition = file_at(root, base, DEFINITION)
    said = None if definition is None else definition.encode()
    return Earlier(revision, tuple(texts), releases, said)


def _commit(root: Path, revision: str) -> str:
    if find_git() is None:
        message = f"`--since {revision}` needs git, which is not installed"
        raise AnnopsError(NO_REVISION.at(None, message, "install git, or leave `--since` out"))
    if ask_git(root, "rev-parse", "--is-inside-work-tree") != "true":
        message = f"`--since {revision}`: the project folder is in no git repository"
        raise AnnopsError(NO_REVISION.at(None, message, "leave `--since` out"))
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options")
    commit = ask_git(root, *words, f"{revision}^{{commit}}")
    if commit:
        return commit
    shallow = ask_git(root, "rev-parse", "--is-shallow-repository") == "true"
    where = "this copy of the repository, which holds only the newest commits" if shallow else (
        "this repository"
    )  # fmt: skip
    message = f"`--since {revision}` is not in {where}"
    raise AnnopsError(NO_REVISION.at(None, message, _FETCH if shallow else None))


def _files(root: Path, commit: str) -> list[str]:
    listed = ask_git(root, "ls-tree", "-r", "-z", "--name-only", commit, "--", f"{FOLDER}/")
    return sorted(name for name in (listed or "").split("\0") if is_guideline(name))


def file_at(root: Path, commit: str, name: str) -> str | None:
    """Return the text of a file of the project at a commit, its last line end aside."""
    return ask_git(root, "show", f"{commit}:./{name}")


def text_with_hash(root: Path, name: str, sha256: str) -> str | None:
    """Find the text of a guideline file that had these words, in what git keeps of it."""
    for content in _history(root, name):
        parsed = parse_guideline(content.encode(), name)
        if isinstance(parsed, GuidelineText) and parsed.body.sha256 == sha256:
            return content + "\n"
    return None


def saved_text(root: Path, name: str) -> str | None:
    """Return a guideline file as it was last saved; None without git or such a state."""
    content = file_at(root, "HEAD", name)
    return None if content is None else content + "\n"


def _history(root: Path, name: str) -> Iterator[str]:
    listed = ask_git(root, "log", "--format=%H", "--", name)
    for commit in (listed or "").split():
        content = file_at(root, commit, name)
        if content is not None:
            yield content
