"""A sheet is filled in with LibreOffice itself, cell by cell as when typed, and read again."""

import json
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from annops.core.sheet import Entry, Returned, Sheet, SheetColumn, Tone
from annops.formats.returned_sheet import read_returned
from annops.render.sheet_csv import sheet_csv
from annops.render.sheet_xlsx import sheet_xlsx

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")

EDIT = """
import json, sys, time, uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

def value(name, content):
    made = PropertyValue()
    made.Name, made.Value = name, content
    return made

pipe, source, target, kind, typed = sys.argv[1:]
local = uno.getComponentContext()
resolver = local.ServiceManager.createInstanceWithContext(
    "com.sun.star.bridge.UnoUrlResolver", local)
for attempt in range(240):
    try:
        office = resolver.resolve(
            "uno:pipe,name=" + pipe + ";urp;StarOffice.ComponentContext")
        break
    except NoConnectException:
        time.sleep(0.25)
desktop = office.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", office)
dispatcher = office.ServiceManager.createInstanceWithContext(
    "com.sun.star.frame.DispatchHelper", office)
options = [value("Hidden", True)]
if source.endswith(".csv"):
    options += [value("FilterName", "Text - txt - csv (StarCalc)"),
                value("FilterOptions", "44,34,76,1,,0,false,false")]
book = desktop.loadComponentFromURL(uno.systemPathToFileUrl(source), "_blank", 0, tuple(options))
frame = book.CurrentController.Frame
for cell, text in json.loads(typed):
    if cell.startswith("set "):
        book.Sheets.getByIndex(0).getCellRangeByName(cell[4:]).setString(text)
        continue
    dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, (value("ToPoint", cell),))
    dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, (value("StringName", text),))
sheet = book.Sheets.getByIndex(0)
locks = [sheet.getCellByPosition(c, 1).CellProtection.IsLocked for c in range(9)]
print(json.dumps([sheet.isProtected(), *locks]))
saving = [value("FilterName", kind)]
if target.endswith(".csv"):
    saving += [value("FilterOptions", "59,34,76,1,,0,false,true")]
book.storeToURL(uno.systemPathToFileUrl(target), tuple(saving))
book.close(True)
try:
    desktop.terminate()
except Exception:
    pass
"""
XLSX, CSV = "Calc MS Excel 2007 XML", "Text - txt - csv (StarCalc)"


@cache
def uno_python() -> str | None:
    """The Python that can speak to LibreOffice: the system's or LibreOffice's own."""
    beside = Path(SOFFICE or "").resolve().parent / "python"
    for candidate in ("/usr/bin/python3", str(beside)):
        if Path(candidate).exists():
            tried = subprocess.run(
                [candidate, "-c", "import uno"], capture_output=True, check=False
            )
            if tried.returncode == 0:
                return candidate
    return None


pytestmark = pytest.mark.skipif(
    SOFFICE is None or uno_python() is None,
    reason="needs LibreOffice (soffice) and its Python bridge (python3-uno)",
)

SHEET = Sheet(
    "audit",
    "Audit of batch 7",
    (
        SheetColumn("id", "Id", locked=True),
        SheetColumn("text", "Text", locked=True),
        SheetColumn("verdict", "Verdict", choices=("pass", "fail"), required=True,
                    tones={"fail": Tone.BAD}),
        SheetColumn("note", "Note"),
        SheetColumn("code", "Order number"),
        SheetColumn("day", "Day", Entry.DATE),
        SheetColumn("count", "Count", Entry.WHOLE),
        SheetColumn("link", "Media", Entry.LINK, locked=True),
        SheetColumn("stratum", "Stratum", hidden=True, locked=True),
    ),
    "id",
    tuple(
        {"id": f"{n:03d}", "text": f"=1+{n}\nß 日本 _x0041_ {chr(11)}",
         "code": f"0{n}345678901234567",
         "day": "2026-11-20", "link": f"https://a.example/{n}", "stratum": f" s{n} "}
        for n in range(30)
    ),
    about=("Judge every row.",),
    keys={"sample": "b7"},
    stamp="2026-11-20",
)  # fmt: skip


