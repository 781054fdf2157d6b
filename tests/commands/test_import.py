"""`annops import` proposes a source entry, writes it only when told, and never twice."""

import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from annops.cli import app
from annops.sources.proposal import Proposal, Wishes
from annops.sources.propose import propose_table
from annops.sources.questions import guess_question
from annops.sources.seen import has_header
from annops.sources.spelling import time_form
from annops.sources.table import table_of
from annops.tasks.registry import task_types
from annops.workspace.manifest import check_manifest, read_manifest
from annops.workspace.open import open_workspace

PROJECT = "# Aster, for Northwind\nproject: aster  # keep this\nlocales: [en-US]\n"
ANSWERS = ["aab", "aaa", "bbb", "abb", "aaa", "bba"]
LONG = "task,worker,response\n" + "".join(
    f"t{item},w{who},{answer}\n"
    for item, given in enumerate(ANSWERS)
    for who, answer in enumerate(given)
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    (root / "annops.yaml").write_text(PROJECT, encoding="utf-8")
    return root


def _file(tmp_path: Path, text: str = LONG, name: str = "tone.csv") -> Path:
    path = tmp_path / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    return path


def _import(project: Path, path: Path, *words: str) -> Result:
    fixed = ("--project", str(project), "--as-of", "2026-11-02")
    return CliRunner().invoke(app, ["import", str(path), *fixed, *words])


def _bytes(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".annops" not in path.parts
    }


def _propose(rows: list[dict[str, str]], *, header: bool = True, **wishes: object) -> Proposal:
    frame = pl.DataFrame(rows)
    names = tuple(frame.columns)
    table = table_of("tone_2026", frame.lazy(), names, n_sample=1000, header=header)
    return propose_table(table, Wishes(**wishes))  # type: ignore[arg-type]


# --- proposals -----------------------------------------------------------------------------


def _rows(*names: str) -> list[dict[str, str]]:
    item, who, answer = names
    return [
        {item: f"t{i}", who: f"w{n}", answer: text}
        for i, given in enumerate(ANSWERS)
        for n, text in enumerate(given)
    ]


@pytest.mark.parametrize(
    "names",
    [
        ("HITId", "WorkerId", "Answer.output"),
        ("_unit_id", "_worker_id", "selected_answer"),
        ("orig_id", "!amt_worker_ids", "response"),
        ("question", "worker", "answer"),
        ("instance_id", "user_id", "offensive"),
        ("id", "completed_by", "label"),
        ("key", "rater", "judgment"),
    ],
)
def test_names_of_many_tools_are_understood(names: tuple[str, str, str]) -> None:
    proposal = _propose(_rows(*names))
    item, who, answer = names
    assert proposal.source["layout"] == "long"
    assert proposal.source["columns"] == {"item": item, "annotator": who, "answer": answer}
    assert not proposal.missing


def test_without_header_items_people_gold_and_answers_are_told_apart_by_content() -> None:
    truth = [max(set(given), key=given.count) for given in ANSWERS]
    rows = [
        {"1": f"{10 * n * n + 7}", "2": f"{i}", "3": text, "4": truth[i]}
        for i, given in enumerate(ANSWERS)
        for n, text in enumerate(given)
    ]
    proposal = _propose(rows, header=False)
    columns = {"item": "2", "annotator": "1", "answer": "3", "gold": "4"}
    assert proposal.source["columns"] == columns
    assert proposal.source["header"] is False


def test_several_columns_that_vary_between_annotators_are_several_questions() -> None:
    rows = [
        {**row, "tone": row["a"], "helpful": str(1 + (n * 7) % 5), "age": f"age {row['who']}"}
        for n, row in enumerate(_rows("id", "who", "a"))
    ]
    for row in rows:
        del row["a"]
    proposal = _propose(rows)
    assert proposal.source["layout"] == "wide-questions"
    columns = {"item": "id", "annotator": "who", "tone": "tone", "helpful": "helpful"}
    assert proposal.source["columns"] == columns
    assert proposal.questions["helpful"]["type"] == "rating"
    assert proposal.unused == ("age",)


def test_columns_named_after_people_are_one_annotator_each() -> None:
    rows = [
        {"record": f"r{i}", **{f"rater_{n}": text for n, text in enumerate(given)}}
        for i, given in enumerate(ANSWERS)
    ]
    proposal = _propose(rows)
    assert proposal.source["layout"] == "wide-annotators"
    people = proposal.source["columns"]["annotators"]
    assert people == ["rater_0", "rater_1", "rater_2"]


def test_sparse_matrix_without_header_is_one_annotator_a_column() -> None:
    rows = [
        {str(1 + n): ("" if (i + n) % 3 else given[n % 3]) for n in range(9)}
        for i, given in enumerate(ANSWERS * 3)
    ]
    proposal = _propose(rows, header=False)
    assert proposal.source["layout"] == "wide-annotators"
    assert proposal.source["columns"] == {"annotators": "rest"}


def test_two_column_file_of_truths_is_gold() -> None:
    proposal = _propose([{"task": f"t{i}", "truth": "ab"[i % 2]} for i in range(8)])
    assert proposal.source["role"] == "gold"
    assert proposal.source["columns"] == {"item": "task", "answer": "truth"}


def test_question_column_gives_one_definition_a_question() -> None:
    rows = [
        {"item": f"t{i}", "rater": f"w{n}", "criterion": asked, "value": value}
        for i in range(5)
        for n in range(3)
        for asked, value in (("Tone", "ab"[(i + n) % 2]), ("Fluency", str(1 + (i + n) % 5)))
    ]
    proposal = _propose(rows)
    assert proposal.source["columns"]["question"] == "criterion"
    assert proposal.source["questions"] == {"Tone": "tone", "Fluency": "fluency"}
    assert {n: q["type"] for n, q in proposal.questions.items()} == {
        "tone": "classification", "fluency": "rating",
    }  # fmt: skip


def test_begin_and_end_become_the_time_spent() -> None:
    rows = [
        {**row, "AcceptTime": f"2026-11-02T10:0{n % 9}:00Z", "SubmitTime": "2026-11-02T10:10:00Z"}
        for n, row in enumerate(_rows("item", "rater", "label"))
    ]
    columns = _propose(rows).source["columns"]
    assert columns["submitted_at"] == "SubmitTime"
    assert columns["seconds"] == {"from": "AcceptTime", "to": "SubmitTime"}


def test_column_nobody_can_place_is_asked_for_by_name() -> None:
    proposal = _propose([{"a": f"text number {i} of many", "b": str(i)} for i in range(9)])
    assert any("--column answer=NAME" in text for text in proposal.missing)


def test_what_a_person_says_goes_before_every_guess() -> None:
    rows = [{**row, "second": row["label"]} for row in _rows("item", "rater", "label")]
    proposal = _propose(rows, columns={"answer": ("second",)}, question="mood")
    assert proposal.source["columns"]["answer"] == "second"
    assert proposal.source["question"] == "mood"


def test_question_of_the_project_whose_labels_fit_is_taken() -> None:
    rows = _rows("item", "rater", "label")
    frame = pl.DataFrame(rows)
    table = table_of("x", frame.lazy(), tuple(frame.columns), n_sample=100, header=True)
    kind = task_types()["classification"]
    known = {
        "mood": kind.model_validate({"type": "classification", "labels": ["a", "b", "c"]}),
        "size": kind.model_validate({"type": "classification", "labels": ["big", "small"]}),
    }
    proposal = propose_table(table, Wishes(), known)
    assert (proposal.source["question"], dict(proposal.questions)) == ("mood", {})


def test_labels_coded_as_numbers_are_not_taken_for_a_longer_code_of_another_question() -> None:
    rows = [
        {**row, "label": str("ab".index(row["label"]))} for row in _rows("i", "rater", "label")
    ]
    frame = pl.DataFrame(rows)
    table = table_of("x", frame.lazy(), tuple(frame.columns), n_sample=100, header=True)
    kind = task_types()["classification"]
    breeds = kind.model_validate({"type": "classification", "labels": ["0", "1", "2", "3"]})
    proposal = propose_table(table, Wishes(), {"breed": breeds})
    assert proposal.source["question"] != "breed"


def test_cells_with_one_label_beside_json_lists_are_sets_of_labels() -> None:
    guess = guess_question([("price", 9), ('["price","quality"]', 3), ("quality", 2)], "topics")
    assert guess.definition == {"type": "labels", "labels": ["price", "quality"]}


def test_seconds_with_decimal_commas_are_declared_so() -> None:
    rows = [{**row, "seconds": f"{n},5"} for n, row in enumerate(_rows("item", "rater", "label"))]
    assert _propose(rows).source["decimal"] == ","


@given(
    st.lists(
        st.tuples(st.text(min_size=1, max_size=8), st.integers(1, 9)),
        min_size=1, max_size=30, unique_by=lambda pair: pair[0].strip(),
    )
)  # fmt: skip
def test_proposed_question_reads_every_answer_it_was_made_from(
    counts: list[tuple[str, int]],
) -> None:
    stripped = [(text.strip(), n) for text, n in counts if text.strip()]
    guess = guess_question(stripped, "label")
    if guess.definition is not None:
        kind = task_types()[guess.definition["type"]]
        question = kind.model_validate(guess.definition)
        for text, _ in stripped:
            assert text in question.null or isinstance(question.canonical(text), str)


@pytest.mark.parametrize(
    ("texts", "written"),
    [
        (["3/24/2016 17:57:02", "3/4/2016 9:00:00"], "%m/%d/%Y %H:%M:%S"),
        (["30.07.2020 8:05", "01.08.2020 8:06"], "%d.%m.%Y %H:%M"),
        (["13/1/20", "2/1/20"], "%d/%m/%y"),
        (["1/13/2020 1:05 PM", "1/2/2020 11:05 AM"], "%m/%d/%Y %I:%M %p"),
    ],
)
def test_day_above_twelve_proves_the_order_of_day_and_month(
    texts: list[str], written: str
) -> None:
    assert time_form(texts).written == written


def test_order_of_day_and_month_is_not_guessed() -> None:
    form = time_form(["03/04/2016", "05/06/2016"])
    assert (form.readable, form.written) == (False, None)
    assert "may be day/month or month/day" in form.why


def test_header_with_numbers_in_it_is_known_by_a_tools_word() -> None:
    assert has_header([["item", "17", "23"], ["a", "1", "2"], ["b", "1", "1"]])
    assert not has_header([["w1", "17", "0"], ["w2", "17", "1"], ["w1", "18", "0"]])


# --- taking in -------------------------------------------------------------------------------


def test_import_copies_the_bytes_adds_the_entry_and_keeps_comments(
    project: Path, tmp_path: Path
) -> None:
    path = _file(tmp_path)
    taken = _import(project, path, "--yes")
    assert taken.exit_code == 0, taken.output
    assert (project / "exports/tone/tone.csv").read_bytes() == path.read_bytes()
    assert (project / "annops.yaml").read_text(encoding="utf-8").startswith(PROJECT)
    workspace = open_workspace(project)
    assert workspace.annotations().frame.collect().height == 18
    assert read_manifest(project)["exports/tone/tone.csv"].records == 18
    assert check_manifest(project) == ()


def test_balance_of_records_and_answers_is_printed(project: Path, tmp_path: Path) -> None:
    taken = _import(project, _file(tmp_path, LONG + "t0,w0,b\n"), "--yes")
    assert "records: 19 read = 19 loaded + 0 unreadable" in taken.stdout
    assert "answers: 19 loaded = 18 used + 1 excluded" in taken.stdout
    assert "excluded: 1 duplicate" in taken.stdout


def test_second_import_of_the_same_bytes_changes_nothing_and_says_so(
    project: Path, tmp_path: Path
) -> None:
    path = _file(tmp_path)
    _import(project, path, "--yes")
    before = _bytes(project)
    again = _import(project, _file(tmp_path / "elsewhere", name="copy.csv"), "--yes")
    assert (again.exit_code, _bytes(project)) == (0, before)
    assert "taken in already" in again.stdout
    assert "nothing to write" in again.stderr


def test_dry_run_shows_the_changes_and_writes_nothing(project: Path, tmp_path: Path) -> None:
    before = _bytes(project)
    shown = _import(project, _file(tmp_path), "--dry-run")
    assert (shown.exit_code, _bytes(project)) == (0, before)
    assert "+  - path: exports/tone/*.csv" in shown.stdout
    assert "copy to exports/tone/tone.csv" in shown.stdout


def test_without_terminal_and_yes_the_entry_is_shown_and_nothing_written(
    project: Path, tmp_path: Path
) -> None:
    before = _bytes(project)
    asked = _import(project, _file(tmp_path))
    assert (asked.exit_code, _bytes(project)) == (2, before)
    assert "path: exports/tone/*.csv" in asked.stdout
    assert "`--yes`" in asked.stderr


def test_next_export_of_the_same_make_goes_beside_the_first(project: Path, tmp_path: Path) -> None:
    _import(project, _file(tmp_path), "--yes")
    definition = (project / "annops.yaml").read_bytes()
    later = _file(tmp_path / "week2", LONG.replace("t", "u"), "tone_2026-11-09.csv")
    later.write_text(LONG.replace("\nt", "\nu"), encoding="utf-8")
    shown = _import(project, later)
    assert (shown.exit_code, "`--yes`" in shown.stderr) == (2, True)
    assert "would join them as exports/tone/tone_2026-11-09.csv" in shown.stdout
    assert not (project / "exports/tone/tone_2026-11-09.csv").exists()
    taken = _import(project, later, "--yes")
    assert taken.exit_code == 0, taken.output
    assert (project / "exports/tone/tone_2026-11-09.csv").is_file()
    assert (project / "annops.yaml").read_bytes() == definition


def test_other_file_of_the_same_name_gets_the_days_date(project: Path, tmp_path: Path) -> None:
    first = _file(tmp_path)
    _import(project, first, "--yes")
    other = _file(tmp_path / "week2", LONG.replace("\nt", "\nu"))
    assert _import(project, other, "--yes").exit_code == 0
    assert (project / "exports/tone/tone.csv").read_bytes() == first.read_bytes()
    assert (project / "exports/tone/tone_2026-11-02.csv").read_bytes() == other.read_bytes()


def test_third_file_of_one_name_on_one_day_is_refused(project: Path, tmp_path: Path) -> None:
    files = [
        _file(tmp_path / f"week{week}", LONG.replace("\nt", f"\n{letter}"))
        for week, letter in enumerate("tuv")
    ]
    *_, taken = [_import(project, path, "--yes") for path in files]
    assert taken.exit_code == 2
    assert "IMP004" in taken.stderr


def test_file_of_other_answers_gets_an_entry_of_its_own(project: Path, tmp_path: Path) -> None:
    _import(project, _file(tmp_path), "--yes")
    other = _file(tmp_path, LONG.replace(",a\n", ",big\n").replace(",b\n", ",small\n"), "size.csv")
    taken = _import(project, other, "--yes")
    assert taken.exit_code == 0, taken.output
    definition = open_workspace(project).definition
    assert [source.question for source in definition.sources] == ["tone", "size"]


def test_file_with_other_columns_does_not_join_a_source_that_could_read_it(
    project: Path, tmp_path: Path
) -> None:
    _import(project, _file(tmp_path), "--yes")
    text = "\n".join(f"{line},x" for line in LONG.replace("\nt", "\nu").splitlines())
    _import(project, _file(tmp_path, text, "more.csv"), "--yes")
    assert len(open_workspace(project).definition.sources) == 2


def test_answer_on_a_terminal_decides(project: Path, tmp_path: Path) -> None:
    path = _file(tmp_path)
    before = _bytes(project)
    assert _on_terminal(project, path, "n") == 1
    assert _bytes(project) == before
    assert _on_terminal(project, path, "y") == 0
    assert (project / "exports/tone/tone.csv").is_file()


def _on_terminal(project: Path, path: Path, reply: str) -> int:
    """Run the command with a terminal for input and errors; return its exit code."""
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "annops", "import", str(path), "--project", str(project)]
    with subprocess.Popen(words, stdin=theirs, stderr=theirs, stdout=subprocess.DEVNULL) as run:
        os.close(theirs)
        os.write(ours, f"{reply}\n".encode())
        code = run.wait(60)
    os.close(ours)
    return code


