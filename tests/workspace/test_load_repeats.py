"""Answers that stand twice: one counts, by policy, the others are kept and accounted for."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from annops.agree.compute import agree
from annops.agree.model import AgreementOptions
from annops.workspace.definition import open_definition
from annops.workspace.open import Workspace

Make = Callable[..., Workspace]
COLUMNS = {"item": "item", "annotator": "who", "answer": "label", "submitted_at": "at"}
HEADER = "item,who,label,at\n"
TWICE = HEADER + (
    "1,a,neutral,2026-01-02T00:00:00Z\n1,a,positive,2026-01-03T00:00:00Z\n"
    "1,a,negative,2026-01-01T00:00:00Z\n1,b,neutral,2026-01-01T00:00:00Z\n"
)


def source(path: str = "e.csv", **parts: Any) -> dict[str, Any]:
    return {"path": path, "question": "mood", "columns": COLUMNS, **parts}


def used(workspace: Workspace, *columns: str) -> list[Any]:
    frame = workspace.annotations(columns).frame.collect()
    return [
        (row["annotator"], row["answer"])
        for row in frame.iter_rows(named=True)
        if row["problem"] is None
    ]


@pytest.mark.parametrize(
    ("policy", "kept"),
    [
        ("last", ["positive"]),
        ("first", ["negative"]),
        ("keep", ["neutral", "positive", "negative"]),
        ("error", []),
    ],
)
def test_policy_decides_which_of_repeated_answers_count(
    project: Make, policy: str, kept: list[str]
) -> None:
    made = project({"e.csv": TWICE}, sources=[source(duplicates=policy)])
    assert [answer for who, answer in used(made) if who == "a"] == kept
    assert [answer for who, answer in used(made) if who == "b"] == ["neutral"]


def test_asking_for_the_time_does_not_change_which_answer_counts(project: Make) -> None:
    made = project({"e.csv": TWICE}, sources=[source()])
    assert used(made) == used(made, "submitted_at")


def test_repeated_answer_keeps_its_text(project: Make) -> None:
    frame = project({"e.csv": TWICE}, sources=[source()]).annotations().frame.collect()
    rows = frame.select("answer", "problem").rows()
    assert rows[0] == ("neutral", "duplicate")
    assert rows[2] == ("negative", "duplicate")


def test_last_of_answers_at_one_time_is_the_later_row(project: Make) -> None:
    text = HEADER + "1,a,neutral,2026-01-02T00:00:00Z\n1,a,positive,2026-01-02T00:00:00Z\n"
    made = project({"e.csv": text}, sources=[source()])
    assert used(made) == [("a", "positive")]


def test_last_of_answers_without_times_is_the_later_row(project: Make) -> None:
    columns = {name: COLUMNS[name] for name in ("item", "annotator", "answer")}
    made = project({"e.csv": TWICE}, sources=[source(columns=columns)])
    assert used(made) == [("a", "negative"), ("b", "neutral")]


def test_answer_with_a_time_is_later_than_one_without(project: Make) -> None:
    text = HEADER + "1,a,neutral,2026-01-02T00:00:00Z\n1,a,positive,\n1,b,neutral,\n"
    made = project({"e.csv": text}, sources=[source()])
    assert used(made) == [("a", "neutral"), ("b", "neutral")]


@pytest.mark.parametrize("columns", [(), ("submitted_at",)])
def test_time_of_a_record_with_gold_beside_it_is_the_answer_s(
    project: Make, columns: tuple[str, ...]
) -> None:
    text = "item,who,label,at,truth\n"
    text += "".join(
        f"{n},a,positive,2026-01-09T00:00:00Z,neutral\n{n},a,negative,2026-01-02T00:00:00Z,\n"
        for n in range(40)
    )
    made = project({"e.csv": text}, sources=[source(columns={**COLUMNS, "gold": "truth"})])
    assert {answer for who, answer in used(made, *columns) if who == "a"} == {"positive"}


def test_answers_by_two_annotators_or_to_two_items_are_no_repeats(project: Make) -> None:
    text = HEADER + "1,a,neutral,\n1,b,neutral,\n2,a,neutral,\n"
    assert len(used(project({"e.csv": text}, sources=[source()]))) == 3


def test_skipped_draft_or_unreadable_answer_does_not_displace_one_that_counts(
    project: Make,
) -> None:
    text = "item,who,label,at,state\n1,a,neutral,2026-01-01,submitted\n"
    text += (
        "1,a,positive,2026-01-02,draft\n1,a,,2026-01-03,skipped\n1,a,oops,2026-01-04,submitted\n"
    )
    made = project({"e.csv": text}, sources=[source(columns={**COLUMNS, "status": "state"})])
    frame = made.annotations().frame.collect().filter(status="submitted")
    assert frame.select("answer", "problem").rows() == [
        ("neutral", None), (None, "unknown label"),
    ]  # fmt: skip


def test_answer_in_another_capacity_is_no_repeat(project: Make) -> None:
    text = "item,who,label,at,role\n1,a,neutral,,annotator\n1,a,positive,,reviewer\n"
    made = project({"e.csv": text}, sources=[source(columns={**COLUMNS, "role": "role"})])
    assert used(made) == [("a", "neutral"), ("a", "positive")]


def test_rounds_are_not_repeats_of_each_other(project: Make) -> None:
    sources = [source("r1.csv"), source("r2.csv", round=2)]
    made = project({"r1.csv": HEADER + "1,a,neutral,\n", "r2.csv": HEADER + "1,a,positive,\n"},
                   sources=sources)  # fmt: skip
    assert len(used(made)) == 2


SNAPSHOTS = {
    "x/2026-01-01.csv": HEADER + "1,a,neutral,2026-01-09\n2,a,neutral,2026-01-01\n",
    "x/2026-01-08.csv": HEADER + "1,a,positive,2026-01-02\n3,a,neutral,2026-01-03\n",
}


def test_newest_of_cumulative_exports_wins_and_older_answers_are_superseded(project: Make) -> None:
    made = project(SNAPSHOTS, sources=[source("x/*.csv", snapshots="cumulative")])
    frame = made.annotations().frame.collect()
    assert frame.select("item", "answer", "snapshot", "problem").rows() == [
        ("1", "neutral", "2026-01-01", "superseded by a newer export"),
        ("2", "neutral", "2026-01-01", None),
        ("1", "positive", "2026-01-08", None),
        ("3", "neutral", "2026-01-08", None),
    ]


def test_incremental_exports_are_added_up_and_repeats_follow_the_policy(project: Make) -> None:
    made = project(SNAPSHOTS, sources=[source("x/*.csv", snapshots="incremental")])
    problems = made.annotations().frame.collect()["problem"].to_list()
    assert problems == [None, None, "duplicate", None]


def test_two_sources_do_not_supersede_each_other(project: Make) -> None:
    sources = [source(name, snapshots="cumulative") for name in SNAPSHOTS]
    problems = project(SNAPSHOTS, sources=sources).annotations().frame.collect()["problem"]
    assert Counter(problems.to_list()) == {None: 3, "duplicate": 1}


EXPORT = st.lists(
    st.tuples(
        st.sampled_from(["", "1", "2", "3", "03"]),
        st.sampled_from(["", "a", "b", "c"]),
        st.sampled_from(["", "negative", "neutral", "positive", "postive", "NA"]),
        st.sampled_from(["", "2026-01-01", "2026-01-02", "yesterday"]),
        st.sampled_from(["submitted", "skipped", "draft", "rejected"]),
    ),
    min_size=1, max_size=25,
)  # fmt: skip
Rows = list[tuple[str, ...]]


def load(folder: Path, exports: list[Rows], **parts: Any) -> Workspace:
    entry = source("x/*.csv", columns={**COLUMNS, "status": "state"}, **parts)
    mood = {"type": "classification", "labels": ["negative", "neutral", "positive"]}
    said = {"project": "p", "questions": {"mood": mood}, "sources": [entry]}
    (folder / "annops.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    (folder / "x").mkdir(exist_ok=True)
    for at, rows in enumerate(exports):
        lines = ["item,who,label,at,state", *(",".join(row) for row in rows)]
        (folder / "x" / f"{at}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Workspace(folder, open_definition(folder))


@settings(max_examples=40)
@given(
    st.lists(EXPORT, min_size=1, max_size=3),
    st.sampled_from(["last", "first", "keep", "error"]),
    st.sampled_from(["cumulative", "incremental"]),
)
def test_both_ledgers_balance_whatever_stands_in_the_exports(
    exports: list[Rows], policy: str, snapshots: str
) -> None:
    with TemporaryDirectory() as folder:
        made = load(Path(folder), exports, duplicates=policy, snapshots=snapshots)
        annotations = made.annotations()
        result = agree(annotations, made.definition, AgreementOptions(views=False))
    n_rows = sum(map(len, exports))
    ledger = annotations.ledger
    assert (ledger.read, ledger.loaded + ledger.unreadable) == (n_rows, n_rows)
    assert [entry.answers for entry in ledger.files] == [len(rows) for rows in exports]
    inputs = result.inputs
    assert inputs.loaded == n_rows == inputs.used + sum(inputs.excluded.values())
    frame = annotations.frame.collect()
    counted = frame.filter(pl.col("problem").is_null() & (pl.col("status") == "submitted"))
    assert inputs.used == len(counted)


@settings(max_examples=40)
@given(EXPORT, st.sampled_from(["last", "first"]), st.data())
def test_figures_do_not_depend_on_the_order_of_rows(
    rows: Rows, policy: str, data: st.DataObject
) -> None:
    apart = [(*row[:3], f"2026-01-01T00:00:{at:02}Z", row[4]) for at, row in enumerate(rows)]
    shuffled = data.draw(st.permutations(apart))
    made = []
    for order in (apart, shuffled):
        with TemporaryDirectory() as folder:
            workspace = load(Path(folder), [list(order)], duplicates=policy)
            result = agree(workspace.annotations(), workspace.definition, AgreementOptions())
            made.append(result.model_dump(exclude={"inputs": {"files"}}))
    assert made[0] == made[1]
