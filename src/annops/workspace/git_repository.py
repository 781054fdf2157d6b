"""The repository a project folder lies in: where it is, and what stands in the way of a save."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity
from annops.workspace.git import Git, find_git
from annops.workspace.git_damage import broken_list, damage, no_answer
from annops.workspace.root import DEFINITION

NO_GIT = Code(
    id="GIT002",
    title="git is not installed",
    severity=Severity.ERROR,
    checks="Whether the program git, which keeps the versions, can be found.",
    why="Saving, undoing and history rest on it; all other commands work without.",
    example="A new computer.",
    remedy="install git from https://git-scm.com, then run the command again",
)
NO_REPOSITORY = Code(
    id="GIT003",
    title="No versions are kept of this folder yet",
    severity=Severity.ERROR,
    checks="Whether the project folder lies in a git repository.",
    why="There is nowhere to save to.",
    example="A project begun with `annops init --no-git`, or a folder copied by hand.",
    remedy='begin to keep versions: `annops save --start "first save"`',
)
HALF_DONE = Code(
    id="GIT004",
    title="Something begun with plain git is not finished",
    severity=Severity.ERROR,
    checks="Whether a merge, rebase, cherry-pick, revert or bisect of plain git is under way.",
    why="Saving in the midst of it would mix the two.",
    example="`git merge` stopped at a conflict, and `annops save` was run.",
    remedy="finish it or give it up with git, as whoever began it knows how, then save",
)
NO_BRANCH = Code(
    id="GIT005",
    title="The folder shows an older version",
    severity=Severity.ERROR,
    checks="Whether the folder stands on a branch, where a save would be found again.",
    why="What is saved on an older version taken out to look at is lost on the way back.",
    example="`git checkout` with the id of an old version, then `annops save`.",
    remedy="go back first: `git switch -` (or `git switch main`); your files come along",
)
GIT_BUSY = Code(
    id="GIT006",
    title="Another git program is at work, or was cut off",
    severity=Severity.ERROR,
    checks="Whether git's own lock file lies in the repository for more than a few seconds.",
    why="Two programs must not write its list of files at once.",
    example="An editor that saves through git at this moment, or a computer switched off.",
    remedy="wait; if no other git program is running, delete the file named",
)
LEFT_OUT = Code(
    id="GIT007",
    title="The project folder is left out of the repository",
    severity=Severity.ERROR,
    checks="Whether a .gitignore above the project folder leaves all of it out.",
    why="Nothing would be saved.",
    example="A project folder in a folder `build/` that the repository around it ignores.",
    remedy="take the line out of that .gitignore, or move the project folder",
)

FOREIGN = Code(
    id="GIT008",
    title="The folder lies in something else that is kept, and is no part of it",
    severity=Severity.ERROR,
    checks="Whether the repository above a project folder keeps its annops.yaml.",
    why="The project would be mixed into what is kept there, and sent wherever that is sent.",
    example="A project folder made within a checkout of a program, or within another project.",
    remedy='make it a project of its own: `annops save --start "first save"`; or, where it is to '
    "be a part of what lies around it, once `git add annops.yaml`",
)

_UNDER_WAY = (
    ("MERGE_HEAD", "a merge"), ("CHERRY_PICK_HEAD", "a cherry-pick"), ("REVERT_HEAD", "a revert"),
    ("rebase-merge", "a rebase"), ("rebase-apply", "a rebase"), ("BISECT_LOG", "a bisect"),
)  # fmt: skip
_PATIENCE = 3.0
_EMPTY = {
    "sha1": "4b825dc642cb6eb9a060e54bf8d69288fbee4904",
    "sha256": "6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321",
}
"""Id of the tree without files, by how ids are made."""


@dataclass(frozen=True, slots=True)
class Repository:
    """Where a project's versions are kept.

    Attributes:
        git: git, run in the top folder of the repository.
        root: The project folder.
        top: Top folder of the repository; the project folder or one above it.
        folder: The folder in which git keeps what it knows of this copy.
        common: The folder it shares between several copies of one repository; mostly the same.
        hooks: The folder of the repository's own checks.
        prefix: Path from top to root, `/` at its end; empty where they are the same.
        branch: Full name of the branch, `refs/heads/main`; empty when on none.
        head: Id of the version the folder stands on, None before the first.
        empty: Id of the tree without files.
        settings: git's settings by name in small letters.
    """

    git: Git
    root: Path
    top: Path
    folder: Path
    common: Path
    hooks: Path
    prefix: str
    branch: str
    head: str | None
    empty: str
    settings: Mapping[str, str]

    def inside(self, path: str) -> str | None:
        """Return a repository's path from the project folder, None for one outside."""
        return path.removeprefix(self.prefix) if path.startswith(self.prefix) else None

    def shown(self, path: str) -> str:
        """Return a repository's path as a person at the project folder would write it."""
        inside = self.inside(path)
        return inside if inside is not None else "../" * self.prefix.count("/") + path

    @property
    def tree(self) -> str:
        """Id of the tree of the version the folder stands on."""
        return self.empty if self.head is None else f"{self.head}^{{tree}}"