def test_file_inside_the_project_is_not_copied(project: Path) -> None:
    path = _file(project / "data")
    taken = _import(project, path, "--yes")
    assert taken.exit_code == 0, taken.output
    assert open_workspace(project).definition.sources[0].path == "data/tone.csv"
    assert not (project / "exports/tone").exists()


def test_file_outside_that_must_not_be_copied_is_refused(project: Path, tmp_path: Path) -> None:
    taken = _import(project, _file(tmp_path), "--yes", "--no-copy")
    assert taken.exit_code == 2
    assert "IMP002" in taken.stderr


def test_columns_can_be_named_on_the_command_line(project: Path, tmp_path: Path) -> None:
    text = LONG.replace("task,worker,response", "a,b,c")
    words = ("--column", "item=a", "--column", "annotator=b", "--column", "answer=c")
    taken = _import(project, _file(tmp_path, text), "--yes", "--question", "mood", *words)
    assert taken.exit_code == 0, taken.output
    source = open_workspace(project).definition.sources[0]
    assert source.columns == {"item": "a", "annotator": "b", "answer": "c"}
    assert source.question == "mood"


def test_misspelt_column_is_refused_with_the_nearest_one(project: Path, tmp_path: Path) -> None:
    taken = _import(project, _file(tmp_path), "--column", "answer=respnse")
    assert taken.exit_code == 2
    assert "did you mean `response`" in taken.stderr


