"""Shrout and Fleiss, Psychological Bulletin 86 (1979), pp. 423-424; intervals: pingouin 0.7.0."""

import numpy as np
import pytest

from annops.stats.icc import intraclass_correlations

JUDGES = np.array(
    [[9.0, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
)


@pytest.mark.parametrize(
    ("form", "value", "low", "high"),
    [
        ("1,1", 0.165742, -0.13, 0.72),
        ("2,1", 0.289764, 0.02, 0.76),
        ("3,1", 0.714841, 0.34, 0.95),
        ("1,k", 0.442797, -0.88, 0.91),
        ("2,k", 0.620051, 0.07, 0.93),
        ("3,k", 0.909316, 0.68, 0.99),
    ],
)
def test_form_has_its_published_value_and_interval(
    form: str, value: float, low: float, high: float
) -> None:
    result = {r.form: r for r in intraclass_correlations(JUDGES)}[form]
    assert result.value == pytest.approx(value, abs=5.1e-7)
    assert (result.low, result.high) == pytest.approx((low, high), abs=5.1e-3)
