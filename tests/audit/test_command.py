"""The audit of a batch whose truth is known, from the draw to the outcome and exit code."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.audit.conftest import LABELS, Planted, overall, plant

TARGET = "targets: [{metric: error_rate, at_most: %s}]\n"
RATES = {"ann": 0.03, "bo": 0.05, "cy": 0.04}


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> tuple[Planted, dict[str, Any]]:
    made = plant(tmp_path_factory.mktemp("judged"), 800, rates=RATES)
    made.judge(made.draw("--size", "200"))
    return made, made.audit()


def test_the_true_rate_lies_in_the_interval(judged: tuple[Planted, dict[str, Any]]) -> None:
    made, result = judged
    found = overall(result)["estimate"]
    assert found["low"] < made.true_rate < found["high"]
    assert (found["n"], found["population"]) == (600, 2400)


def test_wrong_answers_of_the_batch_are_counted_between_two_ends(
    judged: tuple[Planted, dict[str, Any]],
) -> None:
    made, result = judged
    true = round(made.true_rate * 2400)
    assert result["in_batch"]["low"] <= true <= result["in_batch"]["high"]
    assert result["in_batch"]["of"] == 2400
    text = made.run("audit", "B01").stdout
    many = result["in_batch"]
    assert f"about {many['low']}-{many['high']} of 2,400 answers in the batch are wrong" in text


def test_items_count_once_however_many_of_their_answers_are_wrong(
    judged: tuple[Planted, dict[str, Any]],
) -> None:
    made, result = judged
    bad = {row[0] for row in made.rows if row[2] != made.truth[row[0]]}
    found = next(r for r in result["rates"] if r["metric"] == "item_error_rate")["estimate"]
    assert found["low"] < len(bad) / 800 < found["high"]


@pytest.mark.parametrize(
    ("limit", "outcome", "code"),
    [("0.10", "met", 0), ("0.005", "not met", 1), ("0.042", "cannot tell", 0)],
)
def test_the_outcome_and_exit_code_follow_the_interval(
    judged: tuple[Planted, dict[str, Any]], limit: str, outcome: str, code: int
) -> None:
    made, _ = judged
    made.define(TARGET % limit)
    done = made.run("audit", "B01", "--format", "json")
    row = json.loads(done.stdout)["targets"][0]
    assert (row["outcome"], done.exit_code) == (outcome, code)
    assert (row["more_items"] is not None) == (outcome == "cannot tell")
    strict = made.run("audit", "B01", "--require-met")
    assert strict.exit_code == int(outcome != "met")
    made.define()


def test_the_first_line_is_the_answer_and_there_are_at_most_a_dozen(
    judged: tuple[Planted, dict[str, Any]],
) -> None:
    made, result = judged
    said = made.run("audit", "B01").stdout.splitlines()
    value = overall(result)["estimate"]["value"]
    assert said[0].startswith(f"B01: {100 * value:.1f} % of answers wrong (95 % CI ")
    assert said[0].endswith("200 of 200 items judged")
    assert len(said) <= 12
    assert said[-1].startswith("next: annops defects log B01")


def test_the_same_inputs_give_the_same_bytes(judged: tuple[Planted, dict[str, Any]]) -> None:
    made, result = judged
    saved = made.root / "results" / "latest" / "audit-B01-1.json"
    before = saved.read_bytes()
    saved.unlink()
    assert made.audit() == result
    assert saved.read_bytes() == before
    assert json.loads(before) == result


def test_an_exact_interval_is_never_inside_the_usual_one(
    judged: tuple[Planted, dict[str, Any]],
) -> None:
    made, result = judged
    made.define("audit: {interval: exact}\n")
    exact, usual = overall(made.audit())["estimate"], overall(result)["estimate"]
    made.define()
    assert exact["value"] == usual["value"]
    assert exact["high"] - exact["low"] >= usual["high"] - usual["low"]


def test_missing_verdicts_allow_an_outcome_only_where_both_ends_agree(tmp_path: Path) -> None:
    made = plant(tmp_path, 300)
    sample = made.draw("--size", "150")
    rows = [row["row"] for row in made.table(f"samples/{sample}/sheet.csv")]
    made.judge(sample, lambda row: {"verdict": "" if row["row"] in rows[:60] else "pass"})
    outcomes = []
    for limit in ("0.6", "0.2"):  # if all 60 are wrong, 40 % are; if none is, 0 %
        made.define(TARGET % limit)
        outcomes.append(made.audit()["targets"][0]["outcome"])
    assert outcomes == ["met", "cannot tell"]


def test_a_batch_that_grew_is_refused_unless_judged_as_drawn(tmp_path: Path) -> None:
    made = plant(tmp_path, 120)
    made.judge(made.draw("--size", "40"))
    made.truth["t9999"] = LABELS[0]
    made.rows.append(("t9999", "ann", LABELS[0], "en-US", "B01", "new", "annotator"))
    made.write()
    done = made.run("audit", "B01")
    assert done.exit_code == 1
    assert "AUD003" in done.stderr
    assert "1 were added" in done.stderr
    assert "% of answers wrong" not in done.stdout
    kept = made.files()
    again = made.run("audit", "B01", "--as-drawn")
    assert again.exit_code == 0
    assert "0.0 % of answers wrong" in again.stdout
    assert made.files() == kept  # status and report give no rate either


def test_a_changed_frame_is_refused(tmp_path: Path) -> None:
    made = plant(tmp_path, 120)
    sample = made.draw("--size", "40")
    made.judge(sample)
    path = tmp_path / "samples" / sample / "frame.csv"
    path.write_bytes(path.read_bytes().replace(b"t0000,", b"t000x,"))
    done = made.run("audit", "B01", "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["rates"] == []
    assert "SAM003" in done.stderr


def test_a_targeted_sample_lists_what_was_found_and_no_rate_in_any_form(tmp_path: Path) -> None:
    made = plant(tmp_path, 120, rates={"bo": 0.4})
    sample = made.draw("--targeted", "bo's work", "--where", "annotator=bo")
    made.judge(sample)
    told = [made.run("audit", "B01", "--format", form) for form in ("text", "md", "csv", "json")]
    told.append(made.run("audit", "B01", "--explain"))
    assert {done.exit_code for done in told} == {1}
    assert all("AUD004" in done.stderr for done in told)
    assert not any("%" in done.stdout for done in told)
    result = json.loads(told[3].stdout)
    assert result["found"]
    assert (result["rates"], result["targets"], result["annotators"], result["penalty"]) == (
        [], [], [], None)  # fmt: skip
    assert all(row["penalty"] is None for row in result["defects"])


def test_without_a_sample_there_is_no_rate(tmp_path: Path) -> None:
    made = plant(tmp_path, 50)
    done = made.run("audit", "B01")
    assert done.exit_code == 1
    assert done.stdout.splitlines() == [
        "B01: no error rate: no sample of `B01` is in use", "next: annops sample B01"
    ]  # fmt: skip
    assert "AUD001" in done.stderr
    assert "annops sample BATCH" in done.stderr


def test_an_unknown_batch_is_named_with_the_nearest(tmp_path: Path) -> None:
    made = plant(tmp_path, 50)
    done = made.run("audit", "B02")
    assert done.exit_code == 2
    assert "did you mean `B01`?" in done.stderr


def test_a_sample_nobody_judged_says_so(tmp_path: Path) -> None:
    made = plant(tmp_path, 50)
    made.draw("--size", "10")
    done = made.run("audit", "B01")
    assert done.exit_code == 1
    assert "AUD006" in done.stderr
    assert "0.0 %" not in done.stdout


def with_role(made: Planted, role: str, items: list[str]) -> None:
    """Add the right answers of some items as a reviewer's, or as gold."""
    made.rows += [(item, "rev", made.truth[item], "en-US", "B01", "t", role) for item in items]
    made.write()


