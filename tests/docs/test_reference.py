"""The reference pages are what the code says today."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from annops.registers.registry import registers
from tests.commands.every_command import every_name

ROOT = Path(__file__).resolve().parents[2]


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


PAGES = ["commands.md", "findings.md", "metrics.md", "registers.md", "words.md"]


@pytest.fixture(scope="module")
def reference() -> dict[str, str]:
    made: dict[str, str] = _generator().reference()
    return made


@pytest.mark.parametrize("name", PAGES)
def test_reference_page_is_what_the_code_says(name: str, reference: dict[str, str]) -> None:
    written = (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8")
    assert written == reference[name], "run `python docs/generate.py`"


def test_every_reference_page_is_looked_at(reference: dict[str, str]) -> None:
    assert sorted(reference) == PAGES
    assert sorted(path.name for path in (ROOT / "docs" / "reference").glob("*.md")) == PAGES


@pytest.mark.parametrize("words", every_name(), ids=" ".join)
def test_every_command_has_a_section_with_an_example(words: tuple[str, ...]) -> None:
    text = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")
    name = " ".join(words)
    section = text.split(f"## annops {name}\n")[1].split("\n## annops ")[0]
    assert f"Example: annops {name}" in section


def test_every_register_has_a_section_with_its_columns() -> None:
    text = (ROOT / "docs" / "reference" / "registers.md").read_text(encoding="utf-8")
    for name, register in registers().items():
        section = text.split(f"File: `registers/{name}.csv`.")[1].split("\n## ")[0]
        assert [c.key for c in register.columns() if f"| `{c.key}` |" not in section] == []
