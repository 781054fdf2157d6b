"""What is taken from a filled sheet, and what is told of it."""

import json
from pathlib import Path

import openpyxl
import pytest

from tests.audit.conftest import Planted, overall, plant


@pytest.fixture
def drawn(tmp_path: Path) -> tuple[Planted, str]:
    made = plant(tmp_path, 60, people=("ann", "bo"), each=2, rates={"bo": 0.3})
    return made, made.draw("--size", "20", "--second", "0.5")


def lines(made: Planted, sample: str) -> list[dict[str, object]]:
    text = (made.root / "reviews" / f"{sample}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_a_second_run_writes_nothing_new(drawn: tuple[Planted, str]) -> None:
    made, sample = drawn
    made.judge(sample)
    first = made.run("audit", "B01", day="2026-11-21")
    before = made.files()
    second = made.run("audit", "B01", day="2026-12-24")
    assert made.files() == before
    assert "verdicts added" in first.stdout
    assert "verdicts added" not in second.stdout


def test_a_changed_verdict_is_a_new_line_that_counts_and_names_the_old_one(
    drawn: tuple[Planted, str],
) -> None:
    made, sample = drawn
    made.judge(sample, lambda _: {"verdict": "pass", "reviewer": "mia"})
    made.run("audit", "B01")
    rows = made.table(f"samples/{sample}/sheet.csv")
    made.judge(sample, lambda row: {"verdict": "fail", "category": "other", "severity": "minor"}
               if row["row"] == rows[0]["row"] else {})  # fmt: skip
    assert made.audit()["counts"]["answers_wrong"] >= 1
    every = lines(made, sample)
    assert len(every) == len(rows) + 1
    old = next(line for line in every if line["row"] == rows[0]["row"])
    assert (every[-1]["verdict"], every[-1]["replaces"]) == ("fail", old["id"])


def fill_workbook(made: Planted, sample: str, verdict: str) -> str:
    """Write one verdict into every row of sheet.xlsx; return the first cell of the next column."""
    path = made.root / "samples" / sample / "sheet.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = next(s for s in book.worksheets if any(c.value == "Verdict" for r in s for c in r))
    head = next(r for r in sheet.iter_rows() if any(c.value == "Verdict" for c in r))
    column = {c.value: c.column or 0 for c in head}
    top = head[0].row or 0
    for row in range(top + 1, sheet.max_row + 1):
        if sheet.cell(row, column["Item"]).value:
            sheet.cell(row, column["Verdict"]).value = verdict
    book.save(path)
    return str(sheet.cell(top + 1, column["What is wrong"]).coordinate)


def test_verdicts_of_a_workbook_are_taken_in_and_its_cells_are_named(
    drawn: tuple[Planted, str],
) -> None:
    made, sample = drawn
    cell = fill_workbook(made, sample, "fail")
    done = made.run("audit", "B01")
    assert f"samples/{sample}/sheet.xlsx:" in done.stderr
    assert f"!{cell}: warning AUD011 `fail` without what is wrong and how severe it is" in (
        done.stderr
    )
    assert overall(made.audit())["estimate"]["value"] == 1


def test_the_workbook_counts_where_its_text_form_says_something_else(
    drawn: tuple[Planted, str],
) -> None:
    made, sample = drawn
    fill_workbook(made, sample, "fail")
    made.judge(sample, lambda _: {"verdict": "pass"})
    done = made.run("audit", "B01", "--explain")
    n = len(made.table(f"samples/{sample}/sheet.csv"))
    assert f"warning AUD017 {n} rows have another verdict in the workbook" in done.stderr
    assert overall(made.audit())["estimate"]["value"] == 1


def test_a_name_holds_for_the_rows_below_it(drawn: tuple[Planted, str]) -> None:
    made, sample = drawn
    rows = [row["row"] for row in made.table(f"samples/{sample}/sheet.csv")]
    names = {rows[0]: "mia", rows[3]: "noor"}
    made.judge(sample, lambda row: {"verdict": "pass", "reviewer": names.get(row["row"], "")})
    made.run("audit", "B01")
    said = {line["row"]: line["reviewer"] for line in lines(made, sample)}
    assert [said[row] for row in rows[:5]] == ["mia", "mia", "mia", "noor", "noor"]


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"verdict": "pass", "expected": "other"}, "AUD012"),
        ({"verdict": "fail", "expected": "same"}, "AUD012"),
        ({"verdict": "pass", "severity": "major"}, "AUD014"),
        ({"comment": "unsure"}, "AUD015"),
        ({"verdict": "fail", "category": "wrong label"}, "AUD011"),
        ({"verdict": "perhaps"}, "SHT013"),
    ],
)
def test_a_row_that_cannot_be_taken_at_its_word_is_a_finding_at_its_cell(
    drawn: tuple[Planted, str], cells: dict[str, str], code: str
) -> None:
    made, sample = drawn
    rows = made.table(f"samples/{sample}/sheet.csv")
    answer = rows[0]["answer"]
    told = {"same": answer, "other": "positive" if answer != "positive" else "neutral"}
    said = {k: told.get(v, v) for k, v in cells.items()}
    made.judge(sample, lambda row: said if row["row"] == rows[0]["row"] else {"verdict": "pass"})
    done = made.run("audit", "B01", "--explain")
    line = next(text for text in done.stderr.splitlines() if f" {code} " in text)
    assert line.startswith(f"samples/{sample}/sheet.csv:2")


