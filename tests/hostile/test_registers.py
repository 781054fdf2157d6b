"""Registers that came back from other hands."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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


@pytest.mark.parametrize("name", ["", "  "])
def test_batch_without_a_name_is_no_batch(name: str, broken: Broken, annops: Annops) -> None:
    folder = broken(_ANSWERS)
    ran = annops(folder, "batches", "add", name)
    assert ran.code == 2
    assert "error REG005" in ran.err
    assert not (folder / "registers/batches.csv").exists()


@pytest.mark.parametrize(
    "words", [("add", "a\x1b[2Jb\u202e"), ("edit", "R-a", "--cause", "c\x1bd")]
)
def test_control_characters_of_a_record_never_reach_the_terminal(
    words: tuple[str, ...], broken: Broken, annops: Annops
) -> None:
    folder = broken(_ANSWERS)
    put(folder, "id,title\nR-a,\x1b[31mred\n")
    ran = annops(folder, "risk", *words)
    assert ran.code == 0
    assert "\x1b" not in ran.out
    assert "\\x1b" in ran.out


@pytest.mark.parametrize(
    ("register", "text", "words"),
    [
        ("risks", "id,title,probability\nR-a,x,9\nR-b,y,3\n", ("risk",)),
        ("risks", "id,title,probability\nR-a,x,9\nR-b,y,3\n", ("risk", "list")),
        ("risks", "id,title,probability\nR-a,x,9\nR-b,y,3\n", ("risk", "matrix")),
        ("issues", "id,title\nI-a\nI-b,y\n", ("issue",)),
        ("issues", "id,title\nI-a\nI-b,y\n", ("issue", "list")),
        ("batches", "id,units\nB01,many\nB02,5\n", ("batches",)),
        ("batches", "id,units\nB01,5\nB01,6\n", ("batches", "list")),
        ("defects", "id,batch\nD-a\n", ("defects", "list")),
        ("defects", "id,batch\nD-a\n", ("defects", "pareto")),
    ],
)
def test_list_that_lacks_a_record_ends_in_1(
    register: str, text: str, words: tuple[str, ...], broken: Broken, annops: Annops
) -> None:
    folder = broken(_ANSWERS)
    (folder / "registers").mkdir()
    (folder / f"registers/{register}.csv").write_text(text, encoding="utf-8")
    ran = annops(folder, *words)
    assert ran.code == 1
    assert f"registers/{register}.csv:" in ran.err
    assert "error REG00" in ran.err


@pytest.mark.parametrize(
    ("register", "header", "wrong"),
    [
        ("risk", "id,title,probability", "R-a,x,9"),
        ("issue", "id,title,kind", "I-a,x,worry"),
        ("issue", "id,title,kind", "I-a"),
    ],
)
@pytest.mark.parametrize("others", ["", "R-b,y,\n"])
def test_records_left_out_are_counted_in_the_answer(
    register: str, header: str, wrong: str, others: str, broken: Broken, annops: Annops
) -> None:
    folder = broken(_ANSWERS)
    (folder / "registers").mkdir()
    path = folder / f"registers/{register}s.csv"
    path.write_text(f"{header}\n{wrong}\n{others}", encoding="utf-8")
    ran = annops(folder, register)
    said = "; 1 record left out" if others else "none can be read, 1 record left out"
    assert said in ran.out.splitlines()[0]
    assert json.loads(annops(folder, register, "--format", "json").out)["left_out"] == 1
