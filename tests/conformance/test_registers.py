"""Every register keeps the promises that lists, workbooks, merges and reports rely on."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.registers.registry import registers
from annops.registers.row import Row
from annops.registers.table import empty_table, parse_table, table_text, with_rows

REGISTERS = list(registers().values())
NAMES = [register.NAME for register in REGISTERS]
PRINTABLE = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def filled(register: type[Row], texts: list[str]) -> dict[str, str]:
    """Return cells that a person could have written: texts, days, numbers, choices in turn."""
    cells: dict[str, str] = {}
    for number, column in enumerate(register.columns()):
        text = texts[number % len(texts)].strip() if texts else ""
        fixed = {"date": "2026-11-20", "whole number": "3"}.get(column.entry.value)
        cells[column.key] = column.choices[-1] if column.choices else fixed or text
    needed = {column.key: "x" for column in register.columns() if column.required}
    return cells | needed


def test_registers_of_the_folder_are_found() -> None:
    assert NAMES == ["batches", "defects", "issues", "rework", "risks"]


@pytest.mark.parametrize("register", REGISTERS, ids=NAMES)
def test_names_are_plain_and_prefixes_differ(register: type[Row]) -> None:
    assert re.fullmatch(r"[a-z]+", register.NAME)
    others = [r.PREFIX for r in REGISTERS if r is not register and r.PREFIX]
    assert register.PREFIX not in others


@pytest.mark.parametrize("register", REGISTERS, ids=NAMES)
def test_every_column_says_what_to_write(register: type[Row]) -> None:
    for column in register.columns():
        assert column.title[0].isupper()
        assert column.note is not None
        assert column.note.endswith(".")


@pytest.mark.parametrize("register", REGISTERS, ids=NAMES)
def test_tones_belong_to_choices_or_free_texts(register: type[Row]) -> None:
    for column in register.columns():
        if column.choices:
            assert set(column.tones) <= set(column.choices)


@pytest.mark.parametrize("register", REGISTERS, ids=NAMES)
@given(texts=st.lists(PRINTABLE, max_size=5))
def test_record_written_and_read_again_is_the_same(register: type[Row], texts: list[str]) -> None:
    row = register.read(filled(register, texts))
    if isinstance(row, tuple):
        pytest.fail(f"{row}")
    table, damage = parse_table(table_text(with_rows(empty_table(register), [row])))
    assert damage == ()
    assert register.read(table.rows[0]) == row


@pytest.mark.parametrize("register", REGISTERS, ids=NAMES)
def test_a_wrong_choice_day_or_number_is_told_by_column(register: type[Row]) -> None:
    for column in register.columns():
        if column.choices or column.entry.value != "text":
            cells = filled(register, []) | {column.key: "1.000,5"}
            wrong = register.read(cells)
            assert isinstance(wrong, tuple)
            assert [item.column for item in wrong] == [column.key]


@pytest.mark.parametrize("register", REGISTERS, ids=NAMES)
def test_every_field_but_the_named_ones_may_be_empty(register: type[Row]) -> None:
    needed = {c.key for c in register.columns() if c.required}
    row = register.read(dict.fromkeys(needed, "x"))
    assert not isinstance(row, tuple)
    assert needed <= {"id", "title", "item"}
