"""Gold answers beside the annotators' answers become rows of their own."""

from typing import Any

import pytest

from annops.core.errors import AnnopsError

COLUMNS = {"item": "id", "annotator": "who", "answer": "label", "gold": "truth"}
HEADER = "id,who,label,truth\n"


def gold(folder: Any, body: str) -> list[Any]:
    """Gold rows of a file."""
    frame = folder.answers(HEADER + body, COLUMNS).frame.collect()
    return [
        row[:-1]
        for row in frame.select("record", "item", "annotator", "raw", "role").rows()
        if row[-1] == "gold"
    ]


def test_gold_repeated_in_every_record_of_an_item_counts_once(folder: Any) -> None:
    assert gold(folder, "1,a,x,x\n1,b,y,x\n2,a,y,y\n") == [
        (1, "1", None, "x"),
        (3, "2", None, "y"),
    ]


def test_blank_gold_is_no_gold(folder: Any) -> None:
    assert gold(folder, "1,a,x,\n1,b,y,x\n2,a,y,\n") == [(2, "1", None, "x")]


def test_contradictory_gold_is_not_used(folder: Any) -> None:
    assert gold(folder, "1,a,x,x\n1,b,y,y\n2,a,y,y\n") == [(3, "2", None, "y")]


def test_contradictory_gold_is_reported_with_item_and_both_values(folder: Any) -> None:
    (finding,) = folder.answers(HEADER + "1,a,x,x\n1,b,y,y\n", COLUMNS).findings
    assert (finding.code, finding.place.line) == ("LAY009", 2)
    assert "item `1`: `x`, `y`" in finding.message


def test_gold_rows_do_not_change_the_count_of_records(folder: Any) -> None:
    assert folder.answers(HEADER + "1,a,x,x\n1,b,y,x\n", COLUMNS).n_records == 2


def test_gold_rows_keep_the_breakdowns_of_their_item(folder: Any) -> None:
    answers = folder.answers(
        "id,who,label,truth,lang\n1,a,x,x,de\n", {**COLUMNS, "locale": "lang"}
    )
    assert answers.frame.collect()["locale"].to_list() == ["de", "de"]


def test_each_question_has_its_own_gold_column(folder: Any) -> None:
    answers = folder.answers(
        "id,A,B,GA,GB\n1,x,y,g,h\n",
        {"item": "id", "q1": "A", "q2": "B", "gold": ["GA", "GB"]},
        questions=("q1", "q2"),
        layout="wide-questions",
    )
    rows = answers.frame.select("question", "role", "raw").collect().rows()
    assert rows[2:] == [("q1", "gold", "g"), ("q2", "gold", "h")]


def test_one_gold_column_for_two_questions_is_refused(folder: Any) -> None:
    with pytest.raises(AnnopsError, match="LAY010"):
        folder.answers(
            "id,A,B,G\n1,x,y,g\n",
            {"item": "id", "q1": "A", "q2": "B", "gold": "G"},
            questions=("q1", "q2"),
            layout="wide-questions",
        )
