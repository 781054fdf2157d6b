from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.estimate import Bound, Estimate, Outcome
from annops.render import numbers

FINITE = st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12)
SHARES = st.floats(min_value=0, max_value=1)


@pytest.mark.parametrize(
    ("value", "written"),
    [(0, "0"), (999, "999"), (12345, "12,345"), (-1234567, "-1,234,567"), (2.0, "2")],
)
def test_counts_have_thousands_separators(value: float, written: str) -> None:
    assert numbers.count(value) == written


@pytest.mark.parametrize(
    ("value", "written"),
    [(0.92, "92.0 %"), (0, "0.0 %"), (1, "100.0 %"), (0.285, "28.5 %"), (0.0625, "6.3 %")],
)
def test_shares_are_percent_with_one_decimal_halves_away_from_zero(
    value: float, written: str
) -> None:
    assert numbers.share(value) == written


@given(SHARES.filter(lambda share: 1e-6 < share < 1 - 1e-6))
def test_a_share_inside_the_ends_is_never_written_as_all_or_nothing_while_decimals_can_tell(
    share: float,
) -> None:
    text = numbers.share(share)
    assert text not in {"0.0 %", "100.0 %", "0.00 %", "100.00 %"}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0, "0.0 s"),
        (9, "9.0 s"),
        (59.94, "59.9 s"),
        (59.95, "0:01:00"),
        (3723, "1:02:03"),
        (-75, "-0:01:15"),
    ],
)
def test_seconds_become_hours_minutes_seconds_from_a_minute(value: float, written: str) -> None:
    assert numbers.seconds(value) == written


def test_an_estimate_is_written_with_interval_and_n() -> None:
    estimate = Estimate(0.71, 0.66, 0.76, 400, "items", "")
    assert numbers.estimate_text(estimate) == "0.71 (95 % CI 0.66-0.76, n = 400 items)"


def test_an_estimate_of_a_share_is_percent_and_names_the_population() -> None:
    estimate = Estimate(0.92, 0.812, 0.968, 50, "items", "", population=1000, confidence=0.9)
    written = numbers.estimate_text(estimate, is_share=True)
    assert written == "92.0 % (90 % CI 81.2-96.8 %, n = 50 of 1,000 items)"


def test_an_interval_below_zero_is_joined_by_a_word() -> None:
    assert numbers.interval_text(Estimate(0.1, -0.1, 0.2, 9, "items", "")) == "-0.10 to 0.20"


def test_an_undefined_estimate_is_a_dash_with_its_reason() -> None:
    estimate = Estimate.undefined("all answers are equal", n=12, unit="items")
    written = numbers.estimate_text(estimate, ascii_only=True)
    assert written == "- (n = 12 items: all answers are equal)"


def test_a_caution_is_never_left_out() -> None:
    estimate = Estimate(1.0, 1.0, 1.0, 3, "items", "", caution="no disagreement seen")
    assert "caution: no disagreement seen" in numbers.estimate_text(estimate)


def test_a_narrow_interval_gets_the_decimal_that_tells_its_ends_apart() -> None:
    estimate = Estimate(0.712, 0.711, 0.713, 5000, "items", "")
    assert numbers.estimate_short(estimate) == "0.712 (0.711-0.713, n = 5,000)"


def test_a_coefficient_below_one_is_not_written_as_one() -> None:
    estimate = Estimate(0.998, 0.98, 1.0, 5000, "items", "")
    assert numbers.estimate_short(estimate) == "0.998 (0.980-1.000, n = 5,000)"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_not_finite_cannot_be_written(value: float) -> None:
    with pytest.raises(ValueError, match="undefined is None"):
        numbers.float_text(value)


@given(FINITE)
def test_float_text_reads_back_within_twelve_digits(value: float) -> None:
    assert float(numbers.float_text(value)) == pytest.approx(value, rel=1e-11, abs=0)


@given(st.floats(min_value=-1e6, max_value=1e6), st.integers(min_value=1, max_value=8))
def test_float_text_hides_noise_in_the_last_digits(value: float, steps: int) -> None:
    rounded = float(f"{value:.9g}")
    noisy = rounded * (1 + steps * 2.0**-52)
    assert numbers.float_text(noisy) == numbers.float_text(rounded)


@given(FINITE, st.integers(min_value=0, max_value=4))
def test_fixed_never_writes_minus_zero_and_is_at_most_half_a_unit_off(
    value: float, places: int
) -> None:
    text = numbers.fixed(value, places).replace(",", "")
    assert not (text.startswith("-") and Decimal(text) == 0)
    exact = Decimal(f"{value:.12g}")
    assert Decimal(text) == exact.quantize(Decimal(10) ** -places, rounding=ROUND_HALF_UP)


def test_outcomes_differ_without_colour() -> None:
    for ascii_only in (True, False):
        written = {numbers.outcome(one, ascii_only=ascii_only) for one in Outcome}
        assert len({text.split(" ", 1)[0] for text in written}) == 3


def test_targets_name_their_direction() -> None:
    bound = Bound(0.03, at_least=False)
    assert numbers.target(bound, is_share=True, ascii_only=True) == "<= 3.0 %"


def test_a_difference_of_shares_is_in_points_with_its_sign() -> None:
    assert [numbers.points(0.0312), numbers.points(-0.0312)] == ["+3.1 pp", "-3.1 pp"]