def typed(folder: Path, entries: Sequence[tuple[str, str]], **files: str) -> Returned:
    """Type texts into cells, save, and read what LibreOffice wrote."""
    return edited(folder, entries, **files)[0]


def edited(
    folder: Path,
    entries: Sequence[tuple[str, str]],
    *,
    source: str = "in.xlsx",
    target: str = "out.xlsx",
) -> tuple[Returned, list[bool]]:
    """Type texts; return what was read, and whether the sheet and its first cells are locked."""
    form = sheet_csv(SHEET) if source.endswith(".csv") else sheet_xlsx(SHEET)
    (folder / source).write_bytes(form)
    pipe = f"annops_{folder.name}"
    office = subprocess.Popen(
        [str(SOFFICE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--norestore", "--nologo", f"--accept=pipe,name={pipe};urp;"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        done = subprocess.run(
            [str(uno_python()), "-c", EDIT, pipe, str(folder / source), str(folder / target),
             CSV if target.endswith(".csv") else XLSX, json.dumps(entries)],
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()
        office.wait(30)
    finally:
        office.kill()
        office.wait()
    return read_returned(folder / target, target, SHEET), json.loads(done.stdout)


def changes(returned: Returned) -> Mapping[tuple[str, str], str]:
    """The cells that differ from what was sent, by id and column."""
    sent = {row["id"]: row for row in SHEET.rows}
    return {
        (row.cells["id"], key): text
        for row in returned.rows
        for key, text in row.cells.items()
        if text != sent[row.cells["id"]].get(key, "")
    }


def test_verdicts_typed_in_libreoffice_are_read_and_nothing_else_changes(tmp_path: Path) -> None:
    verdicts = [(f"C{n + 2}", "fail" if n % 3 == 0 else "pass") for n in range(30)]
    others = [
        ("D2", "0049"), ("D3", "=1+1"), ("D4", " wide "), ("E5", "00012345678901234567"),
        ("F6", "2026-12-24"), ("G7", "12"), ("D8", "3-4"), ("D9", "Grüße\n日本"),
    ]  # fmt: skip
    returned = typed(tmp_path, [*verdicts, *others])
    assert returned.findings == ()
    assert returned.keys == {"sample": "b7"}
    assert returned.sent is not None
    assert [row.cells["id"] for row in returned.rows] == [row["id"] for row in SHEET.rows]
    wanted = {(f"{n:03d}", "verdict"): "fail" if n % 3 == 0 else "pass" for n in range(30)}
    wanted |= {
        ("000", "note"): "0049", ("001", "note"): "=1+1", ("002", "note"): "wide",
        ("003", "code"): "00012345678901234567", ("004", "day"): "2026-12-24",
        ("005", "count"): "12", ("006", "note"): "3-4", ("007", "note"): "Grüße\n日本",
    }  # fmt: skip
    assert changes(returned) == wanted


def test_libreoffice_keeps_the_locks_and_a_forced_change_is_told(tmp_path: Path) -> None:
    entries = [("set B2", "corrected"), ("D2", "seen")]
    returned, locks = edited(tmp_path, entries)
    assert locks == [True, True, True, False, False, False, False, False, True, True]
    assert [(f.code, str(f.place)) for f in returned.findings] == [
        ("SHT012", "out.xlsx:Audit of batch 7!B2")
    ]
    assert changes(returned) == {("000", "note"): "seen"}


def test_the_workbook_saved_as_text_by_libreoffice_is_read(tmp_path: Path) -> None:
    returned = typed(tmp_path, [("C2", "fail"), ("D3", "=1+1")], target="out.csv")
    assert changes(returned) == {("000", "verdict"): "fail", ("001", "note"): "=1+1"}


def test_a_program_that_makes_numbers_of_the_text_form_is_found_out(tmp_path: Path) -> None:
    returned = typed(tmp_path, [("C2", "pass")], source="in.csv")
    assert {finding.code for finding in returned.findings} == {"SHT023", "SHT010"}
    assert changes(returned) == {}
    assert len(returned.rows) == len(SHEET.rows)
