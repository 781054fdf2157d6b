"""LibreOffice as the independent calculator: what it computes must equal what is stored."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from annops.core.document import Document
from annops.render import excel

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice) on the path")


def without_stored_values(raw: bytes) -> bytes:
    """Take every stored result away, so that nothing but a calculation can put it back."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(rb"</f><v>[^<]*</v>", b"</f>", text)
            target.writestr(name, text)
    return out.getvalue()


def recalculated(raw: bytes, folder: Path) -> Any:
    source = folder / "in" / "book.xlsx"
    source.parent.mkdir()
    source.write_bytes(without_stored_values(raw))
    profile = (folder / "profile").as_uri()
    command = [
        str(SOFFICE),
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    done = subprocess.run(
        [*command, "--outdir", str(folder), str(source)],
        capture_output=True,
        timeout=120,
        check=False,
    )
    assert (folder / "book.xlsx").exists(), done.stderr
    return openpyxl.load_workbook(folder / "book.xlsx", data_only=True)


def test_libreoffice_computes_every_stored_value(
    tmp_path: Path, sample_document: Document
) -> None:
    raw = excel.render(sample_document)
    formulas = openpyxl.load_workbook(io.BytesIO(raw))
    stored = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    computed = recalculated(raw, tmp_path)
    checked = 0
    for sheet in formulas:
        live = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        for cell in live:
            expected = stored[sheet.title][cell.coordinate].value
            got = computed[sheet.title][cell.coordinate].value
            wanted = pytest.approx(expected) if isinstance(expected, float) else expected
            assert got == wanted, f"{sheet.title}!{cell.coordinate} {cell.value}"
            checked += 1
    assert checked == 12
