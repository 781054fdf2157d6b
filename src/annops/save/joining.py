"""Joins what is saved here with what others have sent, and sends the result."""

from dataclasses import dataclass, field
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity
from annops.registers.merge import Side
from annops.save.asking import settle
from annops.save.model import SaveOptions
from annops.save.signing import Signer, make_version
from annops.workspace.git import Git
from annops.workspace.git_merge import Merging
from annops.workspace.git_move import Move, begin, on_disk
from annops.workspace.git_repository import Repository
from annops.workspace.git_shared import Shared, Tip, fetch, is_there, send
from annops.workspace.git_trees import FILE_MODES, differences

IN_THE_WAY = Code(
    id="SAV007",
    title="A file outside the project folder is in the way",
    severity=Severity.ERROR,
    checks="Whether files outside the project folder that others changed are unchanged here, and "
    "whether others sent only files, no links and no repositories.",
    why="Only the project folder is saved; what is unsaved elsewhere must not be written over.",
    example="A script beside the project folder that you and somebody else are both changing.",
    remedy="save that file with git, or put it back as it was, then save again",
)
_ROUNDS = 3


@dataclass(slots=True)
class Outcome:
    """What became of a save beyond this computer.

    Attributes:
        fetched: Saves of others that are new here.
        late: Files that could not be replaced, as a person writes them.
        remade: Generated files that both sides had made.
        sent: Whether the shared copy has all of it; None where there is no shared copy.
        had: Whether the shared copy had all of it already.
        why: Why it was not sent, in a few words.
    """

    fetched: int = 0
    late: list[str] = field(default_factory=list)
    remade: list[str] = field(default_factory=list)
    sent: bool | None = None
    had: bool = False
    why: str = ""


@dataclass(slots=True)
class Joining:
    """One save on its way: the version made here, and what it is joined with.

    Attributes:
        repository: The repository.
        scratch: A folder for what git writes meanwhile.
        options: What a person asked.
        by: Who signs.
        what: What it is, in words, for whoever finds it cut off.
    """

    repository: Repository
    scratch: Path
    options: SaveOptions
    by: Signer
    what: str

    def run(self, version: str | None, disk: str, shared: Shared | None) -> Outcome:
        """Join, move the project folder there, send; again while others are faster.

        Args:
            version: Id of the version made here, None when there is none yet.
            disk: Id of the tree on disk.
            shared: Where the branch is shared.

        Raises:
            AnnopsError: When a conflict is not decided or git refuses.
        """
        outcome = Outcome()
        branch_at = self.repository.head
        for _ in range(_ROUNDS):
            tip = fetch(self.repository, shared) if shared else Tip(reached=False)
            joined = self._joined(version, tip.version, outcome)
            if joined is not None and joined != branch_at:
                tree = self.repository.git.ask("rev-parse", f"{joined}^{{tree}}").line
                self._check(disk, tree)
                move = Move(self.what, self.repository.branch, branch_at, joined, disk, tree)
                outcome.late = begin(self.repository, move)
                branch_at, version, disk = joined, joined, tree
            if shared is None or joined is None:
                return outcome
            outcome.had = tip.version == joined
            outcome.sent, outcome.why = self._sent(shared, tip, joined)
            if outcome.sent or outcome.late or not tip.reached:
                return outcome
            if is_there(self.repository, shared, tip.version):
                return outcome  # refused for another reason than that others were faster
        return outcome

    def _sent(self, shared: Shared, tip: Tip, joined: str) -> tuple[bool, str]:
        if not tip.reached:
            return False, f"the shared copy cannot be reached: {tip.words}"
        if tip.version == joined:
            return True, ""
        why = send(self.repository, shared, joined)
        return why is None, f"the shared copy refuses: {why}" if why else ""

    def _joined(self, ours: str | None, theirs: str | None, outcome: Outcome) -> str | None:
        """Return the version that has both, made where neither has the other already."""
        git = self.repository.git
        if theirs is None or ours == theirs:
            return ours
        outcome.fetched += _count(git, ours, theirs)
        if ours is None or _has(git, theirs, ours):
            return theirs
        if _has(git, ours, theirs):
            return ours
        base = git.line("merge-base", ours, theirs) or self.repository.empty
        combined = Merging(self.repository, self.scratch, self._newer(ours, theirs)).combine(
            base, ours, theirs
        )
        settle(self.repository, combined, self.options.side)
        outcome.remade += [self.repository.shown(path) for path in combined.remade]
        tree = combined.tree(self.repository, self.scratch)
        return make_version(
            self.repository, tree, (ours, theirs), "Take in the changes of others", self.by
        )

    def _newer(self, ours: str, theirs: str) -> "_Newer":
        return _Newer(self.repository.git, ours, theirs)

    def _check(self, before: str, after: str) -> None:
        """Refuse to write over unsaved files outside the project folder, and to make links.

        Raises:
            AnnopsError: When that would happen (SAV007).
        """
        repository = self.repository
        steps = differences(repository.git, before, after)
        outside = [path for path in steps if repository.inside(path) is None]
        standing = on_disk(repository, outside)
        findings = [
            IN_THE_WAY.at(
                Place(repository.shown(path)), "was sent by others as a link, not a file"
            )
            for path, (_, new) in steps.items()
            if new is not None and new.mode not in FILE_MODES
        ]
        for path in outside:
            old = steps[path][0]
            if standing[path] != (old.blob if old else None):
                message = "is changed and not saved here, and others changed it too"
                findings.append(IN_THE_WAY.at(Place(repository.shown(path)), message))
        if findings:
            raise AnnopsError(*findings, exit_code=1)


@dataclass(frozen=True, slots=True)
class _Newer:
    """Tells whose last change to a generated file is the newer one."""

    git: Git
    ours: str
    theirs: str

    def __call__(self, path: str) -> Side:
        times = [
            int(self.git.line("log", "-1", "--format=%ct", f"{other}..{side}", "--", path) or 0)
            for side, other in ((self.ours, self.theirs), (self.theirs, self.ours))
        ]
        return Side.OURS if times[0] >= times[1] else Side.THEIRS


def _has(git: Git, version: str, other: str) -> bool:
    """Whether a version contains another one."""
    return git.run("merge-base", "--is-ancestor", other, version).code == 0


def _count(git: Git, ours: str | None, theirs: str) -> int:
    """Count the saves that are in theirs and not in ours."""
    without = [f"^{ours}"] if ours else []
    return int(git.line("rev-list", "--count", "--no-merges", theirs, *without) or 0)
