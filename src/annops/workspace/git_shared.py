"""The shared copy of a project: where it is, what is new there, sending what is new here."""

from dataclasses import dataclass

from annops.workspace.git import Git
from annops.workspace.git_reasons import reason
from annops.workspace.git_repository import Repository

_SECONDS = 300.0


@dataclass(frozen=True, slots=True)
class Shared:
    """Where a branch is shared.

    Attributes:
        remote: Name of the remote.
        branch: Full name of the branch there.
    """

    remote: str
    branch: str


@dataclass(frozen=True, slots=True)
class Tip:
    """What the shared copy stands on.

    Attributes:
        reached: Whether it could be asked.
        version: Id of its version; None where it has no such branch yet.
        words: Why it could not be asked, in plain words.
    """

    reached: bool
    version: str | None = None
    words: str = ""


def shared_copy(repository: Repository) -> Shared | None:
    """Return where the branch is shared; None where it is nowhere, or nothing says where.

    The branch's own setting counts, then a remote called `origin`, then the only one.
    """
    settings = repository.settings
    short = repository.branch.removeprefix("refs/heads/")
    names = sorted(
        name.removeprefix("remote.").removesuffix(".url")
        for name in settings
        if name.startswith("remote.") and name.endswith(".url")
    )
    remote = settings.get(f"branch.{short}.remote")
    if remote in names:
        merged = settings.get(f"branch.{short}.merge", repository.branch)
        return Shared(str(remote), merged)
    if "origin" in names:
        return Shared("origin", repository.branch)
    return Shared(names[0], repository.branch) if len(names) == 1 else None


def fetch(repository: Repository, shared: Shared) -> Tip:
    """Fetch what others have sent; changes no file and no branch of the person's."""
    git = repository.git
    asked = _asked(git, shared)
    if not asked.reached or asked.version is None:
        return asked
    kept = f"refs/remotes/{shared.remote}/{shared.branch.removeprefix('refs/heads/')}"
    ran = git.run(
        "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head",
        shared.remote, f"+{shared.branch}:{kept}", seconds=_SECONDS,
    )  # fmt: skip
    if ran.code:
        return Tip(reached=False, words=reason(ran.said))
    return Tip(reached=True, version=git.line("rev-parse", "--verify", "-q", kept))


def send(repository: Repository, shared: Shared, version: str) -> str | None:
    """Send a version; return None when it arrived, else why it did not in plain words."""
    git = repository.git
    to = f"{version}:{shared.branch}"
    ran = git.run("push", "--quiet", "--no-follow-tags", shared.remote, to, seconds=_SECONDS)
    if ran.code:
        return reason(ran.said)
    short = repository.branch.removeprefix("refs/heads/")
    if f"branch.{short}.remote" not in repository.settings:
        git.run("config", f"branch.{short}.remote", shared.remote)
        git.run("config", f"branch.{short}.merge", shared.branch)
    return None


def is_there(repository: Repository, shared: Shared, version: str | None) -> bool:
    """Whether the shared copy still stands on a version."""
    tip = _asked(repository.git, shared)
    return tip.reached and tip.version == version


def _asked(git: Git, shared: Shared) -> Tip:
    ran = git.run("ls-remote", "--heads", shared.remote, shared.branch, seconds=_SECONDS)
    if ran.code:
        return Tip(reached=False, words=reason(ran.said))
    lines = [line.split("\t") for line in ran.line.split("\n") if "\t" in line]
    found = [parts[0] for parts in lines if parts[1] == shared.branch]
    return Tip(reached=True, version=found[0] if found else None)
