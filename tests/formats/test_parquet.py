"""Values of a Parquet file are given as the text that other files would hold."""

import datetime as dt
from io import BytesIO
from typing import Any

import polars as pl
import pytest

from annops.core.errors import AnnopsError


def parquet(**columns: Any) -> bytes:
    buffer = BytesIO()
    pl.DataFrame(columns).write_parquet(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("001", "001"), ("", None), (7, "7"), (7.0, "7"), (2.5, "2.5"), (float("nan"), None),
        (True, "true"), (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC), "2026-01-02T03:04:05Z"),
        ([1, 2], "[1,2]"), (None, None),
    ],
)  # fmt: skip
def test_value_is_text(folder: Any, value: object, text: str | None) -> None:
    assert folder.rows(parquet(x=[value])) == [(1, text)]


def test_fields_of_structures_are_named_with_dots(folder: Any) -> None:
    assert folder.cells(parquet(data=[{"text": "a", "n": 1}])).columns == ("data.text", "data.n")


def test_records_have_no_line(folder: Any) -> None:
    assert folder.cells(parquet(x=["a"])).line_of(1) is None


def test_file_that_was_cut_is_refused(folder: Any) -> None:
    with pytest.raises(AnnopsError, match="FMT401") as refused:
        folder.cells(parquet(x=["a"] * 100)[:-30])
    assert refused.value.exit_code == 3


def test_damage_inside_the_file_is_found_before_it_is_used(folder: Any) -> None:
    content = bytearray(parquet(x=[f"label {number}" for number in range(5000)]))
    content[4:200] = b"\xff" * 196
    with pytest.raises(AnnopsError, match="FMT401"):
        folder.cells(bytes(content))
