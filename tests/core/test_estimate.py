"""A number has an interval or a reason, and evidence has three outcomes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core.estimate import Bound, Estimate, Outcome, decide

shares = st.floats(-1, 1)


def estimate(low: float | None, high: float | None, caution: str | None = None) -> Estimate:
    return Estimate(0.5, low, high, 10, "items", "", caution=caution)


def test_value_beside_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="never both"):
        Estimate(0.5, None, None, 1, "items", "", why_undefined="no items")


def test_neither_value_nor_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="never both"):
        Estimate(None, None, None, 1, "items", "")


def test_undefined_number_keeps_its_reason_and_n() -> None:
    made = Estimate.undefined("no items", n=0, unit="items")
    assert (made.value, made.low, made.high, made.n) == (None, None, None, 0)
    assert made.why_undefined == "no items"


@pytest.mark.parametrize(
    ("low", "high", "at_least", "outcome"),
    [
        (0.7, 0.9, True, "met"),
        (0.67, 0.9, True, "met"),
        (0.5, 0.9, True, "cannot tell"),
        (0.5, 0.67, True, "cannot tell"),
        (0.5, 0.66, True, "not met"),
        (0.7, 0.9, False, "not met"),
        (0.67, 0.9, False, "cannot tell"),
        (0.5, 0.67, False, "met"),
    ],
)
def test_outcome_follows_from_interval_and_bound(
    low: float, high: float, *, at_least: bool, outcome: str
) -> None:
    assert decide(estimate(low, high), Bound(0.67, at_least=at_least)).value == outcome


@given(a=shares, b=shares, limit=shares, at_least=st.booleans())
def test_interval_that_holds_the_bound_inside_cannot_tell(
    a: float, b: float, limit: float, *, at_least: bool
) -> None:
    low, high = min(a, b), max(a, b)
    outcome = decide(estimate(low, high), Bound(limit, at_least=at_least))
    if low < limit < high:
        assert outcome is Outcome.CANNOT_TELL


@given(shares, shares, shares)
def test_clear_verdicts_on_opposite_bounds_are_opposite(a: float, b: float, limit: float) -> None:
    found = estimate(min(a, b), max(a, b))
    least = decide(found, Bound(limit, at_least=True))
    most = decide(found, Bound(limit, at_least=False))
    if Outcome.NOT_MET in {least, most}:
        assert {least, most} == {Outcome.MET, Outcome.NOT_MET}


@given(a=shares, b=shares, margin=shares, limit=shares, at_least=st.booleans())
def test_wider_interval_never_turns_a_verdict_into_its_opposite(
    a: float, b: float, margin: float, limit: float, *, at_least: bool
) -> None:
    low, high, more = min(a, b), max(a, b), abs(margin)
    bound = Bound(limit, at_least=at_least)
    narrow, wide = (
        decide(estimate(low, high), bound),
        decide(estimate(low - more, high + more), bound),
    )
    assert wide in {narrow, Outcome.CANNOT_TELL}


@pytest.mark.parametrize(
    "found",
    [
        Estimate.undefined("no items", n=0, unit="items"),
        estimate(None, None),
        estimate(0.9, None),
        estimate(None, 0.9),
        estimate(0.9, 0.95, caution="only 4 items"),
    ],
)
def test_undefined_cautioned_or_missing_interval_cannot_tell(found: Estimate) -> None:
    assert decide(found, Bound(0.1, at_least=True)) is Outcome.CANNOT_TELL
    assert decide(found, Bound(0.1, at_least=False)) is Outcome.CANNOT_TELL
