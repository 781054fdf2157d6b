"""A new task type is one file: found, described in annops.yaml, loaded and measured."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import annops.tasks
from annops.agree.compute import agree
from annops.agree.model import AgreementOptions
from annops.project.definition import definition_model
from annops.tasks.registry import task_types
from annops.workspace.definition import open_definition
from annops.workspace.load import load_annotations

MODULE = '''
"""Colour: a hue in degrees, written as a hex colour."""

from typing import Literal

from annops.core.states import Reason
from annops.tasks.question import Comparison, Problem, Question


class Colour(Question):
    """One colour per answer."""

    type: Literal["toy_colour"] = "toy_colour"

    @property
    def comparison(self) -> Comparison:
        return Comparison.INTERVAL

    def canonical(self, text: str) -> str | Problem:
        low = text.strip().lower()
        if len(low) != 2 or set(low) - set("0123456789abcdef"):
            return Problem(Reason.INVALID_VALUE, "two hexadecimal digits")
        return low

    @property
    def categories(self) -> None:
        return None

    def number(self, answer: str) -> float | None:
        return float(int(answer, 16))
'''
EXPORT = """item,annotator,answer
1,a,0A
1,b, 0c
2,a,ff
2,b,f0
3,a,zz
3,b,10
"""
DEFINITION = """project: toy
questions:
  shade: {type: toy_colour}
sources:
  - path: export.csv
    question: shade
    columns: {item: item, annotator: annotator, answer: answer}
"""


def forget() -> None:
    task_types.cache_clear()
    definition_model.cache_clear()
    sys.modules.pop("annops.tasks.toy_colour", None)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    types, folder = tmp_path / "types", tmp_path / "project"
    types.mkdir()
    folder.mkdir()
    (types / "toy_colour.py").write_text(MODULE, encoding="utf-8")
    (folder / "annops.yaml").write_text(DEFINITION, encoding="utf-8")
    (folder / "export.csv").write_text(EXPORT, encoding="utf-8")
    monkeypatch.setattr(annops.tasks, "__path__", [*annops.tasks.__path__, str(types)])
    forget()
    yield folder
    forget()
    if hasattr(annops.tasks, "toy_colour"):
        del annops.tasks.toy_colour


def test_file_beside_the_others_is_a_task_type(project: Path) -> None:
    assert project.is_dir()
    assert "toy_colour" in task_types()


def test_new_type_is_in_the_schema_of_definitions(project: Path) -> None:
    assert project.is_dir()
    assert "toy_colour" in json.dumps(definition_model().model_json_schema())


def test_answers_of_a_new_type_are_loaded_and_its_problems_worded(project: Path) -> None:
    annotations = load_annotations(project, open_definition(project))
    frame = annotations.frame.select("answer", "problem").collect()
    assert frame["answer"].to_list() == ["0a", "0c", "ff", "f0", None, "10"]
    assert frame["problem"].to_list()[4] == "invalid value"
    (finding,) = annotations.findings
    assert str(finding).startswith("export.csv:6: warning ANS002 value `zz`")
    assert finding.hint is not None
    assert finding.hint.startswith("two hexadecimal digits")


def test_agreement_on_a_new_type_is_measured_at_its_level(project: Path) -> None:
    definition = open_definition(project)
    result = agree(load_annotations(project, definition), definition, AgreementOptions())
    row = next(row for row in result.estimates if row.metric == "krippendorff_alpha")
    values = [10, 12, 255, 240]
    observed = (2**2 + 15**2) / 2
    pairs = [(x - y) ** 2 for at, x in enumerate(values) for y in values[at + 1 :]]
    assert (row.level, row.n_items, row.n_annotations) == ("interval", 2, 4)
    assert row.value == pytest.approx(1 - observed / (sum(pairs) / 6))
