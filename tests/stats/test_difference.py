import pytest

from annops.stats.difference import difference_interval
from annops.stats.limits import Interval
from annops.stats.proportion import wilson


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_with_wilsons_intervals_it_is_the_published_interval_of_newcombe(
    first: tuple[int, int], second: tuple[int, int], low: float, high: float
) -> None:
    # Newcombe, Statistics in Medicine 17 (1998), table II, method 10
    (a, m), (b, n) = first, second
    found = difference_interval(a / m, wilson(a, m), b / n, wilson(b, n))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


def test_without_an_interval_there_is_none() -> None:
    found = difference_interval(0.5, Interval.undefined("few"), 0.2, Interval(0.1, 0.3))
    assert (found.low, found.high) == (None, None)
    assert found.why_undefined == "one of the two numbers has no interval"
