"""Versions as git keeps them: what differs between two, what files hold, new ones from changes."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from annops.core.errors import AnnopsError
from annops.workspace.git import REFUSED, Git
from annops.workspace.git_repository import Repository

PLAIN, RUNNABLE = "100644", "100755"
FILE_MODES = (PLAIN, RUNNABLE)
"""Modes of files; what has another one is a link or a repository within the repository."""
LINK, WITHIN = "120000", "160000"
"""Modes of a link, and of a repository within the repository, of which no file is kept."""

_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of a version: its mode and the id of its content."""

    mode: str
    blob: str


Change = tuple[Entry | None, Entry | None]
"""A file before and after; None where there is none."""


def differences(git: Git, before: str, after: str, under: str = "") -> dict[str, Change]:
    """Return the files that differ between two versions, by path in the repository.

    Args:
        git: git in the top folder.
        before: Id of a version or tree.
        after: Id of a version or tree.
        under: Only files below this folder, `/` at its end.
    """
    limits = ("--", under) if under else ()
    ran = git.ask(
        "--literal-pathspecs", "diff-tree", "-r", "-z", "--no-renames", before, after, *limits
    )
    parts = iter(ran.out.decode("utf-8", "surrogateescape").split("\0"))
    found: dict[str, Change] = {}
    for head in parts:
        if head:
            old_mode, new_mode, old, new, _ = head.removeprefix(":").split(" ")
            found[next(parts)] = (_entry(old_mode, old), _entry(new_mode, new))
    return found


def _entry(mode: str, blob: str) -> Entry | None:
    return None if mode == "000000" else Entry(mode, blob)


def contents(git: Git, names: Iterable[str]) -> Iterator[bytes]:
    """Give the contents of blobs in order, one at a time, as they are kept.

    Yields:
        The bytes.

    Raises:
        AnnopsError: When one is missing (GIT001).
    """
    wanted = list(names)
    if not wanted:
        return
    with subprocess.Popen(  # noqa: S603 - a fixed program, words of ours, no shell
        git.command("cat-file", "--batch"), stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=git.environment(),
    ) as asked:  # fmt: skip
        watch = Timer(_SECONDS, asked.kill)
        watch.start()
        try:
            for name in wanted:
                yield _content(asked, name)
        finally:
            watch.cancel()
            if asked.stdin is not None:
                asked.stdin.close()


def _content(asked: "subprocess.Popen[bytes]", name: str) -> bytes:
    if asked.stdin is None or asked.stdout is None:
        return b""
    asked.stdin.write(name.encode("utf-8", "surrogateescape") + b"\n")
    asked.stdin.flush()
    head = asked.stdout.readline().split()
    if len(head) < 3:
        raise AnnopsError(REFUSED.at(None, f"git no longer has `{name}`"), exit_code=4)
    content = asked.stdout.read(int(head[-1]))
    asked.stdout.read(1)
    return content


def content(git: Git, entry: Entry | None) -> bytes:
    """Return what one file holds; nothing where there is none."""
    return b"" if entry is None else next(contents(git, [entry.blob]))


def content_on_disk(git: Git, path: str, entry: Entry) -> bytes:
    """Return what a file holds on disk: with the line ends that this computer's settings ask."""
    return git.ask("cat-file", "--filters", f"--path={path}", entry.blob).out


def sizes(git: Git, blobs: Iterable[str]) -> dict[str, int]:
    """Return the number of bytes of each blob."""
    given = "".join(f"{blob}\n" for blob in blobs).encode()
    lines = git.ask("cat-file", "--batch-check", given=given).line.split("\n") if given else []
    return {line.split()[0]: int(line.split()[2]) for line in lines}


def keep(git: Git, held: bytes) -> str:
    """Store a content as it is and return its id."""
    return git.ask("hash-object", "-w", "--stdin", given=held).line


def tree_with(
    repository: Repository, tree: str, changes: Mapping[str, Entry | None], scratch: Path
) -> str:
    """Return the id of a tree that is another one but for some files.

    Args:
        repository: The repository.
        tree: The tree to begin with.
        changes: File by path; None takes it out.
        scratch: A folder for what git writes meanwhile.
    """
    if not changes:
        return repository.git.ask("rev-parse", tree).line
    git = repository.git.with_more(GIT_INDEX_FILE=str(scratch / "merged"))
    (scratch / "merged").unlink(missing_ok=True)
    git.ask("read-tree", tree)
    nothing = "0" * len(repository.empty)
    lines = [
        f"0 {nothing}\t{path}\0" if entry is None else f"{entry.mode} {entry.blob}\t{path}\0"
        for path, entry in sorted(changes.items(), key=lambda item: item[1] is not None)
    ]
    given = "".join(lines).encode("utf-8", "surrogateescape")
    git.ask("update-index", "-z", "--index-info", given=given)
    return git.ask("write-tree").line


def tree_on_disk(repository: Repository, scratch: Path, *, apart: bool) -> str:
    """Return the id of the tree that the project folder on disk would be saved as.

    What lies outside the project folder is as in the version the folder stands on.

    Args:
        repository: The repository.
        scratch: A folder for what git writes meanwhile.
        apart: Whether the contents are kept in the scratch folder too, so that the repository
            holds nothing of what a person may decide not to save.
    """
    git = with_scratch(repository, scratch) if apart else repository.git
    index, real = scratch / "index", repository.folder / "index"
    if real.exists():
        shutil.copy2(real, index)  # with its time, by which git tells what to look at again
    git = git.with_more(GIT_INDEX_FILE=str(index))
    git.ask("read-tree", "--reset", repository.tree)
    where = f":(top,literal){repository.prefix}" if repository.prefix else ":(top)"
    left_out = [
        f":(top,glob){_literal(repository.prefix)}{pattern}"
        for pattern in (".annops/**", "**/*.annops-new")
    ]
    git.ask("add", "--all", "--", where, seconds=3600)
    git.ask("reset", "-q", repository.tree, "--", *left_out)
    return git.ask("write-tree").line


def with_scratch(repository: Repository, scratch: Path) -> Git:
    """Return git that reads the repository and keeps new contents in the scratch folder."""
    (scratch / "objects").mkdir(exist_ok=True)
    kept = str(repository.common / "objects")
    if os.pathsep in kept or kept.startswith('"'):
        kept = '"' + kept.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return repository.git.with_more(
        GIT_OBJECT_DIRECTORY=str(scratch / "objects"), GIT_ALTERNATE_OBJECT_DIRECTORIES=kept
    )


def _literal(prefix: str) -> str:
    return "".join(f"\\{sign}" if sign in "*?[\\" else sign for sign in prefix)
