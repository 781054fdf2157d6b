"""Small batches: what is certain is said so, and words never contradict the figures."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.audit.conftest import Planted, plant

TARGETS = """targets:
  - {metric: error_rate, at_most: %s}
  - {metric: error_rate, at_most: %s, by: locale}
"""


def judged_in_full(made: Planted, wrong: set[str], limit: float) -> None:
    """Draw every item and find these wrong."""
    made.define(TARGETS % (limit, limit))

    def judge(row: Mapping[str, str]) -> Mapping[str, str]:
        return {"verdict": "fail" if row["item"] in wrong else "pass", "reviewer": "mia"}

    made.judge(made.draw("--size", str(len(made.truth))), judge)


@pytest.mark.parametrize(
    ("wrong", "outcome"), [({"t0001", "t0003"}, "not met"), (set[str](), "met")]
)
def test_a_small_group_judged_in_full_is_certain(
    wrong: set[str], outcome: str, tmp_path: Path
) -> None:
    made = plant(tmp_path, 12, each=1, locales=("en-US", "de-DE"))
    judged_in_full(made, wrong, 0.3)
    result = made.audit()
    rows = {row["breakdown"].get("locale"): row for row in result["targets"]}
    assert rows["de-DE"]["value"] == pytest.approx(len(wrong) / 6)
    assert rows["de-DE"]["outcome"] == outcome
    assert rows["de-DE"]["why"] is None
    assert rows["en-US"]["outcome"] == "met"


def test_a_small_group_of_a_sample_stays_without_an_outcome(tmp_path: Path) -> None:
    made = plant(tmp_path, 40, each=1, locales=("en-US", "de-DE"))
    made.define(TARGETS % (0.3, 0.3))
    made.judge(made.draw("--size", "10"), lambda _: {"verdict": "fail", "reviewer": "mia"})
    rows = made.audit()["targets"]
    assert {(row["outcome"], row["why"]) for row in rows if "locale" in row["breakdown"]} <= {
        ("cannot tell", f"only {n} judged") for n in range(10)
    }


def test_a_limit_missed_by_a_hair_is_written_so_that_it_shows(tmp_path: Path) -> None:
    made = plant(tmp_path, 99, each=1)
    judged_in_full(made, {"t0001", "t0002", "t0003"}, 0.03)
    told = made.run("audit", "B01").stdout.splitlines()
    assert told[0].startswith("B01: 3.0 % of answers wrong")
    assert told[0].endswith("target at most 3.0 %: not met (at least 3.03 %)")


def test_a_limit_missed_by_far_is_written_as_ever(tmp_path: Path) -> None:
    made = plant(tmp_path, 99, each=1)
    judged_in_full(made, {"t0001", "t0002", "t0003"}, 0.02)
    assert made.run("audit", "B01").stdout.splitlines()[0].endswith("at most 2.0 %: not met")


def test_one_answer_is_wrong(tmp_path: Path) -> None:
    made = plant(tmp_path, 12, each=1)
    judged_in_full(made, {"t0001"}, 0.03)
    assert "1 of 12 answers in the batch is wrong" in made.run("audit", "B01").stdout


def test_every_figure_of_a_target_not_met_has_its_interval_and_limit(tmp_path: Path) -> None:
    made = plant(tmp_path, 100, each=1, locales=("en-US", "de-DE"))
    judged_in_full(made, {f"t{n:04d}" for n in range(1, 20, 2)}, 0.05)
    assert (
        "  not met: B01, locale de-DE: 20.0 % wrong (95 % CI 20.0-20.0 %, n = 50 items); wanted "
        "at most 5.0 %"
    ) in made.run("audit", "B01").stdout.splitlines()


def test_most_often_is_what_was_met_most_often_of_all_questions(tmp_path: Path) -> None:
    made = plant(tmp_path, 30, each=1)
    made.write()
    definition = (made.root / "annops.yaml").read_text(encoding="utf-8")
    two = (
        definition.replace(
            "questions:\n", "questions:\n  mood: {type: classification, labels: [low, high]}\n"
        )
        .replace("    question: tone\n", "")
        .replace("columns: {", "columns: {question: question, ")
    )
    (made.root / "annops.yaml").write_text(two, encoding="utf-8")
    header = "item,annotator,question,answer,locale,batch,text,role\n"
    lines = [
        f"{item},ann,{question},{answer},en-US,B01,text,annotator\n"
        for item, right in made.truth.items()
        for question, answer in (("mood", "low"), ("tone", right))
    ]
    (made.root / "exports/answers.csv").write_text(header + "".join(lines), encoding="utf-8")
    wrong_tone = [item for item, right in made.truth.items() if right != "neutral"]

    def judge(row: Mapping[str, str]) -> Mapping[str, str]:
        right = {"mood": "low", "tone": made.truth[row["item"]]}[row["question"]]
        if row["question"] == "mood" and row["item"] in {"t0001", "t0002"}:
            right = "high"
        if row["question"] == "tone" and row["item"] in wrong_tone:
            right = "neutral"
        return {"verdict": "pass" if right == row["answer"] else "fail", "reviewer": "mia",
                "expected": right}  # fmt: skip

    made.judge(made.draw("--size", "30"), judge)
    given = [right for right in made.truth.values() if right != "neutral"]
    top = max(sorted(set(given)), key=given.count)
    assert f"most often: tone, {top} given where neutral is right ({given.count(top)})" in (
        made.run("audit", "B01").stdout
    )


def test_the_penalty_of_a_batch_judged_in_full_is_certain(tmp_path: Path) -> None:
    made = plant(tmp_path, 20, each=1)
    judged_in_full(made, {"t0001"}, 0.03)
    penalty = made.audit()["penalty"]
    assert (penalty["low"], penalty["value"], penalty["high"]) == (50.0, 50.0, 50.0)
