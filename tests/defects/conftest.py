"""A small batch with wrong answers, drawn in full and judged."""

from pathlib import Path

import pytest

from annops.registers.defects import Defect
from tests.audit.conftest import LABELS, Planted

RIGHT = {"i1": "neutral", "i2": "neutral", "i3": "positive", "i4": "negative"}
GIVEN = {
    "i1": {"ann": "neutral", "bo": "positive", "cy": "positive"},
    "i2": {"ann": "neutral", "bo": "neutral", "cy": "neutral"},
    "i3": {"ann": "negative", "bo": "positive", "cy": "positive"},
    "i4": {"ann": "negative", "bo": "negative", "cy": "negative"},
}


@pytest.fixture
def judged(tmp_path: Path) -> Planted:
    """Three wrong answers: bo's and cy's to i1, ann's to i3; taken in by `annops audit`."""
    made = Planted(tmp_path, dict(RIGHT))
    made.rows = [
        (item, who, answer, "de-DE" if item == "i3" else "en-US", "B01", "t", "annotator")
        for item, answers in GIVEN.items()
        for who, answer in answers.items()
    ]
    made.define()
    made.write()
    made.judge(made.draw("--size", "4"))
    made.run("audit", "B01")
    assert set(RIGHT.values()) == set(LABELS)
    return made


def defect(number: int, **fields: str) -> Defect:
    """Make a defect of the register from texts."""
    found = Defect.read({"id": f"D-{number:04d}", "item": f"i{number}", **fields})
    assert isinstance(found, Defect), found
    return found
