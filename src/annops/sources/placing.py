"""Where a file belongs in a project: the source that takes it, or a new folder of exports."""

import glob
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import polars as pl

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity
from annops.formats.reading import Answers, Cells
from annops.formats.registry import open_file, recognise
from annops.project.source import Source
from annops.sources.names import identifier, undated
from annops.sources.proposal import Proposal
from annops.sources.seen import Seen, see
from annops.sources.trial import try_out
from annops.tasks.question import Question
from annops.workspace.load import Loaded, source_files
from annops.workspace.open import Workspace

NAME_TAKEN = Code(
    id="IMP004",
    title="Another file of this name was taken in before",
    severity=Severity.ERROR,
    checks="Whether a file to be taken in has the name of another one with other content.",
    why="Exports are never replaced: figures already reported rest on them.",
    example="`labels.csv` of last week and `labels.csv` of today.",
    remedy="give the file a dated name, as `labels_2026-11-20.csv`, and take it in again",
)
NOT_COPIED = Code(
    id="IMP002",
    title="A file outside the project folder, and not to be copied",
    severity=Severity.ERROR,
    checks="Whether every export lies inside the project folder.",
    why="A project must work on every computer it is copied to.",
    example="`annops import ~/Downloads/labels.csv --no-copy`.",
    remedy="leave `--no-copy` out, or move the file into the project folder",
)
_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a file stands, or will.

    Attributes:
        path: Path relative to the project folder.
        source: The source that reads it, None when an entry has to be added.
        pattern: Path for the new entry, None when there is a source.
        copied: Whether the file has to be copied there.
    """

    path: str
    source: Source | None
    pattern: str | None
    copied: bool


def known_spot(workspace: Workspace, seen: Seen) -> Spot | None:
    """Return where the file is read from already, by place or by its very bytes; else None."""
    here = seen.path.resolve()
    size = here.stat().st_size
    twin: Spot | None = None
    for source in workspace.definition.sources:
        for file in source_files(workspace.root, source):
            relative = file.relative_to(workspace.root).as_posix()
            if file.resolve() == here:
                return Spot(relative, source, None, copied=False)
            if twin is None and file.stat().st_size == size:
                same = open_file(file, relative).sha256 == seen.opened.sha256 if size else False
                twin = Spot(relative, source, None, copied=False) if same else None
    return twin


def entry_line(workspace: Workspace, source: Source) -> int | None:
    """Return the line of annops.yaml on which the entry of a source begins."""
    from annops.workspace.definition import read_definition

    at = workspace.definition.sources.index(source)
    return read_definition(workspace.root).text.place(("sources", at)).line


def shared_spot(workspace: Workspace, seen: Seen, proposal: Proposal, day: str) -> Spot | None:
    """Return the place beside files that one of the sources reads and that are made alike.

    Raises:
        AnnopsError: When files of the same name with other content are there (2).
    """
    if _inside(workspace, seen.path) is not None:
        return None
    for source in workspace.definition.sources:
        folder = _folder(source.path)
        if folder is None or not _alike(source, workspace, seen, proposal):
            continue
        path = _free_name(workspace.root, folder, seen, day)
        if PurePosixPath(path).match(source.path):
            return Spot(path, source, None, copied=True)
    return None


def new_spot(workspace: Workspace, seen: Seen, *, copy: bool | None, day: str) -> Spot:
    """Return the place for a file that needs an entry of its own.

    Raises:
        AnnopsError: When it lies outside and must not be copied, or its name is taken (2).
    """
    inside = _inside(workspace, seen.path)
    if inside is not None and not copy:
        return Spot(inside, None, glob.escape(inside), copied=False)
    if inside is None and copy is False:
        message = "lies outside the project folder"
        raise AnnopsError(NOT_COPIED.at(Place(seen.path.as_posix()), message))
    folder = _free_folder(workspace, seen)
    path = _free_name(workspace.root, folder, seen, day)
    pattern = f"{glob.escape(folder)}/*{glob.escape(seen.path.suffix)}"
    return Spot(path, None, pattern, copied=True)


def _inside(workspace: Workspace, path: Path) -> str | None:
    root, here = workspace.root.resolve(), path.resolve()
    return here.relative_to(root).as_posix() if here.is_relative_to(root) else None


def _folder(pattern: str) -> str | None:
    """Return the folder that a pattern's files lie in, None unless only the name is open."""
    *folders, name = PurePosixPath(pattern).parts
    if not folders or not _WILD & set(name) or any(_WILD & set(part) for part in folders):
        return None
    return "/".join(folders)


