"""The day a guideline takes effect is the same wherever a report names it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from annops.core.document import Table
from annops.report.model import WeeklyResult
from annops.report.run import from_numbers

Broken = Callable[..., Path]
Annops = Callable[..., Any]


def _report(folder: Path, annops: Annops, week: str) -> WeeklyResult:
    assert annops(folder, "report", "--week", week, "--as-of", "2026-11-24").code == 0
    numbers = json.loads((folder / f"results/{week}/weekly.json").read_text(encoding="utf-8"))
    return WeeklyResult.model_validate(numbers)


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("Asia/Tokyo", "2026-11-16T01:00+09:00", "2026-11-16"),
        ("America/Los_Angeles", "2026-11-15T23:00-08:00", "2026-11-15"),
        ("America/Los_Angeles", "2026-11-16", "2026-11-16"),
        ("Asia/Tokyo", "2026-11-16", "2026-11-16"),
    ],
)
def test_day_of_a_guideline_is_that_of_the_project(
    zone: str, moment: str, day: str, broken: Broken, annops: Annops
) -> None:
    rows = "".join(f"{n},{who},positive,2026-11-1{n}T12:00:00Z\n"
                   for n in range(10) for who in ("b-7", "b-8"))  # fmt: skip
    folder = broken(f"item,who,label,at\n{rows}")
    stated = yaml.safe_load((folder / "annops.yaml").read_text())
    stated["zone"] = zone
    stated["sources"][0]["columns"]["submitted_at"] = "at"
    next(iter(stated["questions"].values()))["guideline"] = "mood"
    (folder / "annops.yaml").write_text(yaml.safe_dump(stated))
    (folder / "guidelines").mkdir(exist_ok=True)
    text = folder / "guidelines/mood.md"
    text.write_text("- R1: One.\n")
    annops(folder, "guideline", "release", "mood", "1.0", "--effective", "2026-10-01")
    text.write_text(text.read_text().replace("One", "Eins"))
    annops(folder, "guideline", "release", "mood", "1.1", "--effective", moment)
    in_46, in_47 = (_report(folder, annops, week) for week in ("2026-W46", "2026-W47"))
    early = day < "2026-11-16"
    assert ["1.1" in [v.version for v in r.guidelines] for r in (in_46, in_47)] == [early, True]
    assert [str(drop.effective_on) for drop in in_47.drops] == [day]
    made = from_numbers(in_47.model_dump_json(by_alias=True))
    assert f"mood 1.1 from {day}" in dict(made.front)["Guidelines"]
    tables = [b for s in made.sections for b in s.blocks if isinstance(b, Table)]
    versions = next(table for table in tables if table.id == "guideline_versions")
    assert str(versions.rows[-1][2]) == day
