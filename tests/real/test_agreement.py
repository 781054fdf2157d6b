"""Published and independently counted agreement on real exports, through the whole of `agree`.

Run where the exports are: the folder named by ANNOPS_SHARED, else `../shared` beside the checkout.
"""

import json
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import yaml

from annops.agree.compute import agree
from annops.agree.model import AgreementOptions, AgreementResult
from annops.workspace.open import open_workspace

EXPORTS = Path(os.environ.get("ANNOPS_SHARED", Path(__file__).parents[3] / "shared")) / "exports"
pytestmark = pytest.mark.skipif(not EXPORTS.is_dir(), reason="no exports on this machine")

ENTRIES = yaml.safe_load(
    (Path(__file__).parent / "sources_tabular.yaml").read_text(encoding="utf-8")
)
METRICS = ("krippendorff_alpha", "fleiss_kappa")


def _entry(file: str) -> dict[str, Any]:
    return next(dict(entry["source"]) for entry in ENTRIES if entry["file"] == file)


def _project(folder: Path, file: str, labels: list[str]) -> Path:
    name = Path(file).name
    (folder / name).write_bytes((EXPORTS / file).read_bytes())
    definition = {
        "project": "real",
        "questions": {"q": {"type": "classification", "labels": labels}},
        "sources": [{**_entry(file), "path": name, "question": "q"}],
        "breakdowns": [],
    }
    (folder / "annops.yaml").write_text(json.dumps(definition), encoding="utf-8")
    return folder


def _measure(folder: Path, file: str, labels: list[str]) -> AgreementResult:
    workspace = open_workspace(_project(folder, file, labels))
    options = AgreementOptions(metrics=METRICS)
    return agree(workspace.annotations(), workspace.definition, options)


@pytest.mark.parametrize(
    ("file", "labels", "alpha", "fleiss"),
    [
        ("snow2008/rte.csv", ["0", "1"], 0.2415, 0.2414),
        ("crowd/SP_amt.csv", ["0", "1"], 0.7377, 0.7377),
        ("crowd/CF.csv", ["0", "1", "2", "3", "4"], 0.5768, None),
        ("crowd/dog_answer.csv", ["0", "1", "2", "3"], 0.5194, 0.5194),
        ("crowd/barzan_labels.tsv", ["0", "1"], 0.4059, 0.4058),
    ],
)
def test_agreement_of_a_real_export_is_the_one_counted_independently(
    tmp_path: Path, file: str, labels: list[str], alpha: float, fleiss: float | None
) -> None:
    found = {row.metric: row.value for row in _measure(tmp_path, file, labels).estimates}
    assert found["krippendorff_alpha"] == pytest.approx(alpha, abs=5e-5)
    if fleiss is not None:
        assert found["fleiss_kappa"] == pytest.approx(fleiss, abs=5e-5)


def test_long_file_and_matrix_give_the_same_votes_per_item(tmp_path: Path) -> None:
    votes = []
    for file in ("snow2008/rte.csv", "snow2008/rte_mace_matrix.csv"):
        folder = tmp_path / Path(file).stem
        folder.mkdir()
        workspace = open_workspace(_project(folder, file, ["0", "1"]))
        used = pl.col("role") == "annotator"
        counts = (
            workspace.annotations()
            .frame.filter(used)
            .group_by("item")
            .agg(pl.col("answer").cast(pl.String).eq("1").sum().alias("ones"), pl.len().alias("n"))
            .group_by("ones", "n")
            .agg(pl.len().alias("items"))
            .sort("ones", "n")
            .collect()
        )
        votes.append(counts.rows())
    assert votes[0] == votes[1]


def test_both_layouts_of_one_data_set_agree_alike(tmp_path: Path) -> None:
    values = []
    for file in ("snow2008/rte.csv", "snow2008/rte_mace_matrix.csv"):
        folder = tmp_path / Path(file).stem
        folder.mkdir()
        values.append(_measure(folder, file, ["0", "1"]).estimates[0].value)
    assert values[0] == pytest.approx(values[1], abs=1e-12)


def test_sessions_of_one_annotator_are_repeats_and_some_contradict(tmp_path: Path) -> None:
    # 53 pairs of annotator and item occur more than once, 10 of them with contradicting answers
    file = "prodigy/pydata_ams_annotators_even.jsonl"
    result = _measure(tmp_path, file, ["accept", "reject", "ignore"])
    repeats = result.repeats
    assert sum(row.n_repeated for row in repeats) == result.inputs.excluded["duplicate"]
    workspace = open_workspace(tmp_path)
    frame = workspace.annotations().frame.collect()
    pairs = frame.group_by("item", "annotator").agg(
        pl.len().alias("n"), pl.col("answer").n_unique().alias("answers")
    )
    assert pairs.filter(pl.col("n") > 1).height == 53
    assert pairs.filter(pl.col("answers") > 1).height == 10
    assert sum(row.n_repeated - row.n_same for row in repeats) >= 10
