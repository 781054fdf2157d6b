import csv
import gzip
import hashlib
import io
import json
import shlex
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest

from tests.sample.conftest import Answer, Project, answers_of

Make = Callable[..., Project]


def test_the_record_repeats_the_draw_with_nothing_but_hashes(project: Make) -> None:
    made = project(answers_of(300))
    assert made.run("B01", "--size", "40").exit_code == 0
    record = made.record("B01-1")
    frame = made.path("B01-1", "frame.csv").read_bytes()
    assert hashlib.sha256(frame).hexdigest() == record["frame_sha256"]
    assert record["seed"] == f"finch-2026|B01-1|{record['frame_sha256']}"
    items = [row["item"] for row in csv.DictReader(io.StringIO(frame.decode()))]
    by_hash = sorted(
        items,
        key=lambda item: hashlib.sha256(f"{record['seed']}\x1f{item}".encode()).digest()[:8],
    )
    assert {row["item"] for row in made.rows("B01-1", "answers.csv")} == set(by_hash[:40])


def test_the_record_says_what_was_drawn(project: Make) -> None:
    made = project([*answers_of(100), *answers_of(20, "B02", first=500)])
    made.run("B01", "--by", "locale", "--half-width", "0.04")
    record = made.record("B01-1")
    assert {key: record[key] for key in ("batch", "design", "by", "items", "half_width")} == {
        "batch": "B01", "design": "stratified", "by": ["locale"], "items": 100, "half_width": 0.04,
    }  # fmt: skip
    assert sum(part["drawn"] for part in record["strata"]) == record["drawn"]
    assert record["answers"] == {"tone": 200, "topics": 200}
    assert (record["drawn_by"], record["drawn_on"]) == ("Ada", "2026-11-20")


