"""Reads what earlier runs left: numbers files and written reports."""

import json
from pathlib import Path
from typing import Any

from annops.core.finding import Code, Finding, Place, Severity

DAMAGED = Code(
    id="RES001",
    title="A numbers file that cannot be read",
    severity=Severity.WARNING,
    checks="Whether the numbers file of the previous report is as annops wrote it.",
    why="Without it nothing can be said about what changed since then.",
    example="results/2026-W46/weekly.json edited by hand, or with conflict marks.",
    remedy="make the earlier report again: `annops report --week WEEK`",
)


def read_result(root: Path, period: str, name: str) -> dict[str, Any] | Finding | None:
    """Read results/<period>/<name>.json; None when there is none, a finding when it is damaged."""
    path = root / "results" / period / f"{name}.json"
    place = Place(path.relative_to(root).as_posix())
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return DAMAGED.at(place, "the numbers of the previous report cannot be read")
    if isinstance(data, dict):
        return data
    return DAMAGED.at(place, "the numbers of the previous report are no numbers file")


def read_text(path: Path) -> str | None:
    """Read a written report; None when there is none."""
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return None
