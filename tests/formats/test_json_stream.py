import io
import json
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.formats.json_stream import Broken, Element, stream

JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def _read(text: str | bytes, path: tuple[str, ...] = (), chunk: int = 7) -> list[Element | Broken]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(stream(io.BytesIO(data), path, chunk=chunk))


def _values(text: str | bytes, path: tuple[str, ...] = (), chunk: int = 7) -> list[object]:
    return [e.value for e in _read(text, path, chunk) if isinstance(e, Element)]


def _broken(text: str | bytes, path: tuple[str, ...] = ()) -> list[Broken]:
    return [e for e in _read(text, path) if isinstance(e, Broken)]


@given(st.lists(JSON_VALUES, max_size=6), st.integers(4, 40), st.sampled_from([None, 0, 2]))
def test_array_gives_the_same_values_as_json_loads_whatever_the_chunk(
    values: list[object], chunk: int, indent: int | None
) -> None:
    text = json.dumps(values, indent=indent)
    assert _values(text, chunk=chunk) == json.loads(text)


@given(
    st.lists(st.dictionaries(st.text(), JSON_VALUES, max_size=3), min_size=1, max_size=6),
    st.integers(4, 400),
    st.sampled_from([None, 0, 2]),
    st.sampled_from([",", ",\n", "\n,", " ,\n\n "]),
)
def test_line_of_an_element_counts_the_line_ends_before_it_whatever_the_chunk(
    values: list[object], chunk: int, indent: int | None, separator: str
) -> None:
    texts = [json.dumps(value, indent=indent) for value in values]
    before = ["[" + "".join(text + separator for text in texts[:at]) for at in range(len(texts))]
    elements = _read("[" + separator.join(texts) + "]", chunk=chunk)
    assert [element.line for element in elements] == [text.count("\n") + 1 for text in before]


@pytest.mark.parametrize("number", ["0.0", "-1.5e+10", "12E-3", "100", "true", "null"])
@pytest.mark.parametrize("chunk", range(4, 12))
def test_number_cut_by_a_chunk_is_read_whole(number: str, chunk: int) -> None:
    assert _values(f"[{number},\n{number}]", chunk=chunk) == [json.loads(number)] * 2


@given(
    st.lists(st.dictionaries(st.text(), JSON_VALUES, max_size=3), max_size=5), st.integers(4, 30)
)
def test_objects_one_a_line_are_elements(values: list[object], chunk: int) -> None:
    text = "\n".join(json.dumps(value) for value in values)
    assert _values(text, chunk=chunk) == values


def test_pretty_printed_objects_that_follow_each_other_are_elements() -> None:
    assert _values('{\n "a": 1\n}\n{\n "a": 2\n}\n') == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8"]
)
def test_encoding_is_recognised_from_the_bytes(encoding: str) -> None:
    values = [{"text": "größe 🙂"}, {"text": "日本"}]
    text = json.dumps(values, ensure_ascii=False)
    assert _values(text.encode(encoding), chunk=8) == values


def test_encoding_may_be_named() -> None:
    data = '[{"text": "café"}]'.encode("windows-1252")
    read = list(stream(io.BytesIO(data), encoding="windows-1252"))
    assert [e.value for e in read if isinstance(e, Element)] == [{"text": "café"}]


def test_element_carries_its_number_and_line() -> None:
    read = _read('[\n  {"a": 1},\n\n  {"a":\n 2}, {"a": 3}\n]')
    assert [(e.ordinal, e.line) for e in read] == [(1, 2), (2, 4), (3, 5)]


def test_arrays_inside_wrapper_objects_are_joined_in_order() -> None:
    text = json.dumps(
        {
            "n": [1, {"tasks": [9]}],
            "projects": [
                {"tasks": [{"a": 1}, {"a": 2}], "project": {"id": 7}},
                {"project": {"id": 8}, "tasks": []},
                {"tasks": [{"a": 3}]},
            ],
            "end": None,
        },
        indent=1,
    )
    assert _values(text, ("projects", "tasks")) == [{"a": 1}, {"a": 2}, {"a": 3}]


def test_torn_array_keeps_what_stands_before_the_tear() -> None:
    read = _read('[{"a": 1},\n {"a": 2},\n {"a": "thr')
    assert [e.value for e in read if isinstance(e, Element)] == [{"a": 1}, {"a": 2}]