def test_running_it_again_writes_nothing(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01")
    before = made.files()
    again = made.run("B01", day="2026-11-25")
    assert again.exit_code == 0
    assert again.output.startswith("B01-1: already drawn on 2026-11-20")
    assert made.files() == before


def test_the_same_project_gives_the_same_bytes_whatever_the_order_of_its_rows(
    project: Make, tmp_path: Any
) -> None:
    made = project(answers_of(60))
    made.run("B01", "--by", "locale")
    before = made.files()
    for path in (tmp_path / "samples" / "B01-1").iterdir():
        path.unlink()
    (tmp_path / "samples" / "B01-1").rmdir()
    made.write(reversed(answers_of(60)))
    made.run("B01", "--by", "locale")
    after = made.files()
    assert {p: b for p, b in after.items() if p.startswith("samples")} == {
        p: b for p, b in before.items() if p.startswith("samples")
    }


def test_other_options_beside_a_sample_in_use_are_refused(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01")
    before = made.files()
    refused = made.run("B01", "--size", "5")
    assert refused.exit_code == 2
    assert "SAM008" in refused.output
    assert "with other options" in refused.output
    assert made.files() == before


def test_new_answers_beside_a_sample_in_use_are_refused_and_named(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01")
    made.write(answers_of(70))
    refused = made.run("B01")
    assert refused.exit_code == 2
    assert "from 60 items; since then the answers of the batch have changed (70" in refused.output


def test_a_redraw_replaces_the_sample_and_keeps_it(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01", "--size", "10")
    before = made.files()
    again = made.run("B01", "--size", "20", "--redraw", "--reason", "too few")
    assert again.exit_code == 0
    record = made.record("B01-2")
    assert (record["supersedes"], record["reason"]) == ("B01-1", "too few")
    assert before.items() <= made.files().items()
    assert "B01-1: 10 of 60 items of B01, simple, 2026-11-20, 0 verdicts, replaced by B01-2" in (
        made.run("--list").output
    )


def test_the_same_redraw_twice_draws_once(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01")
    words = ("B01", "--redraw", "--reason", "wrong guideline on the sheet")
    made.run(*words)
    made.run(*words)
    assert sorted(path.name for path in (made.root / "samples").iterdir()) == ["B01-1", "B01-2"]


def test_forbidden_mistake_4_nobody_draws_again_once_results_are_known(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01", "--size", "20")
    made.judge("B01-1", "fail", only=3)
    before = made.files()
    for words in (("--size", "20"), ("--size", "30"), ("--by", "locale")):
        refused = made.run("B01", *words, "--redraw", "--reason", "bad luck")
        assert refused.exit_code == 2
        assert "SAM013 3 verdicts have been given on `B01-1`" in refused.output
    assert made.files() == before


def test_forbidden_mistake_4_asking_fewer_questions_is_no_way_to_draw_again(
    project: Make,
) -> None:
    made = project(answers_of(60))
    made.run("B01", "--size", "20")
    made.judge("B01-1", "fail", only=3)
    refused = made.run("B01", "--question", "tone", "--redraw", "--reason", "bad luck")
    assert "SAM013" in refused.output


def test_other_questions_beside_a_sample_in_use_are_other_options(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01")
    assert "with other options" in made.run("B01", "--question", "tone").output


def test_a_reworked_batch_may_be_drawn_from_again_after_results(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01", "--size", "20")
    made.judge("B01-1", "fail")
    made.write(answers_of(61))
    assert made.run("B01", "--redraw", "--reason", "reworked").exit_code == 0
    assert made.record("B01-2")["supersedes"] == "B01-1"


def reworked(answers: list[Answer], item: str) -> list[Answer]:
    """Give the first person's answer to an item another tone; the number of answers stays."""
    at = next(at for at, answer in enumerate(answers) if answer[0] == item)
    tone = "good" if answers[at][5] == "bad" else "bad"
    return [*answers[:at], (*answers[at][:5], tone, *answers[at][6:]), *answers[at + 1 :]]


def test_corrected_answers_make_a_batch_that_may_be_drawn_from_again(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01", "--size", "20")
    made.judge("B01-1", "fail")
    answers = reworked(answers_of(60), made.rows("B01-1", "answers.csv")[0]["item"])
    made.write(answers)
    refused = made.run("B01", "--size", "30")
    assert "SAM008" in refused.output
    assert "since then the answers of the batch have changed" in refused.output
    words = ("B01", "--size", "20", "--redraw", "--reason", "reworked")
    assert made.run(*words).exit_code == 0
    assert made.record("B01-2")["supersedes"] == "B01-1"
    made.judge("B01-2", "fail")
    assert "B01-2: already drawn" in made.run(*words).output
    made.write(reworked(answers, made.rows("B01-2", "answers.csv")[0]["item"]))
    assert made.run(*words).exit_code == 0
    assert made.record("B01-3")["supersedes"] == "B01-2"


def test_forbidden_mistake_4_an_answer_nobody_drew_is_no_way_to_draw_again(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01", "--size", "20")
    made.judge("B01-1", "fail")
    drawn = {row["item"] for row in made.rows("B01-1", "answers.csv")}
    made.write(reworked(answers_of(60), next(a[0] for a in answers_of(60) if a[0] not in drawn)))
    assert "SAM013" in made.run("B01", "--redraw", "--reason", "bad luck").output


def test_a_sample_given_up_after_verdicts_is_named_by_the_next(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01", "--size", "20")
    made.judge("B01-1", "fail", only=5)
    told = made.run("B01", "--cancel", "--reason", "sheet showed the wrong text")
    assert "its 5 verdicts are kept" in told.output
    record = made.record("B01-1")
    assert (record["cancelled_on"], record["cancelled_why"]) == (
        "2026-11-20", "sheet showed the wrong text",
    )  # fmt: skip
    again = made.run("B01", "--size", "20")
    assert "SAM014 `B01-1` was cancelled with 5 verdicts: sheet showed" in again.output
    assert made.record("B01-2")["supersedes"] == "B01-1"


def test_cancelling_twice_is_cancelling_once(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01")
    made.run("B01", "--cancel", "--reason", "oops")
    before = made.files()
    again = made.run("B01", "--cancel", "--reason", "oops", day="2026-11-29")
    assert (again.exit_code, again.output) == (0, "B01-1 was cancelled before\n")
    assert made.files() == before


def test_a_plan_writes_nothing(project: Make) -> None:
    made = project(answers_of(60))
    before = made.files()
    told = made.run("B01", "--plan", "--by", "locale")
    assert told.exit_code == 0
    assert "would be drawn from B01" in told.output
    assert "What looking at a fixed share gives" in told.output
    assert made.files() == before


def test_a_dry_run_shows_the_files_and_writes_nothing(project: Make) -> None:
    made = project(answers_of(60))
    before = made.files()
    told = made.run("B01", "--dry-run")
    assert "+++ b/samples/B01-1/record.json" in told.output
    assert "binary file samples/B01-1/sheet.xlsx" in told.output
    assert made.files() == before


def test_a_targeted_sample_judges_the_answers_meant_and_stands_beside_the_random_one(
    project: Make,
) -> None:
    made = project(answers_of(60))
    made.run("B01", "--size", "10")
    told = made.run(
        "B01", "--targeted", "quick", "--where", "annotator=ann1", "--where", "tone=bad"
    )
    assert "SAM011 no column is called `tone`" in told.output
    words = ("--where", "annotator=ann1", "--where", "answer=bad")
    told = made.run("B01", "--targeted", "quick", *words, "--second", "0")
    assert told.exit_code == 0
    rows = made.rows("B01-2", "answers.csv")
    assert {(row["annotator"], row["answer"], row["question"]) for row in rows} == {
        ("ann1", "bad", "tone")
    }
    assert {row["item"] for row in rows} == {f"i{n:03d}" for n in range(0, 60, 3)}
    record = made.record("B01-2")
    assert (record["design"], record["supersedes"]) == ("targeted", None)
    assert "in use" in made.run("--list").output.splitlines()[0]


def test_a_list_of_items_is_targeted(project: Make) -> None:
    made = project(answers_of(60))
    path = made.root / "wanted.csv"
    path.write_text("item,why\ni003,x\ni007,y\n", encoding="utf-8")
    made.run("B01", "--targeted", "complaint", "--items", str(path))
    assert {row["item"] for row in made.rows("B01-1", "answers.csv")} == {"i003", "i007"}


def test_items_of_a_list_that_are_not_there_are_named(project: Make) -> None:
    made = project(answers_of(60))
    (made.root / "wanted.txt").write_text("i003\ni999\n", encoding="utf-8")
    refused = made.run("B01", "--targeted", "x", "--items", str(made.root / "wanted.txt"))
    assert "SAM010 1 of 2 items of `wanted.txt` are not there: `i999`" in refused.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--targeted", "x", "--where", "annotator=ann1", "--half-width", "0.02"), "SAM009"),
        (("--targeted", "x"), "SAM009 `--targeted` needs `--where COLUMN=VALUE` or `--items"),
        (("--where", "annotator=ann1"), "SAM009"),
        (("--redraw",), "SAM009 `--redraw` needs `--reason WHY`"),
        (("--cancel",), "SAM009 `--cancel` needs `--reason WHY`"),
        (("--size", "5", "--half-width", "0.1"), "SAM009"),
        (("--half-width", "2"), "SAM018 `--half-width 2` found"),
        (("--second", "10"), "SAM018"),
        (("--size", "61"), "SAM007 61 items are asked for, 60 items can be drawn"),
        (("--by", "langauge"), "USE002"),
        (("--question", "mood"), "USE002"),
        (("--cancel", "--reason", "x"), "SAM015"),
        (("--targeted", "x", "--where", "annotator"), "SAM009"),
    ],
)
def test_what_cannot_be_done_is_refused_and_nothing_written(
    project: Make, words: tuple[str, ...], said: str
) -> None:
    made = project(answers_of(60))
    before = made.files()
    refused = made.run("B01", *words)
    assert refused.exit_code == 2
    assert said in refused.output
    assert made.files() == before


def test_without_a_batch_the_batches_are_named(project: Make) -> None:
    made = project([*answers_of(9), *answers_of(9, "B02", first=50)])
    refused = made.run()
    assert (refused.exit_code, "SAM016" in refused.output) == (2, True)
    assert "`B01`, `B02`, `all`" in refused.output


def test_one_question_can_be_judged_alone(project: Make) -> None:
    made = project(answers_of(30))
    made.run("B01", "--question", "topics")
    assert {row["question"] for row in made.rows("B01-1", "answers.csv")} == {"topics"}
    assert made.record("B01-1")["questions"] == ["topics"]


def test_a_sheet_without_anything_to_see_is_warned_of(project: Make) -> None:
    made = project([(*row[:4], "", *row[5:]) for row in answers_of(30)])
    assert "SAM017" in made.run("B01").output
    assert "text" not in made.rows("B01-1", "sheet.csv")[0]


def test_neyman_learns_from_the_verdicts_of_an_earlier_sample(project: Make) -> None:
    made = project([*answers_of(100), *answers_of(100, "B02", first=500)])
    made.run("B01", "--by", "locale", "--size", "60")
    answers = {row["row"]: row for row in made.rows("B01-1", "answers.csv")}
    made.judge("B01-1", "pass")
    path = made.root / "reviews" / "B01-1.jsonl"
    failed = {row for row, answer in answers.items() if answer["stratum"] == "en-US"}
    from annops.core.review import Review, Verdict

    lines = [Review.model_validate_json(line) for line in path.read_text().splitlines()]
    changed = [
        line.model_copy(update={"verdict": Verdict.FAILED}).named() if line.row in failed else line
        for line in lines
    ]
    path.write_text("".join(f"{line.model_dump_json()}\n" for line in changed))
    words = ("--by", "locale", "--size", "40", "--allocation", "neyman", "--format", "json")
    plan = json.loads(made.run("B02", *words).stdout)["plan"]
    drawn = {part["name"]: part["drawn"] for part in plan["strata"]}
    rates = {part["name"]: part["rate"] for part in plan["strata"]}
    assert drawn["en-US"] > drawn["de-DE"] >= 2
    assert rates == pytest.approx({"en-US": (30 + 1) / 50, "de-DE": 1 / 50})


def test_a_sample_drawn_before_is_told_as_it_was_drawn(project: Make) -> None:
    made = project(answers_of(100))
    words = ("B01", "--by", "locale", "--half-width", "0.06", "--allocation", "neyman")
    first = made.run(*words).output.splitlines()
    made.judge("B01-1", "fail", only=20)
    again = made.run(*words).output.splitlines()
    assert first[1:4] == again[1:4]
    drawn = f"{made.record('B01-1')['drawn']} of 100 items"
    assert again[0].startswith(f"B01-1: already drawn on 2026-11-20, {drawn}")


def test_a_large_list_is_packed_without_a_time(project: Make) -> None:
    rows = [
        (f"i{n:06d}", "a", "B01", "en-US", "t", "good", "price", "submitted")
        for n in range(100_001)
    ]
    made = project(rows)
    made.run("B01", "--size", "5", "--question", "tone", "--second", "0")
    packed = made.path("B01-1", "frame.csv.gz").read_bytes()
    assert packed[:10] == b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
    frame = gzip.decompress(packed)
    assert hashlib.sha256(frame).hexdigest() == made.record("B01-1")["frame_sha256"]
    assert frame.count(b"\n") == 100_002


def test_the_workbook_shows_no_annotator_and_no_stratum(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01", "--by", "annotator")
    for name in ("sheet.xlsx", "sheet-second.xlsx"):
        book = openpyxl.load_workbook(made.path("B01-1", name))
        texts = {
            str(cell.value) for page in book.worksheets for row in page.iter_rows() for cell in row
        }
        assert not {
            text for text in texts if "ann0" in text or "ann1" in text or "(several)" in text
        }


def test_the_answer_is_a_dozen_lines_at_most(project: Make) -> None:
    rows = [(*row[:3], f"x{n % 30}", *row[4:]) for n, row in enumerate(answers_of(120))]
    made = project(rows)
    told = made.run("B01", "--by", "locale", "--allocation", "neyman")
    assert len(told.output.splitlines()) <= 12
    assert told.output.splitlines()[-1] == (
        "next: give the sheet to a reviewer, then annops audit B01"
    )


def test_the_everyday_answer(project: Make, golden: Callable[[str, str], None]) -> None:
    made = project([*answers_of(90), *answers_of(20, "B02", first=500)])
    made.write([*answers_of(90), ("i090", "ann0", "B01", "en-US", "t", "", "", "skipped")])
    told = made.run("B01", "--by", "locale")
    plan = made.run("B01", "--by", "locale", "--plan", "--explain")
    golden("sample/answer.txt", told.output)
    golden("sample/plan.txt", plan.output)


@pytest.mark.parametrize(
    "words",
    [
        ("--half-width", "0.06"),
        ("--expected-rate", "0.2", "--by", "locale", "--allocation", "neyman"),
        ("--half-width", "0.07", "--question", "tone", "--second", "0.5"),
        ("--size", "20", "--by", "locale"),
        ("--size", "20", "--by", ""),
    ],
)
def test_the_command_after_a_plan_draws_what_was_planned(
    words: tuple[str, ...], project: Make
) -> None:
    made = project(answers_of(80))
    text = (made.root / "annops.yaml").read_text(encoding="utf-8")
    (made.root / "annops.yaml").write_text(f"{text}audit: {{by: [locale]}}\n", encoding="utf-8")
    plan = made.run("B01", "--plan", *words).output
    after = next(line for line in plan.splitlines() if line.startswith("next: "))
    said = shlex.split(after.removeprefix("next: annops sample "))
    assert made.run(*said).exit_code == 0
    again = made.run("B01", *words)  # the same draw, else SAM008
    assert (again.exit_code, again.output.startswith("B01-1: already drawn")) == (0, True)
    record = made.record("B01-1")
    assert plan.startswith(f"{record['drawn']} of 80 items would be drawn")


def test_the_command_after_a_plan_keeps_a_redraw(project: Make) -> None:
    made = project(answers_of(60))
    made.run("B01", "--size", "10")
    plan = made.run("B01", "--plan", "--size", "20", "--redraw", "--reason", "too few").output
    assert 'next: annops sample B01 --size 20 --reason "too few" --redraw\n' in plan
