"""Keeps a Parquet copy of exports that are slow to parse, found again by the file's hash."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict
from functools import cache
from pathlib import Path

import polars as pl

from annops import __version__
from annops.core.finding import Finding, Place, Severity
from annops.core.ledger import Unreadable
from annops.formats.reading import Answers, LineTable, Opened
from annops.project.source import Source
from annops.workspace.atomic import replace_file

_FOLDER = ".annops/cache"
_LINES, _ITEMS = ".lines.parquet", ".items.parquet"


def has_copies(root: Path) -> bool:
    """Whether any copy is kept, so that it is worth waiting for the hash that names a copy."""
    return any((root / _FOLDER).glob("*.json"))


def cache_path(root: Path, opened: Opened, source: Source, extra: str) -> Path:
    """Name the copy by the file's bytes, the source entry, and the version that parsed it."""
    spec = source.model_dump_json(exclude={"path"})
    text = f"{opened.sha256}\x1f{opened.name}\x1f{spec}\x1f{extra}\x1f{__version__}"
    return root / _FOLDER / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.parquet"


def load_copy(path: Path) -> Answers | None:
    """Return the kept reading, or None where there is none or it is not whole."""
    try:
        notes = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        parts = {name: path.with_suffix(name) for name in notes["bytes"]}
        if any(parts[name].stat().st_size != size for name, size in notes["bytes"].items()):
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    items = parts.get(_ITEMS)
    return Answers(
        pl.scan_parquet(path),
        notes["n_records"],
        notes["n_blank"],
        tuple(Unreadable(Place(**u["place"]), u["reason"]) for u in notes["unreadable"]),
        tuple(_finding(f) for f in notes["findings"]),
        _line_lookup(path.with_suffix(_LINES)),
        None if items is None else pl.scan_parquet(items),
    )


def keep_copy(path: Path, answers: Answers) -> Answers:
    """Write the reading below the project and return it read from there.

    Where nothing can be written (a full disk, a read-only folder) the reading itself is returned.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        sizes = {path.suffix: _write(path, answers.frame.collect())}
        sizes[_LINES] = _write(path.with_suffix(_LINES), _lines(answers))
        if answers.items is not None:
            sizes[_ITEMS] = _write(path.with_suffix(_ITEMS), answers.items.collect())
        notes = {
            "n_records": answers.n_records,
            "n_blank": answers.n_blank,
            "unreadable": [asdict(entry) for entry in answers.unreadable],
            "findings": [asdict(finding) for finding in answers.findings],
            "bytes": sizes,
        }
        replace_file(path.with_suffix(".json"), json.dumps(notes).encode())
    except OSError:
        return answers
    return load_copy(path) or answers


def _write(path: Path, frame: pl.DataFrame) -> int:
    """Write a table; return its size in bytes, by which a torn copy is told."""
    frame.write_parquet(path, compression="lz4", statistics=False)
    return path.stat().st_size


def _lines(answers: Answers) -> pl.DataFrame:
    line_of = answers.line_of
    if isinstance(line_of, LineTable):
        return pl.DataFrame({"record": line_of.first, "line": line_of.line})
    records = answers.frame.select(pl.col("record").unique().sort()).collect()["record"]
    lines = pl.Series("line", map(line_of, records), dtype=pl.UInt32)
    return pl.DataFrame([records, lines])


def _line_lookup(path: Path) -> Callable[[int], int | None]:
    """Look lines up in the kept table, which is read only when a finding asks.

    A record without a line of its own begins on the line of the last one before it that has.
    """

    @cache
    def table() -> pl.DataFrame:
        return pl.read_parquet(path)

    def line_of(record: int) -> int | None:
        at = int(table()["record"].search_sorted(record, side="right")) - 1
        return table()["line"][at] if at >= 0 else None

    return line_of


def _finding(data: dict[str, object]) -> Finding:
    place = data["place"]
    return Finding(
        str(data["code"]),
        Severity(str(data["severity"])),
        str(data["message"]),
        Place(**place) if isinstance(place, dict) else None,
        None if data["hint"] is None else str(data["hint"]),
        int(str(data["count"])),
    )