def test_reviewers_in_the_exports_judge_a_sample_they_saw_in_full(tmp_path: Path) -> None:
    made = plant(tmp_path, 200, rates=RATES)
    sample = made.draw("--size", "60")
    items = sorted({a["item"] for a in made.table(f"samples/{sample}/answers.csv")})
    with_role(made, "reviewer", items)
    result = made.audit()
    by_export = overall(result)["estimate"]
    assert result["against"] == "reviewers"
    made.judge(sample)
    by_sheet = made.audit()
    assert by_sheet["against"] == "sheet"
    assert by_export == overall(by_sheet)["estimate"]


def test_items_reviewers_chose_give_counts_of_these_items_and_no_rate_of_the_batch(
    tmp_path: Path,
) -> None:
    made = plant(tmp_path, 200, rates={"ann": 0.5})
    with_role(made, "reviewer", [f"t{n:04d}" for n in range(30)])
    done = made.run("audit", "B01")
    wrong = sum(r[2] != made.truth[r[0]] for r in made.rows[:90])
    assert f"B01: {wrong} of 90 answers to 30 items differ" in done.stdout
    assert "no error rate of the batch" in done.stdout
    assert done.exit_code == 1
    assert "AUD001" in done.stderr
    rate = overall(made.audit())
    assert rate["metric"] == "differing"
    assert rate["estimate"]["caution"] == "these items were chosen, not drawn at random"


def test_gold_is_compared_with_only_when_asked_and_kept_apart(tmp_path: Path) -> None:
    made = plant(tmp_path, 200, rates=RATES)
    made.judge(made.draw("--size", "50"))
    with_role(made, "gold", [f"t{n:04d}" for n in range(40)])
    assert made.audit()["against"] == "sheet"
    done = made.run("audit", "B01", "--against", "gold", "--format", "json")
    result = json.loads(done.stdout)
    assert (done.exit_code, result["against"], result["sample"]) == (0, "gold", None)
    assert result["counts"]["items"] == 40
    assert result["targets"] == []
    assert {row["label"] for row in result["labels"]} == set(LABELS)
    assert "are no error rate of the batch" in result["scope"]


def test_gold_answers_that_differ_are_left_out_and_told(tmp_path: Path) -> None:
    made = plant(tmp_path, 40)
    with_role(made, "gold", ["t0000", "t0001"])
    other = LABELS[(LABELS.index(made.truth["t0000"]) + 1) % 3]
    made.rows.append(("t0000", "rev2", other, "en-US", "B01", "t", "gold"))
    made.write()
    result = made.audit("--against", "gold")
    assert result["counts"]["items"] == 1
    assert result["notes"] == ["1 item has gold answers that differ and are left out."]
