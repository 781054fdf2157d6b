"""Looks at what a save would take: which files, what is wrong in them, what needs a yes."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, sort_findings
from annops.registers.merge import repeated_ids
from annops.registers.table import parse_table
from annops.save.changed import file_changes
from annops.save.doubts import Found, doubts_in, large_file
from annops.save.model import Doubt, FileChange
from annops.workspace.definition import read_definition
from annops.workspace.git import Git
from annops.workspace.git_repository import Repository
from annops.workspace.git_trees import (
    FILE_MODES,
    WITHIN,
    Change,
    content,
    contents,
    differences,
    sizes,
    tree_on_disk,
    with_scratch,
)
from annops.workspace.manifest import check_manifest

_TOO_LARGE_TO_READ = 200_000_000

BROKEN = Code(
    id="SAV004",
    title="A log that two people could not both work on",
    severity=Severity.ERROR,
    checks="Whether each log in registers/ is a sound table whose records have ids of their own.",
    why="Logs are merged by record id and column; without them rows could be lost.",
    example="Two rows with the id `R-1`, or a row with a cell too many.",
    remedy="put the line right, or save it all the same: `--allow errors`",
)
WITHIN_IT = Code(
    id="SAV014",
    title="A folder with versions of its own, of which no file is saved",
    severity=Severity.ERROR,
    checks="Whether a folder within the project is a git repository of its own.",
    why="git notes that it is there and keeps none of its files; whoever fetches the project gets "
    "an empty folder.",
    example="exports/vendor, fetched with `git clone` into the project.",
    remedy="move its .git folder away, so that its files are saved with the project, or leave it "
    "out with a line in .gitignore; or save without its files: `--allow errors`",
)


@dataclass(frozen=True, slots=True)
class Survey:
    """What a save would take.

    Attributes:
        tree: Id of the tree on disk.
        files: What it changes in the project folder, by path.
        doubts: What needs a yes.
    """

    tree: str
    files: tuple[FileChange, ...]
    doubts: tuple[Found, ...]

    def findings(self, allowed: frozenset[Doubt]) -> tuple[Finding, ...]:
        """Return what stands in the way of the save, worst first."""
        return sort_findings(
            found.finding for found in self.doubts if found.doubt not in allowed
        )  # fmt: skip


def survey(repository: Repository, scratch: Path) -> Survey:
    """Look at the project folder; the repository is not written to."""
    tree = tree_on_disk(repository, scratch, apart=True)
    git = with_scratch(repository, scratch)
    changes = differences(git, repository.tree, tree, repository.prefix)
    files = file_changes(repository, changes, git)
    doubts = (
        *_doubts(repository, git, changes),
        *_within(repository, changes),
        *_errors(repository, files),
    )
    return Survey(tree, files, doubts)


def _within(repository: Repository, changes: Mapping[str, Change]) -> list[Found]:
    """Find repositories within the project that nothing says how to fetch."""
    found = []
    for path, (_, new) in sorted(changes.items()):
        if new is not None and new.mode == WITHIN and not _is_declared(repository, path):
            message = "is a git repository of its own; none of its files would be saved"
            finding = WITHIN_IT.at(Place(repository.shown(path)), message)
            found.append(Found(Doubt.ERRORS, finding))
    return found


def _is_declared(repository: Repository, path: str) -> bool:
    """Whether the repository says where to fetch a folder from: a submodule, in git's words."""
    listed = repository.git.run("config", "--file", ".gitmodules", "--get-regexp", r"\.path$")
    lines = listed.out.decode("utf-8", "surrogateescape").splitlines()
    return path in {line.partition(" ")[2] for line in lines}


def _doubts(repository: Repository, git: Git, changes: Mapping[str, Change]) -> list[Found]:
    fresh = {
        path: (old, new)
        for path, (old, new) in sorted(changes.items())
        if new is not None and new.mode in FILE_MODES and (old is None or old.blob != new.blob)
    }
    blobs = {path: new.blob for path, (_, new) in fresh.items()}
    n_bytes = sizes(git, blobs.values())
    small = {path: blob for path, blob in blobs.items() if n_bytes[blob] < _TOO_LARGE_TO_READ}
    found: list[Found] = []
    for path, blob in blobs.items():
        found += large_file(repository.shown(path), n_bytes[blob])
    for path, held in zip(small, contents(git, small.values()), strict=True):
        old = fresh[path][0]
        found += doubts_in(repository.shown(path), held, content(git, old))
    return found


def _errors(repository: Repository, files: tuple[FileChange, ...]) -> list[Found]:
    """Check what all other commands rest on: the definition, the exports' hashes, the logs."""
    if not files:
        return []
    try:
        findings = [*read_definition(repository.root).findings, *check_manifest(repository.root)]
    except AnnopsError as error:
        findings = list(error.findings)
    for log in sorted((repository.root / "registers").glob("*.csv")):
        findings += _log_findings(log)
    errors = (finding for finding in findings if finding.severity is Severity.ERROR)
    return [Found(Doubt.ERRORS, finding) for finding in errors]


def _log_findings(log: Path) -> list[Finding]:
    path = f"registers/{log.name}"
    try:
        table, damage = parse_table(log.read_bytes().decode("utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return [BROKEN.at(Place(path), "cannot be read as UTF-8 text")]
    findings = [BROKEN.at(Place(path, item.line, item.column), item.message) for item in damage]
    repeated = set(repeated_ids(table))
    for line, row in zip(table.lines, table.rows, strict=True):
        if row.get("id") in repeated:
            message = f"the id `{row['id']}` names more than one record"
            findings.append(BROKEN.at(Place(path, line, "id"), message))
    return findings
