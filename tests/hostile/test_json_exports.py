"""JSON exports that something is wrong with: cut, deep, huge, of other shapes."""

import json
from collections.abc import Callable
from typing import Any

import pytest


def _task(number: int, label: str, by: int) -> dict[str, Any]:
    choice = {
        "from_name": "mood",
        "to_name": "t",
        "type": "choices",
        "value": {"choices": [label]},
    }
    note = {"id": number * 10 + by, "completed_by": by, "result": [choice], "lead_time": 3.0}
    return {"id": number, "data": {"text": f"t{number}"}, "annotations": [note]}


_TASKS = json.dumps(
    [_task(n, "positive" if n % 3 else "negative", by) for n in range(1, 8) for by in (1, 2)]
)
_LINES = "".join(
    json.dumps({"item": str(n), "who": who, "label": "positive" if n % 3 else "neutral"}) + "\n"
    for n in range(1, 9)
    for who in ("ann", "bo")
)
_DEEP = "[" * 100_000 + "]" * 100_000


def _with(record: str) -> str:
    return _LINES + record + "\n"


def _task_with(data: str) -> str:
    return f'{_TASKS[:-1]}, {{"id": 99, "data": {data}'


# content, exit code, finding, place, part of the hint
_STUDIO: dict[str, tuple[bytes | str, int, str | None, str, str]] = {
    "list not closed": (_TASKS[:-1], 0, "JSN001", "a.json:1:", "again"),
    "comma behind the last": (_TASKS[:-1] + ",]", 0, "JSN001", "a.json:1:", "again"),
    "text behind the list": (_TASKS + "garbage", 0, "JSN001", "a.json:1:", "again"),
    "deep data": (_task_with('{"a":' + _DEEP + '}, "annotations": []}]'), 0, "JSN002",
                  "a.json:1:", "repair"),
    "deep and never closed": (_task_with('{"a":' + "[" * 100_000), 0, "JSN002", "a.json:1:", ""),
    "only brackets": ("[" * 100_000, 3, "FMT001", "a.json:", "annops reads"),
    "id of 5,000 digits": (
        _TASKS.replace('"id": 1,', '"id": ' + "9" * 5000 + ",", 1), 0, "JSN001", "a.json:1:", ""),
    "time that is no number": (
        _TASKS.replace("3.0", "NaN", 1), 0, "LST008", "a.json:", "Label Studio"),
    "endless time": (_TASKS.replace("3.0", "Infinity", 1), 0, "LST008", "a.json:", ""),
    "huge time": (_TASKS.replace("3.0", "1e400", 1), 0, "LST008", "a.json:", ""),
    "half a character": (
        _TASKS.replace("positive", "posi\\ud800tive", 1), 0, "LST009", "a.json:", "Repair"),
    "control character": (_TASKS.replace('"t1"', '"t\x01"', 1), 0, "JSN001", "a.json:1:", ""),
    "windows-1252": (
        _TASKS.replace("t1", "\xe9", 1).encode("cp1252"), 3, "JSN004", "a.json:1:", "encoding"),
    "annotations as ids": (
        _TASKS[:-1] + ', {"id": 9, "data": {}, "annotations": [17, null]}]', 0, "LST010",
        "a.json:1", "whole annotations"),
    "tasks of other kinds": (_TASKS[:-1] + ', 5, null, "x"]', 0, "LST010", "a.json:1", ""),
    "login page": ("<!doctype html><p>Please log in", 3, "FMT001", "a.json:", ""),
    "empty list": ("[]", 3, "FMT002", "a.json:", "export again"),
}  # fmt: skip

_RECORDS: dict[str, tuple[bytes | str, int, str | None, str, str]] = {
    "torn last line": (_LINES[:-9], 0, "FMT201", "a.json:16:", "export again"),
    "torn line": (_LINES.replace('"}\n', "\n", 1), 0, "FMT201", "a.json:1:", "export again"),
    "trailing comma": (_LINES.replace('"}\n', '",}\n', 1), 0, "FMT201", "a.json:1:", ""),
    "deep record": (
        _with('{"item":"9","who":"x","label":' + _DEEP + "}"), 0, "FMT201", "a.json:17", ""),
    "deep line": (_with("[" * 100_000), 0, "FMT201", "a.json:17", ""),
    "number of 5,000 digits": (
        _with('{"item":' + "9" * 5000 + ',"who":"x","label":"positive"}'), 0, "FMT201",
        "a.json:17", ""),
    "half a character": (
        _with('{"item":"9","who":"\\ud800","label":"positive"}'), 0, "FMT113", "a.json", "again"),
    "byte of no character": (
        _LINES.encode() + b'{"item":"9\xff"}\n', 0, "FMT201", "a.json:17:", "export again"),
    "lines that are no objects": (_with('5\nnull\n"x"'), 0, "FMT201", "a.json:17", ""),
    "labels of other kinds": (
        _with('{"item":"9","who":"x","label":["positive"]}'), 0, "ANS001", "a.json:17", "valid"),
    "100,000 keys": (
        _with(json.dumps({"item": "9", **{f"k{i}": 1 for i in range(100_000)}})), 0, None, "", ""),
    "number without end": (
        _with('{"item":1e999999,"who":"x","label":"positive"}'), 0, None, "", ""),
    "not a number": (_with('{"item":NaN,"who":"x","label":"positive"}'), 0, None, "", ""),
    "list cut": (
        "[" + ",".join(_LINES.split("\n")[:-1])[:-9], 0, "FMT203", "a.json:1:", "export again"),
    "list of lists": ("[[1,2],[3,4]]", 3, "FMT001", "a.json:", "annops reads"),
    "one object": ('{"rows": [{"item": 1}]}', 3, "FMT202", "a.json:1", "as a list"),
}  # fmt: skip


@pytest.mark.parametrize("name", _STUDIO)
def test_broken_label_studio_export_is_told_with_place_and_way_out(
    name: str, broken: Callable[..., Any], annops: Callable[..., Any], judge: Callable[..., None]
) -> None:
    content, code, finding, place, hint = _STUDIO[name]
    folder = broken(content, "a.json", {"columns": {}})
    judge(annops(folder, "agree", "--format", "json"), code, finding, place, hint)


@pytest.mark.parametrize("name", _RECORDS)
def test_broken_json_record_is_told_with_place_and_way_out(
    name: str, broken: Callable[..., Any], annops: Callable[..., Any], judge: Callable[..., None]
) -> None:
    content, code, finding, place, hint = _RECORDS[name]
    folder = broken(content, "a.json")
    judge(annops(folder, "agree", "--format", "json"), code, finding, place, hint)


@pytest.mark.parametrize("share", [0.002, 0.01, 0.03, 0.1, 0.2, 0.3, 0.4, 0.5, 0.7, 0.9, 0.999])
def test_label_studio_export_cut_anywhere_loses_one_record_or_is_refused(
    share: float, broken: Callable[..., Any], annops: Callable[..., Any]
) -> None:
    folder = broken(_TASKS[: int(len(_TASKS) * share)], "a.json", {"columns": {}})
    ran = annops(folder, "agree", "--format", "json")
    assert ran.code in {0, 3}
    assert ran.findings()
    if ran.code == 0:
        assert ran.inputs()["records_unreadable"] == 1
