"""The example projects' generator, loaded from examples/ as a person runs it."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.fixture(scope="session")
def generate() -> Iterator[ModuleType]:
    sys.path.insert(0, str(EXAMPLES))
    yield importlib.import_module("generate")
    sys.path.remove(str(EXAMPLES))


@pytest.fixture(scope="session")
def examples_folder() -> Path:
    return EXAMPLES