def test_a_contradiction_counts_as_not_judged(drawn: tuple[Planted, str]) -> None:
    made, sample = drawn
    rows = made.table(f"samples/{sample}/sheet.csv")
    made.judge(sample, lambda row: {
        "verdict": "fail" if row["row"] == rows[0]["row"] else "pass",
        "expected": row["answer"] if row["row"] == rows[0]["row"] else ""})  # fmt: skip
    assert made.audit()["counts"]["missing"] == 1


def test_an_erased_verdict_stands_and_is_told(drawn: tuple[Planted, str]) -> None:
    made, sample = drawn
    made.judge(sample)
    made.run("audit", "B01")
    made.judge(sample, lambda _: {"verdict": "", "category": "", "severity": "", "expected": ""})
    done = made.run("audit", "B01")
    assert "AUD016" in done.stderr
    assert made.audit()["counts"]["missing"] == 0


def test_a_sheet_of_another_sample_is_not_taken(tmp_path: Path) -> None:
    made = plant(tmp_path, 60)
    first = made.draw("--size", "20")
    sheet = (tmp_path / "samples" / first / "sheet.xlsx").read_bytes()
    second = made.draw("--size", "25", "--redraw", "--reason", "larger")
    (tmp_path / "samples" / second / "sheet.xlsx").write_bytes(sheet)
    done = made.run("audit", "B01")
    assert done.exit_code == 1
    assert "SHT002" in done.stderr


def test_second_verdicts_measure_reviewers_and_do_not_change_the_rate(
    drawn: tuple[Planted, str],
) -> None:
    made, sample = drawn
    made.judge(sample)
    alone = overall(made.audit())["estimate"]
    made.judge(sample, lambda _: {"verdict": "fail", "category": "other", "severity": "minor",
                                    "reviewer": "noor"}, "sheet-second")  # fmt: skip
    both = made.audit()
    assert overall(both)["estimate"] == alone
    row = both["reviewers"][0]
    n_twice = len(made.table(f"samples/{sample}/sheet-second.csv"))
    assert row["n_rows"] == n_twice
    assert row["n_same"] < n_twice
    assert row["agreement"]["n"] == n_twice


def test_one_person_as_both_reviewers_is_told(drawn: tuple[Planted, str]) -> None:
    made, sample = drawn
    made.judge(sample)
    made.judge(sample, made.as_true, "sheet-second")
    assert "AUD018" in made.run("audit", "B01").stderr


