"""The mistakes that must be impossible, each injected and met at the command."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from annops.core.changeset import ChangeSet
from annops.core.review import Review, Verdict
from annops.core.sample import Design, SampledAnswer, SampleRecord, Stratum, content_hash
from annops.workspace.changes import apply
from annops.workspace.reviews import read_reviews
from annops.workspace.samples import sample_writes
from tests.audit.conftest import LABELS, Planted, overall, plant


def risk_weighted(made: Planted, drawn: dict[str, int], wrong: dict[str, int]) -> None:
    """Put a sample beside the batch that takes as many items of each locale as told."""
    locale = {row[0]: row[3] for row in made.rows}
    items = {name: sorted(i for i in locale if locale[i] == name) for name in drawn}
    frame = "item,stratum,answers\n" + "".join(f"{i},{locale[i]},1\n" for i in sorted(locale))
    answers = [
        SampledAnswer(row=f"B01-1.{item}", item=item, question="tone", annotator="ann",
                      answer=made.truth[item], stratum=name)
        for name, n in drawn.items()
        for item in items[name][:n]
    ]  # fmt: skip
    record = SampleRecord(
        id="B01-1", batch="B01", number=1, design=Design.STRATIFIED, by=("locale",),
        questions=("tone",), items=len(locale), drawn=len(answers), answers={"tone": len(locale)},
        strata=tuple(Stratum(name=k, items=len(items[k]), drawn=n) for k, n in drawn.items()),
        seed="s", frame_sha256=content_hash(frame.encode()), drawn_on=date(2026, 11, 20),
        annops="0",
    )  # fmt: skip
    record, writes = sample_writes(record, frame.encode(), answers)
    bad = {item for name, n in wrong.items() for item in items[name][:n]}
    reviews = [
        Review(sample="B01-1", row=a.row, item=a.item, question=a.question, answer=a.answer,
               reviewer="mia", verdict=Verdict.FAILED if a.item in bad else Verdict.PASSED)
        for a in answers
    ]  # fmt: skip
    _, write = read_reviews(made.root, "B01-1").with_reviews(reviews)
    assert write is not None
    apply(made.root, ChangeSet("a sample", (*writes, write)))


def test_a_risk_weighted_sample_gives_the_weighted_rate_and_never_the_raw_one(
    tmp_path: Path,
) -> None:
    """20 of 100 risky items and 2 of 100 others: 5.6 % of 1,000, raw 11 %."""
    made = plant(tmp_path, 1000, people=("ann",), each=1,
                 locales=("de-DE", "en-US", "en-US", "en-US", "en-US"))  # fmt: skip
    risk_weighted(made, {"de-DE": 100, "en-US": 100}, {"de-DE": 20, "en-US": 2})
    found = overall(made.audit())["estimate"]
    assert found["value"] == pytest.approx(0.056)
    assert found["low"] < 0.056 < found["high"]
    told = [made.run("audit", "B01", *more).stdout for more in (
        (), ("--explain",), ("--format", "md"), ("--format", "csv"))]  # fmt: skip
    assert "5.6 % of answers wrong" in told[0]
    assert not any("11.0 %" in text or ",0.11," in text for text in told)


def test_rates_of_parts_are_weighted_by_their_size_not_averaged(tmp_path: Path) -> None:
    made = plant(tmp_path, 1000, people=("ann",), each=1,
                 locales=("de-DE", "en-US", "en-US", "en-US", "en-US"))  # fmt: skip
    risk_weighted(made, {"de-DE": 100, "en-US": 100}, {"de-DE": 40, "en-US": 10})
    result = made.audit()
    rates = {r["breakdown"].get("locale"): r["estimate"]["value"] for r in result["rates"]
             if r["metric"] == "error_rate"}  # fmt: skip
    assert rates["de-DE"] == pytest.approx(0.4)
    assert rates["en-US"] == pytest.approx(0.1)
    assert rates[None] == pytest.approx(0.2 * 0.4 + 0.8 * 0.1)


def test_answers_to_one_item_are_not_counted_as_independent(tmp_path: Path) -> None:
    made = plant(tmp_path, 600, each=3)
    rng = np.random.default_rng(4)
    bad = set(rng.choice([f"t{n:04d}" for n in range(600)], 60, replace=False).tolist())
    made.rows = [
        (item, who, LABELS[(LABELS.index(made.truth[item]) + 1) % 3] if item in bad else answer,
         *rest)
        for item, who, answer, *rest in made.rows
    ]  # fmt: skip
    made.write()
    sample = made.draw("--size", "150")
    made.judge(sample)
    rate = overall(made.audit())
    low, high = proportion_confint(rate["wrong"], rate["judged"], method="wilson")
    assert rate["judged"] == 450
    assert rate["estimate"]["high"] - rate["estimate"]["low"] > 1.3 * (high - low)


def test_rows_nobody_judged_are_no_passes(tmp_path: Path) -> None:
    made = plant(tmp_path, 400, rates={"ann": 0.1})
    sample = made.draw("--size", "100")
    hard = {row["row"] for row in made.table(f"samples/{sample}/sheet.csv")
            if row["answer"] != made.truth[row["item"]]}  # fmt: skip
    made.judge(sample, lambda row: {} if row["row"] in hard else {"verdict": "pass"})
    done = made.run("audit", "B01")
    assert done.exit_code == 1
    assert "AUD005" in done.stderr
    assert "0.0 % of answers wrong" not in done.stdout
    rate = overall(made.audit())
    assert rate["estimate"]["value"] is None
    assert rate["bounds"]["all_right"]["value"] == 0
    n_open = sum(a["row"] in hard for a in made.table(f"samples/{sample}/answers.csv"))
    assert rate["bounds"]["all_wrong"]["value"] == pytest.approx(n_open / 300)


def test_cannot_judge_is_no_pass_either(tmp_path: Path) -> None:
    made = plant(tmp_path, 400)
    sample = made.draw("--size", "100")
    rows = made.table(f"samples/{sample}/sheet.csv")
    made.judge(sample, lambda row: {"verdict": "cannot judge" if row["row"] == rows[0]["row"]
                                    else "pass"})  # fmt: skip
    result = made.audit()
    assert overall(result)["estimate"]["value"] is None
    assert result["counts"]["cannot_judge"] == 1


def test_no_errors_found_is_not_a_rate_from_zero_to_zero(tmp_path: Path) -> None:
    made = plant(tmp_path, 1000, people=("ann",), each=1)
    sample = made.draw("--size", "60")
    made.judge(sample)
    found = overall(made.audit())["estimate"]
    assert (found["value"], found["low"]) == (0, 0)
    assert 0.03 < found["high"] < 0.07
    assert "0-0" not in made.run("audit", "B01").stdout


def test_drawing_again_after_the_result_is_refused(tmp_path: Path) -> None:
    made = plant(tmp_path, 400, rates={"ann": 0.2})
    sample = made.draw("--size", "100")
    made.judge(sample)
    made.run("audit", "B01")
    done = made.run("sample", "B01", "--size", "100", "--redraw", "--reason", "too many errors")
    assert done.exit_code != 0
    assert sorted(path.name for path in (tmp_path / "samples").iterdir()) == [sample]


def test_a_replaced_sample_gives_no_rate(tmp_path: Path) -> None:
    made = plant(tmp_path, 400)
    first = made.draw("--size", "100")
    made.judge(first)
    assert made.draw("--size", "120", "--redraw", "--reason", "larger") != first
    done = made.run("audit", "B01", "--sample", first)
    assert done.exit_code == 1
    assert "AUD002" in done.stderr
    assert "% of answers wrong" not in done.stdout


def test_nobody_is_pointed_out_where_errors_differ_by_chance_alone(tmp_path: Path) -> None:
    people = tuple(f"p{n:02d}" for n in range(12))
    flags = 0
    for seed in range(6):
        folder = tmp_path / str(seed)
        folder.mkdir()
        made = plant(folder, 300, people=people, each=2, seed=seed,
                     rates=dict.fromkeys(people, 0.1))  # fmt: skip
        made.judge(made.draw("--size", "150"))
        result = made.audit()
        flags += sum(row["flag"] is not None for row in result["annotators"])
        assert all(row["rate"]["low"] is not None for row in result["annotators"] if row["judged"])
    assert flags <= 1


def test_whoever_worked_on_the_hard_locale_is_not_pointed_out_for_it(tmp_path: Path) -> None:
    made = plant(tmp_path, 1, people=("x",), each=1)
    rng = np.random.default_rng(7)
    made.truth, made.rows = {}, []
    for n in range(900):
        item, locale = f"t{n:04d}", ("de-DE" if n % 3 == 0 else "en-US")
        made.truth[item] = "neutral"
        for who in ("ann", "bo"):
            on_hard = who == "ann"
            if locale == "de-DE" and not on_hard and n % 2:
                continue
            wrong = rng.random() < (0.25 if locale == "de-DE" else 0.02)
            answer = "positive" if wrong else "neutral"
            if locale == "en-US" and on_hard and n % 4:
                continue
            made.rows.append((item, who, answer, locale, "B01", "t", "annotator"))
    made.write()
    made.judge(made.draw("--size", "400", "--by", "locale"))
    rows = {row["annotator"]: row for row in made.audit()["annotators"]}
    assert rows["ann"]["wrong"] / rows["ann"]["judged"] > 1.5 * (
        rows["bo"]["wrong"] / rows["bo"]["judged"]
    )
    assert rows["ann"]["flag"] is None
    assert rows["ann"]["ratio"] < 1.3


def test_fewer_than_a_handful_of_answers_say_nothing_of_a_person(tmp_path: Path) -> None:
    made = plant(tmp_path, 200, people=("ann", "bo"), each=2)
    wrong = LABELS[(LABELS.index(made.truth["t0000"]) + 1) % 3]
    made.rows += [("t0000", "new", wrong, "en-US", "B01", "t", "annotator")]
    made.write()
    made.judge(made.draw("--size", "200"))
    row = next(r for r in made.audit()["annotators"] if r["annotator"] == "new")
    assert (row["p"], row["flag"]) == (None, None)
    assert row["why_cannot_tell"] == "only 1 judged answer"
