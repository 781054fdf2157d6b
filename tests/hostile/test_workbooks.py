"""Workbooks and Parquet files that were cut, packed to burst, or changed by a stranger."""

import io
import zipfile
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

_ROWS = [["item", "who", "label"]] + [
    [str(n), who, "positive" if n % 3 else "negative"] for n in range(1, 13) for who in "ab"
]
_SHEET = "xl/worksheets/sheet1.xml"


def _book(change: Callable[[Any], object] = lambda _: None, title: str = "Sheet1") -> bytes:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in _ROWS:
        sheet.append(row)
    change(sheet)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _changed(name: str, change: Callable[[bytes], bytes] | None) -> bytes:
    """Return a workbook with one of its parts changed, or without it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_book())) as old:
        parts = {part.filename: old.read(part) for part in old.infolist()}
    if change is None:
        del parts[name]
    else:
        parts[name] = change(parts.get(name, b""))
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return made.getvalue()


def _far(row: str) -> Callable[[bytes], bytes]:
    cell = f'<row><c r="{row}" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    return lambda part: part.replace(b"</sheetData>", cell.encode())


def _entity(part: bytes) -> bytes:
    head = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return head + part.replace(b"negative", b"&a;", 1)


def _set(cell: str, value: str) -> Callable[[Any], object]:
    return lambda sheet: sheet.__setitem__(cell, value)


# content, source, exit code, finding, place, part of the hint
_CASES: dict[str, tuple[Callable[[], bytes], dict[str, Any], int, str, str, str]] = {
    "half of it": (lambda: _book()[:3000], {}, 3, "FMT301", "a.xlsx:", "save it"),
    "without its end": (lambda: _book()[:-10], {}, 3, "FMT301", "a.xlsx:", "save it"),
    "burst": (lambda: _changed("xl/media/x", lambda _: b"\0" * 300_000_000), {}, 3, "FMT303",
              "a.xlsx:", "CSV"),
    "without its sheet": (lambda: _changed(_SHEET, None), {}, 3, "FMT301", "a.xlsx:", ""),
    "without its list of sheets": (
        lambda: _changed("xl/workbook.xml", None), {}, 3, "FMT001", "a.xlsx:", ""),
    "sheet of no XML": (lambda: _changed(_SHEET, lambda _: b"hi"), {}, 3, "FMT301", "a.xlsx:", ""),
    "sheet cut": (
        lambda: _changed(_SHEET, lambda part: part[: len(part) // 2]), {}, 3, "FMT301",
        "a.xlsx:", ""),
    "entity that reads a file": (
        lambda: _changed(_SHEET, _entity), {}, 3, "FMT301", "a.xlsx:", ""),
    "cell at the far end": (
        lambda: _changed(_SHEET, _far("XFD1048576")), {}, 3, "FMT303",
        "a.xlsx:Sheet1!XFD1048576", "stray cells"),
    "cell beyond every sheet": (
        lambda: _changed(_SHEET, _far("ZZZZZ99999999999")), {}, 3, "FMT303",
        "a.xlsx:Sheet1!ZZZZZ99999999999", "stray cells"),
    "sheet named in bytes of no text": (
        lambda: _changed("xl/workbook.xml", lambda part: part.replace(b"Sheet1", b"Sh\xe9")),
        {}, 3, "FMT301", "a.xlsx:", ""),
    "sheet renamed": (
        lambda: _book(title="Blatt"), {"sheet": "Sheet1"}, 3, "FMT304", "a.xlsx:", "`Blatt`"),
    "merged cells": (
        lambda: _book(lambda sheet: sheet.merge_cells("B2:B5")), {}, 0, "FMT306",
        "a.xlsx:Sheet1!B2", "unmerge"),
    "formula without result": (
        lambda: _book(_set("C3", "=A1")), {}, 0, "FMT307", "a.xlsx:Sheet1!C3", "in Excel"),
    "error in a cell": (
        lambda: _book(_set("C3", "#REF!")), {}, 0, "FMT307", "a.xlsx:Sheet1!C3", "in Excel"),
    "old or encrypted": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000, {}, 3, "FMT302", "a.xlsx:",
        "password"),
    "web page": (lambda: b"<html><table><tr><td>item", {}, 3, "FMT001", "a.xlsx:", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", _CASES)
def test_broken_workbook_is_told_with_place_and_way_out(
    name: str, broken: Callable[..., Any], annops: Callable[..., Any], judge: Callable[..., None]
) -> None:
    content, source, code, finding, place, hint = _CASES[name]
    folder = broken(content(), "a.xlsx", source)
    judge(annops(folder, "agree", "--format", "json"), code, finding, place, hint)


def _parquet(frame: pl.DataFrame | None = None) -> bytes:
    made = io.BytesIO()
    table = pl.DataFrame(_ROWS[1:], schema=_ROWS[0], orient="row") if frame is None else frame
    table.write_parquet(made)
    return made.getvalue()


_DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "cut by a byte": lambda whole: whole[:-1],
    "cut in the middle": lambda whole: whole[: len(whole) // 2],
    "mark only": lambda _: b"PAR1",
    "both marks only": lambda _: b"PAR1PAR1",
    "list of columns lost": lambda whole: whole[:-40] + b"\xff" * 32 + whole[-8:],
    "length that lies": lambda whole: whole[:-8] + b"\xff\xff\xff\x7fPAR1",
}


@pytest.mark.parametrize("name", _DAMAGES)
def test_damaged_parquet_is_refused_with_a_way_out(
    name: str, broken: Callable[..., Any], annops: Callable[..., Any], judge: Callable[..., None]
) -> None:
    folder = broken(_DAMAGES[name](_parquet()), "a.parquet")
    ran = annops(folder, "agree", "--format", "json")
    judge(ran, 3, "FMT401", "a.parquet:", "get the file again")


def test_bytes_of_no_text_in_parquet_stay_visible(
    broken: Callable[..., Any], annops: Callable[..., Any]
) -> None:
    table = pl.DataFrame(
        {"item": ["1", "1"], "who": [b"\xff", b"\xfe"], "label": ["positive", "positive"]}
    )
    folder = broken(_parquet(table), "a.parquet")
    ran = annops(folder, "agree", "--format", "json")
    assert ran.inputs()["used"] == 2
    assert '"\\\\xff"' in ran.out
