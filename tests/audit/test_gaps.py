"""An audit with gaps: one count a unit, figures of one kind, and a way to settle."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from annops.audit.document import sections
from annops.audit.model import AuditResult
from annops.render.markdown import render_sections
from tests.audit.conftest import Planted, overall, plant

TARGET = "targets: [{metric: error_rate, at_most: 0.05}]\n"


@pytest.fixture
def gappy(tmp_path: Path) -> tuple[Planted, str]:
    """A batch with many wrong answers; of the sample's rows two are empty, three not judgeable."""
    made = plant(tmp_path, 300, rates={"ann": 0.4, "bo": 0.4, "cy": 0.4})
    made.define(TARGET)
    sample = made.draw("--size", "60", "--second", "0.2")
    rows = [row["row"] for row in made.table(f"samples/{sample}/sheet.csv")]

    def judge(row: dict[str, str]) -> Mapping[str, str]:
        if row["row"] in rows[:2]:
            return {}
        if row["row"] in rows[2:5]:
            return {"verdict": "cannot judge", "reviewer": "mia"}
        return made.as_true(row)

    made.judge(sample, judge)
    return made, sample


def fill_gaps(made: Planted, sample: str) -> None:
    """Judge the two empty rows."""
    made.judge(sample, lambda row: {} if row["verdict"] else made.as_true(row))


def test_every_count_of_a_unit_is_the_same_wherever_it_stands(gappy: tuple[Planted, str]) -> None:
    made, _ = gappy
    result = made.audit()
    counts, rate = result["counts"], overall(result)
    items = next(r for r in result["rates"] if r["metric"] == "item_error_rate")
    assert (rate["judged"], rate["missing"]) == (
        counts["answers_judged"], counts["answers"] - counts["answers_judged"]
    )  # fmt: skip
    assert items["judged"] == result["targets"][0]["n_items"] == counts["items_judged"]
    assert items["judged"] + items["missing"] == counts["items"]
    done = made.run("audit", "B01")
    gap = rate["missing"]
    told = f"5 of {counts['rows']} rows ({gap} of {counts['answers']} answers) have no verdict"
    assert f"{told}, 3 of them not judgeable" in done.stderr
    assert f"the {gap} of {counts['answers']} without a verdict" in done.stdout
    assert f"{counts['items_judged']} of 60 items judged in full" in done.stdout


def test_the_ends_allow_for_sampling_as_the_count_in_the_batch_does(
    gappy: tuple[Planted, str],
) -> None:
    made, _ = gappy
    result = made.audit()
    bounds, many = overall(result)["bounds"], result["in_batch"]
    said = made.run("audit", "B01").stdout
    low, high = re.search(r"between ([0-9.]+) % and ([0-9.]+) % of answers", said).groups()  # type: ignore[union-attr]
    assert float(low) == pytest.approx(100 * bounds["all_right"]["low"], abs=0.05)
    assert float(high) == pytest.approx(100 * bounds["all_wrong"]["high"], abs=0.05)
    assert float(low) / 100 * many["of"] == pytest.approx(many["low"], abs=1.5)
    assert float(high) / 100 * many["of"] == pytest.approx(many["high"], abs=1.5)
    assert "rows without a verdict counted as right and as wrong" in said


def test_a_target_not_met_without_a_rate_shows_what_it_rests_on(
    gappy: tuple[Planted, str],
) -> None:
    made, _ = gappy
    done = made.run("audit", "B01", "--format", "json")
    data = json.loads(done.stdout)
    row = data["targets"][0]
    assert (row["outcome"], row["value"]) == ("not met", None)
    low = 100 * overall(data)["bounds"]["all_right"]["low"]
    why = f"at least {low:.1f} % wrong, even if every missing verdict is a pass"
    assert row["why"] == why
    assert f"not met ({why})" in made.run("audit", "B01").stdout
    assert why in render_sections(sections(AuditResult.model_validate(data)))


def test_a_second_person_settles_a_row_the_first_could_not_judge(
    gappy: tuple[Planted, str],
) -> None:
    made, sample = gappy
    fill_gaps(made, sample)
    told = made.run("audit", "B01").stderr
    assert "let somebody else write pass or fail" in told
    assert "`annops audit B01 --leave-out-unjudgeable`" in told
    made.judge(sample, lambda row: {**made.as_true(row), "reviewer": "noor"}
               if row["verdict"] == "cannot judge" else {})  # fmt: skip
    result = made.audit()
    assert result["counts"]["cannot_judge"] == 0
    assert overall(result)["estimate"]["value"] is not None


