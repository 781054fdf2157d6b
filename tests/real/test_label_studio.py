"""Real Label Studio exports give the facts that were counted in them by other means."""

import json
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from annops.formats.label_studio import LabelStudio
from annops.formats.reading import Answers, Opened
from annops.project.source import Source

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("ANNOPS_SHARED", ROOT.parent / "shared"))
EXPORTS = SHARED / "exports"
Facts = dict[str, Any]


def _facts() -> dict[str, Facts]:
    index = EXPORTS / "index.json"
    if not index.exists():
        return {}
    entries = json.loads(index.read_text("utf-8"))
    return {e["file"]: e["facts"] for e in entries if e["file"].startswith("labelstudio/")}


FACTS = _facts()
pytestmark = pytest.mark.skipif(not FACTS, reason="no folder of real exports (ANNOPS_SHARED)")
every_export = pytest.mark.parametrize("file", sorted(FACTS) or ["none"])


def _read(file: str, **options: Any) -> Answers:
    path = EXPORTS / file
    opened = Opened(path, file, path.read_bytes()[: 256 * 1024], "")
    assert LabelStudio().recognises(opened) == 0.95
    return LabelStudio().read(opened, Source(path=file, **options), wanted=None)


def _records(answers: Answers) -> pl.DataFrame:
    return answers.frame.collect().unique("record", keep="first", maintain_order=True)


def _annotations(answers: Answers) -> pl.DataFrame:
    """Give one row per annotation: no drafts, no predictions."""
    return _records(answers).filter(pl.col("role") == "annotator", pl.col("status") != "draft")


@every_export
def test_every_task_is_an_item(file: str) -> None:
    items = _read(file).items
    assert items is not None
    assert items.collect().height == FACTS[file]["tasks"]


@every_export
def test_records_are_annotations_drafts_and_predictions(file: str) -> None:
    facts = FACTS[file]
    records = _records(_read(file))
    found = {
        "annotations": _annotations(_read(file)).height,
        "drafts": records.filter(pl.col("status") == "draft").height,
        "predictions": records.filter(pl.col("role") == "model").height,
        "cancelled": records.filter(pl.col("status") == "skipped").height,
    }
    assert found == {name: facts[name] for name in found}


@every_export
def test_nothing_is_unreadable(file: str) -> None:
    facts, answers = FACTS[file], _read(file)
    assert len(answers.unreadable) == facts["prediction_ids_only"] == 0
    assert answers.n_records == facts["annotations"] + facts["drafts"] + facts["predictions"]


@every_export
def test_annotators_and_annotations_per_task(file: str) -> None:
    facts, rows = FACTS[file], _annotations(_read(file))
    per_task = rows.group_by("item").len()["len"].value_counts()
    assert rows["annotator"].n_unique() == facts["annotators"]
    assert {str(n): tasks for n, tasks in per_task.iter_rows()} == facts["per_task"]


@every_export
def test_same_annotator_twice_on_a_task(file: str) -> None:
    pairs = _annotations(_read(file)).group_by("item", "annotator").len()
    assert pairs.filter(pl.col("len") > 1).height == FACTS[file]["duplicate_item_annotator_pairs"]


@every_export
def test_empty_results(file: str) -> None:
    rows = _read(file).frame.collect()
    submitted = rows.filter(pl.col("role") == "annotator", pl.col("status") == "submitted")
    empty = submitted.group_by("record").agg(
        (pl.col("raw").is_null() & pl.col("unsupported").is_null()).all().alias("empty")
    )
    assert empty["empty"].sum() == FACTS[file]["empty_result"]


@every_export
def test_times_and_seconds(file: str) -> None:
    facts, rows = FACTS[file], _annotations(_read(file))
    spent = rows["seconds"].drop_nulls()
    times = rows.select(
        first=pl.col("submitted_at").min().dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"),
        last=pl.col("submitted_at").max().dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ"),
    ).row(0)
    assert times == (facts["created_min"], facts["created_max"])
    assert len(spent) == facts["lead_time_n"]
    assert spent.sum() == pytest.approx(facts["lead_time_sum_s"], abs=5e-4)
    assert spent.max() == pytest.approx(facts["lead_time_max"], abs=0.05)


@every_export
def test_flags_are_counted_in_notes(file: str) -> None:
    counts = {finding.code: finding.count for finding in _read(file).findings}
    facts = FACTS[file]
    assert counts.get("LST006", 0) == facts["ground_truth"]
    assert counts.get("LST007", 0) == facts["reviews"]


@every_export
def test_result_types_that_are_not_read_are_named(file: str) -> None:
    rows = _read(file).frame.collect()
    mine = rows.filter(
        pl.col("role") == "annotator", pl.col("status") == "submitted",
        pl.col("unsupported").is_not_null(),
    )  # fmt: skip
    assert set(mine["unsupported"].unique().to_list()) == set(FACTS[file]["results_by_type"])
    assert rows["raw"].null_count() == rows.height


def test_ground_truth_flag_of_an_unread_type_makes_no_gold_answer() -> None:
    answers = _read("labelstudio/leoka_team8_first28.json", columns={"gold": "ground_truth"})
    assert set(answers.frame.collect()["role"].unique().to_list()) == {"annotator"}


def test_same_text_in_several_projects_is_one_item_by_its_external_id() -> None:
    answers = _read(
        "labelstudio/labic_all_annotations_export.json",
        columns={"item": "data.external_id", "batch": "data.batch"},
    )
    path = EXPORTS / "labelstudio/labic_all_annotations_export.json"
    tasks = [t for p in json.loads(path.read_text("utf-8"))["projects"] for t in p["tasks"]]
    assert answers.items is not None
    items = answers.items.collect()
    assert set(items["item"]) == {task["data"]["external_id"] for task in tasks}
    assert items.height < len(tasks)
    assert set(items["batch"].cast(pl.String)) == {task["data"]["batch"] for task in tasks}
