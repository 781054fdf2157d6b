"""Reads a project's exports into annotations, with the ledgers and findings on the way."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from annops.core.annotations import SCHEMA, Annotations
from annops.core.counts import number_items
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, sort_findings
from annops.core.ledger import FileLedger, Ledger
from annops.formats.layouts import Asked, lay_out
from annops.formats.reading import Answers, Format, Opened
from annops.formats.registry import open_file, recognise, refusing_unreadable
from annops.project.definition import Definition
from annops.project.source import Source
from annops.workspace.atomic import STAGED
from annops.workspace.cache import cache_path, has_copies, keep_copy, load_copy
from annops.workspace.canonical import canonical_answers
from annops.workspace.limits import limits
from annops.workspace.manifest import MANIFEST
from annops.workspace.problems import problem_findings, repeat_findings
from annops.workspace.repeats import answer_keys, mark_duplicates, mark_superseded
from annops.workspace.root import DEFINITION
from annops.workspace.shared_items import shared_item_findings

NO_FILE = Code(
    "SRC001",
    "a source names no file",
    Severity.ERROR,
    checks="Every source entry finds at least one file.",
    why="A mistyped path or a missing export would otherwise look like an empty project.",
    example="`path: exports/crwd/*.csv` while the folder is called `exports/crowd`.",
    remedy="put the export where the path points, or correct the path in annops.yaml",
)
NO_SOURCE = Code(
    "SRC002",
    "the project has no source",
    Severity.ERROR,
    checks="The definition has at least one source before figures are asked for.",
    why="There is nothing to measure yet.",
    example="`sources:` is missing or empty in annops.yaml.",
    remedy="run `annops import FILE` to add an export",
)

_ALWAYS = (
    "item",
    "question",
    "annotator",
    "role",
    "status",
    "round",
    "raw",
    "unsupported",
    "record",
)
_DEFAULTS = {"role": "annotator", "status": "submitted", "round": 1}


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """One file read: its answers, and what is needed to word findings about its rows."""

    name: str
    source_index: int
    file_index: int
    answers: Answers
    ledger: FileLedger


def source_files(root: Path, source: Source) -> list[Path]:
    """List the files of a source, sorted by name, none outside the project folder."""
    base = root.resolve()
    found = [path for path in _matches(root, source.path) if path.is_file()]
    return [path for path in found if path.resolve().is_relative_to(base)]


def why_no_file(root: Path, path: str) -> str:
    """Say why a path of the definition finds no file to read."""
    found = _matches(root, path)
    if not found:
        return f"no file matches `{path}`"
    name = found[0].relative_to(root).as_posix()
    if found[0].is_file():
        return f"`{name}` leads out of the project folder and is not read"
    return f"`{name}` is no file that can be read"


def _matches(root: Path, path: str) -> list[Path]:
    """List what matches a path that can be an export.

    Left out are the definition, the list of exports, what starts with a dot, the lock files that
    office programs put beside an open workbook (`~$name.xlsx`), and files annops itself is about
    to put in place.
    """
    try:
        found = sorted(root.glob(path))
    except OSError:  # a name longer than the system allows
        return []
    return [
        match
        for match in found
        if match not in {root / DEFINITION, root / MANIFEST}
        and not any(part.startswith((".", "~$")) for part in match.relative_to(root).parts)
        and STAGED not in match.name
    ]


def read_sources(
    root: Path, definition: Definition, *, wanted: Iterable[str] | None = None
) -> tuple[list[LoadedFile], list[Finding]]:
    """Read every file of every source lazily.

    Raises:
        AnnopsError: When a source names no file, or a file cannot be read at all (exit code 3); 2
            when the definition is to blame for any of it, as with an unknown encoding.
    """
    wanted = None if wanted is None else tuple(wanted)
    loaded: list[LoadedFile] = []
    findings: list[Finding] = []
    broken: list[Finding] = []
    codes = {3}
    if not definition.sources:
        raise AnnopsError(NO_SOURCE.at(Place("annops.yaml"), "the definition lists no sources"))
    for index, source in enumerate(definition.sources):
        files = source_files(root, source)
        if not files:
            where = Place("annops.yaml")
            broken.append(
                NO_FILE.at(where, f"source {index + 1}: {why_no_file(root, source.path)}")
            )
        for position, path in enumerate(files):
            try:
                entry = read_file(root, path, definition, source, wanted)
            except AnnopsError as error:
                broken.extend(error.findings)
                codes.add(error.exit_code)
                continue
            loaded.append(LoadedFile(entry[0].file, index, position, entry[1], entry[0]))
            findings.extend(entry[1].findings)
    if broken:
        raise AnnopsError(*broken, exit_code=min(codes))
    return loaded, findings


def read_file(
    root: Path, path: Path, definition: Definition, source: Source, wanted: Sequence[str] | None
) -> tuple[FileLedger, Answers]:
    """Read one file as its source entry says, from the kept copy where parsing is slow."""
    name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
    opened = open_file(path, name)
    reader = recognise(opened, source.format)
    if not reader.cached:
        answers = _parse(opened, reader, definition, source, wanted)
    else:
        needed = None if wanted is None else tuple(sorted({*wanted, "submitted_at", "seconds"}))
        answers = _kept(root, opened, reader, definition, source, needed)
    ledger = FileLedger(
        name, opened.sha256, reader.name, answers.n_records, answers.unreadable,
        blank=answers.n_blank,
    )  # fmt: skip
    return ledger, answers


def _parse(
    opened: Opened,
    reader: Format,
    definition: Definition,
    source: Source,
    wanted: Sequence[str] | None,
) -> Answers:
    with refusing_unreadable(opened.name):
        reading = reader.read(opened, source, wanted=wanted)
    if isinstance(reading, Answers):
        return reading
    needed = None if wanted is None else frozenset(wanted)
    asked = Asked(tuple(definition.questions), definition.breakdowns, needed)
    return lay_out(reading, source, opened.name, asked)


def _kept(
    root: Path,
    opened: Opened,
    reader: Format,
    definition: Definition,
    source: Source,
    wanted: Sequence[str] | None,
) -> Answers:
    """Read from the kept copy of all columns, else of these columns, else parse and keep it.

    Parsing only what a command needs is faster and takes less memory; a copy of all columns, which
    commands that list items make, serves every command after them.
    """

    def path(columns: Sequence[str] | None) -> Path:
        names = sorted({*definition.questions, *definition.breakdowns})
        spec = [reader.name, *names, *("" if columns is None else "\x1e", *(columns or ()))]
        return cache_path(root, opened, source, "\x1f".join(spec))

    if has_copies(root):
        for columns in dict.fromkeys((None, wanted)):
            answers = load_copy(path(columns))
            if answers is not None:
                return answers
    answers = _parse(opened, reader, definition, source, wanted)  # while the hash is made
    return keep_copy(path(wanted), answers)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Annotations, and what is needed to show where each row came from.

    Attributes:
        annotations: All answers, as commands use them.
        rows: The same rows in the same order, still with `raw` and `unsupported`.
        files: The files read.
    """

    annotations: Annotations
    rows: pl.DataFrame
    files: tuple[LoadedFile, ...]


