from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from annops.core.annotations import Annotations
from annops.core.estimate import Outcome
from annops.core.finding import Finding, Severity
from annops.core.items import Items
from annops.measures.pace import working_days
from annops.project.definition import Definition
from annops.status.compute import by_severity, next_command, status
from annops.status.document import findings_text, lines, pace_text
from annops.volumes.compute import volumes
from annops.volumes.pace import pace

Answers = Callable[[Sequence[dict[str, Any]]], Annotations]
Define = Callable[..., Definition]

FRIDAY = date(2026, 11, 20)


def worked(per_day: Sequence[int], last: date = FRIDAY) -> list[dict[str, Any]]:
    days = [last - timedelta(days=len(per_day) - 1 - n) for n in range(len(per_day))]
    return [
        {"item": f"{day}-{n}", "answer": "x", "submitted_at": f"{day}T09:00:00+00:00"}
        for day, count in zip(days, per_day, strict=True)
        for n in range(count)
    ]


def plan(units: int, due: str = "2026-11-27") -> dict[str, Any]:
    return {"plan": {"units": units, "overlap": 1, "due": due}}


@pytest.mark.parametrize(
    ("last", "days"),
    [("2026-11-20", 0), ("2026-11-22", 0), ("2026-11-23", 1), ("2026-11-30", 6),
     ("2026-11-01", 0)],
)  # fmt: skip
def test_working_days_are_mondays_to_fridays_after_the_day(last: str, days: int) -> None:
    assert working_days(FRIDAY, date.fromisoformat(last)) == days


@pytest.mark.parametrize(
    ("units", "outcome"),
    [(60, Outcome.MET), (100, Outcome.CANNOT_TELL), (400, Outcome.NOT_MET)],
)
def test_the_pace_is_judged_by_its_interval(
    units: int, outcome: Outcome, answers: Answers, definition: Define
) -> None:
    # 9, 10, 11, 10, 10 a day: mean 10, interval 9.12 to 10.88; 5 working days are left
    stated = definition(**plan(units))
    counted = volumes(answers(worked([9, 10, 11, 10, 10])), None, stated)
    assert pace(counted, stated.plan, FRIDAY).outcome is outcome


def test_the_pace_needed_is_what_is_left_by_the_working_days(
    answers: Answers, definition: Define
) -> None:
    stated = definition(**plan(60))
    found = pace(volumes(answers(worked([10])), None, stated), stated.plan, FRIDAY)
    assert (found.remaining, found.working_days, found.needed) == (50, 5, 10.0)


def test_work_older_than_seven_days_is_not_the_present_pace(
    answers: Answers, definition: Define
) -> None:
    stated = definition(**plan(60))
    old = worked([10], FRIDAY - timedelta(days=7))
    found = pace(volumes(answers(old), None, stated), stated.plan, FRIDAY)
    assert found.actual.why_undefined == "nothing was submitted in these 7 days"


def test_missing_work_on_the_due_day_is_not_met(answers: Answers, definition: Define) -> None:
    stated = definition(**plan(60, due="2026-11-20"))
    found = pace(volumes(answers(worked([10])), None, stated), stated.plan, FRIDAY)
    assert (found.outcome, found.needed) == (Outcome.NOT_MET, None)


def test_finished_work_needs_no_pace(answers: Answers, definition: Define) -> None:
    stated = definition(**plan(10, due="2026-11-01"))
    found = pace(volumes(answers(worked([10])), None, stated), stated.plan, FRIDAY)
    assert (found.outcome, found.why) == (Outcome.MET, "everything planned is done")


def test_the_status_is_a_screen_of_twelve_lines_and_ends_with_the_next_command(
    answers: Answers, definition: Define, received: Callable[..., Items]
) -> None:
    rows = [
        {"item": str(n), "annotator": a, "answer": "xyz"[(n * k) % 3], "locale": f"l{n % 10}"}
        for n in range(300)
        for k, a in enumerate("ab", start=1)
    ]
    target = {"metric": "krippendorff_alpha", "at_least": 0.9, "by": "locale"}
    stated = definition(targets=[target])
    items = received(*(str(n) for n in range(300)))
    said = lines(status(answers(rows), items, stated, FRIDAY))
    assert len(said) <= 12
    assert said[-1] == "next: annops agree q --by locale"


def test_answers_after_the_day_do_not_count(
    answers: Answers, definition: Define, received: Callable[..., Items]
) -> None:
    found = status(answers(worked([3, 4])), received(), definition(), FRIDAY - timedelta(days=1))
    assert found.judgments == 3


def test_findings_are_counted_once_as_they_are_listed() -> None:
    note = Finding("X", Severity.NOTE, "met often", count=190)
    assert by_severity((note, note)) == {"error": 0, "warning": 0, "note": 1}
    assert findings_text(by_severity((note,))) == (
        "findings: 1 note; see `annops sources --findings`"
    )


def test_gold_leads_to_the_command_that_tells_the_accuracy(
    answers: Answers, definition: Define, received: Callable[..., Items]
) -> None:
    rows: list[dict[str, Any]] = [{"item": "1", "answer": "x"}]
    rows += [{"item": "1", "answer": "x", "role": "gold", "annotator": None}]
    said = lines(status(answers(rows), received("1"), definition(), FRIDAY))
    assert "gold: 1 answer set aside; `annops consensus q` gives the accuracy against them" in said


def test_the_pace_there_is_has_as_many_decimals_as_the_pace_needed(
    answers: Answers, definition: Define
) -> None:
    stated = definition(**plan(60))
    found = pace(volumes(answers(worked([9, 10, 12])), None, stated), stated.plan, FRIDAY)
    # 9, 10, 12: mean 10.333, s 1.528, t(2) 4.3027: 10.333 +- 3.795
    assert "last 7 days 10.3 (95 % CI 6.5-14.1, n = 3 working days) judgments" in pace_text(found)


def test_a_single_day_is_not_written_in_the_plural(answers: Answers, definition: Define) -> None:
    stated = definition(**plan(60))
    found = pace(volumes(answers(worked([10])), None, stated), stated.plan, FRIDAY)
    assert "10.0 (n = 1 working day) judgments per working day" in pace_text(found)


def test_an_error_in_the_exports_comes_first() -> None:
    error = Finding("X", Severity.ERROR, "broken")
    assert next_command((), (error,)) == "annops sources"


def test_an_error_rate_without_audit_cannot_be_told(
    answers: Answers, definition: Define, received: Callable[..., Items]
) -> None:
    stated = definition(targets=[{"metric": "error_rate", "at_most": 0.03}])
    (row,) = status(answers(worked([3])), received(), stated, FRIDAY).targets
    assert (row.outcome, row.why) == (
        Outcome.CANNOT_TELL, "no audit of answers has been recorded",
    )  # fmt: skip


def test_a_target_on_accuracy_is_judged_by_the_consensus(
    answers: Answers, definition: Define, received: Callable[..., Items]
) -> None:
    rows: list[dict[str, Any]] = [{"item": str(n), "answer": "x"} for n in range(200)]
    rows += [{"item": str(n), "answer": "x", "role": "gold", "annotator": None}
             for n in range(200)]  # fmt: skip
    stated = definition(targets=[{"metric": "accuracy", "at_least": 0.95}])
    (row,) = status(answers(rows), received(), stated, FRIDAY).targets
    assert (row.outcome, row.n_items) == (Outcome.MET, 200)
