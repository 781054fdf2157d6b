"""A header is guessed for proposals only."""

import pytest

from annops.formats.dialect import guess_header


@pytest.mark.parametrize(
    "rows",
    [
        [["id", "worker", "label"], ["1", "a", "x"], ["2", "b", "x"]],
        [["", "id", "label"], ["0", "1", "x"]],
        [["id", "label"]],
    ],
)
def test_names_that_do_not_come_back_are_a_header(rows: list[list[str]]) -> None:
    assert guess_header(rows)


@pytest.mark.parametrize(
    "rows",
    [
        [["842", "79185673", "0"], ["1258", "79185673", "0"]],
        [["worker1", "a", "yes"], ["worker2", "b", "yes"]],
        [["a", "a"], ["b", "c"]],
        [["", "", "1"], ["1", "", ""]],
    ],
)
def test_values_are_no_header(rows: list[list[str]]) -> None:
    assert not guess_header(rows)