def load_annotations(
    root: Path, definition: Definition, *, columns: Iterable[str] = ()
) -> Annotations:
    """Load all answers of a project.

    Args:
        root: The project folder.
        definition: Its definition.
        columns: Columns needed besides item, question, annotator, role, status, round, answer,
            problem, file and record: `submitted_at`, `seconds`, breakdowns ...

    Raises:
        AnnopsError: When a source names no file or a file cannot be read at all.
    """
    return load(root, definition, columns=columns).annotations


def load(root: Path, definition: Definition, *, columns: Iterable[str] = ()) -> Loaded:
    """Load all answers as `load_annotations` does, and keep the raw texts and the files.

    Raises:
        AnnopsError: When a source names no file or a file cannot be read at all.
    """
    needed = tuple(dict.fromkeys((*_ALWAYS, *columns)))
    files, findings = read_sources(root, definition, wanted=needed)
    return assemble(files, (*findings, *limits(root, definition)), definition, columns)


def assemble(
    files: Sequence[LoadedFile],
    findings: Iterable[Finding],
    definition: Definition,
    columns: Iterable[str] = (),
) -> Loaded:
    """Turn files that were read into annotations: read answers, apply policies, keep ledgers."""
    breakdowns = tuple(dict.fromkeys((*definition.breakdowns, "batch", "locale", "vendor")))
    needed = tuple(dict.fromkeys((*_ALWAYS, *columns)))
    parts = [_rows(file, needed, definition) for file in files]
    frame = pl.concat(parts, how="diagonal") if len(parts) > 1 else parts[0]
    if "item" in frame.columns:
        frame = frame.with_columns(pl.Series("item_number", number_items(frame["item"])))
    frame, problems = canonical_answers(frame, definition.questions)
    met = [*findings, *problem_findings(frame, problems, files, definition)]
    keys = answer_keys(frame)
    frame = mark_superseded(frame, keys, definition.sources)
    frame = mark_duplicates(frame, keys, definition.sources, _times(frame, files))
    met += repeat_findings(frame, files, definition)
    met += shared_item_findings(frame, definition)
    ledger = Ledger(tuple(_with_answers(file, frame) for file in files))
    have = tuple(name for name in breakdowns if name in frame.columns)
    drop = [name for name in ("raw", "unsupported", "source_index", "file_index") if name in frame]
    annotations = Annotations(frame.drop(drop).lazy(), ledger, sort_findings(met), have)
    return Loaded(annotations, frame, tuple(files))