def test_tear_is_placed_where_its_element_begins_and_says_where_the_file_ends() -> None:
    (broken,) = _broken('[{"a": 1},\n {"a": 2},\n {"a": "thr')
    assert (broken.ordinal, broken.line, broken.column) == (3, 3, 2)
    assert broken.reason == "the file ends inside it, at line 3, column 12"
    assert broken.code.id == "JSN001"


def test_column_counts_characters_of_a_file_without_line_breaks() -> None:
    elements = ", ".join(f'{{"a": "{i:04}"}}' for i in range(100))
    (broken,) = _broken("[" + elements + ", {'a': 1}]")
    assert (broken.line, broken.column) == (1, len(elements) + 5)


def test_closed_element_with_a_fault_is_left_out_and_reading_goes_on() -> None:
    read = _read('[{"a": 1},\n {"a": 2,}, {"a": 3}]')
    assert [e.value if isinstance(e, Element) else e.column for e in read] == [
        {"a": 1},
        10,
        {"a": 3},
    ]


def test_torn_line_between_good_lines_costs_only_itself() -> None:
    read = _read('{"a": 1}\n{"a": [2\n{"a": 3}\n', chunk=1000)
    assert [e.value if isinstance(e, Element) else e.line for e in read] == [
        {"a": 1},
        2,
        {"a": 3},
    ]


def test_array_that_is_never_closed_is_reported_after_its_elements() -> None:
    (broken,) = _broken('[{"a": 1}, {"a": 2}')
    assert broken.reason == "`,` or `]` expected, the end of the file found"


def test_missing_comma_is_named_with_its_place() -> None:
    (broken,) = _broken('[{"a": 1}\n {"a": 2}]')
    assert (broken.line, broken.column) == (2, 2)
    assert broken.reason == "`,` or `]` expected, `{` found"


def test_element_nested_beyond_the_limit_is_left_out_and_reading_goes_on() -> None:
    depth = sys.getrecursionlimit() * 60
    read = _read("[" + "[" * depth + "]" * depth + ', {"a": 1}]', chunk=4096)
    assert isinstance(read[0], Broken)
    assert read[0].code.id == "JSN002"
    assert read[1] == Element(2, 1, {"a": 1})


def test_element_beyond_the_size_limit_ends_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("annops.formats.json_window.LARGEST", 50)
    (broken,) = _broken('[{"a": "' + "x" * 200 + '"}]')
    assert (broken.code.id, broken.line, broken.column) == ("JSN003", 1, 2)


def test_byte_outside_the_encoding_ends_reading_and_is_named() -> None:
    read = _read(b'[{"a": 1}, {"a": "caf\xe9 au lait"}, {"a": 3}]')
    assert read[0] == Element(1, 1, {"a": 1})
    assert isinstance(read[1], Broken)
    assert read[1].code.id == "JSN004"
    assert read[1].reason == "the byte E9 is not text in utf-8"
    assert len(read) == 2


def test_number_with_too_many_digits_is_a_broken_element() -> None:
    read = _read('[{"a": ' + "9" * 5000 + '}, {"a": 1}]')
    assert [isinstance(e, Broken) for e in read] == [True, False]


@pytest.mark.parametrize("text", ["", " \n", "[]", "[ \n]", '{"projects": []}'])
def test_nothing_gives_nothing(text: str) -> None:
    assert _read(text, ("projects", "tasks")) == []


@pytest.mark.parametrize(
    "text", ["hello", "[1, 2", "]", "{", '{"a" 1}', "[nope]", "[1,]", '"open', "[}", "\\", "[,1]"]
)
def test_text_that_is_not_json_ends_in_one_broken_element(text: str) -> None:
    read = _read(text)
    assert [isinstance(e, Broken) for e in read][-1:] == [True]
    assert sum(isinstance(e, Broken) for e in read) == 1


@given(st.binary(max_size=60), st.sampled_from([(), ("a",)]))
def test_any_bytes_are_read_without_an_exception(data: bytes, path: tuple[str, ...]) -> None:
    for element in stream(io.BytesIO(b'[{"a": ' + data), path, chunk=5):
        assert element.line >= 1
