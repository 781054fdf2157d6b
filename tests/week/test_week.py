"""A coordinator's week on both examples, from the sample to the client's report, in one go.

The people are played by examples/people.py, which knows the truth that annops never reads.
"""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

EXAMPLES = Path(__file__).parents[2] / "examples"
PERSON = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Kim"), ("EMAIL", "kim@example.org"))
}


@dataclass
class Week:
    """A project folder in the midst of its week, and what each step said."""

    folder: Path
    batch: str
    question: str
    said: dict[str, str]

    def annops(self, step: str, *words: str, day: str, code: int = 0) -> str:
        """Run a command on a day and keep what it said under a name."""
        done = self._run(["-m", "annops", *words], day)
        assert done.returncode == code, f"{words}: {done.stdout}{done.stderr}"
        self.said[step] = done.stdout
        return done.stdout

    def people(self, *words: str) -> None:
        done = self._run([str(EXAMPLES / "people.py"), *words], "2026-11-23")
        assert done.returncode == 0, done.stderr

    def _run(self, words: list[str], day: str) -> "subprocess.CompletedProcess[str]":
        clock = {"SOURCE_DATE_EPOCH": str(EPOCHS[day]), "PYTHONSAFEPATH": "1"}
        return subprocess.run(
            [sys.executable, *words], cwd=self.folder, text=True, check=False,
            capture_output=True, env={**os.environ, **PERSON, **clock},
        )  # fmt: skip

    def register(self, name: str) -> list[dict[str, str]]:
        path = self.folder / f"registers/{name}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    def result(self, path: str) -> Any:
        return json.loads((self.folder / path).read_text(encoding="utf-8"))


EPOCHS = {f"2026-11-{day}": 1_795_435_200 + 86_400 * (day - 23) for day in range(23, 29)}
CASES = {
    "text-classification": ("T03", "sentiment", ()),
    "llm-eval": ("B04", "preference", ("--by", "locale", "--size", "120")),
}


