import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.document import Column, Document, Kind, Table
from annops.core.estimate import Estimate
from annops.render import csv_, json_


def read(table: Table) -> list[list[str]]:
    return list(csv.reader(csv_.render(table).splitlines(keepends=True)))


@given(st.text())
def test_the_guard_can_be_taken_away(text: str) -> None:
    guarded = csv_.guard(text)
    assert not guarded.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert (csv_.unguard(guarded) if guarded != text else text) == text


@given(st.text(), st.text())
def test_any_text_comes_back_from_a_csv_file(first: str, second: str) -> None:
    table = Table("t", "T", (Column("a", "A"), Column("b", "B")), ((first, second),))
    rows = list(csv.reader(io.StringIO(csv_.render(table), newline=""), strict=True))
    assert rows == [["a", "b"], [csv_.guard(first), csv_.guard(second)]]


@given(st.text())
def test_a_table_of_one_column_keeps_every_row(text: str) -> None:
    table = Table("t", "T", (Column("a", "A"),), ((text,), ("end",)))
    rows = list(csv.reader(io.StringIO(csv_.render(table), newline=""), strict=True))
    assert rows == [["a"], [csv_.guard(text)], ["end"]]


def test_an_estimate_takes_five_columns_at_full_precision() -> None:
    estimates = (
        Estimate(2 / 3, 0.5, 0.8, 1200, "items", ""),
        Estimate.undefined("no item", n=0, unit="items"),
    )
    column = Column("alpha", "Alpha", Kind.ESTIMATE)
    assert read(Table("t", "T", (column,), tuple((one,) for one in estimates))) == [
        ["alpha", "alpha_low", "alpha_high", "alpha_n", "alpha_why_undefined"],
        ["0.666666666667", "0.5", "0.8", "1200", ""],
        ["", "", "", "0", "no item"],
    ]


def test_negative_numbers_stay_numbers() -> None:
    assert read(Table("t", "T", (Column("a", "A", Kind.NUMBER),), ((-0.5,),)))[1] == ["-0.5"]


def test_a_table_without_rows_still_has_its_header() -> None:
    assert csv_.render(Table("t", "T", (Column("a", "A"), Column("b", "B")), ())) == "a,b\n"


def test_json_refuses_a_number_that_is_not_one() -> None:
    with pytest.raises(ValueError, match="nan"):
        json_.dumps({"a": [float("nan")]})


def test_json_refuses_what_it_does_not_know() -> None:
    with pytest.raises(TypeError, match="complex"):
        json_.dumps(1j)


def test_json_does_not_depend_on_the_order_of_keys() -> None:
    assert json_.dumps({"a": 1, "b": 2}) == json_.dumps({"b": 2, "a": 1})


def test_every_figure_of_a_report_is_in_the_json_by_id(sample_document: Document) -> None:
    figures = json.loads(json_.dumps(json_.figures_of(sample_document)))
    assert set(figures["metrics"]) == {"alpha", "error_rate", "icc"}
    assert figures["metrics"]["icc"]["value"] is None
    assert figures["metrics"]["icc"]["why_undefined"] == "all ratings are equal"
    assert figures["tables"]["agreement_by_locale"]["rows"][0]["alpha"]["low"] == 0.77
    assert figures["tables"]["answers"]["n_rows"] == 18
