"""`annops agree` at the command line: exit codes, forms of the answer, and mistyped options."""

import csv
import json
import os
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import yaml

from annops.agree.model import AgreementOptions
from annops.agree.run import checked
from annops.core.errors import AnnopsError
from annops.project.definition import Definition, definition_model

Run = Callable[..., "subprocess.CompletedProcess[str]"]
QUESTIONS: dict[str, Any] = {
    "mood": {"type": "classification", "labels": ["negative", "neutral", "positive"]},
    "stars": {"type": "rating", "scale": {"min": 1, "max": 5}},
}
LABELS = QUESTIONS["mood"]["labels"]


def write(folder: Path, limit: float | None = 0.5, n_items: int = 120, **more: Any) -> None:
    """A project with two questions, a locale and one target on `mood`."""
    rng = np.random.default_rng(1)
    lines = ["item,who,lang,A,B"]
    for item in range(n_items):
        label, stars = rng.integers(3), rng.integers(1, 6)
        for who in rng.permutation(5)[:3]:
            given = label if rng.random() < 0.85 else rng.integers(3)
            near = int(np.clip(stars + rng.integers(-1, 2), 1, 5))
            lang = "de-DE" if item % 2 else "fr-FR"
            lines.append(f"i{item},a{who},{lang},{LABELS[int(given)]},{near}")
    (folder / "export.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    columns = {"item": "item", "annotator": "who", "locale": "lang", "mood": "A", "stars": "B"}
    target = {"metric": "krippendorff_alpha", "question": "mood", "at_least": limit}
    definition = {
        "project": "p", "questions": QUESTIONS,
        "sources": [{"path": "export.csv", "layout": "wide-questions", "columns": columns}],
        "targets": [] if limit is None else [target], **more,
    }  # fmt: skip
    (folder / "annops.yaml").write_text(yaml.safe_dump(definition), encoding="utf-8")


@pytest.fixture
def run(tmp_path: Path) -> Run:
    def call(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "annops", "agree", *arguments], cwd=tmp_path, check=False,
            capture_output=True, encoding="utf-8", env={**os.environ, "NO_COLOR": "1"},
        )  # fmt: skip

    return call


@pytest.mark.parametrize(
    ("limit", "arguments", "code"),
    [
        (0.5, [], 0), (0.99, [], 1), (0.74, [], 0), (0.74, ["--require-met"], 1),
        (0.5, ["--require-met"], 0), (None, ["--require-met"], 0),
    ],
)  # fmt: skip
def test_exit_code_is_one_when_a_target_is_not_met(
    tmp_path: Path, run: Run, limit: float | None, arguments: list[str], code: int
) -> None:
    write(tmp_path, limit)
    done = run(*arguments)
    assert done.returncode == code, done.stdout + done.stderr