def test_rows_nobody_could_judge_are_left_out_openly(gappy: tuple[Planted, str]) -> None:
    made, sample = gappy
    fill_gaps(made, sample)
    refused = made.audit()
    saved = (made.root / f"results/latest/audit-{sample}.json").read_bytes()
    done = made.run("audit", "B01", "--leave-out-unjudgeable", "--format", "json")
    result = json.loads(done.stdout)
    rate, gap = overall(result), overall(refused)["missing"]
    assert "AUD005" not in done.stderr
    assert (result["left_out"], rate["left_out"], rate["missing"]) == (3, gap, 0)
    assert rate["estimate"]["value"] == pytest.approx(rate["wrong"] / rate["judged"])
    assert rate["bounds"] == overall(refused)["bounds"]
    assert rate["bounds"]["all_right"]["low"] <= rate["estimate"]["value"]
    assert rate["estimate"]["value"] <= rate["bounds"]["all_wrong"]["high"]
    assert f"3 of {result['counts']['rows']} rows" in result["scope"]
    assert "that nobody could judge are left out" in result["scope"]
    assert result["targets"][0]["outcome"] == "not met"
    assert f"{gap} answers nobody could judge left out" in result["targets"][0]["why"]
    said = made.run("audit", "B01", "--leave-out-unjudgeable").stdout
    assert f"left out: 3 rows ({gap} answers) that nobody could judge" in said
    assert (made.root / f"results/latest/audit-{sample}.json").read_bytes() == saved


def test_definition_may_leave_them_out_for_good_so_that_status_has_the_rate(
    gappy: tuple[Planted, str],
) -> None:
    made, sample = gappy
    fill_gaps(made, sample)
    text = (made.root / "annops.yaml").read_text(encoding="utf-8")
    text += "audit: {leave_out_unjudgeable: true}\n"
    (made.root / "annops.yaml").write_text(text, encoding="utf-8")
    result = made.audit()
    assert (result["left_out"], overall(result)["missing"]) == (3, 0)
    kept = json.loads((made.root / f"results/latest/audit-{sample}.json").read_bytes())
    assert kept["left_out"] == 3
    assert "not met: Error rate of all, batch B01" in made.run("status").stdout


def test_nothing_is_left_out_while_rows_are_empty(gappy: tuple[Planted, str]) -> None:
    made, _ = gappy
    done = made.run("audit", "B01", "--leave-out-unjudgeable", "--format", "json")
    assert json.loads(done.stdout) == made.audit()
    assert "hint: have the empty rows judged first; " in done.stderr


def test_leaving_out_changes_nothing_where_everything_was_judged(tmp_path: Path) -> None:
    made = plant(tmp_path, 60, rates={"ann": 0.2})
    made.judge(made.draw("--size", "20"))
    assert made.audit("--leave-out-unjudgeable") == made.audit()


def test_the_base_of_what_was_found_wrong_is_named(gappy: tuple[Planted, str]) -> None:
    made, _ = gappy
    counts = made.audit()["counts"]
    said = made.run("audit", "B01").stdout
    base = f"{counts['answers_wrong']} answers found wrong (of {counts['answers_judged']} judged)"
    assert base in said


def test_an_empty_sheet_of_the_second_reviewer_is_told(gappy: tuple[Planted, str]) -> None:
    made, sample = gappy
    n = len(made.table(f"samples/{sample}/sheet-second.csv"))
    line = f"second reviewer: samples/{sample}/sheet-second.xlsx: still empty, {n} rows"
    assert line in made.run("audit", "B01").stdout
    made.judge(sample, lambda _: {"verdict": "pass", "reviewer": "noor"}, "sheet-second")
    assert "second reviewer:" not in made.run("audit", "B01").stdout


def test_a_sample_nobody_judged_says_so_once(tmp_path: Path) -> None:
    made = plant(tmp_path, 50)
    made.draw("--size", "10")
    done = made.run("audit", "B01")
    assert done.stdout.splitlines()[0] == "B01: no error rate yet"
    assert "has a verdict" in done.stderr


@pytest.mark.parametrize("empty", [0, 4])
def test_a_sample_nobody_could_judge_asks_for_somebody_else(empty: int, tmp_path: Path) -> None:
    made = plant(tmp_path, 60)
    sample = made.draw("--size", "10")
    rows = [row["row"] for row in made.table(f"samples/{sample}/sheet.csv")]
    unsure = {"verdict": "cannot judge", "reviewer": "mia"}
    made.judge(sample, lambda row: unsure if row["row"] in rows[empty:] else {})
    for words in ((), ("--leave-out-unjudgeable",)):
        done = made.run("audit", "B01", *words)
        assert f"has a verdict, {len(rows) - empty} of them not judgeable" in done.stderr
        assert "hint: let somebody else write pass or fail" in done.stderr
        assert ("judge the empty rows" in done.stderr) is bool(empty)


def test_a_sheet_open_in_a_spreadsheet_is_told_first(gappy: tuple[Planted, str]) -> None:
    made, sample = gappy
    made.judge(sample, lambda _: {"category": "no such kind"})
    (made.root / f"samples/{sample}/.~lock.sheet.csv#").write_text("me", encoding="utf-8")
    told = made.run("audit", "B01").stderr
    assert "SHT025" in told.splitlines()[0]
    assert "more findings: --explain" in told


def test_a_name_with_blanks_is_quoted_in_the_next_command(tmp_path: Path) -> None:
    made = Planted(tmp_path, {"i1": "neutral"})
    made.rows = [("i1", "ann", "positive", "en-US", "Charge A", "t", "annotator")]
    made.define()
    made.write()
    made.run("sample", "Charge A", "--size", "1")
    said = made.run("audit", "Charge A").stdout
    assert 'then annops audit "Charge A"' in said
