"""Golden files: `--update-golden` rewrites them, a changed one is read in review like code."""

from collections.abc import Callable
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest
from hypothesis import settings

from annops.core.document import Document

settings.register_profile("annops", deadline=None, derandomize=True)
settings.load_profile("annops")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write golden files instead of comparing"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str | bytes], None]:
    """Compare text with tests/golden/NAME, byte for byte; missing files fail without the flag."""
    update = bool(request.config.getoption("--update-golden"))

    def compare(name: str, content: str | bytes) -> None:
        path = GOLDEN / name
        fresh = content.encode() if isinstance(content, str) else content
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(fresh)
        assert path.exists(), f"no golden file {path.name}; run pytest --update-golden"
        assert fresh.decode() == path.read_bytes().decode()

    return compare


@pytest.fixture
def sample_document() -> Document:
    """A report with every block, foreign characters, hostile text and undefined numbers."""
    spec = spec_from_file_location("sample", Path(__file__).parent / "render" / "sample.py")
    assert spec is not None
    assert spec.loader is not None
    sample = module_from_spec(spec)
    spec.loader.exec_module(sample)
    built: Document = sample.build_document()
    return built
