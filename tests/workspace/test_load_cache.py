"""The kept copy of a slow export gives what the export gives, or is not used."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from polars.testing import assert_frame_equal

from annops.core.annotations import Annotations
from annops.workspace.open import Workspace

Make = Callable[..., Workspace]


def task(number: int, answers: dict[int, str]) -> dict[str, Any]:
    return {
        "id": number, "data": {"text": "t", "locale": "de-DE"}, "predictions": [], "drafts": [],
        "annotations": [
            {"id": number * 100 + who, "completed_by": who, "was_cancelled": False,
             "ground_truth": False, "lead_time": 12.5, "created_at": "2026-01-02T03:04:05Z",
             "updated_at": "2026-01-02T03:04:05Z",
             "result": [{"id": "r", "type": "choices", "from_name": "mood", "to_name": "text",
                         "value": {"choices": [answer]}}]}
            for who, answer in answers.items()
        ],
    }  # fmt: skip


TASKS = [task(1, {7: "neutral", 8: "positive"}), task(2, {7: "postive", 8: "negative"})]
COLUMNS = ("submitted_at", "seconds", "locale")


@pytest.fixture
def workspace(project: Make) -> Workspace:
    source = {"path": "ls.json", "columns": {"locale": "data.locale"}}
    return project({"ls.json": json.dumps(TASKS, indent=1)}, sources=[source])


def copies(workspace: Workspace) -> list[Path]:
    return sorted((workspace.root / ".annops" / "cache").iterdir())


def equal(one: Annotations, other: Annotations) -> None:
    assert_frame_equal(one.frame.collect(), other.frame.collect())
    assert one.findings == other.findings
    assert one.ledger == other.ledger


def test_export_gives_its_answers(workspace: Workspace) -> None:
    frame = workspace.annotations(COLUMNS).frame.collect()
    assert frame.select("item", "annotator", "answer", "seconds", "locale").rows() == [
        ("1", "7", "neutral", 12.5, "de-DE"), ("1", "8", "positive", 12.5, "de-DE"),
        ("2", "7", None, 12.5, "de-DE"), ("2", "8", "negative", 12.5, "de-DE"),
    ]  # fmt: skip


def test_second_load_gives_the_same_from_the_copy(workspace: Workspace) -> None:
    first = workspace.annotations(COLUMNS)
    assert any(path.suffix == ".parquet" for path in copies(workspace))
    equal(first, workspace.annotations(COLUMNS))


def test_second_load_reads_the_copy_and_not_the_export(workspace: Workspace) -> None:
    workspace.annotations()
    (notes,) = (path for path in copies(workspace) if path.suffix == ".json")
    said = json.loads(notes.read_text(encoding="utf-8"))
    notes.write_text(json.dumps({**said, "n_blank": 17}), encoding="utf-8")
    assert workspace.annotations().ledger.files[0].blank == 17


def test_changed_export_is_read_anew(workspace: Workspace) -> None:
    workspace.annotations()
    changed = json.dumps([task(1, {7: "negative"})])
    (workspace.root / "ls.json").write_text(changed, encoding="utf-8")
    assert workspace.annotations().frame.collect()["answer"].to_list() == ["negative"]


@pytest.mark.parametrize(
    "damage", [b"", b"not a copy", b"{}", b"[]", b'{"n_records": "x"}', b"PAR1\x00\x00PAR1"]
)
@pytest.mark.parametrize("which", range(4))
def test_damaged_copy_is_not_used(workspace: Workspace, which: int, damage: bytes) -> None:
    first = workspace.annotations(COLUMNS)
    kept = copies(workspace)
    if which >= len(kept):
        pytest.skip("there are fewer files in a copy")
    kept[which].write_bytes(damage)
    equal(first, workspace.annotations(COLUMNS))


@pytest.mark.parametrize("which", range(4))
def test_copy_that_lacks_a_part_is_not_used(workspace: Workspace, which: int) -> None:
    first, items = workspace.annotations(COLUMNS), workspace.items()
    kept = copies(workspace)
    if which >= len(kept):
        pytest.skip("there are fewer files in a copy")
    kept[which].unlink()
    equal(first, workspace.annotations(COLUMNS))
    assert_frame_equal(items.frame, workspace.items().frame)


def test_half_of_a_copy_is_not_used(workspace: Workspace) -> None:
    first = workspace.annotations(COLUMNS)
    for path in copies(workspace):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    equal(first, workspace.annotations(COLUMNS))


def test_copy_is_found_by_the_name_of_the_file_too(workspace: Workspace) -> None:
    first = workspace.annotations()
    (workspace.root / "ls.json").rename(workspace.root / "other.json")
    text = (workspace.root / "annops.yaml").read_text(encoding="utf-8")
    (workspace.root / "annops.yaml").write_text(text.replace("ls.json", "other.json"), "utf-8")
    moved = Workspace(workspace.root, workspace.definition.model_copy(
        update={"sources": (workspace.definition.sources[0].model_copy(
            update={"path": "other.json"}),)}))  # fmt: skip
    assert {f.place.file for f in first.findings if f.place} == {"ls.json"}
    assert {f.place.file for f in moved.annotations().findings if f.place} == {"other.json"}


def test_folder_that_cannot_be_written_does_not_stop_reading(workspace: Workspace) -> None:
    (workspace.root / ".annops").write_text("in the way", encoding="utf-8")
    assert len(workspace.annotations().frame.collect()) == 4
