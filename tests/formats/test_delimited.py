"""Delimited text of every shape is read, and what is wrong in it is named with its line."""

import csv
import io
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annops.core.errors import AnnopsError
from annops.formats import delimited
from annops.formats.delimited import Delimited
from annops.formats.registry import open_file
from annops.formats.regular import regular_shape
from annops.project.source import Source

CELLS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], include_characters='\n",; \t'),
    max_size=6,
)
TABLES = st.integers(2, 4).flatmap(
    lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=8)
)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_recognised(folder: Any, delimiter: str) -> None:
    text = "id,who,label\n1,a,x\n2,b,y\n".replace(",", delimiter)
    assert folder.rows(text) == [(1, "1", "a", "x"), (2, "2", "b", "y")]


def test_declared_delimiter_is_used(folder: Any) -> None:
    cells = folder.cells("id^who\n1^a,b\n", delimiter="^")
    assert cells.columns == ("id", "who")


def test_semicolons_win_over_decimal_commas(folder: Any) -> None:
    assert folder.rows("id;x;y\n1;2,5;3,5\n2;1,0;4,5\n")[0] == (1, "1", "2,5", "3,5")


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_first_line_that_names_the_delimiter_is_no_record(folder: Any, separator: str) -> None:
    text = f"sep={separator}\n" + "id,x\n1,a\n".replace(",", separator)
    cells = folder.cells(text)
    assert (cells.columns, cells.n_records, cells.line_of(1)) == (("id", "x"), 1, 3)


def test_ids_stay_text(folder: Any) -> None:
    assert folder.rows("id,x\n001,1.0\n1,1e3\n") == [(1, "001", "1.0"), (2, "1", "1e3")]


def test_columns_of_a_file_without_header_are_called_by_position(folder: Any) -> None:
    cells = folder.cells("7,a\n8,b\n", header=False)
    assert (cells.columns, cells.n_records) == (("1", "2"), 2)


def test_line_of_the_first_record_without_header_is_one(folder: Any) -> None:
    assert folder.cells("7,a\n8,b\n", header=False).line_of(1) == 1


def test_line_of_the_first_record_below_a_header_is_two(folder: Any) -> None:
    assert folder.cells("id,x\n7,a\n").line_of(1) == 2


def test_lines_below_a_cell_with_line_ends_are_those_of_the_file(folder: Any) -> None:
    cells = folder.cells('id,x\n7,"a\nb\nc"\n8,d\n')
    assert [cells.line_of(1), cells.line_of(2)] == [2, 5]


def test_windows_line_ends_are_no_part_of_cells(folder: Any) -> None:
    assert folder.rows("id,x\r\n1,a\r\n2,\r\n") == [(1, "1", "a"), (2, "2", None)]


def test_quoted_cells_keep_delimiters_line_ends_and_quotes(folder: Any) -> None:
    rows = folder.rows('id,x\n1,"a,b\r\nc ""d"""\n')
    assert rows == [(1, "1", 'a,b\r\nc "d"')]


def test_blank_lines_are_no_records(folder: Any) -> None:
    cells = folder.cells("id,x\n\n1,a\n\n  \n2,b\n\n")
    assert (cells.n_records, cells.line_of(2)) == (2, 6)


def test_record_of_delimiters_alone_is_a_record_of_blanks(folder: Any) -> None:
    assert folder.rows("id,x\n,\n1,a\n")[0] == (1, None, None)


def test_repeated_column_name_is_numbered_and_reported(folder: Any, codes: Any) -> None:
    cells = folder.cells("id,x,x\n1,a,b\n")
    assert (cells.columns, codes(cells)) == (("id", "x", "x (2)"), ["FMT103"])


def test_own_column_called_record_does_not_hide_the_record_number(folder: Any) -> None:
    cells = folder.cells("record,x\n9,a\n")
    assert cells.frame.collect().to_dicts() == [{"record": 1, "record (2)": "9", "x": "a"}]


def test_short_record_is_unreadable_with_its_line(folder: Any, codes: Any) -> None:
    cells = folder.cells("id,who,x\n1,a,x\n2,b\n3,c,z\n")
    assert [str(entry.place) for entry in cells.unreadable] == ["export.csv:3"]
    assert codes(cells) == ["FMT104"]


