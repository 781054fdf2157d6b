"""Times the commands of a quality coordinator's week on sizes that no project should outgrow.

Whole processes, imports and all, in folders made here: a draw from a million items, listed and
answered in one order and in random ones, and a register of ten thousand records taken back from
its workbook with every hundredth changed.
"""

import shutil
import sys
from pathlib import Path

import numpy as np
import openpyxl

ITEMS, RECORDS = 1_000_000, 10_000
DEFINITION = """project: bench
questions: {q: {type: classification, labels: [x, y, z]}}
sources:
  - {path: export.csv, columns: {item: item, annotator: who, answer: label, batch: batch},
     question: q}
items:
  - {path: items.csv, columns: {item: item, text: text, batch: batch}}
"""
DRAW = [sys.executable, "-m", "annops", "sample", "B1"]
PUSH = [sys.executable, "-m", "annops", "excel", "push", "risks"]
PULL = [sys.executable, "-m", "annops", "excel", "pull", "risks", "--yes"]


def batch(data: Path, *, shuffled: bool) -> Path:
    """Make a project with one batch of a million items, each answered once."""
    folder = data / f"batch{'-shuffled' if shuffled else ''}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "annops.yaml").write_text(DEFINITION, encoding="utf-8")
    order = np.arange(ITEMS)
    chance = np.random.default_rng(7)
    for name, header, rest in (
        ("items.csv", "item,text,batch", "some text,B1"),
        ("export.csv", "item,who,label,batch", "a1,x,B1"),
    ):
        if shuffled:
            chance.shuffle(order)
        lines = (f"item-{number:07d},{rest}\n" for number in order)
        if not (folder / name).exists():
            (folder / name).write_text(f"{header}\n{''.join(lines)}", encoding="utf-8")
    return folder


def fresh(folder: Path) -> None:
    """Forget what was drawn and kept before."""
    shutil.rmtree(folder / "samples", ignore_errors=True)
    shutil.rmtree(folder / ".annops", ignore_errors=True)


def register(data: Path) -> Path:
    """Make a project with a register of ten thousand risks."""
    folder = data / "register"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "registers").mkdir(parents=True, exist_ok=True)
    (folder / "annops.yaml").write_text("project: bench\n", encoding="utf-8")
    rows = [f"R-{number:06d},Risk number {number},2026-11-02,open\n" for number in range(RECORDS)]
    text = f"id,title,opened,status\n{''.join(rows)}"
    (folder / "registers/risks.csv").write_text(text, encoding="utf-8")
    return folder


def fill(workbook: Path) -> None:
    """Give every hundredth risk another title, as a person would."""
    book = openpyxl.load_workbook(workbook)
    sheet = book["Risks"]
    for row in range(2, RECORDS + 2, 100):
        sheet.cell(row, 2, f"Changed in row {row}")
    book.save(workbook)
