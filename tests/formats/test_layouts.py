"""Tables of cells become raw answers by their layout."""

import io
import json
from collections.abc import Callable
from typing import Any

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annops.core.errors import AnnopsError
from annops.formats.layouts import Asked, lay_out
from annops.project.source import Source

LONG = {"item": "id", "annotator": "who", "answer": "label"}


def laid(folder: Any, content: str, columns: dict[str, Any], *names: str, **source: Any) -> Any:
    """Rows of raw answers, the named columns only."""
    frame = folder.answers(content, columns, **source).frame.collect()
    return frame.select(names).rows()


def test_long_record_is_one_answer(folder: Any) -> None:
    rows = laid(
        folder, "id,who,label\n001,a,x\n", LONG, "record", "item", "annotator", "question", "raw"
    )
    assert rows == [(1, "001", "a", "q", "x")]


def test_blank_answer_of_a_long_record_is_a_row_without_answer(folder: Any) -> None:
    answers = folder.answers("id,who,label\n1,a,\n", LONG)
    assert answers.frame.select("item", "raw").collect().rows() == [("1", None)]
    assert answers.n_blank == 0


def test_other_words_for_fields_are_understood(folder: Any) -> None:
    columns = {"task": "id", "worker": "who", "label": "label"}
    assert laid(folder, "id,who,label\n1,a,x\n", columns, "item", "annotator", "raw") == [
        ("1", "a", "x")
    ]


def test_question_called_like_another_word_for_a_field_is_the_question(folder: Any) -> None:
    columns = {"item": "id", "label": "Q1"}
    answers = folder.answers(
        "id,Q1\n1,x\n", columns, questions=("label",), layout="wide-questions"
    )
    rows = answers.frame.select("question", "raw").collect().rows()
    assert rows == [("label", "x")]


def test_columns_of_an_item_are_joined(folder: Any) -> None:
    columns = {"item": ["doc", "seg"], "answer": "label"}
    assert laid(folder, "doc,seg,label\nd,01,x\n", columns, "item") == [("d/01",)]


def test_item_of_several_columns_is_blank_when_one_of_them_is(folder: Any) -> None:
    columns = {"item": ["doc", "seg"], "answer": "label"}
    assert laid(folder, "doc,seg,label\nd,,x\n", columns, "item") == [(None,)]


def test_number_of_the_record_can_be_the_item(folder: Any) -> None:
    columns = {"item": "record", "answer": "2"}
    assert laid(folder, "a,x\nb,y\n", columns, "item", header=False) == [("1",), ("2",)]


def test_own_column_called_record_is_meant_by_its_name(folder: Any) -> None:
    columns = {"item": "record", "answer": "x"}
    assert laid(folder, "record,x\n77,a\n", columns, "record", "item") == [(1, "77")]


def test_null_texts_are_no_values(folder: Any) -> None:
    rows = laid(folder, "id,who,label\n1,NA,NA\n", LONG, "annotator", "raw", null=["NA"])
    assert rows == [(None, None)]


def test_na_is_a_text_unless_declared(folder: Any) -> None:
    assert laid(folder, "id,who,label\n1,a,NA\n", LONG, "raw") == [("NA",)]


def test_question_column_is_mapped_to_question_ids(folder: Any) -> None:
    columns = {**LONG, "question": "field"}
    cells = folder.cells("id,who,field,label\n1,a,Tone?,x\n1,a,other,y\n", columns=columns)
    source = Source.model_validate(
        {"path": "export.csv", "columns": columns, "questions": {"Tone?": "tone"}}
    )
    frame = lay_out(cells, source, "export.csv", Asked(("tone", "other"))).frame.collect()
    assert frame["question"].to_list() == ["tone", "other"]


def test_fixed_values_are_those_of_every_record(folder: Any) -> None:
    rows = laid(
        folder,
        "id,who,label\n1,a,x\n",
        LONG,
        "batch",
        "locale",
        fixed={"batch": "b1", "locale": "de"},
    )
    assert rows == [("b1", "de")]


def test_breakdowns_of_the_definition_are_columns(folder: Any) -> None:
    answers = folder.answers(
        "id,who,label,dom\n1,a,x,news\n", {**LONG, "domain": "dom"}, breakdowns=("domain",)
    )
    assert answers.frame.select("domain").collect().rows() == [("news",)]


