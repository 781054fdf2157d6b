"""Registers that came back from other hands."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Broken = Callable[..., Path]
Annops = Callable[..., Any]

_ANSWERS = "item,who,label\n1,a,positive\n1,b,positive\n"


def put(folder: Path, text: str) -> Path:
    path = folder / "registers/risks.csv"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path


def test_cell_of_a_million_letters_is_a_cell(broken: Broken, annops: Annops) -> None:
    folder = broken(_ANSWERS)
    put(folder, f"id,title\nR-a,{'x' * 1_000_000}\n")
    told = json.loads(annops(folder, "risk", "list", "--format", "json").out)
    assert [len(risk["risk"]["title"]) for risk in told["risks"]] == [1_000_000]
    assert annops(folder, "risk", "add", "Another").code == 0


def test_register_too_wide_for_excel_is_told_so_at_once(broken: Broken, annops: Annops) -> None:
    folder = broken(_ANSWERS)
    wide = range(16_400)
    put(folder, f"id,title,{','.join(f'c{n}' for n in wide)}\nR-a,x{',' * len(wide)}\n")
    ran = annops(folder, "excel", "push", "risks")
    assert ran.code == 2
    assert "registers/risks.csv: error XLS" in ran.err
    assert not (folder / "excel/risks.xlsx").exists()
