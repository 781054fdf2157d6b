"""git's own list of files: made anew beside the real one, then put in its place."""

import os
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from annops.workspace.git_repository import Repository

_OURS = "annops-index"
_PATIENCE = 3.0
_SHORT = 0.5


def refresh_index(repository: Repository, version: str, outside: Sequence[str]) -> None:
    """Make git's list say what the version says of the project folder, and of files outside it.

    What a person has marked with plain git elsewhere in the repository stays marked. When another
    git program does not let go of the list, it is left as it is: git then shows files as changed
    that are not, and the next save puts that right.

    Args:
        repository: The repository.
        version: Id of the version.
        outside: Paths of files outside the project folder that the version changed.
    """
    real = repository.folder / "index"
    for left in _left_behind(repository):
        left.unlink(missing_ok=True)
    made = real.with_name(f"{_OURS}-{os.getpid()}")
    if real.exists():
        shutil.copy2(real, made)
    git = repository.git.with_more(GIT_INDEX_FILE=str(made))
    paths = [repository.prefix or ".", *outside]
    given = "\0".join(paths).encode("utf-8", "surrogateescape")
    git.ask(
        "--literal-pathspecs", "reset", "-q", version, "--pathspec-from-file=-",
        "--pathspec-file-nul", given=given,
    )  # fmt: skip
    git.run("update-index", "-q", "--refresh")
    _put_in_place(made, real)


def _put_in_place(made: Path, real: Path) -> None:
    """Take git's lock with the new list as its content, then move it over the old one."""
    lock = real.with_name(f"{real.name}.lock")
    deadline = time.monotonic() + _PATIENCE
    while not _locked(made, lock):
        if time.monotonic() >= deadline:
            made.unlink(missing_ok=True)
            return
        time.sleep(0.05)
    lock.replace(real)
    made.unlink(missing_ok=True)


def _locked(made: Path, lock: Path) -> bool:
    """Make the lock as a second name of the new list, by which it is known to be ours."""
    try:
        os.link(made, lock)
    except FileExistsError:
        return False
    except OSError:  # a file system without links
        try:
            with lock.open("xb") as file:
                file.write(made.read_bytes())
        except FileExistsError:
            return False
    return True


def clear_own_locks(repository: Repository, branch: str) -> None:
    """Remove locks that a killed save has left behind, and no others.

    The list's lock is ours when it is the very file, or holds the bytes, of the list we made. The
    branch's is taken for ours when it outlives a moment in which a live git would have ended.
    """
    lock = repository.folder / "index.lock"
    for made in _left_behind(repository):
        if lock.exists() and _is_made_of(lock, made):
            lock.unlink()
    for left in (repository.common / f"{branch}.lock", repository.folder / "HEAD.lock"):
        deadline = time.monotonic() + _SHORT
        while left.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        left.unlink(missing_ok=True)
    for made in _left_behind(repository):
        made.unlink(missing_ok=True)


def _left_behind(repository: Repository) -> list[Path]:
    """List the lists of killed saves, and the locks that their gits held on them.

    Each save names its list after its process, so a git that is only just dying can neither keep
    the next save from its list nor write into it.
    """
    return sorted(repository.folder.glob(f"{_OURS}*"))


def _is_made_of(lock: Path, made: Path) -> bool:
    held = lock.read_bytes()
    return lock.samefile(made) or bool(held and made.read_bytes().startswith(held))