def test_what_cannot_be_made_out_is_asked_for_and_nothing_written(
    project: Path, tmp_path: Path
) -> None:
    before = _bytes(project)
    taken = _import(project, _file(tmp_path, "a,b\n" + "x y z,1\n" * 3), "--yes")
    assert (taken.exit_code, _bytes(project)) == (2, before)
    assert "IMP001" in taken.stderr


@pytest.mark.parametrize("layout", ["long", "wide-questions", "wide-annotators"])
def test_each_layout_can_be_asked_for(project: Path, tmp_path: Path, layout: str) -> None:
    text = "item,worker,q1,q2\n" + "".join(
        f"t{i},w{n},{'ab'[(i + n) % 2]},{'ab'[i % 2]}\n" for i in range(6) for n in range(3)
    )
    taken = _import(project, _file(tmp_path, text), "--yes", "--layout", layout)
    assert taken.exit_code == 0, taken.output
    assert open_workspace(project).definition.sources[0].layout == layout


def test_labels_that_yaml_could_misread_come_back_as_they_were(
    project: Path, tmp_path: Path
) -> None:
    labels = ["no", "1.0", "null", "2026-11-02", "a: b", "#x", "ja, nein", "Ö", "'quoted'"]
    text = "item,worker,label\n" + "".join(
        f't{i},w{n},"{labels[(i * 7 + n) % len(labels)]}"\n' for i in range(20) for n in range(3)
    )
    taken = _import(project, _file(tmp_path, text), "--yes")
    assert taken.exit_code == 0, taken.output
    (question,) = open_workspace(project).definition.questions.values()
    assert set(question.categories or ()) == set(labels)
    assert "answers: 60 loaded = 60 used + 0 excluded" in taken.stdout


