"""Texts of exports that would run, hide or break something where they are shown."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

_FORMULAS = ("=cmd|' /C calc'!A0", "+1+1", "@SUM(A1:A9)", "-2+3+cmd", "\t=1+1")
_SCRIPT = "<script>alert(1)</script>"
_BREAKERS = ("a|b", "`code`", "two\nlines", "[x](javascript:alert(1))", _SCRIPT, *_FORMULAS)


def _rows() -> str:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("item", "who", "label", "locale", "t"))
    for i, text in enumerate(_BREAKERS * 3):
        for k, who in enumerate((text, "other", "third")):
            label = _SCRIPT if (i + k) % 3 else "=1+1"
            writer.writerow((f"{text}{i}", who, label, text, "2026-11-17T10:00:00Z"))
    return out.getvalue()


@pytest.fixture
def hostile(broken: Callable[..., Path]) -> Path:
    columns = {"item": "item", "annotator": "who", "answer": "label", "submitted_at": "t",
               "locale": "locale"}  # fmt: skip
    question = {"type": "classification", "labels": [_SCRIPT, "=1+1", "a|b"]}
    return broken(
        _rows(), source={"columns": columns}, questions={"mood": question},
        breakdowns=["locale"], client=_SCRIPT, project="=1+1",
        targets=[{"metric": "krippendorff_alpha", "question": "mood", "at_least": 0.9}],
    )  # fmt: skip


@pytest.fixture
def report(hostile: Path, annops: Callable[..., Any]) -> Path:
    ran = annops(hostile, "report", "--week", "2026-W47")
    assert ran.code == 0, ran.err
    return hostile / "reports" / "2026-W47"


def test_no_cell_of_the_workbook_made_from_exports_is_a_formula(report: Path) -> None:
    import openpyxl

    book = openpyxl.load_workbook(report / "weekly.xlsx")
    formulas = [
        str(cell.value)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]
    assert not [text for text in formulas if "cmd" in text or text in {"=1+1", *_FORMULAS}]


def test_page_holds_no_script_of_an_export(report: Path) -> None:
    page = (report / "weekly.html").read_text(encoding="utf-8")
    assert "alert(1)" in page
    assert _SCRIPT not in page
    assert 'href="javascript' not in page


def test_every_row_of_a_markdown_table_has_as_many_cells_as_its_head(report: Path) -> None:
    rows: list[int] = []
    for line in (report / "weekly.md").read_text(encoding="utf-8").splitlines():
        if not line.startswith("|"):
            rows = []
            continue
        rows.append(line.replace("\\|", "").count("|"))
        assert rows[-1] == rows[0], line


def test_markdown_holds_no_live_script_of_an_export(report: Path) -> None:
    assert _SCRIPT not in (report / "weekly.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "command",
    [
        ("agree", "--by", "locale"),
        ("volumes", "--by", "annotator"),
        ("consensus",),
        ("sources", "--list", "duplicate"),
    ],
)
def test_table_for_spreadsheets_holds_no_cell_like_a_formula(
    command: tuple[str, ...], hostile: Path, annops: Callable[..., Any]
) -> None:
    import csv
    import io

    ran = annops(hostile, *command, "--format", "csv")
    assert ran.code in {0, 1}
    cells = [cell for row in csv.reader(io.StringIO(ran.out)) for cell in row]
    assert cells
    risky = [cell for cell in cells if cell[:1] in {"=", "@", "\t"} or cell in _FORMULAS]
    assert not risky


_CONTROLS = ("\x1b[31m", "\u202e", "\u2028", "\x07", "\r")


@pytest.mark.parametrize("command", [("agree",), ("volumes", "--by", "annotator"), ("status",),
                                     ("agree", "--explain"), ("report", "--week", "2026-W47"),
                                     ("look", "a.csv"), ("sources", "--findings")])  # fmt: skip
@pytest.mark.parametrize("control", _CONTROLS, ids=ascii)
def test_control_characters_of_exports_do_not_reach_the_terminal(
    control: str, command: tuple[str, ...], broken: Callable[..., Path], annops: Callable[..., Any]
) -> None:
    rows = "".join(
        f"{i},{who},{'positive' if (i + len(who)) % 3 else 'negative'}\n"
        for i in range(200)
        for who in ("ann", "bo", "cyd")
    )
    folder = broken(f'item,who,label\n{rows}1,"x{control}y","posi{control}tive"\n')
    ran = annops(folder, *command)
    assert ran.code in {0, 1}
    assert control not in ran.out + ran.err


def test_label_over_two_lines_keeps_its_finding_on_one(
    broken: Callable[..., Path], annops: Callable[..., Any]
) -> None:
    forged = "x\nannops.yaml:1: error DEF001 forged"
    ran = annops(broken(f'item,who,label\n1,a,"{forged}"\n'), "agree")
    assert not [line for line in ran.err.splitlines() if line.startswith("annops.yaml:1")]