def test_wide_questions_give_a_row_for_each_question(folder: Any) -> None:
    columns = {"item": "id", "annotator": "who", "q1": "A", "q2": "B"}
    answers = folder.answers(
        "id,who,A,B\n1,a,x,\n2,b,,\n", columns, questions=("q1", "q2"), layout="wide-questions"
    )
    assert answers.frame.select("record", "question", "raw").collect().rows() == [
        (1, "q1", "x"), (1, "q2", None), (2, "q1", None), (2, "q2", None),
    ]  # fmt: skip
    assert (answers.n_records, answers.n_blank) == (2, 0)


def test_wide_annotators_give_a_row_for_each_filled_cell(folder: Any) -> None:
    answers = folder.answers(
        "id,ann,bob\n1,x,\n2,,\n3, ,y\n",
        {"item": "id", "annotators": "rest"},
        layout="wide-annotators",
    )
    assert answers.frame.select("item", "annotator", "raw").collect().rows() == [
        ("1", "ann", "x"),
        ("3", "bob", "y"),
    ]
    assert (answers.n_records, answers.n_blank) == (3, 1)


def test_rest_leaves_out_columns_used_otherwise(folder: Any) -> None:
    columns = {"item": "id", "locale": "lang", "annotators": "rest"}
    rows = laid(
        folder, "id,lang,ann\n1,de,x\n", columns, "annotator", "locale", layout="wide-annotators"
    )
    assert rows == [("ann", "de")]


def test_named_annotators_are_the_only_ones(folder: Any) -> None:
    columns = {"item": "id", "annotators": ["ann"]}
    rows = laid(
        folder, "id,ann,note\n1,x,hm\n", columns, "annotator", "raw", layout="wide-annotators"
    )
    assert rows == [("ann", "x")]


def test_missing_columns_are_all_named_with_the_nearest(folder: Any) -> None:
    with pytest.raises(AnnopsError) as refused:
        folder.answers("id,worker,lable\n1,a,x\n", LONG)
    messages = [str(finding) for finding in refused.value.findings]
    assert refused.value.exit_code == 3
    assert messages[0].startswith("export.csv:1: error LAY001 column `who` for `annotator`")
    assert "did you mean `lable`?" in messages[1]


def test_misspelt_field_is_a_mistake_in_the_definition(folder: Any) -> None:
    with pytest.raises(AnnopsError, match="did you mean `annotator`") as refused:
        folder.answers("id,who,label\n1,a,x\n", {**LONG, "anotator": "who"})
    assert refused.value.exit_code == 2


def test_question_must_be_named_when_there_are_several(folder: Any) -> None:
    with pytest.raises(AnnopsError, match="LAY003"):
        folder.answers("id,who,label\n1,a,x\n", LONG, questions=("q1", "q2"))


def test_column_of_answers_must_be_named(folder: Any) -> None:
    with pytest.raises(AnnopsError, match="LAY004"):
        folder.answers("id,who,label\n1,a,x\n", {"item": "id"})


def test_list_of_items_needs_no_answers_and_has_a_row_for_each_record(folder: Any) -> None:
    answers = folder.answers(
        "id,lang,url\n1,de,u\n1,fr,v\n2,de,w\n",
        {"item": "id", "locale": "lang", "link": "url"},
        questions=(),
        breakdowns=("locale",),
    )
    assert answers.items is None
    rows = answers.frame.select("item", "link", "locale").collect().rows()
    assert rows == [("1", "u", "de"), ("1", "v", "fr"), ("2", "w", "de")]


def test_columns_that_are_not_wanted_are_left_out(folder: Any) -> None:
    columns = {**LONG, "seconds": "s"}
    cells = folder.cells("id,who,label,s\n1,a,x,soon\n", columns=columns)
    source = Source.model_validate({"path": "export.csv", "columns": columns})
    asked = Asked(("q",), wanted=frozenset({"annotator"}))
    answers = lay_out(cells, source, "export.csv", asked)
    assert "seconds" not in answers.frame.collect_schema().names()
    assert answers.findings == ()