def test_long_record_is_unreadable_with_its_line(folder: Any) -> None:
    cells = folder.cells("id,x\n1,a\n2,b,c\n")
    assert cells.unreadable[0].reason == "3 cells, 2 expected"


def test_short_and_long_record_that_make_up_for_each_other_are_both_found(folder: Any) -> None:
    cells = folder.cells("id,who,x\n1,a,x\n2,b\n3,c,y,z\n")
    assert [entry.place.line for entry in cells.unreadable] == [3, 4]


def test_findings_about_many_records_are_one(folder: Any) -> None:
    cells = folder.cells("id,x\n1,a\n" + "2,b,c\n" * 1000)
    assert [finding.count for finding in cells.findings] == [1000]


def test_blank_cells_too_many_are_noted_and_the_record_kept(folder: Any, codes: Any) -> None:
    cells = folder.cells("id,x\n1,a,,\n2,b\n")
    assert (cells.frame.collect().rows()[0], codes(cells)) == ((1, "1", "a"), ["FMT108"])


def test_cells_missing_where_every_record_is_blank_are_noted(folder: Any, codes: Any) -> None:
    cells = folder.cells("id,x,note\n1,a,\n2,b\n")
    assert (len(cells.unreadable), codes(cells)) == (0, ["FMT108"])


def test_torn_quote_is_reported_where_it_opened(folder: Any, codes: Any) -> None:
    cells = folder.cells('id,who,x\n1,"Ann,x\n2,b,y\n3,"c",z\n')
    assert (codes(cells), cells.unreadable[0].place.line) == (["FMT105"], 2)


def test_records_after_a_torn_quote_are_not_lost(folder: Any) -> None:
    rows = folder.rows('id,who,x\n1,"Ann,x\n2,b,y\n3,"c",z\n')
    assert rows == [(2, "2", "b", "y"), (3, "3", "c", "z")]


def test_records_after_a_quote_open_to_the_end_are_not_lost(folder: Any) -> None:
    assert folder.rows('id,x\n1,"Ann\n2,b\n3,c\n') == [(2, "2", "b"), (3, "3", "c")]


def test_records_with_line_ends_torn_quotes_and_runs_keep_their_order_and_lines(
    folder: Any,
) -> None:
    plain = [f"{number},a\n" for number in range(5000)]
    plain[2500] = '2500,"a\nb"\n'
    plain[3500] = '3500,"torn\n'
    cells = folder.cells("id,x\n" + "".join(plain))
    items = [int(row[1]) for row in cells.frame.collect().rows()]
    assert items == [number for number in range(5000) if number != 3500]
    assert [cells.line_of(2500), cells.line_of(2502), cells.line_of(5000)] == [2501, 2504, 5002]


def test_quotes_of_a_tab_separated_file_can_be_ordinary_characters(
    folder: Any, codes: Any
) -> None:
    cells = folder.cells('id\tx\n1\t"Yes", she said\n2\t"No" again\n')
    assert cells.frame.collect().rows()[0] == (1, "1", '"Yes", she said')
    assert codes(cells) == ["FMT109"]


def test_nul_makes_a_record_unreadable(folder: Any, codes: Any) -> None:
    cells = folder.cells("id,x\n1,a\0\n2,b\n")
    assert (codes(cells), cells.unreadable[0].place.line) == (["FMT106"], 2)


def test_cell_of_ten_million_characters_is_unreadable(folder: Any, codes: Any) -> None:
    cells = folder.cells('id,x\n1,"' + "a" * 10_000_001 + '"\n2,b\n')
    assert (codes(cells), len(cells.frame.collect())) == (["FMT107"], 1)


def test_header_alone_is_reported(folder: Any, codes: Any) -> None:
    assert codes(folder.cells("id,x\n")) == ["FMT102"]


def test_file_of_which_no_record_fits_its_header_is_refused(folder: Any) -> None:
    with pytest.raises(AnnopsError, match="FMT101") as refused:
        folder.cells("id,x\n1,a,b\n2,a,b\n")
    assert refused.value.exit_code == 3


def test_torn_header_is_refused(folder: Any) -> None:
    with pytest.raises(AnnopsError, match="the header cannot be read"):
        folder.cells('"id,x\n1,a\n2,b\n', format="delimited")


