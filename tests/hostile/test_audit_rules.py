"""Keys of annops.yaml that rule samples, audits and targets, with values nobody should write."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annops.measures.drawn import DrawnItems
from annops.measures.penalty import penalty_per_thousand

Broken = Callable[..., Path]
Annops = Callable[..., Any]

_ANSWERS = "item,who,label\n1,a,positive\n1,b,positive\n"


@pytest.mark.parametrize("weight", [-1, 1e308, float("nan"), float("inf")])
def test_weight_that_is_none_is_refused_at_its_place(
    weight: float, broken: Broken, annops: Annops
) -> None:
    folder = broken(_ANSWERS, defects={"severities": {"minor": weight}})
    ran = annops(folder, "status")
    assert ran.code == 2
    assert "error DEF008 `defects.severities.minor`" in ran.err


@pytest.mark.parametrize("errors", [[0, 0, 0], [1, 0, 0]])
def test_penalty_is_undefined_where_no_severity_weighs_anything(errors: list[int]) -> None:
    drawn = DrawnItems(np.zeros(3, dtype=np.int64), (10,))
    found = penalty_per_thousand(drawn, np.arange(3), np.array(errors) * 0.0, 0.0)
    assert found.value is None
    assert found.why_undefined == "no severity has a weight"


@pytest.mark.parametrize(
    "target", [{"metric": "error_rate", "at_most": 3},
               {"metric": "krippendorff_alpha", "at_least": 67}],
)  # fmt: skip
def test_target_in_percent_is_refused_since_it_would_always_or_never_be_met(
    target: dict[str, Any], broken: Broken, annops: Annops
) -> None:
    ran = annops(broken(_ANSWERS, targets=[target]), "status")
    assert ran.code == 2
    assert "error DEF008 `targets[0].at_" in ran.err
    assert "% is 0." in ran.err


@pytest.mark.parametrize("metric", ["penalty", "f1", "throughput", "item_error_rate"])
def test_target_that_no_command_judges_is_refused(
    metric: str, broken: Broken, annops: Annops
) -> None:
    ran = annops(broken(_ANSWERS, targets=[{"metric": metric, "at_most": 0.5}]), "status")
    assert ran.code == 2
    assert f"error DEF014 `targets[0].metric`: `{metric}` is not" in ran.err


def test_batch_of_one_item_judged_whole_can_be_told(broken: Broken, annops: Annops) -> None:
    target = {"metric": "error_rate", "at_most": 0.05}
    folder = broken(_ANSWERS, targets=[target])
    annops(folder, "sample", "all", "--second", "0")
    sheet = folder / "samples/all-1/sheet.csv"
    head, row = sheet.read_text(encoding="utf-8-sig").splitlines()
    cells = dict(zip(head.split(","), row.split(","), strict=True))
    judged = ",".join({**cells, "verdict": "pass", "reviewer": "r"}.values())
    sheet.write_text(f"{head}\n{judged}\n", encoding="utf-8")
    told = json.loads(annops(folder, "audit", "all", "--format", "json").out)
    assert [target["outcome"] for target in told["targets"]] == ["met"]


@pytest.mark.parametrize("epoch", ["junk", "-1", "1e5", "9" * 20, "32503680000", " 5", "٣"])
def test_clock_of_the_environment_that_is_no_time_is_named(
    epoch: str, broken: Broken, annops: Annops, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    ran = annops(broken(_ANSWERS), "status")
    assert ran.code == 2
    assert "error USE001 SOURCE_DATE_EPOCH is" in ran.err


def test_empty_clock_of_the_environment_is_none(
    broken: Broken, annops: Annops, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "")
    assert annops(broken(_ANSWERS), "status").code == 0