def test_time_that_is_not_wanted_can_still_be_collected(folder: Any) -> None:
    columns = {**LONG, "submitted_at": "t"}
    cells = folder.cells("id,who,label,t\n1,a,x,2026-03-01T00:00:00Z\n", columns=columns)
    source = Source.model_validate({"path": "export.csv", "columns": columns})
    frame = lay_out(cells, source, "export.csv", Asked(("q",), wanted=frozenset())).frame
    assert str(frame.select("submitted_at").collect().item()) == "2026-03-01 00:00:00+00:00"


@pytest.mark.parametrize(
    ("text", "status"),
    [("Approved", "submitted"), ("Gone", "skipped"), ("Bad", "rejected"), ("wip", "draft"),
     ("Skipped", "skipped"), ("", "submitted")],
)  # fmt: skip
def test_status_texts_are_read_as_declared(folder: Any, text: str, status: str) -> None:
    columns = {**LONG, "status": "st"}
    rows = laid(
        folder, f"id,who,label,st\n1,a,x,{text}\n", columns, "status",
        skipped=["Gone"], rejected=["Bad"], draft=["wip"],
    )  # fmt: skip
    assert rows == [(status,)]


def test_undeclared_status_is_noted_with_its_count(folder: Any) -> None:
    answers = folder.answers(
        "id,who,label,st\n1,a,x,Approved\n2,a,x,Approved\n", {**LONG, "status": "st"}
    )
    assert [(f.code, f.count) for f in answers.findings] == [("LAY006", 2)]


def test_role_column_decides_the_role(folder: Any) -> None:
    rows = laid(
        folder, "id,who,label,as\n1,a,x,Reviewer\n2,a,x,\n", {**LONG, "role": "as"}, "role"
    )
    assert rows == [("reviewer",), ("annotator",)]


def test_unknown_role_is_read_as_that_of_the_source_and_reported(folder: Any) -> None:
    answers = folder.answers("id,who,label,as\n1,a,x,lead\n", {**LONG, "role": "as"}, role="model")
    assert answers.frame.collect()["role"].to_list() == ["model"]
    assert [finding.code for finding in answers.findings] == ["LAY007"]


def test_round_column_decides_the_round(folder: Any) -> None:
    answers = folder.answers("id,who,label,r\n1,a,x,2\n2,a,x,redo\n", {**LONG, "round": "r"})
    assert answers.frame.collect()["round"].to_list() == [2, 1]
    assert [finding.code for finding in answers.findings] == ["LAY008"]


@pytest.mark.parametrize(
    "columns", [{"annotator": ["who", "id"]}, {"submitted_at": {"from": "id", "to": "who"}}]
)
def test_field_of_several_columns_that_cannot_be_is_refused(
    folder: Any, columns: dict[str, Any]
) -> None:
    with pytest.raises(AnnopsError, match="LAY011"):
        folder.answers("id,who,label\n1,a,x\n", {**LONG, **columns})


def test_misspelt_fixed_field_is_a_mistake_in_the_definition(folder: Any) -> None:
    with pytest.raises(AnnopsError, match="did you mean `batch`"):
        folder.answers("id,who,label\n1,a,x\n", LONG, fixed={"bacth": "b1"})


def test_missing_key_of_json_records_has_no_header_line(folder: Any) -> None:
    with pytest.raises(AnnopsError, match=r"^export\.csv: error LAY001"):
        folder.answers('{"id": 1}\n{"id": 2}\n', {"item": "id", "answer": "label"})


@pytest.mark.parametrize("layout", ["long", "wide-questions", "wide-annotators"])
def test_file_without_records_gives_no_rows(folder: Any, layout: str) -> None:
    last = {"long": {"answer": "label", "gold": "g"}, "wide-questions": {"q": "label"}}
    columns = {"item": "id", "submitted_at": "t", "seconds": "s", "status": "st"}
    columns |= last.get(layout, {"annotators": "rest"})
    answers = folder.answers("id,label,g,t,s,st\n", columns, layout=layout)
    assert answers.frame.collect().is_empty()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.lists(st.sampled_from(["", "x", "y"]), min_size=3, max_size=3), min_size=1))
