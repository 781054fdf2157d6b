"""Tells a folder whose versions cannot be read from one of which none are kept."""

from pathlib import Path

from annops.core.finding import Code, Finding, Place, Severity
from annops.workspace.git import Git, Ran, refusal

DAMAGED = Code(
    id="GIT009",
    title="What git keeps of the versions is damaged",
    severity=Severity.ERROR,
    checks="Whether git can read what it keeps in .git: where the folder stands, the version last "
    "saved, its list of files.",
    why="A save made now would have no connection to the earlier ones.",
    example="A computer that lost power while git was writing, or a .git of which a program that "
    "keeps folders alike on several computers brought a part.",
    remedy="leave .git as it is; fetch the project anew from the shared copy into another folder "
    "and put your changed files over it, or ask somebody who knows git (`git fsck`)",
)
NOT_TRUSTED = Code(
    id="GIT010",
    title="The folder belongs to somebody else, so git does not use it",
    severity=Severity.ERROR,
    checks="Whether git takes the folder for one of yours.",
    why="git runs nothing in a folder of another login, lest it run that person's programs.",
    example="A project on a drive that several people use.",
    remedy="say that you trust it: `git config --global --add safe.directory FOLDER`, with the "
    "folder named above",
)
_KEPT = ("HEAD", "objects", "refs")


def no_answer(root: Path, ran: Ran) -> Finding | None:
    """Return why git finds no repository; None where there is none."""
    said = ran.said.strip()
    if "dubious ownership" in said:
        folder = said.partition("'")[2].partition("'")[0] or root.as_posix()
        return NOT_TRUSTED.at(None, f"git does not use `{folder}`: it belongs to another login")
    if _is_kept(root):
        return DAMAGED.at(None, "the versions cannot be read: git does not know its folder .git")
    if said and "not a git repository" not in said:
        return refusal(ran, "rev-parse")
    return None


def damage(git: Git, root: Path, prefix: str, log: Path, head: str | None) -> Finding | None:
    """Return what is damaged of a repository that git found; None where nothing is seen.

    Args:
        git: git, run in the top folder of the repository.
        root: The project folder.
        prefix: Path from the top folder to the project; not empty where git passed a .git over.
        log: The file in which git notes what the branch stood on.
        head: The version the folder stands on.
    """
    if prefix and _is_kept(root):
        return DAMAGED.at(None, "the versions cannot be read: git does not know its folder .git")
    if head is not None:
        return None
    named = git.line("rev-parse", "--verify", "-q", "HEAD")
    if named is not None:
        return DAMAGED.at(None, f"the version last saved, {named[:12]}, cannot be read")
    if git.line("symbolic-ref", "-q", "HEAD") is None or _is_filled(log):
        return DAMAGED.at(None, "which version was saved last cannot be read")
    return None


def broken_list(ran: Ran, index: Path) -> Finding:
    """Return what is wrong where git cannot read its list of files."""
    if "index" not in ran.said:
        return refusal(ran, "ls-files")
    hint = "delete that file; the next save makes it again"
    return DAMAGED.at(Place(index.as_posix()), "git cannot read its list of files", hint)


def _is_kept(root: Path) -> bool:
    """Whether a folder's own .git holds something, or says where it is."""
    own = root / ".git"
    return own.is_file() or any((own / name).exists() for name in _KEPT)


def _is_filled(log: Path) -> bool:
    try:
        return log.stat().st_size > 0
    except OSError:
        return False
