"""Times are read as instants in UTC, and what cannot be read is said."""

from datetime import UTC
from typing import Any

import pytest

from annops.core.errors import AnnopsError
from annops.formats.times import moment

COLUMNS = {"item": "id", "answer": "x", "submitted_at": "when"}


def read(folder: Any, *times: str, **time: str) -> tuple[list[str | None], list[str]]:
    """The instants of some times as text, and the codes of what was found."""
    body = "".join(f"{number}\tx\t{when}\n" for number, when in enumerate(times, 1))
    answers = folder.answers("id\tx\twhen\n" + body, COLUMNS, time=time)
    instants = answers.frame.collect()["submitted_at"].to_list()
    texts = [when.isoformat() if when else None for when in instants]
    return texts, [finding.code for finding in answers.findings]


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-03-20T16:01:52.421814Z", "2026-03-20T16:01:52.421814+00:00"),
        ("2026-03-20T16:01:52+02:00", "2026-03-20T14:01:52+00:00"),
        ("2026-03-20 16:01:52+0200", "2026-03-20T14:01:52+00:00"),
        ("2025-06-20 15:12:20.77+00:00", "2025-06-20T15:12:20.770000+00:00"),
        ("2025-06-20 15:12:20 +02:00", "2025-06-20T13:12:20+00:00"),
        ("2026-03-20 16:01:52 UTC", "2026-03-20T16:01:52+00:00"),
        ("Wed Jan 24 09:49:16 PST 2018", "2018-01-24T17:49:16+00:00"),
        ("1694858483", "2023-09-16T10:01:23+00:00"),
        ("1694858483.5", "2023-09-16T10:01:23.500000+00:00"),
        ("1694858483123", "2023-09-16T10:01:23.123000+00:00"),
    ],
)
def test_time_with_a_zone_is_read_without_being_declared(
    folder: Any, text: str, instant: str
) -> None:
    assert read(folder, text) == ([instant], [])


@pytest.mark.parametrize(
    "text", ["2026-03-20 16:01:52", "2026-03-20T16:01:52", "2026-03-20 16:01"]
)
def test_time_without_zone_is_read_as_utc_and_noted(folder: Any, text: str) -> None:
    times, codes = read(folder, text)
    assert times[0] is not None
    assert times[0].startswith("2026-03-20T16:01")
    assert codes == ["TIM002"]


def test_declared_zone_is_used_for_times_without_zone(folder: Any) -> None:
    times = read(folder, "2026-07-01 12:00:00", "2026-01-01 12:00:00", zone="Europe/Berlin")
    assert times == (["2026-07-01T10:00:00+00:00", "2026-01-01T11:00:00+00:00"], [])


def test_declared_format_needs_no_leading_zeros(folder: Any) -> None:
    times = read(folder, "3/24/2016 17:57:02", format="%m/%d/%Y %H:%M:%S", zone="UTC")
    assert times == (["2016-03-24T17:57:02+00:00"], [])


def test_declared_format_with_zone_abbreviation_is_read(folder: Any) -> None:
    times = read(folder, "Wed Jul 4 09:00:00 EDT 2018", format="%a %b %d %H:%M:%S %Z %Y")
    assert times == (["2018-07-04T13:00:00+00:00"], [])


def test_ambiguous_zone_abbreviation_is_not_read(folder: Any) -> None:
    times = read(folder, "Wed Jul 4 09:00:00 IST 2018", format="%a %b %d %H:%M:%S %Z %Y")
    assert times == ([None], ["TIM001"])


def test_mixed_spellings_of_iso_are_all_read(folder: Any) -> None:
    times, codes = read(
        folder, "2026-03-20T16:00:00Z", "2026-03-20 16:00:00 +00:00", "2026-03-20T16:00:00.000Z"
    )
    assert (set(times), codes) == ({"2026-03-20T16:00:00+00:00"}, [])


def test_day_and_month_in_another_order_is_reported_and_the_row_kept(folder: Any) -> None:
    times, codes = read(folder, "03/24/2016", "24/03/2016", format="%m/%d/%Y", zone="UTC")
    assert (times[1], codes) == (None, ["TIM001"])


def test_year_of_two_digits_is_not_read_as_an_ancient_one(folder: Any) -> None:
    assert read(folder, "08/01/20", format="%d/%m/%Y", zone="UTC") == ([None], ["TIM001"])


def test_slashes_without_declared_format_are_not_guessed(folder: Any) -> None:
    assert read(folder, "3/4/2016 10:00") == ([None], ["TIM001"])


def test_finding_about_times_names_line_and_column(folder: Any) -> None:
    answers = folder.answers("id,x,when\n1,x,2026-01-01T00:00:00Z\n2,x,soon\n", COLUMNS)
    (finding,) = answers.findings
    assert str(finding.place) == "export.csv:3:when"
    assert "`soon`" in finding.message


def test_blank_time_is_no_finding(folder: Any) -> None:
    assert read(folder, "2026-01-01T00:00:00Z", "") == (["2026-01-01T00:00:00+00:00", None], [])


def test_same_time_in_all_records_is_noted(folder: Any) -> None:
    assert read(folder, *["2018-03-01T00:00:00Z"] * 12)[1] == ["TIM003"]


def test_same_time_in_a_few_records_is_no_finding(folder: Any) -> None:
    assert read(folder, *["2018-03-01T00:00:00Z"] * 3)[1] == []


def test_unknown_zone_is_a_mistake_in_the_definition(folder: Any) -> None:
    with pytest.raises(AnnopsError, match="TIM004") as refused:
        read(folder, "2026-01-01", zone="PST8XX")
    assert refused.value.exit_code == 2


def test_hour_that_summer_time_repeats_is_the_first_one(folder: Any) -> None:
    assert read(folder, "2026-10-25 02:30:00", zone="Europe/Berlin")[0] == [
        "2026-10-25T00:30:00+00:00"
    ]


@pytest.mark.parametrize("text", ["soon", "20260320", "2026-13-01", "12", "-5"])
def test_text_that_is_no_time_is_none(text: str) -> None:
    assert moment(text, None, UTC) is None