def test_json_on_stdout_is_one_object_and_talk_goes_to_stderr(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    with (tmp_path / "export.csv").open("a", encoding="utf-8") as export:
        export.write("i0,zz,de-DE,postive,3\n")
    done = run("--format", "json")
    made = json.loads(done.stdout)
    assert made["schema"] == "annops.agree/1"
    assert "postive" in done.stderr
    assert "wrote results/latest/agree.json" in done.stderr


def test_json_has_the_public_fields(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    made = json.loads(run("--format", "json").stdout)
    assert {"schema", "inputs", "estimates", "annotators", "labels", "confusions",
            "disputed_items", "targets"} <= set(made)  # fmt: skip
    inputs = made["inputs"]
    assert inputs["loaded"] == inputs["used"] + sum(inputs["excluded"].values()) == 720
    (file,) = inputs["files"]
    assert (file["file"], file["read"], file["loaded"]) == ("export.csv", 360, 360)
    assert len(file["sha256"]) == 64
    fields = {
        "question", "breakdown", "metric", "level", "value", "low", "high", "confidence",
        "n_items", "n_annotators", "n_annotations", "method", "why_undefined",
    }  # fmt: skip
    assert all(fields <= set(row) for row in made["estimates"])
    groups = [row["breakdown"] for row in made["estimates"] if row["question"] == "mood"]
    assert {} in groups
    assert {"locale": "de-DE"} in groups


def test_text_is_at_most_twelve_lines(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    said = run().stdout.splitlines()
    assert 3 < len(said) <= 12
    assert said[0].startswith("mood: Krippendorff alpha 0.")


def test_text_is_plain_ascii_under_a_pipe(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    assert run().stdout.isascii()
    assert run("--explain").stdout.isascii()


def test_explain_shows_people_labels_and_items(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    said = run("mood", "--explain").stdout
    for heading in ("Annotators against their colleagues", "Labels given to the same items",
                    "Items whose annotators disagree most"):  # fmt: skip
        assert heading in said


def test_one_question_is_measured_alone(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    made = json.loads(run("stars", "--format", "json").stdout)
    assert {row["question"] for row in made["estimates"]} == {"stars"}
    assert made["inputs"]["excluded"] == {"other question": 360}


def test_short_names_of_metrics_are_taken(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    made = json.loads(run("mood", "--metric", "fleiss,alpha", "--format", "json").stdout)
    assert {row["metric"] for row in made["estimates"]} == {"fleiss_kappa", "krippendorff_alpha"}


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["mod"], "did you mean `mood`?"),
        (["--metric", "krippendorf_alpha"], "did you mean `krippendorff_alpha`?"),
        (["--metric", "kappa"], "`fleiss_kappa`"),
        (["--by", "local"], "did you mean `locale`?"),
    ],
)
def test_mistyped_name_ends_with_two_and_the_nearest_one(
    tmp_path: Path, run: Run, arguments: list[str], named: str
) -> None:
    write(tmp_path)
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert named in done.stderr
    assert "Traceback" not in done.stderr


def test_mistyped_form_ends_with_two_and_the_valid_ones(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    done = run("--format", "jsn")
    assert (done.returncode, done.stdout) == (2, "")
    assert "json" in done.stderr


def test_export_that_is_missing_ends_with_three(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    (tmp_path / "export.csv").unlink()
    done = run()
    assert (done.returncode, done.stdout) == (3, "")
    assert "annops.yaml: error SRC001 source 1: no file matches `export.csv`" in done.stderr


def test_definition_that_is_wrong_ends_with_two(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    (tmp_path / "annops.yaml").write_text("project: p\nquestions: {mood: {type: classfication}}\n",
                                          encoding="utf-8")  # fmt: skip
    done = run()
    assert done.returncode == 2
    assert "annops.yaml:2" in done.stderr
    assert "did you mean `classification`?" in done.stderr


def test_run_with_the_definition_s_own_options_is_saved(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    printed = run("--format", "json").stdout
    saved = (tmp_path / "results" / "latest" / "agree.json").read_text(encoding="utf-8")
    assert saved == printed


@pytest.mark.parametrize("arguments", [["mood"], ["--metric", "all"], ["--bootstrap", "10"]])
def test_run_with_other_options_saves_nothing(
    tmp_path: Path, run: Run, arguments: list[str]
) -> None:
    write(tmp_path)
    run(*arguments)
    assert not (tmp_path / "results").exists()


def test_two_runs_print_the_same_bytes(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    arguments = ("--metric", "all", "--bootstrap", "50", "--format", "json", "--by", "locale")
    assert run(*arguments).stdout == run(*arguments).stdout


def test_all_pairs_are_written_beside_the_answer(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    run("--pairs", "pairs.csv")
    with (tmp_path / "pairs.csv").open(encoding="utf-8") as file:
        pairs = list(csv.DictReader(file))
    assert len(pairs) == 2 * 10
    run("mood", "--pairs", "pairs.parquet")
    table = pl.read_parquet(tmp_path / "pairs.parquet")
    assert table.select("first", "second").rows() == [
        (f"a{i}", f"a{j}") for i in range(5) for j in range(i + 1, 5)
    ]


def test_csv_has_one_line_an_estimate_with_its_interval(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    rows = list(csv.DictReader(StringIO(run("mood", "--format", "csv").stdout)))
    made = json.loads(run("mood", "--format", "json").stdout)["estimates"]
    assert [float(row["value"]) for row in rows] == pytest.approx([row["value"] for row in made])
    assert [float(row["value_low"]) for row in rows] == pytest.approx([row["low"] for row in made])
    assert [row["group"] for row in rows[:2]] == ["all", "all"]


def test_answer_is_written_to_a_file_in_the_form_of_its_ending(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    done = run("--output", "made.json")
    assert done.stdout == ""
    assert json.loads((tmp_path / "made.json").read_text(encoding="utf-8"))["estimates"]


def test_folder_is_found_from_below_and_by_option(tmp_path: Path, run: Run) -> None:
    write(tmp_path)
    below = tmp_path / "exports" / "deep"
    below.mkdir(parents=True)
    here = run("--format", "json").stdout
    command = [sys.executable, "-m", "annops", "agree", "--format", "json"]
    inside = subprocess.run(command, cwd=below, capture_output=True, encoding="utf-8", check=False)
    named = subprocess.run([*command, "--project", str(tmp_path)], cwd="/", capture_output=True,
                           encoding="utf-8", check=False)  # fmt: skip
    assert inside.stdout == named.stdout == here


@pytest.fixture
def defined() -> Definition:
    said = {"project": "p", "questions": QUESTIONS, "breakdowns": ["locale", "region"]}
    return definition_model().model_validate(said)


@pytest.mark.parametrize(
    ("short", "full"),
    [("alpha", "krippendorff_alpha"), ("percent", "percent_agreement"), ("fleiss", "fleiss_kappa"),
     ("ac1", "gwet_ac1"), ("icc_2_1", "icc_2_1"), ("all", "all")],
)  # fmt: skip
def test_unmistakable_part_of_a_metric_s_name_is_enough(
    defined: Definition, short: str, full: str
) -> None:
    assert checked(AgreementOptions(metrics=(short,)), defined).metrics == (full,)


@pytest.mark.parametrize("metric", ["accuracy", "icc", "gwet", ""])
def test_metric_that_is_none_or_several_is_refused(defined: Definition, metric: str) -> None:
    with pytest.raises(AnnopsError) as raised:
        checked(AgreementOptions(metrics=(metric,)), defined)
    assert raised.value.exit_code == 2


@pytest.mark.parametrize("column", ["locale", "region", "batch", "vendor", "guideline"])
def test_declared_and_built_in_breakdowns_are_taken(defined: Definition, column: str) -> None:
    assert checked(AgreementOptions(by=(column,)), defined).by == (column,)
