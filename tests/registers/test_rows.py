"""How one record of a register is read from texts."""

import pytest

from annops.registers.batches import Batch
from annops.registers.risks import Risk
from annops.registers.row import new_id


def batch(**cells: str) -> Batch:
    row = Batch.read({"id": "B1", **cells})
    assert isinstance(row, Batch)
    return row


@pytest.mark.parametrize(
    ("text", "units"),
    [("1000", 1000), ("1,000", 1000), ("12,345,678", 12_345_678), ("7.0", 7), ("", None)],
)
def test_whole_number_is_read_as_spreadsheets_write_it(text: str, units: int | None) -> None:
    assert batch(units=text).units == units


@pytest.mark.parametrize("text", ["1.000", "1,00", "12.5", "-3", "1e3", "٣", "three"])
def test_number_that_may_mean_two_things_is_refused(text: str) -> None:
    wrong = Batch.read({"id": "B1", "units": text})
    assert isinstance(wrong, tuple)
    assert (wrong[0].column, wrong[0].found) == ("units", text)


def test_choice_is_known_whatever_its_capitals() -> None:
    assert batch(state="In Audit").state == "in audit"


def test_number_outside_its_scale_names_the_scale() -> None:
    wrong = Risk.read({"id": "R-1", "title": "late", "impact": "9"})
    assert isinstance(wrong, tuple)
    assert wrong[0].expected == "a whole number from 1 to 5"


def test_day_in_another_order_is_refused() -> None:
    wrong = Batch.read({"id": "B1", "due": "03/04/2026"})
    assert isinstance(wrong, tuple)
    assert wrong[0].expected == "a day as 2026-11-20"


def test_columns_that_people_added_do_not_harm_the_record() -> None:
    assert batch(colour="red").id == "B1"


def test_score_is_missing_while_one_of_its_parts_is() -> None:
    risk = Risk(id="R-1", title="late", probability=4)
    assert risk.score is None
    assert risk.model_copy(update={"impact": 5}).score == 20


def test_same_record_has_the_same_id_everywhere_and_another_has_another() -> None:
    first = new_id("R-", ("late", "2026-11-20"))
    assert first == new_id("R-", ("late", "2026-11-20"))
    assert first != new_id("R-", ("late", "2026-11-21"))
    assert first != new_id("R-", ("late2026-11-20",))


def test_id_in_use_by_another_record_grows_longer() -> None:
    first = new_id("R-", ("late",))
    second = new_id("R-", ("late",), taken=[first])
    assert second != first
    assert second.startswith(first)