@pytest.mark.parametrize(
    "content",
    ["id,x\n1,a\n", "id,x\r\n1,a\r\n", "id,x\n1,ä\n2,", "\ufeffid,x\n1,a\n"],
)
def test_regular_file_is_proven_regular(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.csv").write_bytes(content.encode())
    assert regular_shape(open_file(tmp_path / "a.csv", "a.csv"), None, ",") is not None


@pytest.mark.parametrize(
    "content",
    [
        b'id,x\n1,"a"\n', b"id,x\n1,a,b\n", b"id,x\n1\n", b"id,x\n1,a,b\n1\n", b"id,x\n\n1,a\n",
        b"id,x\n1,a\0\n", b"id,x\n1,\xff\n", b"id,x\n1,a\rb\n", b"\nid,x\n1,a\n", b"id,x\n1,a\r",
        b"id\n1\n\n", b"id,x\n1,\xc3", b"id,x\n1,a\n2",
    ],
)  # fmt: skip
def test_irregular_file_is_not_proven_regular(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert regular_shape(open_file(tmp_path / "a.csv", "a.csv"), None, ",") is None


def test_regular_file_larger_than_a_block_is_counted(tmp_path: Path) -> None:
    n_records = 700_000
    (tmp_path / "a.csv").write_bytes(b"id,x\n" + b"12345,\xc3\xa4\n" * n_records)
    shape = regular_shape(open_file(tmp_path / "a.csv", "a.csv"), None, ",")
    assert shape is not None
    assert shape.n_rows == n_records + 1


def test_one_irregular_line_behind_a_block_is_found(tmp_path: Path) -> None:
    lines = [b"12345,abc\n"] * 700_000
    lines[650_000] = b"12345\n"
    (tmp_path / "a.csv").write_bytes(b"id,x\n" + b"".join(lines))
    assert regular_shape(open_file(tmp_path / "a.csv", "a.csv"), None, ",") is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(table=TABLES, dialect=st.sampled_from(["excel", "unix"]))
def test_cells_are_those_that_polars_reads(
    tmp_path: Path, table: list[list[str]], dialect: str
) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, dialect=dialect).writerows([["a", "b", "c", "d"][: len(table[0])], *table])
    path = tmp_path / "t.csv"
    path.write_bytes(text.getvalue().encode())
    source = Source(path="t.csv", delimiter=",")
    cells = Delimited().read(open_file(path, "t.csv"), source, wanted=None)
    peer = pl.read_csv(path, infer_schema=False)
    mine = [tuple(cell or "" for cell in row[1:]) for row in cells.frame.collect().rows()]
    assert mine == [tuple(cell or "" for cell in row) for row in peer.rows()]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.binary(min_size=1, max_size=60) | st.text('a,"\n\0é;\r', min_size=1).map(str.encode)
)
def test_any_bytes_give_balanced_records_or_a_finding(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    try:
        cells = Delimited().read(open_file(path, "t.csv"), Source(path="t.csv"), wanted=None)
    except AnnopsError as error:
        exit_code = error.exit_code
    else:
        exit_code = 0
        assert cells.n_records == len(cells.frame.collect()) + len(cells.unreadable)
    assert exit_code in {0, 3}


PLAIN = st.text("aé1 \u2028\x0b", max_size=3)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    table=st.integers(2, 4).flatmap(
        lambda width: st.lists(st.lists(PLAIN, min_size=width, max_size=width), min_size=2)
    ),
    end=st.sampled_from(["\n", "\r\n"]),
    last=st.booleans(),
)
def test_fast_and_exact_reader_give_the_same_cells(
    tmp_path: Path, table: list[list[str]], end: str, *, last: bool
) -> None:
    path = tmp_path / "t.csv"
    text = end.join(",".join(row) for row in table) + (end if last else "")
    path.write_bytes(text.encode())
    opened, source = open_file(path, "t.csv"), Source(path="t.csv")
    shape = regular_shape(opened, None, ",")
    assert shape is not None
    fast, exact = delimited._fast(opened, source, shape), delimited._exact(opened, source, ",")
    assert (fast.columns, fast.n_records) == (exact.columns, exact.n_records)
    assert fast.frame.collect().rows() == exact.frame.collect().rows()
