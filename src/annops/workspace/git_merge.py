"""Puts together two versions of all files: logs by record, reviews by line, the rest as text."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from annops.core.errors import AnnopsError
from annops.registers.merge import Side
from annops.workspace.git import refusal
from annops.workspace.git_files import Clash, Content, Versions, merge_lines, merge_records
from annops.workspace.git_generated import merge_generated
from annops.workspace.git_repository import Repository
from annops.workspace.git_trees import (
    FILE_MODES,
    Change,
    Entry,
    content,
    differences,
    keep,
    tree_with,
)

MANIFEST = "exports/manifest.csv"
GENERATED = ("reports/", "results/")
"""Folders whose files annops can make again."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A file of which a person has to decide something.

    Attributes:
        path: Path in the repository.
        mode: Mode of the file, once settled.
        clashes: What has to be decided.
        settle: Gives the file from one side a clash; None where it goes.
    """

    path: str
    mode: str
    clashes: tuple[Clash, ...]
    settle: Callable[[Sequence[Side]], Content | Entry | None]


@dataclass(slots=True)
class Combined:
    """What came of two versions.

    Attributes:
        ours: The tree that changes are made to.
        changes: Files that become different from ours; None where one goes.
        made: Contents that neither side has, by path.
        unsettled: Files to be decided on, by path.
        remade: Generated files that both sides made, of which the newer is taken.
    """

    ours: str
    changes: dict[str, Entry | None] = field(default_factory=dict)
    made: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    unsettled: list[Unsettled] = field(default_factory=list)
    remade: list[str] = field(default_factory=list)

    def settle(self, choose: Callable[[str, Clash], Side]) -> None:
        """Decide everything that is unsettled."""
        for file in self.unsettled:
            settled = file.settle([choose(file.path, clash) for clash in file.clashes])
            if isinstance(settled, bytes):
                self.made[file.path] = (file.mode, settled)
            else:
                self.changes[file.path] = settled
        self.unsettled = []

    def tree(self, repository: Repository, scratch: Path) -> str:
        """Store what was made and return the id of the tree of it all."""
        made = {
            path: Entry(mode, keep(repository.git, held))
            for path, (mode, held) in self.made.items()
        }
        return tree_with(repository, self.ours, {**self.changes, **made}, scratch)


@dataclass(frozen=True, slots=True)
class Merging:
    """Where files are merged, and which side's generated files are the newer ones."""

    repository: Repository
    scratch: Path
    newer: Callable[[str], Side]

    def combine(self, base: str, ours: str, theirs: str) -> Combined:
        """Merge two versions that both began as `base`; nothing is stored yet."""
        git = self.repository.git
        mine = differences(git, base, ours)
        combined = Combined(ours)
        for path, (old, new) in differences(git, base, theirs).items():
            if path not in mine:
                combined.changes[path] = new
            elif mine[path][1] != new:
                self._file(combined, path, (old, mine[path][1]), new)
        return combined

    def _file(self, combined: Combined, path: str, ours: Change, theirs: Entry | None) -> None:
        old, mine = ours
        entries = (old, mine, theirs)
        if mine is None or theirs is None or not _are_files(entries):
            combined.unsettled.append(_whole(path, mine, theirs))
            return
        git = self.repository.git
        versions = Versions(
            content(git, old) if old else None, content(git, mine), content(git, theirs)
        )
        mode = mine.mode if old is None or mine.mode != old.mode else theirs.mode
        merged, clashes, settle = self._contents(combined, path, versions)
        if clashes:
            combined.unsettled.append(Unsettled(path, mode, clashes, settle))
        elif merged is not None:
            combined.made[path] = (mode, merged)

    def _contents(self, combined: Combined, path: str, versions: Versions) -> "_Result":
        inside = PurePosixPath(self.repository.inside(path) or "/")
        name, ending = inside.as_posix(), inside.suffix
        found = None
        if name.startswith(GENERATED):
            found = merge_generated(versions, self.newer(path))
            combined.remade.append(path)
        elif (name.startswith("registers/") and ending == ".csv") or name == MANIFEST:
            found = merge_records(versions, "path" if name == MANIFEST else "id")
        elif name.startswith("reviews/") and ending == ".jsonl":
            found = merge_lines(versions)
        return found or self._text(versions)

    def _text(self, versions: Versions) -> "_Result":
        """Merge as git does; where both changed the same lines, a person chooses.

        Raises:
            AnnopsError: When git refuses (GIT001).
        """
        whole = _Whole(versions.ours, versions.theirs)
        if any(b"\0" in (held or b"") for held in versions.all):
            return None, (Clash("the file", None, "another content", "another content"),), whole
        names = [self.scratch / f"side{place}" for place in range(3)]
        for file, held in zip(names, (versions.ours, versions.base, versions.theirs), strict=True):
            file.write_bytes(held or b"")
        words = [str(name) for name in names]
        ran = self.repository.git.run("merge-file", "-p", "--quiet", *words)
        if ran.code == 0:
            return ran.out, (), whole
        if ran.code > 127:
            raise AnnopsError(refusal(ran, "merge-file"), exit_code=4)
        chosen: Mapping[Side, bytes] = {
            side: self.repository.git.ask("merge-file", "-p", f"--{word}", *words).out
            for side, word in ((Side.OURS, "ours"), (Side.THEIRS, "theirs"))
        }
        where = "1 place" if ran.code == 1 else f"{ran.code} places"
        clash = Clash(f"the same lines in {where}", None, "one text", "another text")
        return None, (clash,), lambda sides: chosen[sides[0]]


_Result = tuple[
    bytes | None, tuple[Clash, ...], Callable[[Sequence[Side]], Content | Entry | None]
]


@dataclass(frozen=True, slots=True)
class _Whole:
    ours: bytes
    theirs: bytes

    def __call__(self, sides: Sequence[Side]) -> Content:
        return self.ours if sides[0] is Side.OURS else self.theirs


def _are_files(entries: Sequence[Entry | None]) -> bool:
    return all(entry is None or entry.mode in FILE_MODES for entry in entries)


def _whole(path: str, ours: Entry | None, theirs: Entry | None) -> Unsettled:
    """Return the choice between two versions of a whole file."""
    words = [
        "taken out" if entry is None else "changed" if other is None else "another content"
        for entry, other in ((ours, theirs), (theirs, ours))
    ]
    clash = Clash("the file", None, words[0], words[1])
    return Unsettled(
        path, "", (clash,), lambda sides: ours if sides[0] is Side.OURS else theirs
    )  # fmt: skip
