"""What of the register of risks needs attention, and how risks are ordered."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.registers.risks import Risk
from annops.risk.attention import attention
from annops.risk.compute import risks

DAY = date(2026, 11, 20)
SOUND: dict[str, Any] = {
    "id": "R-1", "title": "t", "owner": "mia", "probability": 2, "impact": 3,
    "response": "accept", "review": date(2026, 12, 1), "opened": date(2026, 11, 1),
}  # fmt: skip


def risk(**fields: Any) -> Risk:
    return Risk.model_validate({**SOUND, **fields})


def codes(**fields: Any) -> list[str]:
    return [finding.code for finding in attention([risk(**fields)], DAY)]


def test_risk_with_everything_needs_nothing() -> None:
    assert codes() == []


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"owner": ""}, "RSK001"),
        ({"review": date(2026, 11, 19)}, "RSK002"),
        ({"review": None}, "RSK003"),
        ({"response": None}, "RSK004"),
        ({"status": "closed"}, "RSK005"),
        ({"impact": None}, "RSK006"),
    ],
)
def test_one_thing_missing_is_one_finding(fields: dict[str, Any], code: str) -> None:
    assert codes(**fields) == [code]


@pytest.mark.parametrize(
    "fields",
    [
        {"review": DAY},
        {"review": None, "opened": date(2026, 11, 6)},
        {"impact": None, "opened": date(2026, 11, 13)},
        {"status": "closed", "outcome": "did not happen", "owner": ""},
        {"status": "occurred", "owner": "", "review": None},
    ],
    ids=["review today", "two weeks old", "one week old", "closed", "occurred"],
)
def test_nothing_is_asked_before_its_time_or_of_a_risk_that_has_ended(
    fields: dict[str, Any],
) -> None:
    assert codes(**fields) == []


def test_finding_names_file_line_and_column() -> None:
    (found,) = attention([risk(owner="")], DAY, {"R-1": 7})
    assert str(found.place) == "registers/risks.csv:7:owner"


def test_highest_score_stands_first_and_risks_without_a_score_last() -> None:
    rows = [
        risk(id="R-a", impact=None), risk(id="R-b"), risk(id="R-c", probability=5),
        risk(id="R-d", probability=5, impact=5, status="closed"),
    ]  # fmt: skip
    assert [entry.risk.id for entry in risks(rows, DAY).risks] == ["R-c", "R-b", "R-a", "R-d"]


def test_age_and_delay_are_counted_in_days() -> None:
    (entry,) = risks([risk(review=date(2026, 11, 18))], DAY).risks
    assert (entry.age_days, entry.overdue_days) == (19, 2)


SCORES = st.one_of(st.none(), st.integers(1, 5))


@given(st.lists(st.tuples(SCORES, SCORES, st.sampled_from(["open", "closed"])), max_size=30))
def test_every_open_risk_stands_in_one_cell_or_is_named_as_unscored(
    parts: list[tuple[int | None, int | None, str]],
) -> None:
    rows = [
        risk(id=f"R-{n}", probability=p, impact=i, status=status)
        for n, (p, i, status) in enumerate(parts)
    ]
    result = risks(rows, DAY)
    placed = [row_id for cell in result.matrix for row_id in cell.ids] + list(result.unscored)
    assert sorted(placed) == sorted(row.id for row in rows if row.status == "open")


def test_result_written_as_json_is_read_back_the_same() -> None:
    result = risks([risk(impact=None), risk(id="R-2")], DAY)
    assert type(result).model_validate_json(result.model_dump_json(by_alias=True)) == result
