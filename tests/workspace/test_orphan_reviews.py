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
    assert "REV00" not in told()
    shutil.copy(reviews, judged.root / "reviews/B01-7.jsonl")
    assert "reviews/B01-7.jsonl: warning REV003" in told()
    assert "samples/B01-7 is not there" in told()
    (judged.root / "reviews/B01-7.jsonl").unlink()
    lines = reviews.read_text(encoding="utf-8").splitlines()
    first = Review.model_validate_json(lines[0])
    other = first.model_copy(update={"row": "B01-1.999", "id": ""}).named()
    reviews.write_text("\n".join([*lines, other.model_dump_json(), ""]), encoding="utf-8")
    assert "REV002 1 verdict on what B01-1 did not draw, such as `B01-1.999`" in told()


def test_verdicts_on_another_sample_of_the_same_name_give_no_rate(tmp_path: Path) -> None:
    made = Planted(tmp_path, {f"i{n}": LABELS[n % 3] for n in range(30)})
    made.rows = [(item, "ann", LABELS[0], "en-US", "B01", "t", "annotator") for item in made.truth]
    made.define()
    made.write()
    made.judge(made.draw("--size", "12"))
    assert "% of answers wrong" in made.run("audit", "B01").stdout
    shutil.rmtree(made.root / "samples/B01-1")
    assert made.draw("--size", "9") == "B01-1"
    again = made.run("audit", "B01")
    assert again.exit_code == 1
    assert "no error rate" in again.stdout
    assert "% of answers wrong" not in again.stdout
    assert "reviews/B01-1.jsonl: error REV002" in again.stderr
    (made.root / "reviews/B01-1.jsonl").unlink()
    made.judge("B01-1")
    assert "% of answers wrong" in made.run("audit", "B01").stdout


def test_text_form_of_another_sample_of_the_same_name_gives_no_verdict(tmp_path: Path) -> None:
    made = Planted(tmp_path, {f"i{n}": LABELS[n % 3] for n in range(30)})
    made.rows = [
        (item, "ann", LABELS[0], "en-US", "B01", f"about {item}", "annotator")
        for item in made.truth
    ]
    made.define()
    made.write()
    made.judge(made.draw("--size", "12"))
    old = (made.root / "samples/B01-1/sheet.csv").read_bytes()
    shutil.rmtree(made.root / "samples/B01-1")
    made.draw("--size", "15")
    (made.root / "samples/B01-1/sheet.csv").write_bytes(old)
    told = made.run("audit", "B01", "--explain").output
    assert "error SHT030 the row is about" in told
    taken = (made.root / "reviews/B01-1.jsonl").read_text(encoding="utf-8").splitlines()
    rows = {(one["row"], one["item"]) for one in made.table("samples/B01-1/answers.csv")}
    reviews = [Review.model_validate_json(line) for line in taken]
    assert 0 < len(reviews) < 12  # an item that both drew in one place is the same row
    assert {(review.row, review.item) for review in reviews} <= rows
