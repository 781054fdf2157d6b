"""A batch is held against its frame however the project says which items belong to it."""

import csv
import shlex
from pathlib import Path

import pytest

from tests.audit.conftest import Planted, overall, plant

MANIFEST = "items: [{path: items.csv, columns: {item: id, batch: lot, text: words}}]\n"


def manifest(made: Planted, batches: dict[str, str]) -> None:
    with (made.root / "items.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["id", "lot", "words"])
        rows.writerows([item, batch, f"text {item}"] for item, batch in batches.items())
    made.define(MANIFEST)


def test_batches_named_by_the_list_of_items_alone_are_recognised(tmp_path: Path) -> None:
    made = plant(tmp_path, 60)
    made.rows = [(*row[:4], "", *row[5:]) for row in made.rows]
    made.write()
    batches = {f"t{n:04d}": ("B01" if n < 40 else "B02") for n in range(60)}
    manifest(made, batches)
    made.judge(made.draw("--size", "20"))
    assert overall(made.audit())["estimate"]["n"] == 60
    manifest(made, {**batches, "t0050": "B01"})
    result = made.audit()
    assert [finding["code"] for finding in result["refused"]] == ["AUD003"]
    assert "of its items 1 were added" in result["refused"][0]["message"]


def test_the_list_of_items_outranks_what_answers_say(tmp_path: Path) -> None:
    made = plant(tmp_path, 60)
    manifest(made, {f"t{n:04d}": ("B01" if n < 30 else "B02") for n in range(60)})
    made.judge(made.draw("--size", "10"))
    result = made.audit()
    assert result["refused"] == []
    assert result["sample"]["frame_items"] == 30


@pytest.mark.parametrize("words", [("sample", "all"), ("sample", "all", "--by", "locale")])
def test_the_whole_project_is_judged_as_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    made = plant(tmp_path, 60, locales=("en-US", "de-DE"))
    assert made.run(*words, "--size", "20").exit_code == 0
    made.judge("all-1")
    done = made.run("audit", "all")
    assert done.exit_code == 0
    assert "20 of 20 items judged" in done.stdout
    assert "answers in the project are wrong" in done.stdout


def test_another_answer_to_an_item_of_the_frame_is_a_change(tmp_path: Path) -> None:
    made = plant(tmp_path, 60)
    made.judge(made.draw("--size", "20"))
    made.rows.append(("t0000", "dee", made.truth["t0000"], "en-US", "B01", "t", "annotator"))
    made.write()
    result = made.audit()
    assert "1 have more or fewer answers" in result["refused"][0]["message"]


def test_a_reworked_answer_leaves_the_batch_the_one_it_was(tmp_path: Path) -> None:
    made = plant(tmp_path, 60, rates={"bo": 0.5})
    made.judge(made.draw("--size", "30"))
    before = made.audit()
    wrong = before["counts"]["answers_wrong"]
    assert (before["changed"], before["notes"], wrong > 1) == (0, [], True)
    made.rows = [(row[0], row[1], made.truth[row[0]], *row[3:]) for row in made.rows]
    made.write()
    after = made.audit()
    assert (overall(after), after["changed"]) == (overall(before), wrong)
    told = f"{wrong} answers of the sample have been changed since the draw"
    assert after["notes"] == [
        f"{told}: the rates are of the answers as they were drawn. A new sample tells them now."
    ]
    again = 'annops sample B01 --redraw --reason "after rework"'
    said = made.run("audit", "B01").stdout
    assert f"{told}: this is the rate before\n" in said
    assert said.endswith(f"next: annops rework B01 --verify; when all is back: {again}\n")
    made.define("targets: [{metric: error_rate, at_most: 0.001}]\n")
    assert f"wanted at most 0.1 % ({told})" in made.run("status").stdout
    made.run("report", "--format", "md")
    assert told in (tmp_path / "reports/2026-W47/weekly.md").read_text(encoding="utf-8")
    assert made.run(*shlex.split(again)[1:]).exit_code == 0
