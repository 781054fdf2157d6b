"""Real files of many tools are looked at: read, or refused for what they are."""

import os
from pathlib import Path

import pytest

from annops.core.errors import AnnopsError
from annops.sources.looking import look_at
from annops.sources.model import LookResult

ROOT = Path(__file__).resolve().parents[2]
EXPORTS = Path(os.environ.get("ANNOPS_SHARED", ROOT.parent / "shared")) / "exports"
FILES = sorted(path.relative_to(EXPORTS).as_posix() for path in EXPORTS.rglob("*.*"))
NO_ANSWERS = {"brat", "coco", "cvat", "textgrid", "webvtt"}
"""Folders of formats that annops does not read."""

pytestmark = pytest.mark.skipif(
    not FILES, reason="the real exports are not beside the project (ANNOPS_SHARED)"
)


@pytest.mark.parametrize("file", FILES)
def test_file_is_read_or_refused_for_what_it_is(file: str) -> None:
    result, refused = _looked_at(file)
    if result is None:
        assert refused is not None
        assert (refused.exit_code, refused.findings[0].code[:3]) == (3, "FMT")
    else:
        assert not NO_ANSWERS.intersection(Path(file).parts)
        assert result.unreadable * 2 < result.records


def _looked_at(file: str) -> tuple[LookResult | None, AnnopsError | None]:
    try:
        return look_at(EXPORTS / file), None
    except AnnopsError as error:
        return None, error


def test_repeated_answers_are_those_counted_beside_the_export() -> None:
    result = look_at(EXPORTS / "labelstudio/leoka_team8_first28.json")
    (repeats,) = [one for one in result.oddities if "more than once" in one.message]
    assert repeats.count == 1
