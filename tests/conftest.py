"""Golden files: `--update-golden` rewrites them, a changed one is read in review like code."""

from collections.abc import Callable
from pathlib import Path

import pytest

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
