"""Decimal commas are read where they are declared, and nowhere else."""

import json
from pathlib import Path

import polars as pl
import pytest

from annops.workspace.open import open_workspace


def _answers(folder: Path, decimal: str, cells: list[str]) -> list[tuple[str | None, str | None]]:
    rows = "".join(f"i{n};w;{cell}\n" for n, cell in enumerate(cells))
    (folder / "a.csv").write_text(f"item;who;score\n{rows}", encoding="utf-8")
    scale = {"min": 0, "max": 5000, "level": "interval"}
    definition = {
        "project": "p",
        "questions": {"q": {"type": "rating", "scale": scale}},
        "sources": [
            {
                "path": "a.csv", "decimal": decimal, "question": "q",
                "columns": {"item": "item", "annotator": "who", "answer": "score"},
            }
        ],
    }  # fmt: skip
    (folder / "annops.yaml").write_text(json.dumps(definition), encoding="utf-8")
    frame = open_workspace(folder).annotations().frame
    return frame.select(pl.col("answer", "problem").cast(pl.String)).collect().rows()


def test_declared_decimal_comma_is_read(tmp_path: Path) -> None:
    assert _answers(tmp_path, ",", ["3,5", "4"]) == [("3.5", None), ("4", None)]


@pytest.mark.parametrize("cell", ["3.500", "1.234,5"])
def test_a_point_beside_declared_commas_is_refused_not_guessed(tmp_path: Path, cell: str) -> None:
    assert _answers(tmp_path, ",", [cell]) == [(None, "invalid value")]


def test_undeclared_decimal_comma_is_refused(tmp_path: Path) -> None:
    assert _answers(tmp_path, ".", ["3,5", "3.5"]) == [(None, "invalid value"), ("3.5", None)]
