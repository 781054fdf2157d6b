"""LibreOffice as the independent calculator: what it computes must equal what is stored."""

import io
import json
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from annops.cli import app
from annops.core.document import Column, Document, Kind, Section, Table
from annops.render import excel
from annops.volumes.model import Tally, TallyRow
from annops.volumes.tidy import tidy_table, with_sums

EXAMPLES = Path(__file__).parents[2] / "examples"

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


def compare(raw: bytes, computed: Any) -> int:
    """Hold every stored result against the calculation; return how many there are."""
    formulas = openpyxl.load_workbook(io.BytesIO(raw))
    stored = openpyxl.load_workbook(io.BytesIO(raw), data_only=True)
    checked = 0
    for sheet in formulas:
        live = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        for cell in live:
            expected = stored[sheet.title][cell.coordinate].value
            got = computed[sheet.title][cell.coordinate].value
            wanted = pytest.approx(expected) if isinstance(expected, float) else expected
            assert got == wanted, f"{sheet.title}!{cell.coordinate} {cell.value}"
            checked += 1
    return checked


def test_libreoffice_computes_every_stored_value(
    tmp_path: Path, sample_document: Document
) -> None:
    raw = excel.render(sample_document)
    assert compare(raw, recalculated(raw, tmp_path)) == 16


def rows_of(workbook: Any, name: str) -> list[dict[str, Any]]:
    """Read an Excel Table, without its total row, as one mapping a row by header."""
    sheet = next(sheet for sheet in workbook if name in sheet.tables)
    native = sheet.tables[name]
    header, *rows = [[cell.value for cell in row] for row in sheet[native.autoFilter.ref]]
    return [dict(zip(header, row, strict=True)) for row in rows if row[0] != "Total"]


@pytest.mark.parametrize("example", ["llm-eval", "text-classification"])
def test_libreoffice_computes_the_weekly_workbook_of_an_example(
    tmp_path: Path, example: str
) -> None:
    project = tmp_path / "project"
    parts = shutil.ignore_patterns("reports", "results", "README.md", "truth.json")
    shutil.copytree(EXAMPLES / example, project, ignore=parts)
    made = CliRunner().invoke(app, ["report", "--week", "2026-W47", "--project", str(project)])
    assert made.exit_code == 0, made.output
    numbers = json.loads((project / "results/2026-W47/weekly.json").read_text(encoding="utf-8"))
    raw = (project / "reports/2026-W47/weekly.xlsx").read_bytes()
    computed = recalculated(raw, tmp_path)
    assert compare(raw, computed) > 100
    found = {
        (by, row["value"]): (row["loaded"], row["used"], row["excluded"].get("skipped", 0),
                             row["excluded"].get("draft", 0))
        for row in numbers["volumes"]["rows"]
        if (by := row["breakdown"]) in {"locale", "batch", "vendor", "question", "week"}
    }  # fmt: skip
    columns = ("Answers loaded", "Used", "Skipped", "Drafts")
    shown = {
        (by, row[by.capitalize()]): tuple(row[name] for name in columns)
        for by in {by for by, _ in found}
        for row in rows_of(computed, f"tbl_volumes_{by}")
    }
    assert shown == found
    wanted = Counter(target["outcome"] for target in numbers["targets"])
    outcomes = [
        row
        for name in ("agreement_targets", "share_targets")
        for row in rows_of(computed, f"tbl_outcomes_{name}")
    ]
    assert Counter(row["Outcome"] for row in outcomes for _ in range(row["Count"])) == wanted


def test_a_changed_row_of_data_moves_the_table_that_adds_it_up(tmp_path: Path) -> None:
    columns = (Column("value", "Batch"), Column("used", "Used", Kind.COUNT))
    rows = tuple(
        TallyRow(values=(name,), loaded=n, used=n, skipped=0, drafts=0, other=0)
        for name, n in (("a", 3), ("A", 4), ("*", 5))
    )
    found = Tally(columns=("batch",), rows=rows)
    wrong = Table("t", "T", columns, (("a", 0), ("A", 0), ("*", 0)))
    blocks = (with_sums(wrong, found, "batch"), tidy_table(found))
    document = Document("d", "T", "", (Section("s", "Section", blocks),), "2026-11-22")
    computed = recalculated(excel.render(document), tmp_path)
    assert [row["Used"] for row in rows_of(computed, "tbl_t")] == [3, 4, 5]
