"""JSON records are read as text cells, one object a line or in a list."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annops.core.errors import AnnopsError
from annops.formats.jsonl import JsonLines
from annops.formats.registry import open_file
from annops.project.source import Source

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.dictionaries(st.text("ab.", max_size=2), inner, max_size=3),
    max_leaves=6,
)


def test_nested_keys_are_joined_with_dots(folder: Any) -> None:
    cells = folder.cells('{"id": 1, "data": {"text": "a", "meta": {"lang": "de"}}}\n{"id": 2}\n')
    assert cells.columns == ("id", "data.text", "data.meta.lang")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ('"001"', "001"), ("1", "1"), ("1.50", "1.50"), ("1e5", "1e5"), ("true", "true"),
        ("false", "false"), ("null", None), ('""', None), ("[]", "[]"), ("{}", "{}"),
        ('[1, {"a": "é"}]', '[1,{"a":"é"}]'), ("12345678901234567890", "12345678901234567890"),
    ],
)  # fmt: skip
def test_value_is_text_as_it_stands(folder: Any, value: str, text: str | None) -> None:
    assert folder.rows(f'{{"id": {value}}}\n{{"id": 0}}\n')[0] == (1, text)


def test_keys_that_a_record_lacks_are_blank(folder: Any) -> None:
    assert folder.rows('{"a": 1}\n{"b": 2}\n') == [(1, "1", None), (2, None, "2")]


def test_torn_line_is_unreadable_and_the_next_one_is_read(folder: Any) -> None:
    cells = folder.cells('{"a": 1}\n{"a": 2, "b\n{"a": 3}\n')
    assert cells.frame.collect().rows() == [(1, "1"), (3, "3")]
    assert [str(entry.place) for entry in cells.unreadable] == ["export.csv:2:10"]


def test_line_that_is_no_object_is_unreadable(folder: Any) -> None:
    cells = folder.cells('{"a": 1}\n[1]\n{"a": 3}\n')
    assert cells.unreadable[0].reason == "not a JSON object"


def test_line_that_is_not_utf8_is_unreadable(folder: Any, codes: Any) -> None:
    cells = folder.cells(b'{"a": 1}\n{"a": "\xe9"}\n')
    assert (codes(cells), cells.unreadable[0].place.line) == (["FMT201"], 2)


def test_blank_lines_are_no_records(folder: Any) -> None:
    cells = folder.cells('{"a": 1}\n\n{"a": 2}\n')
    assert (cells.n_records, cells.line_of(2)) == (2, 3)


def test_byte_order_mark_is_no_part_of_the_first_line(folder: Any) -> None:
    assert folder.rows('\ufeff{"a": 1}\n{"a": 2}\n') == [(1, "1"), (2, "2")]


def test_line_nested_without_end_is_unreadable(folder: Any) -> None:
    deep = '{"a":' + "[" * 100_000 + "]" * 100_000 + "}"
    cells = folder.cells(f'{{"a": 1}}\n{deep}\n{{"a": 2}}\n')
    assert [entry.place.line for entry in cells.unreadable] == [2]


def test_half_a_character_is_reported(folder: Any, codes: Any) -> None:
    assert codes(folder.cells('{"a": "\\ud83d"}\n{"a": "b"}\n')) == ["FMT113"]


def test_list_of_objects_is_read(folder: Any) -> None:
    cells = folder.cells('[\n  {"id": 1, "x": "a"},\n  {"id": 2}\n]\n')
    assert cells.frame.collect().rows() == [(1, "1", "a"), (2, "2", None)]
    assert cells.line_of(2) == 3


def test_list_that_was_cut_keeps_its_whole_elements(folder: Any, codes: Any) -> None:
    cells = folder.cells('[{"id": 1}, {"id": 2}, {"id')
    assert (len(cells.frame.collect()), codes(cells)) == (2, ["FMT203"])


def test_single_object_is_refused_with_its_keys(folder: Any) -> None:
    with pytest.raises(AnnopsError, match=r"FMT202 .*`project`, `tasks`") as refused:
        folder.cells('{\n "project": "aster",\n "tasks": []\n}\n')
    assert refused.value.exit_code == 3


def test_file_without_a_readable_line_is_refused(folder: Any) -> None:
    with pytest.raises(AnnopsError, match="FMT101"):
        folder.cells('{"a": \n{"b": \n', format="jsonl")


def test_prodigy_lines_are_read_through_a_declared_mapping(folder: Any) -> None:
    line = (
        '{"text":"t","_input_hash":-16,"answer":"accept","_timestamp":1694858483,"_view_id":"c"}\n'
    )
    columns = {"item": "_input_hash", "answer": "answer", "submitted_at": "_timestamp"}
    frame = folder.answers(line * 2, columns).frame.collect()
    assert frame.select("item", "raw").rows() == [("-16", "accept")] * 2
    assert str(frame["submitted_at"][0]) == "2023-09-16 10:01:23+00:00"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    records=st.lists(st.dictionaries(st.text("abc", max_size=2), VALUES, max_size=3), min_size=1),
    torn=st.booleans(),
)
def test_every_line_is_a_record_or_unreadable(
    tmp_path: Path, records: list[dict[str, Any]], *, torn: bool
) -> None:
    text = "".join(json.dumps(record) + "\n" for record in records) + ('{"a": ' if torn else "")
    (tmp_path / "a.jsonl").write_text(text, encoding="utf-8")
    opened = open_file(tmp_path / "a.jsonl", "a.jsonl")
    cells = JsonLines().read(opened, Source(path="a.jsonl"), wanted=None)
    assert (cells.n_records, len(cells.unreadable)) == (len(records) + torn, torn)
    assert len(cells.frame.collect()) == len(records)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(min_size=1, max_size=40) | st.text('{}[]":,a1\n', min_size=1).map(str.encode))
def test_any_bytes_give_records_or_a_finding(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jsonl").write_bytes(content)
    opened = open_file(tmp_path / "a.jsonl", "a.jsonl")
    try:
        cells = JsonLines().read(opened, Source(path="a.jsonl"), wanted=None)
    except AnnopsError as error:
        exit_code = error.exit_code
    else:
        exit_code = 0
        assert cells.n_records == len(cells.frame.collect()) + len(cells.unreadable)
    assert exit_code in {0, 3}


@pytest.mark.parametrize("indent", [None, 2])
def test_object_that_wraps_lists_is_refused_naming_them(folder: Any, indent: int | None) -> None:
    coco = {"images": [{"id": 1}, {"id": 2}], "annotations": [{"id": 1}], "info": {}}
    with pytest.raises(AnnopsError, match=r"FMT202 .*`images` \(2\), `annotations` \(1\)") as met:
        folder.cells(json.dumps(coco, indent=indent), "instances.json")
    assert met.value.exit_code == 3
    assert "annops reads" in str(met.value.findings[0])


def test_single_line_that_is_a_record_with_lists_is_one_record(folder: Any) -> None:
    record = {"id": 1, "text": "a b", "spans": [{"start": 0, "label": "X"}], "tokens": [{"id": 0}]}
    assert folder.cells(json.dumps(record), "a.jsonl").n_records == 1
