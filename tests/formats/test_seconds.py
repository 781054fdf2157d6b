"""Time spent is read in seconds, and never guessed."""

from typing import Any

import pytest

COLUMNS = {"item": "id", "answer": "x", "seconds": "spent"}


def read(folder: Any, *times: str, **source: Any) -> tuple[list[float | None], list[str]]:
    """Seconds of some texts, and the codes of what was found."""
    body = "".join(f"{number}\tx\t{text}\n" for number, text in enumerate(times, 1))
    answers = folder.answers("id\tx\tspent\n" + body, COLUMNS, **source)
    codes = [finding.code for finding in answers.findings]
    return answers.frame.collect()["seconds"].to_list(), codes


def test_numbers_are_seconds(folder: Any) -> None:
    assert read(folder, "30", "0.5", "0") == ([30.0, 0.5, 0.0], [])


def test_blank_is_not_zero(folder: Any) -> None:
    assert read(folder, "", "3") == ([None, 3.0], [])


@pytest.mark.parametrize(
    "text", ["0:30", "~1:00:00", "10min/3", "-5", "1,5", "soon", "nan", "inf", "300ms", "3 m"]
)
def test_text_that_is_not_certain_is_left_out_and_reported(folder: Any, text: str) -> None:
    assert read(folder, text, "3") == ([None, 3.0], ["TIM011"])


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("20min", 1200.0), ("1:00:00", 3600.0), ("0:01:30.5", 90.5), ("5 minutes", 300.0),
     ("45 s", 45.0), ("1.5 h", 5400.0)],
)  # fmt: skip
def test_clear_spellings_are_converted_and_noted(folder: Any, text: str, seconds: float) -> None:
    assert read(folder, text, "3") == ([seconds, 3.0], ["TIM012"])


def test_finding_counts_the_spellings(folder: Any) -> None:
    answers = folder.answers("id,x,spent\n1,x,0:30\n2,x,0:30\n3,x,~5\n", COLUMNS)
    (finding,) = answers.findings
    assert (finding.count, "`0:30` (2), `~5`" in finding.message) == (3, True)


def test_decimal_comma_is_read_when_declared(folder: Any) -> None:
    assert read(folder, "1,5", "2", decimal=",") == ([1.5, 2.0], [])


def test_point_is_not_read_as_decimal_when_comma_is_declared(folder: Any) -> None:
    assert read(folder, "1.500", "2,5", decimal=",") == ([None, 2.5], ["TIM011"])


def between(folder: Any, begin: str, end: str) -> tuple[list[float | None], list[str]]:
    """Seconds between two times, and the codes of what was found."""
    answers = folder.answers(
        f"id,x,a,b\n1,x,{begin},{end}\n",
        {"item": "id", "answer": "x", "seconds": {"from": "a", "to": "b"}},
    )
    codes = [finding.code for finding in answers.findings]
    return answers.frame.collect()["seconds"].to_list(), codes


def test_time_spent_is_the_difference_of_two_columns(folder: Any) -> None:
    assert between(folder, "2026-03-20T16:00:00Z", "2026-03-20T16:01:30.5Z") == ([90.5], [])


def test_difference_crosses_zones(folder: Any) -> None:
    assert between(folder, "2026-03-20T16:00:00+01:00", "2026-03-20T15:00:10Z") == ([10.0], [])


def test_end_before_beginning_is_left_out_and_reported(folder: Any) -> None:
    read_ = between(folder, "2026-03-20T16:00:00Z", "2026-03-20T15:00:00Z")
    assert read_ == ([None], ["TIM013"])


def test_missing_end_gives_no_time(folder: Any) -> None:
    assert between(folder, "2026-03-20T16:00:00Z", "") == ([None], [])