def find_repository(root: Path) -> Repository:
    """Return the repository a project folder lies in.

    Raises:
        AnnopsError: When git is missing (GIT002), there is no repository (GIT003), the one
            around the folder does not keep it (GIT008), or it cannot be read (GIT009, GIT010).
    """
    program = find_git()
    if program is None:
        raise AnnopsError(NO_GIT.at(None, "git is not installed"))
    here = Git(program, root)
    found = here.run(
        "rev-parse", "--show-toplevel", "--absolute-git-dir", "--git-common-dir", "--git-path",
        "hooks", "--show-prefix",
    )  # fmt: skip
    lines = found.out.decode("utf-8", "surrogateescape").split("\n")
    if found.code or len(lines) < 5:
        wrong = no_answer(root, found)
        if wrong is not None:
            raise AnnopsError(wrong, exit_code=3)
        raise AnnopsError(NO_REPOSITORY.at(None, "no versions are kept of this folder"))
    top = Path(lines[0])
    git = Git(program, top)
    settings = _settings(git)
    repository = Repository(
        git=git,
        root=root,
        top=top,
        folder=Path(lines[1]),
        common=(root / lines[2]).resolve(),
        hooks=(root / lines[3]).resolve(),
        prefix=lines[4],
        branch=git.line("symbolic-ref", "-q", "HEAD") or "",
        head=git.line("rev-parse", "--verify", "-q", "HEAD^{commit}"),
        empty=_EMPTY[settings.get("extensions.objectformat", "sha1")],
        settings=settings,
    )
    log = repository.common / "logs" / repository.branch
    wrong = damage(git, root, repository.prefix, log, repository.head)
    if wrong is not None:
        raise AnnopsError(wrong, exit_code=3)
    if repository.prefix and not _keeps(repository):
        message = f"the folder lies in `{top.as_posix()}`, whose versions do not hold it"
        raise AnnopsError(FOREIGN.at(None, message))
    return repository


def _keeps(repository: Repository) -> bool:
    """Whether a repository around a project folder has its definition, saved or about to be."""
    path, git = f"{repository.prefix}{DEFINITION}", repository.git
    listed = git.run("--literal-pathspecs", "ls-files", "--", path).out
    return bool(listed) or holds_definition(repository, repository.head)


def holds_definition(repository: Repository, version: str | None) -> bool:
    """Whether a version has the project's annops.yaml; not before the first version."""
    path = f"{repository.prefix}{DEFINITION}"
    return (
        version is not None and not repository.git.run("cat-file", "-e", f"{version}:{path}").code
    )


def _settings(git: Git) -> dict[str, str]:
    """Read all settings at once; of one that is given twice the last counts."""
    text = git.run("config", "--null", "--list").out.decode("utf-8", "replace")
    pairs = [entry.partition("\n") for entry in text.split("\0") if entry]
    return {name: value if sign else "true" for name, sign, value in pairs}


def check_ready(repository: Repository) -> None:
    """Refuse what a save must not be mixed with.

    Raises:
        AnnopsError: GIT004 to GIT007.
    """
    findings = [*_under_way(repository), *_busy(repository)]
    if not repository.branch:
        findings.append(NO_BRANCH.at(None, "the folder shows an older version, on no branch"))
    if (
        repository.prefix
        and not repository.git.run(
            "check-ignore", "-q", "--no-index", f"{repository.prefix}{DEFINITION}"
        ).code
    ):
        findings.append(LEFT_OUT.at(None, "a .gitignore above leaves the whole project out"))
    if findings:
        raise AnnopsError(*findings, exit_code=1)


def _under_way(repository: Repository) -> list[Finding]:
    names = [what for name, what in _UNDER_WAY if (repository.folder / name).exists()]
    if not names:
        unmerged = repository.git.run("ls-files", "--unmerged")
        if unmerged.code:
            return [broken_list(unmerged, repository.folder / "index")]
        names = ["a merge"] if unmerged.out else []
    return [HALF_DONE.at(None, f"{name} of plain git is not finished") for name in names[:1]]


def _busy(repository: Repository) -> list[Finding]:
    """Wait a little for another git program to end."""
    lock = repository.folder / "index.lock"
    deadline = time.monotonic() + _PATIENCE
    while lock.exists():
        if time.monotonic() >= deadline:
            place = Place(lock.as_posix())
            return [GIT_BUSY.at(place, "another git program is at work, or was cut off")]
        time.sleep(0.1)
    return []
