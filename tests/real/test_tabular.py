"""Real tabular exports load with the counts stated beside them."""

import os
from collections import Counter
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from annops.formats.layouts import Asked, lay_out
from annops.formats.reading import Answers, Cells
from annops.formats.registry import open_file, recognise
from annops.project.source import Source

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = Path(os.environ.get("ANNOPS_SHARED", ROOT.parent / "shared")) / "exports"
CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "sources_tabular.yaml").read_text(encoding="utf-8")
)
CHECKS = [
    pytest.param(index, check, id=f"{case['file']}-{index}-{check}")
    for index, case in enumerate(CASES)
    for check in case["expected"]
]

pytestmark = pytest.mark.skipif(
    not EXPORTS.is_dir(), reason="the real exports are not beside the project (ANNOPS_SHARED)"
)


@cache
def _loaded(index: int) -> tuple[Cells, Answers, pl.DataFrame]:
    case = CASES[index]
    source = Source.model_validate({"path": case["file"], **case["source"]})
    opened = open_file(EXPORTS / case["file"], case["file"])
    cells = recognise(opened, source.format).read(opened, source, wanted=None)
    assert isinstance(cells, Cells)
    answers = lay_out(cells, source, case["file"], Asked(tuple(case.get("questions", ("q",)))))
    return cells, answers, answers.frame.collect()


def _measured(index: int) -> Mapping[str, Any]:
    cells, answers, frame = _loaded(index)
    gold = frame.filter(pl.col("role") == "gold")
    rows = frame.filter(pl.col("role") != "gold")
    counted = rows.group_by("item").len().filter(pl.col("item").is_not_null())["len"]
    measured: dict[str, Any] = {
        "records": answers.n_records,
        "rows": len(rows),
        "blank": answers.n_blank,
        "columns": list(cells.columns),
        "n_columns": len(cells.columns),
        "items": rows["item"].drop_nulls().n_unique(),
        "per_item": [counted.min(), counted.max()],
        "gold": len(gold),
        "findings": sorted({finding.code for finding in answers.findings}),
    }
    if "raw" in frame.columns:
        measured["labels"] = measured["labels_among"] = _counts(rows, "raw")
        measured["gold_labels"] = _counts(gold, "raw")
    if "annotator" in frame.columns:
        named = _counts(rows, "annotator")
        measured |= {"annotators": len(named), "annotators_by_name": named}
        measured["without_annotator"] = rows["annotator"].null_count()
    for column, name in (("vendor", "vendors"), ("locale", "locales")):
        if column in frame.columns:
            measured[name] = _counts(rows, column)
    return measured | _numbers(rows) | _accuracy(rows, gold)


def _counts(rows: pl.DataFrame, column: str) -> dict[str, int]:
    return dict(Counter(rows[column].cast(pl.String).drop_nulls().to_list()))


def _numbers(rows: pl.DataFrame) -> dict[str, object]:
    measured: dict[str, object] = {}
    if "seconds" in rows.columns:
        seconds = rows["seconds"].drop_nulls()
        measured |= {"seconds_sum": seconds.sum(), "seconds_median": seconds.median()}
        measured |= {"seconds_min": seconds.min(), "seconds_max": seconds.max()}
    if "submitted_at" in rows.columns:
        times = rows["submitted_at"].drop_nulls().dt.epoch("s")
        measured |= {"times": len(times), "first_time": times.min(), "last_time": times.max()}
    return measured


def _accuracy(rows: pl.DataFrame, gold: pl.DataFrame) -> dict[str, object]:
    if gold.is_empty() or rows.is_empty():
        return {}
    known = rows.join(gold.select("item", truth="raw"), on="item")
    right = known["raw"].cast(pl.String) == known["truth"].cast(pl.String)
    return {"accuracy": round(float(right.sum()) / len(known), 4)}


@pytest.mark.parametrize(("index", "check"), CHECKS)
def test_real_export_yields_the_stated_counts(index: int, check: str) -> None:
    expected = CASES[index]["expected"][check]
    measured = _measured(index)[check]
    if check == "vendors":
        measured = len(measured)
    if check.endswith(("_among", "_by_name")):
        measured = {name: count for name, count in measured.items() if name in expected}
    assert measured == expected


@pytest.mark.parametrize("index", range(len(CASES)))
def test_real_export_has_no_finding_that_is_not_stated(index: int) -> None:
    _, answers, _ = _loaded(index)
    stated = CASES[index]["expected"].get("findings", [])
    assert sorted({finding.code for finding in answers.findings}) == stated