def test_matrix_and_the_same_answers_one_a_record_give_the_same_rows(
    folder: Any, table: list[list[str]]
) -> None:
    names = ("a1", "a2", "a3")
    wide = "".join(f"{item},{','.join(row)}\n" for item, row in enumerate(table))
    long = "".join(
        f"{item},{name},{cell}\n"
        for item, row in enumerate(table)
        for name, cell in zip(names, row, strict=True)
        if cell
    )
    columns = ("item", "annotator", "question", "raw", "role", "status", "round")
    matrix = folder.answers(
        "id,a1,a2,a3\n" + wide, {"item": "id", "annotators": "rest"}, layout="wide-annotators"
    )
    from_matrix = matrix.frame.select(columns).collect().rows()
    records = folder.answers("id,who,label\n" + long, LONG)
    assert from_matrix == records.frame.select(columns).collect().rows()


def _patterned_csv(folder: Any) -> Any:
    return folder.cells(_PATTERNED_TEXT)


def _patterned_lines(folder: Any) -> Any:
    lines = (json.dumps(dict(zip(PATTERNED, row, strict=True))) for row in PATTERNED_ROWS)
    return folder.cells("".join(f"{line}\n" for line in lines), "export.jsonl")


def _patterned_workbook(folder: Any) -> Any:
    workbook, buffer = openpyxl.Workbook(), io.BytesIO()
    sheet = workbook.worksheets[0]
    for row in (PATTERNED, *PATTERNED_ROWS):
        sheet.append(row)
    workbook.save(buffer)
    return folder.cells(buffer.getvalue(), "export.xlsx")


def _patterned_parquet(folder: Any) -> Any:
    buffer = io.BytesIO()
    pl.DataFrame(PATTERNED_ROWS, PATTERNED, orient="row").write_parquet(buffer)
    return folder.cells(buffer.getvalue(), "export.parquet")


PATTERNED = ["*", "^a.*$", "^b$", "^.*$", "^secs$", "^state$", "^gold$", "^run$", "^mine$"]
"""Names of columns that a table engine may read as patterns for other columns."""
PATTERNED_ROWS = [
    ["i1", "w1", "x", "2026-01-01T10:00:00Z", "0:01:05", "submitted", "x", "1", "n"],
    ["i2", "w2", "y", "2026-01-02T10:00:00Z", "6", "skipped", "y", "2", "m"],
]
_PATTERNED_TEXT = "".join(",".join(row) + "\n" for row in (PATTERNED, *PATTERNED_ROWS))


@pytest.mark.parametrize(
    "read", [_patterned_csv, _patterned_lines, _patterned_workbook, _patterned_parquet]
)
def test_column_whose_name_looks_like_a_pattern_is_that_column_only(
    folder: Any, read: Callable[[Any], Any]
) -> None:
    names = ("item", "annotator", "answer", "submitted_at", "seconds", "status", "gold", "round")
    columns = dict(zip((*names, "vendor"), PATTERNED, strict=True))
    entry = Source.model_validate({"path": "export", "columns": columns})
    answers = lay_out(read(folder), entry, "export", Asked(("q",), ()))
    wanted = ("item", "annotator", "raw", "seconds", "status", "round", "vendor")
    rows = answers.frame.filter(pl.col("role") == "annotator").select(wanted).collect().rows()
    assert rows == [
        ("i1", "w1", "x", 65.0, "submitted", 1, "n"),
        ("i2", "w2", "y", 6.0, "skipped", 2, "m"),
    ]


@pytest.mark.parametrize(
    ("layout", "given"),
    [
        ("wide-questions", {"q": "*", "p": "^a.*$"}),
        ("wide-annotators", {"annotators": ["*", "^a.*$"]}),
    ],
)
def test_wide_columns_whose_names_look_like_patterns_are_read(
    folder: Any, layout: str, given: dict[str, Any]
) -> None:
    answers = folder.answers(
        "id,*,^a.*$\n1,x,y\n",
        {"item": "id", **given},
        questions=tuple(given) if layout == "wide-questions" else ("q",),
        layout=layout,
    )
    assert answers.frame.select("item", "raw").collect().rows() == [("1", "x"), ("1", "y")]
