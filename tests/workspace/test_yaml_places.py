"""YAML is read as written, with a place for everything, and hostile files are refused."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from annops.workspace.yaml_places import Mark, read_yaml


@pytest.mark.parametrize(
    "scalar",
    ["no", "Yes", "on", "1.0", "010", "1_000", "12:30:45", "2026-01-01", "0x1F", "1e3", ".5"],
)
def test_plain_scalar_is_the_text_that_was_written(scalar: str) -> None:
    assert read_yaml(f"a: [{scalar}]\n".encode(), "f").data == {"a": [scalar]}


@pytest.mark.parametrize("scalar", ["", "~", "null", "Null"])
def test_unquoted_null_is_no_value_and_quoted_null_is_text(scalar: str) -> None:
    assert read_yaml(f"a: {scalar}\nb: '{scalar}'\n".encode(), "f").data == {
        "a": None,
        "b": scalar,
    }


def test_every_key_and_value_has_its_line_and_column() -> None:
    text = read_yaml(b"# note\na:\n  - x\n  - {b: y}\n", "f")
    assert (text.keys, text.values) == (
        {("a",): Mark(2, 1), ("a", 1, "b"): Mark(4, 6)},
        {
            (): Mark(2, 1),
            ("a",): Mark(3, 3),
            ("a", 0): Mark(3, 5),
            ("a", 1): Mark(4, 5),
            ("a", 1, "b"): Mark(4, 9),
        },
    )


def test_place_of_a_missing_key_is_the_key_of_the_entry_around_it() -> None:
    text = read_yaml(b"a: 1\nb:\n  c: 2\n", "f")
    assert str(text.place(("b", "gone"), key=True)) == "f:2:1"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            b"a: 1\nb: 2\na: 3\n",
            "f:3:1: error DEF004 `a` stands here again; it was first given on",
        ),
        (b"a:\n\tb: 1\n", "f:2:1: error DEF003 a tab stands in the indentation"),
        (b"a: b: c\n", "f:1:5: error DEF003 not valid YAML"),
        (b"a: [1\nb: 2\n", "f:2:2: error DEF003 not valid YAML"),
        ("ä: ü".encode("cp1252"), "f:1:1: error DEF002 byte 0xe4 is not UTF-8 text"),
        (b"x: 1\nab: \xfc", "f:2:5: error DEF002 byte 0xfc is not UTF-8 text"),
        ("a: 1".encode("utf-16"), "f:1:1: error DEF002 byte 0xff is not UTF-8 text"),
        (b"a: \x01", "f:1:4: error DEF003 a control character cannot stand in YAML"),
        (b"a: 1\n---\nb: 2\n", "f:2:1: error DEF005 a second document begins here"),
        (b"a: !!python/object:os.system x", "f:1:4: error DEF005 the tag"),
        (b"a: &x {b: 1}\nc: {<<: *x}", "f:2:5: error DEF005 the merge key"),
        (b"? [a]\n: b", "f:1:3: error DEF005 a key must be a single word or text"),
        (b"a: *gone", "f:1:4: error DEF003 not valid YAML"),
        (b"a: &a [*a]", "f:1:1: error DEF005 references"),
        (b"[" * 100_000, "f:1:41: error DEF005 nested more than 40 levels deep"),
    ],
    ids=lambda value: value[:20] if isinstance(value, str) else None,
)
def test_wrong_text_is_one_finding_with_its_place(content: bytes, said: str) -> None:
    findings = read_yaml(content, "f").findings
    assert len(findings) == 1
    assert str(findings[0]).startswith(said)


def test_references_that_multiply_are_refused_before_they_are_written_out() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 10)]
    text = read_yaml("\n".join(lines).encode(), "f")
    assert text.data is None
    assert [finding.code for finding in text.findings] == ["DEF005"]


def test_references_that_build_a_tower_are_refused() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{i}: &a{i} [*a{i - 1}]" for i in range(1, 600)]
    assert [item.code for item in read_yaml("\n".join(lines).encode(), "f").findings] == ["DEF005"]


def test_reference_used_twice_is_read_twice() -> None:
    assert read_yaml(b"a: &x [1]\nb: *x\n", "f").data == {"a": ["1"], "b": ["1"]}


def test_byte_order_mark_is_not_part_of_the_first_key() -> None:
    assert read_yaml(b"\xef\xbb\xbfa: 1\n", "f").data == {"a": "1"}


_TEXTS = st.text(  # line breaks other than LF are not kept by the writer
    st.characters(codec="utf-8", exclude_characters="\x85\u2028\u2029\ufeff"), max_size=8
)
_TREES = st.recursive(
    _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=10,
)


@given(_TREES, st.booleans())
def test_what_a_yaml_writer_wrote_as_text_is_read_back(tree: Any, flow: bool) -> None:  # noqa: FBT001 - given by hypothesis
    written = yaml.safe_dump({"top": tree}, allow_unicode=True, default_flow_style=flow)
    text = read_yaml(written.encode(), "f")
    assert (text.data, text.findings) == ({"top": tree}, [])
