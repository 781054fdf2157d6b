"""Small project folders whose definition and exports stand in the tests."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from annops.workspace.definition import open_definition
from annops.workspace.open import Workspace

LONG = {"item": "item", "annotator": "who", "answer": "label"}
MOOD = {"type": "classification", "labels": ["negative", "neutral", "positive"]}


def make(folder: Path, files: Mapping[str, str], **definition: Any) -> Workspace:
    """Write a project; without `sources` every file is long CSV with answers to `mood`."""
    questions = definition.pop("questions", {"mood": MOOD})
    default = [{"path": name, "question": "mood", "columns": LONG} for name in files]
    said = {"project": "p", "questions": questions, "sources": default, **definition}
    (folder / "annops.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return Workspace(folder, open_definition(folder))


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Workspace]:
    return lambda files, **definition: make(tmp_path, files, **definition)
