"""The reference pages are what the code says today."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from annops.cli import COMMANDS

ROOT = Path(__file__).resolve().parents[2]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["commands.md", "findings.md", "metrics.md", "words.md"])
def test_reference_page_is_what_the_code_says(name: str) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == _generator().reference()[name], "run `python docs/generate.py`"


def test_every_command_has_a_section_with_an_example() -> None:
    text = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    for name in COMMANDS:
        section = text.split(f"## annops {name}\n")[1].split("\n## annops ")[0]
        assert f"Example: annops {name}" in section