def test_a_sheet_given_by_name_is_read_wherever_it_lies(
    drawn: tuple[Planted, str], tmp_path: Path
) -> None:
    made, sample = drawn
    made.judge(sample)
    own = made.root / "samples" / sample / "sheet.csv"
    away = tmp_path / "returned.csv"
    away.write_bytes(own.read_bytes())
    made.judge(sample, lambda _: {"verdict": "", "category": "", "severity": "", "expected": ""})
    result = made.audit("--sheet", str(away))
    assert result["counts"]["missing"] == 0
    gone = made.run("audit", "B01", "--sheet", str(tmp_path / "no.csv"))
    assert (gone.exit_code, "AUD008" in gone.stderr) == (2, True)


def test_a_dry_run_shows_the_lines_and_writes_none(drawn: tuple[Planted, str]) -> None:
    made, sample = drawn
    made.judge(sample)
    before = made.files()
    done = made.run("audit", "B01", "--dry-run")
    assert f"+++ b/reviews/{sample}.jsonl" in done.stdout
    assert made.files() == before


def test_a_line_edited_by_hand_is_no_verdict(drawn: tuple[Planted, str]) -> None:
    made, sample = drawn
    made.judge(sample, lambda _: {"verdict": "fail", "category": "other", "severity": "minor"})
    made.run("audit", "B01")
    path = made.root / "reviews" / f"{sample}.jsonl"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"verdict":"fail"', '"verdict":"pass"', 1), encoding="utf-8")
    done = made.run("audit", "B01")
    assert done.exit_code == 1
    assert f"reviews/{sample}.jsonl:1: error REV001" in done.stderr


@pytest.mark.parametrize(
    "typo", [{"category": "Wrong Lable"}, {"severity": "grave"}, {"expected": "postive"}]
)
def test_a_cell_that_is_refused_keeps_what_is_on_record(
    drawn: tuple[Planted, str], typo: dict[str, str]
) -> None:
    made, sample = drawn
    made.judge(sample)
    made.run("audit", "B01")
    made.run("defects", "log", "B01")
    before = made.table("registers/defects.csv")
    made.judge(sample, lambda row: typo if row["verdict"] == "fail" else {})
    done = made.run("audit", "B01", "--explain")
    made.run("defects", "log", "B01")
    assert "SHT013" in done.stderr
    assert "AUD011" not in done.stderr
    assert "verdicts added" not in done.stdout
    assert made.table("registers/defects.csv") == before


def test_a_category_that_is_cleared_or_corrected_does_not_keep_the_old_one(
    drawn: tuple[Planted, str],
) -> None:
    made, sample = drawn
    made.judge(sample)
    made.run("audit", "B01")
    made.judge(sample, lambda row: {"category": "", "severity": "major"}
               if row["verdict"] == "fail" else {})  # fmt: skip
    assert {(one["category"], one["severity"]) for one in made.audit()["found"]} == {("", "major")}


@pytest.mark.parametrize(
    ("typed", "kept"), [("1,5", "1.5"), ("1.5", "1.5"), ("2,000", ""), ("1,5,0", "")]
)
def test_right_answer_may_have_a_decimal_comma_unless_it_may_be_thousands(
    tmp_path: Path, typed: str, kept: str
) -> None:
    (tmp_path / "annops.yaml").write_text(
        "project: p\nquestions: {q: {type: rating, scale: {min: 1, max: 5, level: interval}}}\n"
        "sources: [{path: a.csv, columns: {item: i, annotator: w, answer: a, batch: b}}]\n",
        encoding="utf-8",
    )
    (tmp_path / "a.csv").write_text("i,w,a,b\nx,ann,4,B01\n", encoding="utf-8")
    made = Planted(tmp_path)
    sample = made.draw("--size", "1", "--second", "0")
    wrong = {"verdict": "fail", "category": "other", "severity": "minor", "reviewer": "mia"}
    made.judge(sample, lambda _: {**wrong, "expected": typed})
    done = made.run("audit", "B01")
    assert lines(made, sample)[0].get("expected", "") == kept
    assert ("AUD013" in done.stderr) == (not kept)
