"""Verdicts whose sample is gone, or that are on rows it never had."""

import shutil
from pathlib import Path

from annops.core.review import Review
from tests.audit.conftest import LABELS, Planted


def test_verdicts_on_what_was_not_drawn_are_told_by_check(tmp_path: Path) -> None:
    judged = Planted(tmp_path, {"i1": LABELS[0], "i2": LABELS[1]})
    judged.rows = [
        (item, "ann", label, "en-US", "B01", "t", "annotator")
        for item, label in judged.truth.items()
    ]
    judged.define()
    judged.write()
    judged.judge(judged.draw("--size", "2"))
    judged.run("audit", "B01")

    def told() -> str:
        return judged.run("check").stdout

    reviews = judged.root / "reviews/B01-1.jsonl"
    assert "REV002" not in told()
    shutil.copy(reviews, judged.root / "reviews/B01-7.jsonl")
    assert "reviews/B01-7.jsonl: warning REV002" in told()
    assert "samples/B01-7 is not there" in told()
    (judged.root / "reviews/B01-7.jsonl").unlink()
    lines = reviews.read_text(encoding="utf-8").splitlines()
    first = Review.model_validate_json(lines[0])
    other = first.model_copy(update={"row": "B01-1.999", "id": ""}).named()
    reviews.write_text("\n".join([*lines, other.model_dump_json(), ""]), encoding="utf-8")
    assert "REV002 1 verdict on what B01-1 did not draw, such as `B01-1.999`" in told()
