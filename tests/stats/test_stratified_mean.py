"""Means of strata: limits, and what no sample can show."""

import numpy as np
import pytest

from annops.stats.fisher import fisher_exact
from annops.stats.shrunk_rate import shrunk_rate
from annops.stats.stratified_mean import StratumValues, stratified_mean


def values(size: int, drawn: list[float]) -> StratumValues:
    return StratumValues(size, len(drawn), sum(drawn), sum(value**2 for value in drawn))


def test_one_stratum_has_the_textbook_standard_error() -> None:
    drawn = [3.0, 5.0, 4.0, 8.0]
    mean = stratified_mean([values(16, drawn)])
    assert mean.value == 5.0
    assert mean.standard_error == pytest.approx(np.std(drawn, ddof=1) / 2 * (12 / 16) ** 0.5)
    assert mean.design_effect == pytest.approx(1)


def test_drawing_everything_leaves_no_error_and_no_design_effect() -> None:
    mean = stratified_mean([values(2, [1.0, 3.0]), values(1, [7.0])])
    assert (mean.value, mean.standard_error) == pytest.approx((11 / 3, 0.0))
    assert mean.design_effect is None


def test_one_unit_of_a_larger_stratum_is_refused() -> None:
    with pytest.raises(ValueError, match="does not show how its values vary"):
        values(5, [1.0])


def test_more_units_than_there_are_are_refused() -> None:
    with pytest.raises(ValueError, match="3 units cannot be drawn from 2"):
        values(2, [1.0, 2.0, 3.0])


def test_no_stratum_is_refused() -> None:
    with pytest.raises(ValueError, match="no stratum"):
        stratified_mean([])


def test_shrinking_without_data_gives_the_prior_back() -> None:
    assert shrunk_rate(0, 0, 2, 38).value == pytest.approx(0.05)


def test_shrinking_more_errors_than_units_is_refused() -> None:
    with pytest.raises(ValueError, match="errors <= n"):
        shrunk_rate(3, 2, 2, 38)


def test_shrinking_towards_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        shrunk_rate(1, 2, 0, 38)


def test_comparing_more_errors_than_units_is_refused() -> None:
    with pytest.raises(ValueError, match="errors <= n"):
        fisher_exact(3, 2, 0, 5)


def test_an_empty_group_shows_no_difference() -> None:
    assert fisher_exact(0, 0, 3, 10) == 1.0
