"""Reads the saves of a project folder from its repository."""

from pathlib import Path

from annops.save.changed import file_changes
from annops.save.model import HistoryResult, Saved
from annops.workspace.git_repository import Repository, find_repository
from annops.workspace.git_trees import differences

_FORMAT = "%H%x00%P%x00%as%x00%an%x00%ae%x00%s"


class Version:
    """One version as git lists it: its id, the one before, day, name, address, first line."""

    def __init__(self, line: str) -> None:
        """Take a line of `_FORMAT`."""
        self.id, parents, self.day, self.who, self.mail, self.message = line.split("\0", 5)
        self.before = parents.split(" ")[0] or None


def versions(repository: Repository, number: int) -> list[Version]:
    """Return the newest versions that changed the project folder, no mere joinings of two."""
    if repository.head is None:
        return []
    where = ("--", f":(top,literal){repository.prefix}") if repository.prefix else ()
    found = repository.git.ask(
        "log", "--no-merges", "--full-history", f"--max-count={number}", f"--format={_FORMAT}",
        repository.head, *where,
    )  # fmt: skip
    text = found.out.decode("utf-8", "replace")
    return [Version(line) for line in text.split("\n") if line]


def history(root: Path, number: int) -> HistoryResult:
    """Return the last saves of a project.

    Raises:
        AnnopsError: When no versions are kept of the folder.
    """
    repository = find_repository(root)
    found = versions(repository, number + 1)
    saves = tuple(_saved(repository, version) for version in found[:number])
    return HistoryResult(saves=saves, more=len(found) > number)


def _saved(repository: Repository, version: Version) -> Saved:
    before = version.before or repository.empty
    changes = differences(repository.git, before, version.id, repository.prefix)
    return Saved(
        id=version.id,
        day=version.day,
        who=version.who,
        message=version.message,
        files=file_changes(repository, changes),
    )
