"""A copy of the columns one command needs never hides columns from another."""

import json
from pathlib import Path

from annops.workspace.open import open_workspace


def _project(folder: Path) -> Path:
    task = {
        "id": 1,
        "data": {"text": "good", "locale": "de-DE"},
        "annotations": [
            {
                "id": 5, "completed_by": 7, "lead_time": 12.5,
                "created_at": "2026-11-02T08:00:00Z",
                "result": [
                    {"type": "choices", "from_name": "q", "value": {"choices": ["a"]}, "id": "r"}
                ],
            }
        ],
    }  # fmt: skip
    (folder / "ls.json").write_text(json.dumps([task]), encoding="utf-8")
    definition = {
        "project": "p",
        "questions": {"q": {"type": "classification", "labels": ["a", "b"]}},
        "sources": [{"path": "ls.json", "columns": {"locale": "data.locale"}}],
    }
    (folder / "annops.yaml").write_text(json.dumps(definition), encoding="utf-8")
    return folder


def test_columns_left_out_of_one_copy_are_there_for_the_next_command(tmp_path: Path) -> None:
    workspace = open_workspace(_project(tmp_path))
    workspace.annotations().frame.collect()
    frame = workspace.annotations(("seconds", "locale")).frame
    assert frame.select("seconds", "locale").collect().rows() == [(12.5, "de-DE")]


def test_a_copy_of_all_columns_serves_every_command(tmp_path: Path) -> None:
    workspace = open_workspace(_project(tmp_path))
    assert workspace.items().frame["text"].to_list() == ["good"]
    kept = sorted((tmp_path / ".annops" / "cache").iterdir())
    workspace.annotations(("seconds",)).frame.collect()
    assert sorted((tmp_path / ".annops" / "cache").iterdir()) == kept