def test_column_called_like_a_pattern_can_be_taken_in(project: Path, tmp_path: Path) -> None:
    path = _file(tmp_path, LONG.replace("response", "*").replace("worker", "^who.*$"))
    named = ("--column", "answer=*", "--column", "annotator=^who.*$", "--yes")
    done = _import(project, path, *named)
    assert done.exit_code == 0, done.output
    assert "answers: 18 loaded = 18 used + 0 excluded" in done.stdout


def _n_sources(project: Path) -> int:
    return len(open_workspace(project).definition.sources)


def test_codes_0_and_1_under_other_column_names_get_an_entry_of_their_own(
    project: Path, tmp_path: Path
) -> None:
    coded = LONG.replace(",a\n", ",0\n").replace(",b\n", ",1\n")
    _import(project, _file(tmp_path, coded), "--yes")
    other = coded.replace("response", "verdict").replace("\nt", "\nu")
    _import(project, _file(tmp_path, other, "toxic.csv"), "--yes")
    assert _n_sources(project) == 2


def test_codes_0_and_1_without_header_join_only_files_of_the_same_name(
    project: Path, tmp_path: Path
) -> None:
    coded = LONG.split("\n", 1)[1].replace(",a\n", ",0\n").replace(",b\n", ",1\n")
    later = coded.replace("t", "u")
    _import(project, _file(tmp_path, coded, "tone.csv"), "--yes")
    _import(project, _file(tmp_path, later, "toxic.csv"), "--yes")
    assert _n_sources(project) == 2
    _import(project, _file(tmp_path, later + "u1,w9,1\n", "tone_2026-11-09.csv"), "--yes")
    assert _n_sources(project) == 2


