"""Keeps a Parquet copy of exports that are slow to parse, found again by the file's hash."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, replace
from functools import cache
from pathlib import Path

import polars as pl

from annops import __version__
from annops.core.finding import Finding, Place, Severity
from annops.core.ledger import Unreadable
from annops.formats.reading import Answers, Opened
from annops.project.source import Source

_FOLDER = ".annops/cache"


def cache_path(root: Path, opened: Opened, source: Source, extra: str) -> Path:
    """Name the copy by the file's bytes, the source entry, and the version that parsed it."""
    spec = source.model_dump_json(exclude={"path"})
    text = f"{opened.sha256}\x1f{opened.name}\x1f{spec}\x1f{extra}\x1f{__version__}"
    return root / _FOLDER / f"{hashlib.sha256(text.encode()).hexdigest()[:32]}.parquet"


def load_copy(path: Path) -> Answers | None:
    """Return the kept reading, or None where there is none or it is damaged."""
    try:
        notes = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        frame = pl.read_parquet(path)
        items_path = path.with_suffix(".items.parquet")
        items = pl.read_parquet(items_path).lazy() if items_path.exists() else None
    except (OSError, ValueError, pl.exceptions.PolarsError):
        return None
    return Answers(
        frame.lazy(),
        notes["n_records"],
        notes["n_blank"],
        tuple(Unreadable(Place(**u["place"]), u["reason"]) for u in notes["unreadable"]),
        tuple(_finding(f) for f in notes["findings"]),
        _line_lookup(path.with_suffix(".lines.parquet")),
        items,
    )


def keep_copy(path: Path, answers: Answers) -> Answers:
    """Write the reading beside the project and return it collected; a full disk is no error."""
    frame = answers.frame.collect()
    items = None if answers.items is None else answers.items.collect()
    kept = replace(answers, frame=frame.lazy(), items=None if items is None else items.lazy())
    records = frame["record"].unique().sort()
    lines = [answers.line_of(record) for record in records.to_list()]
    notes = {
        "n_records": answers.n_records,
        "n_blank": answers.n_blank,
        "unreadable": [asdict(entry) for entry in answers.unreadable],
        "findings": [asdict(finding) for finding in answers.findings],
    }
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        frame.write_parquet(path, compression="lz4", statistics=False)
        pl.DataFrame({"record": records, "line": pl.Series(lines, dtype=pl.UInt32)}).write_parquet(
            path.with_suffix(".lines.parquet"), compression="lz4", statistics=False
        )
        if items is not None:
            items.write_parquet(path.with_suffix(".items.parquet"), compression="lz4")
        path.with_suffix(".json").write_text(json.dumps(notes), encoding="utf-8", newline="\n")
    except OSError:
        path.with_suffix(".json").unlink(missing_ok=True)
    return kept


def _line_lookup(path: Path) -> Callable[[int], int | None]:
    """Look lines up in the kept table, which is read only when a finding asks."""

    @cache
    def table() -> dict[int, int | None]:
        return dict(pl.read_parquet(path).iter_rows())

    return lambda record: table().get(record)


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