@pytest.fixture(scope="module", params=CASES)
def week(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Week:
    """Play the week once, for whichever test process asks first."""
    base = tmp_path_factory.getbasetemp()
    home = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"week-{request.param}"
    kept = home / "said.json"
    with FileLock(f"{home}.lock"):
        if not kept.exists():
            shutil.rmtree(home, ignore_errors=True)
            home.mkdir()
            said = play(request.param, home / "project").said
            kept.write_text(json.dumps(said), encoding="utf-8")
    batch, question, _ = CASES[request.param]
    return Week(home / "project", batch, question, json.loads(kept.read_text(encoding="utf-8")))


def play(example: str, folder: Path) -> Week:
    batch, question, design = CASES[example]
    made = Week(folder.parent, batch, question, {})
    made.annops("demo", "demo", str(folder), "--example", example, day="2026-11-23")
    made.folder = folder
    made.annops("start", "save", "--start", "as it came", day="2026-11-23")
    made.annops("sample", "sample", batch, "--question", question, *design, day="2026-11-23")
    made.annops("empty", "audit", batch, day="2026-11-23", code=1)
    for name in ("sheet.xlsx", "sheet-second.xlsx"):
        made.people("review", f"samples/{batch}-1/{name}")
    made.annops("audit", "audit", batch, day="2026-11-24", code=1)
    made.annops("log", "defects", "log", batch, day="2026-11-24")
    made.annops("rework", "rework", batch, day="2026-11-24")
    made.people("rework", ".", "2026-11-26")
    made.annops("verify", "rework", batch, "--verify", day="2026-11-26")
    made.annops("risk", "risk", "add", "Too few reviewers", day="2026-11-26")
    made.annops("push", "excel", "push", "risks", day="2026-11-26")
    made.people("own", "excel/risks.xlsx", "ana")
    made.annops("pull", "excel", "pull", "risks", "--yes", day="2026-11-26")
    made.annops("signals", "risk", "signals", "--accept", "1", day="2026-11-27")
    made.annops("run", "run", "--week", "2026-W48", "--client", day="2026-11-27", code=1)
    made.annops("save", "save", "week 48", day="2026-11-27")
    return made


def truth(week: Week) -> Any:
    name = next(example for example, case in CASES.items() if case[0] == week.batch)
    return json.loads((EXAMPLES / name / "truth.json").read_text(encoding="utf-8"))


def test_true_error_rate_of_the_whole_batch_is_near_the_estimate(week: Week) -> None:
    audit = week.result(f"results/latest/audit-{week.batch}-1.json")
    whole = [r for r in audit["rates"] if not r["breakdown"] and r["metric"] == "error_rate"]
    figure = whole[0]["estimate"]
    # one draw in twenty misses its 95 % interval; one in ten thousand misses twice its width
    reach = figure["high"] - figure["low"]
    true, answers = true_rate(week)
    assert answers == figure["population"] == audit["in_batch"]["of"]
    assert figure["value"] - reach <= true <= figure["value"] + reach


def true_rate(week: Week) -> tuple[float, int]:
    """Return the share of wrong answers among all of the batch by the truth, and their number."""
    items = truth(week)["items"]
    frame = week.folder / f"samples/{week.batch}-1/frame.csv"
    with frame.open(encoding="utf-8", newline="") as file:
        frame_items = {row["item"] for row in csv.DictReader(file)}
    answers = [a for a in given_answers(week) if a[0] in frame_items]
    return sum(answer != items[item] for item, _, answer in answers) / len(answers), len(answers)


def given_answers(week: Week) -> set[tuple[str, str, str]]:
    """Return item, annotator and answer of the first exports, read without annops."""
    tool = next((week.folder / "exports").glob("*/"))
    if tool.name == "evalstudio":
        with (tool / "2026-11-23.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["state"] == "submitted"]
        newest = {(row["task"], row["rater"]): row["q_preference"] for row in rows}
        known = {"A", "B", "tie"}
        return {(*key, answer) for key, answer in newest.items() if answer in known}
    tasks = json.loads((tool / "2026-11-23.json").read_text(encoding="utf-8"))
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for item, one in ((str(task["id"]), one) for task in tasks for one in task["annotations"]):
        labels = {r["from_name"]: r["value"]["choices"][0] for r in one["result"]}
        who = str(one["completed_by"])
        if not one["was_cancelled"] and "sentiment" in labels:
            new = (one["created_at"], labels["sentiment"])
            found[item, who] = max(found.get((item, who), new), new)
    return {(*key, answer) for key, (_, answer) in found.items()}


def test_no_rate_is_told_before_the_sheet_is_filled(week: Week) -> None:
    assert "no error rate" in week.said["empty"]
    assert "%" not in week.said["empty"]


def test_every_defect_is_an_answer_that_the_truth_calls_wrong(week: Week) -> None:
    items = truth(week)["items"]
    defects = week.register("defects")
    assert len(defects) > 20
    assert all(row["answer"] != items[row["item"]] == row["expected"] for row in defects)


def test_rework_comes_back_as_it_was_mended(week: Week) -> None:
    states = [row["state"] for row in week.register("defects")]
    kept = len(states) // 9
    assert states.count("fixed") == len(states) - kept
    assert states.count("in rework") == kept


@pytest.mark.parametrize("name", ["weekly", "weekly-client"])
def test_figures_that_rework_made_better_say_so_to_everybody(week: Week, name: str) -> None:
    report = (week.folder / f"reports/2026-W48/{name}.md").read_text(encoding="utf-8")
    fixed = sum(row["state"] == "fixed" for row in week.register("defects"))
    assert f"{fixed} answers were changed because rework asked for it." in report
    assert "answers of the sample have been changed since the draw" in report


def test_owner_given_in_excel_stands_in_the_register(week: Week) -> None:
    owners = {row["title"]: row["owner"] for row in week.register("risks")}
    assert owners["Too few reviewers"] == "ana"


def test_accepted_signal_is_a_risk_with_its_evidence(week: Week) -> None:
    risks = week.register("risks")
    assert len(risks) == 2
    assert any("95 % CI" in row["evidence"] for row in risks)


def test_careless_annotator_has_the_most_errors_for_the_work_done(week: Week) -> None:
    audit = week.result(f"results/latest/audit-{week.batch}-1.json")
    rows = [row for row in audit["annotators"] if row["ratio"] is not None]
    worst = max(rows, key=lambda row: row["shrunk"]["value"])
    assert worst["annotator"] == truth(week)["careless_annotator"]


def test_client_edition_names_no_annotator_in_any_part(week: Week) -> None:
    people = {row["annotator"] for row in week.register("defects")}
    for path in (week.folder / "reports/2026-W48").rglob("*client*"):
        if path.suffix == ".xlsx":
            archive = zipfile.ZipFile(BytesIO(path.read_bytes()))
            text = " ".join(archive.read(name).decode("utf-8", "replace") for name in
                            archive.namelist())  # fmt: skip
        elif path.is_file():
            text = path.read_text(encoding="utf-8")
        else:
            continue
        for name in people:  # a number may be a figure: it is looked for beside the word
            assert f"annotator {name}" not in text.casefold(), path
            assert name.isdigit() or not re.search(rf"\b{name}\b", text), path


def test_everything_is_saved_in_two_versions(week: Week) -> None:
    history = week.annops("history", "history", "--format", "json", day="2026-11-27")
    assert [entry["message"] for entry in json.loads(history)["saves"]] == [
        "week 48",
        "as it came",
    ]