def _free_folder(workspace: Workspace, seen: Seen) -> str:
    stem = undated(seen.path.stem)
    if stem.replace("_", "").isdigit():
        stem = undated(seen.path.resolve().parent.name)
    name = identifier(stem) or "source"
    taken = {_folder(source.path) for source in workspace.definition.sources}
    number = 1
    while True:
        folder = f"exports/{name}" if number == 1 else f"exports/{name}_{number}"
        there = workspace.root / folder
        free = not there.exists() or _holds_only(there, seen)
        if folder not in taken and free:
            return folder
        number += 1


def _holds_only(folder: Path, seen: Seen) -> bool:
    """Say whether a folder is empty, or holds this very file and no other."""
    files = list(folder.iterdir()) if folder.is_dir() else [folder]
    return all(file.name == seen.path.name and _same(file, seen) for file in files)


def _free_name(root: Path, folder: str, seen: Seen, day: str) -> str:
    name = seen.path.name
    for wished in (name, f"{seen.path.stem}_{day}{seen.path.suffix}"):
        there = root / folder / wished
        if not there.exists() or _same(there, seen):
            return f"{folder}/{wished}"
    message = "files of this name with other content were taken in before, one today"
    raise AnnopsError(NAME_TAKEN.at(Place(f"{folder}/{name}"), message))


def _same(file: Path, seen: Seen) -> bool:
    if not file.is_file() or file.stat().st_size != seen.path.stat().st_size:
        return False
    return open_file(file, file.name).sha256 == seen.opened.sha256


def _alike(source: Source, workspace: Workspace, seen: Seen, proposal: Proposal) -> bool:
    """Say whether a source reads this file as it reads the files it has.

    Any text answers a question for free text, so then the names of the files must be alike too.
    """
    first = source_files(workspace.root, source)[:1]
    if not first or source.role.value != proposal.source.get("role", "annotator"):
        return False
    try:
        if recognise(open_file(first[0], first[0].name), source.format) is not seen.form:
            return False
        if not _same_shape(source, proposal, seen, first[0]):
            return False
        loaded = try_out(seen.path, workspace.definition, source)
    except AnnopsError:
        return False
    unprovable = all(question.type == "text" for question in _questions(loaded, workspace))
    if unprovable and undated(first[0].stem) != undated(seen.path.stem):
        return False
    reasons = loaded.rows["problem"].cast(pl.String).value_counts(name="n")
    return not _often_unknown(dict(reasons.iter_rows()), loaded.rows.height)


def _questions(loaded: Loaded, workspace: Workspace) -> list[Question]:
    """Return the questions that a file's rows answer, those of the definition only."""
    named = loaded.rows["question"].drop_nulls().unique().cast(pl.String)
    questions = workspace.definition.questions
    return [questions[name] for name in named.to_list() if name in questions]


def _same_shape(source: Source, proposal: Proposal, seen: Seen, first: Path) -> bool:
    """Say whether a file has the columns, or asks the questions, that the source's first one has.

    Without a header the names of the files must be alike as well, dates aside.
    """
    theirs = see(first, header=source.header).reading
    if isinstance(seen.reading, Answers) or isinstance(theirs, Answers):
        both = isinstance(seen.reading, Answers) and isinstance(theirs, Answers)
        return both and _tags(seen.reading) == _tags(theirs)
    entry = proposal.source
    same = source.layout == entry.get("layout") and source.header == entry.get("header", True)
    alike = source.header or undated(first.stem) == undated(seen.path.stem)
    return same and alike and seen.reading.columns == theirs.columns


def _tags(reading: Answers | Cells) -> set[tuple[str | None, ...]]:
    """Return the questions of a file's answers, with the type of those annops cannot read."""
    if isinstance(reading, Cells):
        return set()
    wanted = [
        name for name in ("question", "unsupported") if name in reading.frame.collect_schema()
    ]
    texts = reading.frame.select(pl.col(name).cast(pl.String) for name in wanted)
    return set(texts.unique().collect().iter_rows())


def _often_unknown(reasons: dict[str | None, int], n_rows: int) -> bool:
    wrong = ("unknown label", "invalid value", "question not in the definition")
    return sum(reasons.get(reason, 0) for reason in wrong) > 0.05 * n_rows
