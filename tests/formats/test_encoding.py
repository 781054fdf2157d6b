"""Text is decoded by its bytes, and what had to be assumed is said."""

from typing import Any

import pytest

from annops.core.errors import AnnopsError
from annops.formats.encoding import decode

TEXT = "id,label\n1,négatif\n2,positif\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
def test_encoding_is_recognised_by_mark_or_pattern(encoding: str) -> None:
    assert decode(TEXT.encode(encoding), None, "a.csv").text == TEXT


def test_bytes_that_are_no_utf8_are_read_as_windows_1252() -> None:
    assert decode(TEXT.encode("cp1252"), None, "a.csv").text == TEXT


def test_first_byte_that_is_no_utf8_is_named_with_its_line() -> None:
    (finding,) = decode(TEXT.encode("cp1252"), None, "a.csv").findings
    assert (finding.code, finding.place and finding.place.line) == ("FMT112", 2)
    assert "0xE9" in finding.message


def test_one_stray_byte_does_not_spoil_the_utf8_around_it() -> None:
    data = "é,".encode() + b"\xe8\n"
    assert decode(data, None, "a.csv").text == "é,è\n"


def test_declared_encoding_is_used() -> None:
    assert decode("да,нет".encode("cp1251"), "cp1251", "a.csv").text == "да,нет"


@pytest.mark.parametrize("declared", ["cp1252", "latin-1", "iso-8859-15", "cp850"])
def test_utf8_file_is_read_as_utf8_whatever_one_byte_encoding_is_declared(declared: str) -> None:
    decoded = decode("who\nMüller".encode(), declared, "a.csv")
    assert (decoded.text, [one.code for one in decoded.findings]) == ("who\nMüller", ["FMT115"])
    kept = decode("who\nMüller".encode(declared), declared, "a.csv")
    assert (kept.text, kept.findings) == ("who\nMüller", ())
    assert decode(b"who\nann", declared, "a.csv").findings == ()


def test_unknown_encoding_is_refused_as_a_mistake_in_the_definition() -> None:
    with pytest.raises(AnnopsError, match="FMT110") as refused:
        decode(b"a", "utf8mb4", "a.csv")
    assert refused.value.exit_code == 2


def test_byte_not_valid_in_the_declared_encoding_is_named() -> None:
    with pytest.raises(AnnopsError, match=r"a.csv:2: error FMT111 byte 0xC3") as refused:
        decode("a\né".encode(), "ascii", "a.csv")
    assert refused.value.exit_code == 3


def test_utf16_file_that_was_cut_is_reported() -> None:
    decoded = decode("a,b\n1,x".encode("utf-16")[:-1], None, "a.csv")
    assert [finding.code for finding in decoded.findings] == ["FMT113"]


def test_utf16_csv_is_read_as_a_table(folder: Any) -> None:
    assert folder.rows("id;x\n1;ä\n".encode("utf-16")) == [(1, "1", "ä")]