def test_free_text_joins_only_files_of_the_same_name(project: Path, tmp_path: Path) -> None:
    texts = "task,worker,response\n" + "".join(
        f"t{n},w{n % 3},{'a long answer about nothing at all ' * 3}{n}\n" for n in range(60)
    )
    later = texts.replace("\nt", "\nu")
    _import(project, _file(tmp_path, texts, "birds.csv"), "--yes")
    _import(project, _file(tmp_path, later, "cats.csv"), "--yes")
    assert _n_sources(project) == 2
    _import(project, _file(tmp_path, later + "u1,w9,x\n", "birds_2026-11-09.csv"), "--yes")
    assert _n_sources(project) == 2


def _tasks(*tags: str, first: int = 1) -> str:
    def one(number: int, who: int) -> dict[str, object]:
        result = [
            {"from_name": tag, "to_name": "text", "type": "choices",
             "value": {"choices": ["yes" if (number + who) % 3 else "no"]}}
            for tag in tags
        ]  # fmt: skip
        return {"id": number * 10 + who, "completed_by": who, "result": result}

    return json.dumps([
        {"id": n, "data": {"text": "t"}, "annotations": [one(n, 1), one(n, 2)]}
        for n in range(first, first + 8)
    ])  # fmt: skip


def test_label_studio_tasks_join_only_tasks_with_the_same_control_tags(
    project: Path, tmp_path: Path
) -> None:
    _import(project, _file(tmp_path, _tasks("tone", "topic"), "asked.json"), "--yes")
    _import(project, _file(tmp_path, _tasks("tone", first=20), "half.json"), "--yes")
    assert _n_sources(project) == 2
    both = _file(tmp_path, _tasks("topic", "tone", first=40), "asked_2026-11-09.json")
    assert _import(project, both, "--yes").exit_code == 0
    assert _n_sources(project) == 2


def test_standard_input_is_not_taken_in(project: Path) -> None:
    asked = _import(project, Path("-"))
    assert asked.exit_code == 2
    assert "IMP006" in asked.stderr
    assert "annops look -" in asked.stderr
