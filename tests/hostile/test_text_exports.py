"""Delimited text that something is wrong with: found, placed, counted, never a trace."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest

_HEAD = "item,who,label\n"
_ROWS = "".join(
    f"{i},{who},{'positive' if (i + len(who)) % 3 else 'negative'}\n"
    for i in range(1, 13)
    for who in ("ann", "bo")
)
_GOOD = _HEAD + _ROWS
_WIDE = "item,who,label," + ",".join(f"c{i}" for i in range(100_000)) + "\n"
_ZIP = b"PK\3\4" + b"x" * 100

# content, exit code, finding, place, part of the hint
_CASES: dict[str, tuple[bytes | str, int, str | None, str, str]] = {
    "windows-1252": (
        _GOOD.replace("ann", "Zo\xe9").encode("cp1252"), 0, "FMT112", "a.csv:2:", "UTF-8"),
    "utf-16 without mark": (_GOOD.encode("utf-16-le"), 0, None, "", ""),
    "utf-16 cut in a character": (_GOOD.encode("utf-16")[:-1], 0, "FMT113", "a.csv:25:", "again"),
    "utf-32": (_GOOD.encode("utf-32"), 0, None, "", ""),
    "bytes of no meaning": (bytes(range(256)) * 40, 3, "FMT001", "a.csv:", "annops reads"),
    "gzip": (gzip.compress(_GOOD.encode()), 3, "FMT001", "a.csv:", "annops reads"),
    "zip": (_ZIP, 3, "FMT001", "a.csv:", "annops reads"),
    "pdf": (b"%PDF-1.7 \n", 3, "FMT001", "a.csv:", "annops reads"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, 3, "FMT001", "a.csv:", "annops reads"),
    "web page": ("<html><table><tr><td>item</td></tr></table></html>", 3, "FMT001", "a.csv:", ""),
    "NUL in a cell": (_GOOD.replace("3,ann", "3,a\0n", 1), 0, "FMT106", "a.csv:6:", "again"),
    "disk block of NUL behind": (_GOOD + "\0" * 4096, 3, "FMT001", "a.csv:", ""),
    "one NUL": (b"\0", 3, "FMT001", "a.csv:", ""),
    "short record": (_GOOD + "99,ann\n", 0, "FMT104", "a.csv:26:", "export again"),
    "long record": (_GOOD + "99,ann,positive,x\n", 0, "FMT104", "a.csv:26:", "quote texts"),
    "all records ragged": (_HEAD + "1,a\n2,b\n", 3, "FMT104", "a.csv:2:", "export again"),
    "sum below the table": (_GOOD + "Total: 24 rows\n", 0, "FMT104", "a.csv:26:", ""),
    "torn quote at the end": (_GOOD + '99,ann,"positi', 0, "FMT105", "a.csv:26:", "close"),
    "torn quote at the top": (_HEAD + '1,x,"positive\n' + _ROWS, 0, "FMT105", "a.csv:2:", ""),
    "quote within a word": (_GOOD + '99,a"nn,positive\n', 0, None, "", ""),
    "quotes without end": ('"' * 100_001, 3, "FMT001", "a.csv:", "annops reads"),
    "one quote": ('"', 3, "FMT001", "a.csv:", ""),
    "missing column": (_GOOD.replace("label", "lable", 1), 3, "LAY001", "a.csv:1:", "`lable`"),
    "look-alike letter": (_GOOD.replace("label", "l\u0430bel", 1), 3, "LAY001", "a.csv:1:", ""),
    "column twice": (
        "item,who,who,label\n1,a,b,positive\n", 0, "FMT103", "a.csv:1:", "`columns`"),
    "column without name": ("item,,label\n1,a,positive\n", 3, "LAY001", "a.csv:1:", "`2`"),
    "header of commas": (",,\n1,a,positive\n", 3, "LAY001", "a.csv:1:", "`1`, `2`, `3`"),
    "remark above the header": ("# exported\n" + _GOOD, 3, "FMT104", "a.csv:2:", ""),
    "header only": (_HEAD, 0, "FMT102", "a.csv:", "export again"),
    "empty": (b"", 3, "FMT002", "a.csv:", "export again"),
    "byte order mark only": (b"\xef\xbb\xbf", 3, "FMT001", "a.csv:", ""),
    "utf-16 mark only": (b"\xff\xfe", 3, "FMT001", "a.csv:", ""),
    "newlines only": ("\n\n\n\n", 3, "FMT001", "a.csv:", ""),
    "blanks only": ("    \n  \n", 3, "FMT001", "a.csv:", ""),
    "semicolons": (_GOOD.replace(",", ";"), 0, None, "", ""),
    "CR only": (_GOOD.replace("\n", "\r"), 0, None, "", ""),
    "mixed line ends": (
        "item,who,label\r\n1,a,positive\n2,a,negative\r3,a,neutral\r\n", 0, None, "", ""),
    "blank lines above": ("\n\n" + _GOOD, 0, None, "", ""),
    "one cell of 5 MB": (
        _HEAD + "1,a," + "x" * 5_000_000 + "\n1,b,positive\n", 0, "ANS001", "a.csv:2:", "valid:"),
    "100,000 columns": (
        _WIDE + "1,a,positive" + ",x" * 100_000 + "\n", 0, None, "", ""),
    "100,000 columns called alike": (
        "item,who,label" + ",x" * 100_000 + "\n1,a,positive\n", 3, "FMT104", "a.csv:2:", ""),
    "label not in the set": (_GOOD + "99,ann,postive\n", 0, "ANS001", "a.csv:26:", "`positive`"),
    "label in capitals": (_GOOD + "99,ann,POSITIVE\n", 0, "ANS001", "a.csv:26:", "`positive`"),
    "label with zero width": (
        _GOOD + "99,ann,positive\u200b\n", 0, "ANS001", "a.csv:26:", "`positive`"),
    "label over two lines": (_HEAD + '1,a,"posi\r\ntive"\n', 0, "ANS001", "a.csv:2:", ""),
    "every record twice": (_GOOD + _ROWS, 0, None, "", ""),
    "one record fifty times": (_HEAD + "1,ann,positive\n" * 50, 0, None, "", ""),
    "contradiction": (_HEAD + "1,ann,positive\n1,ann,negative\n", 0, None, "", ""),
    "one annotator": (_HEAD + "1,ann,positive\n2,ann,negative\n", 0, None, "", ""),
    "no overlap": (_HEAD + "1,a,positive\n2,b,negative\n", 0, None, "", ""),
    "one label": (_HEAD + "1,a,positive\n1,b,positive\n", 0, None, "", ""),
    "one record": (_HEAD + "1,a,positive\n", 0, None, "", ""),
    "blank answers": (_HEAD + "1,a,\n1,b,\n", 0, None, "", ""),
    "blank item": (_HEAD + ",a,positive\n", 0, "ANS006", "a.csv:2:", "correct the export"),
    "blank annotator": (_HEAD + "1,,positive\n", 0, "ANS005", "a.csv:2:", "annotator ids"),
    "ids of 10,000 letters": (
        f"{_HEAD}1,{'a' * 10_000},positive\n1,{'b' * 10_000},positive\n", 0, None, "", ""),
    "half a character": (
        _GOOD + "99,\ud800,positive\n", 0, "FMT112", "a.csv:26:", "UTF-8"),
    "letters turned around": (_GOOD.replace("ann", "a\u202enn"), 0, None, "", ""),
    "pictures for names": (_GOOD.replace("ann", "\U0001f469\u200d\U0001f52c"), 0, None, "", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", _CASES)
def test_broken_text_is_told_with_place_and_way_out(
    name: str, broken: Callable[..., Any], annops: Callable[..., Any], judge: Callable[..., None]
) -> None:
    content, code, finding, place, hint = _CASES[name]
    judge(annops(broken(content), "agree", "--format", "json"), code, finding, place, hint)


# source entry, exit code, finding, place, part of the hint
_ENTRIES: dict[str, tuple[dict[str, Any], int, str, str, str]] = {
    "wrong delimiter": ({"delimiter": ";"}, 3, "LAY001", "a.csv:1:", "`item,who,label`"),
    "unknown encoding": ({"encoding": "utf8mb4"}, 2, "FMT110", "a.csv:", "`utf-8`"),
    "no encoding of text": ({"encoding": "hex"}, 2, "FMT110", "a.csv:", "`utf-8`"),
    "encoding that refuses": ({"encoding": "undefined"}, 2, "FMT110", "a.csv:", "`utf-8`"),
    "encoding with NUL": ({"encoding": "utf\0"}, 2, "FMT110", "a.csv:", "`utf-8`"),
    "unknown format": ({"format": "excel"}, 2, "FMT003", "a.csv:", "`xlsx`"),
    "no such position": (
        {"header": False, "columns": {"item": 1, "annotator": 2, "answer": 9}},
        3, "LAY001", "a.csv:", "`1`, `2`, `3`"),
    "unknown zone": (
        {"columns": {"item": "item", "annotator": "who", "answer": "label",
                     "submitted_at": "who"}, "time": {"zone": "Mars/Base"}},
        2, "TIM004", "a.csv:", "Europe/Berlin"),
}  # fmt: skip


@pytest.mark.parametrize("name", _ENTRIES)
def test_source_entry_that_does_not_fit_is_told_with_place_and_way_out(
    name: str, broken: Callable[..., Any], annops: Callable[..., Any], judge: Callable[..., None]
) -> None:
    source, code, finding, place, hint = _ENTRIES[name]
    folder = broken(_GOOD, source=source)
    judge(annops(folder, "agree", "--format", "json"), code, finding, place, hint)


# text in the column of times, text in the column of seconds, finding, part of the hint
_TIMES: dict[str, tuple[str, str, str | None, str]] = {
    "year 9999": ("9999-12-31T23:59:59Z", "5", "TIM001", "time: {format"),
    "year 1": ("0001-01-01T00:00:00Z", "5", "TIM001", "time: {format"),
    "year 1 in the far east": ("0001-01-01T00:00:00+14:00", "5", "TIM001", ""),
    "no day": ("2026-02-30T10:00:00Z", "5", "TIM001", ""),
    "a word": ("yesterday", "5", "TIM001", ""),
    "a huge number": ("99999999999999999999", "5", "TIM001", ""),
    "negative seconds": ("2026-11-16T10:00:00Z", "-5", "TIM011", ""),
    "endless seconds": ("2026-11-16T10:00:00Z", "inf", "TIM011", ""),
    "seconds that are no number": ("2026-11-16T10:00:00Z", "nan", "TIM011", ""),
    "decimal comma": ("2026-11-16T10:00:00Z", '"5,5"', "TIM011", "decimal: ','"),
}


@pytest.mark.parametrize("command", [("check",), ("volumes",), ("report", "--week", "2026-W47")])
@pytest.mark.parametrize("name", _TIMES)
def test_time_that_cannot_be_is_told_and_stops_no_command(
    name: str, command: tuple[str, ...], broken: Callable[..., Any], annops: Callable[..., Any]
) -> None:
    submitted, seconds, finding, hint = _TIMES[name]
    rows = "".join(f"{i},{w},positive,{submitted},{seconds}\n" for i in range(9) for w in "ab")
    columns = {"item": "item", "annotator": "who", "answer": "label",
               "submitted_at": "t", "seconds": "s"}  # fmt: skip
    folder = broken("item,who,label,t,s\n" + rows, source={"columns": columns})
    ran = annops(folder, *command)
    assert ran.code == (1 if command == ("check",) else 0)
    assert "Traceback" not in ran.err
    if command == ("check",):
        assert f"warning {finding} " in ran.out
        assert hint in ran.out


def test_seconds_of_a_universe_are_cut_and_never_make_a_figure_infinite(
    broken: Callable[..., Any], annops: Callable[..., Any]
) -> None:
    columns = {"item": "item", "annotator": "who", "answer": "label", "seconds": "s"}
    folder = broken("item,who,label,s\n1,a,positive,1e300\n1,b,positive,5\n",
                    source={"columns": columns})  # fmt: skip
    said = annops(folder, "volumes", "--format", "json")
    assert said.code == 0
    assert "1e+300" not in said.out
    assert "Infinity" not in said.out


def test_all_skipped_leaves_nothing_used_and_a_reason(
    broken: Callable[..., Any], annops: Callable[..., Any]
) -> None:
    columns = {"item": "item", "annotator": "who", "answer": "label", "status": "st"}
    source = {"columns": columns, "skipped": ["x"]}
    folder = broken("item,who,label,st\n1,a,,x\n1,b,,x\n", source=source)
    inputs = annops(folder, "agree", "--format", "json").inputs()
    assert (inputs["used"], inputs["excluded"]) == (0, {"skipped": 2})
