"""Answers of kinds whose content is not read are counted and timed all the same."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from annops.core.estimate import Estimate
from annops.status.compute import status
from annops.volumes.compute import volumes
from annops.workspace.definition import open_definition
from annops.workspace.open import Workspace


def annotation(number: int, who: int, seconds: float) -> dict[str, Any]:
    box = {"x": 1, "y": 2, "width": 3, "height": 4, "rectanglelabels": ["Car"]}
    region = {"from_name": "box", "to_name": "img", "type": "rectanglelabels", "value": box}
    return {
        "id": 10 * number + who, "completed_by": who, "lead_time": seconds,
        "created_at": f"2026-11-{15 + number}T09:00:00Z", "was_cancelled": False,
        "result": [region | {"id": f"r{n}"} for n in range(2)],
    }  # fmt: skip


@pytest.fixture
def drawn(tmp_path: Path) -> Workspace:
    """A project of three images, boxes drawn by two people, 10 and 20 seconds each."""
    tasks = [
        {"id": n, "data": {"image": f"{n}.png"},
         "annotations": [annotation(n, 1, 10.0), annotation(n, 2, 20.0)]}
        for n in (1, 2, 3)
    ]  # fmt: skip
    (tmp_path / "export.json").write_text(json.dumps(tasks), encoding="utf-8")
    said = {
        "project": "p", "questions": {"q": {"type": "classification", "labels": ["x", "y"]}},
        "plan": {"units": 4, "overlap": 2, "due": "2026-11-30"},
        "sources": [{"path": "export.json", "format": "label-studio"}],
    }  # fmt: skip
    (tmp_path / "annops.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    return Workspace(tmp_path, open_definition(tmp_path))


def test_judgments_and_times_are_counted(drawn: Workspace) -> None:
    annotations = drawn.annotations(("submitted_at", "seconds"))
    total = volumes(annotations, drawn.items(), drawn.definition).total
    assert (total.used, set(total.excluded)) == (0, {"answer type not supported"})
    assert (total.judgments, total.annotators, total.active_days) == (6, 2, 3)
    assert isinstance(total.seconds, Estimate)
    assert (total.seconds.value, total.seconds.n) == (15.0, 6)


def test_the_status_counts_the_work_as_done(drawn: Workspace) -> None:
    annotations = drawn.annotations(("submitted_at", "seconds"))
    found = status(annotations, drawn.items(), drawn.definition, date(2026, 11, 20))
    assert (found.judgments, found.delivery.done_items) == (6, 3)
    assert found.pace.actual.value == pytest.approx(6 / 5)  # Monday to Friday
    assert found.items is not None
    assert found.items.answered == 3
