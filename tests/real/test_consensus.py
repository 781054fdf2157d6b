"""Published consensus figures, reached from the files through source entries.

Run where the exports are: the folder named by ANNOPS_SHARED, else `../shared` beside the checkout.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from annops.consensus.compute import consensus
from annops.consensus.model import QuestionConsensus
from annops.workspace.open import open_workspace

EXPORTS = Path(os.environ.get("ANNOPS_SHARED", Path(__file__).parents[3] / "shared")) / "exports"
pytestmark = pytest.mark.skipif(not EXPORTS.is_dir(), reason="no exports on this machine")

RTE = "snow2008/rte.csv"


def _measure(
    folder: Path, files: list[str], question: dict[str, Any], sources: list[dict[str, Any]]
) -> QuestionConsensus:
    for name in files:
        (folder / Path(name).name).write_bytes((EXPORTS / name).read_bytes())
    definition = {"project": "p", "questions": {"q": question}, "sources": sources}
    (folder / "annops.yaml").write_text(json.dumps(definition), encoding="utf-8")
    workspace = open_workspace(folder)
    return consensus(workspace.annotations(), workspace.definition).questions[0]


def _two_files(name: str) -> list[dict[str, Any]]:
    columns = {"item": "question", "annotator": "worker", "answer": "answer"}
    truth = {"item": "question", "answer": "truth"}
    return [
        {"path": f"{name}_answer.csv", "columns": columns, "question": "q"},
        {"path": f"{name}_truth.csv", "columns": truth, "question": "q", "role": "gold"},
    ]


def test_majority_of_the_rte_judgements(tmp_path: Path) -> None:
    # Snow et al. (2008): 89.7 % of 800 items with the 65 ties of ten judgements counted half
    columns = {
        "item": "orig_id", "annotator": "!amt_worker_ids", "answer": "response", "gold": "gold",
    }  # fmt: skip
    question = {"type": "classification", "labels": ["0", "1"]}
    source = {"path": "rte.csv", "columns": columns, "question": "q"}
    found = _measure(tmp_path, [RTE], question, [source])
    assert (found.n_items, found.n_answers, found.n_ties) == (800, 8000, 65)
    assert found.figures["accuracy"].value == pytest.approx(0.8969, abs=5e-5)


def test_majority_of_the_dog_judgements(tmp_path: Path) -> None:
    files = ["crowd/dog_answer.csv", "crowd/dog_truth.csv"]
    question = {"type": "classification", "labels": ["0", "1", "2", "3"]}
    found = _measure(tmp_path, files, question, _two_files("dog"))
    assert (found.n_items, found.n_answers) == (807, 8070)
    assert found.figures["accuracy"].value == pytest.approx(0.8222, abs=5e-5)


def test_mean_and_median_of_the_emotion_ratings(tmp_path: Path) -> None:
    # Zheng et al., VLDB 2017, N_Emotion: mean MAE 12.02, RMSE 17.84; median MAE 13.53
    files = ["crowd/emotion_answer.csv", "crowd/emotion_truth.csv"]
    scale = {"min": -100, "max": 100, "step": 1, "level": "interval"}
    question = {"type": "rating", "scale": scale}
    found = _measure(tmp_path, files, question, _two_files("emotion")).figures
    assert {name: round(figure.value or 0, 3) for name, figure in found.items()} == {
        "mean_mae": 12.022, "mean_rmse": 17.835, "median_mae": 13.529, "median_rmse": 21.264,
    }  # fmt: skip
