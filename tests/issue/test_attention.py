"""What of the register of issues needs attention, and how it is ordered."""

from datetime import date
from typing import Any

import pytest

from annops.issue.attention import attention
from annops.issue.compute import issues
from annops.registers.issues import Issue

DAY = date(2026, 11, 20)


def issue(**fields: Any) -> Issue:
    return Issue.model_validate({"id": "I-1", "title": "t", "opened": date(2026, 11, 1), **fields})


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, []),
        ({"kind": "blocker"}, ["ISS001"]),
        ({"kind": "blocker", "owner": "kim"}, []),
        ({"due": date(2026, 11, 19)}, ["ISS002"]),
        ({"due": DAY}, []),
        ({"status": "closed"}, ["ISS003"]),
        ({"status": "closed", "resolution": "r", "due": date(2026, 1, 1)}, []),
        ({"kind": "decision", "due": DAY}, ["ISS004"]),
        ({"kind": "decision", "due": DAY, "default": "keep"}, []),
    ],
)
def test_what_is_missing_is_a_finding(fields: dict[str, Any], expected: list[str]) -> None:
    assert [found.code for found in attention([issue(**fields)], DAY)] == expected


def test_blockers_stand_first_then_decisions_and_closed_ones_last() -> None:
    rows = [
        issue(id="I-a", priority="critical"), issue(id="I-b", kind="decision"),
        issue(id="I-c", kind="blocker", priority="low"),
        issue(id="I-d", kind="blocker", status="closed"),
    ]  # fmt: skip
    assert [e.issue.id for e in issues(rows, DAY).issues] == ["I-c", "I-b", "I-a", "I-d"]


def test_age_of_a_closed_issue_ends_on_the_day_it_was_closed() -> None:
    (entry,) = issues([issue(status="closed", closed=date(2026, 11, 4))], DAY).issues
    assert entry.age_days == 3


def test_blockers_and_decisions_for_the_report_are_only_those_that_are_open() -> None:
    rows = [
        issue(id="I-a", kind="blocker"), issue(id="I-b", kind="blocker", status="closed"),
        issue(id="I-c", kind="decision", options="a or b", default="a", due=DAY),
    ]  # fmt: skip
    result = issues(rows, DAY)
    assert [e.issue.id for e in result.blockers] == ["I-a"]
    assert [(e.issue.options, e.issue.default) for e in result.decisions] == [("a or b", "a")]