def _rows(file: LoadedFile, needed: Sequence[str], definition: Definition) -> pl.DataFrame:
    """Collect the needed columns of one file, in the schema's types, missing ones filled."""
    names = file.answers.frame.collect_schema().names()
    source = definition.sources[file.source_index]
    present = [pl.col(name) for name in needed if name in names]
    frame = file.answers.frame.select(present).collect()
    fill: dict[str, object] = {**_DEFAULTS, "role": source.role.value, "round": source.round}
    missing = [
        pl.lit(fill.get(name)).alias(name)
        for name in ("item", "question", "annotator", "role", "status", "round", "raw")
        if name not in names
    ]
    frame = frame.with_columns(missing).with_columns(
        pl.lit(file.name).alias("file"),
        pl.lit(_snapshot(file.name)).alias("snapshot"),
        pl.lit(file.source_index, pl.UInt16).alias("source_index"),
        pl.lit(file.file_index, pl.UInt32).alias("file_index"),
    )
    if source.decimal == ",":
        frame = frame.with_columns(_with_point(definition))
    casts = [
        pl.col(name).cast(SCHEMA.get(name, pl.Categorical()))
        for name in frame.columns
        if name not in {"source_index", "file_index"}
    ]
    return frame.with_columns(casts)


def _with_point(definition: Definition) -> pl.Expr:
    """Write the numbers of a source with decimal commas with a point; a point there is no number.

    `3.500` may be three and a half or three thousand five hundred, so it is refused, not guessed.
    """
    numeric = [name for name, question in definition.questions.items() if question.is_number]
    raw = pl.col("raw").cast(pl.String)
    point = pl.when(raw.str.contains(".", literal=True)).then(raw + " (decimal comma declared)")
    read = point.otherwise(raw.str.replace(",", ".", literal=True))
    mine = pl.col("question").cast(pl.String).is_in(numeric)
    return pl.when(mine).then(read).otherwise(raw).alias("raw")


def _snapshot(name: str) -> str:
    """Name the dated export a file belongs to: the date in its path, or its name."""
    import re

    dates = re.findall(r"\d{4}-\d{2}-\d{2}", name)
    return str(dates[-1]) if dates else name.rsplit("/", 1)[-1]


def _times(
    frame: pl.DataFrame, files: Sequence[LoadedFile]
) -> Callable[[NDArray[np.int64]], pl.Series]:
    """Give a function that looks up when the answers at some rows were submitted."""

    def times(at: NDArray[np.int64]) -> pl.Series:
        if "submitted_at" in frame.columns:
            return frame["submitted_at"].gather(at)
        wanted = frame.select("file", "record").with_row_index("row")[at.tolist()]
        known = [
            file.answers.frame.select("record", "submitted_at", pl.lit(file.name).alias("file"))
            .filter(pl.col("record").is_in(wanted["record"].unique().implode()))
            for file in files
            if "submitted_at" in file.answers.frame.collect_schema().names()
        ]  # fmt: skip
        if not known:
            return pl.Series([None] * len(at), dtype=pl.Datetime("us", "UTC"))
        table = pl.concat(known).drop_nulls().collect().unique(["file", "record"], keep="any")
        joined = wanted.with_columns(pl.col("file").cast(pl.String)).join(
            table.with_columns(pl.col("file").cast(pl.String)),
            on=["file", "record"], how="left", maintain_order="left",
        )  # fmt: skip
        submitted: pl.Series = joined["submitted_at"]
        return submitted

    return times


def _with_answers(file: LoadedFile, frame: pl.DataFrame) -> FileLedger:
    mine = (pl.col("source_index") == file.source_index) & (
        pl.col("file_index") == file.file_index
    )
    entry = file.ledger
    return FileLedger(
        entry.file, entry.sha256, entry.format, entry.read, entry.unreadable,
        int(frame.select(mine.sum()).item()), entry.blank,
    )  # fmt: skip
