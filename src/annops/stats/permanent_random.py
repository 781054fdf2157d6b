"""A random number that belongs to an item for good, and draws made by it.

The number of an item depends on the seed and its id alone: not on the order of the items, the
other items or the machine. Numbers are compared as 64-bit integers, never as rounded fractions.
"""

import hashlib
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from annops.stats.arrays import FloatArray, IntArray

NumberArray = NDArray[np.uint64]
SEPARATOR = b"\x1f"
_RANGE = 2**64
_WORDS = 4
"""64-bit words of a SHA-256."""
_AT_ONCE = 4_096
"""Ids hashed before their numbers are kept, so that memory is used again, not asked for anew."""


def permanent_numbers(seed: str, ids: Sequence[str]) -> NumberArray:
    """First 8 bytes, big-endian, of SHA-256(seed + 0x1F + id), texts in UTF-8.

    Args:
        seed: any text without the character 0x1F, which would let two pairs collide.
        ids: ids of the items, in any order.

    Returns:
        Array (n_items,), uniform over 0 to 2^64 - 1.

    Raises:
        ValueError: the seed holds the separator.

    Source:
        Ohlsson, Coordination of Samples Using Permanent Random Numbers, in Business Survey
        Methods (1995), p. 153, for the idea; the hash is this project's.

    Example:
        >>> [f"{number:x}" for number in permanent_numbers("qc-2026-01", ["item-0001"]).tolist()]
        ['f6a006f1008e03ba']
    """
    prefix = seed.encode() + SEPARATOR
    if SEPARATOR in prefix[:-1]:
        raise ValueError("a seed must not hold the character 0x1F")
    sha256 = hashlib.sha256
    numbers = np.empty(len(ids), dtype=np.uint64)
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        digests = b"".join([sha256(prefix + name.encode()).digest() for name in part])
        numbers[start : start + _AT_ONCE] = np.frombuffer(digests, dtype=">u8")[::_WORDS]
    return numbers


def as_shares(numbers: NumberArray) -> FloatArray:
    """The numbers divided by 2^64, for display: rounded, so the largest may show as 1.

    Args:
        numbers: array (n_items,) of `permanent_numbers`.

    Example:
        >>> round(float(as_shares(permanent_numbers("qc-2026-01", ["item-0003"]))[0]), 7)
        0.2183872
    """
    return numbers.astype(np.float64) / _RANGE


def smallest(numbers: NumberArray, ids: Sequence[str], n: int) -> IntArray:
    """Places of the n items with the smallest numbers; equal numbers go by id.

    A draw of fixed size from a closed list: adding items later changes who is drawn.

    Args:
        numbers: array (n_items,) of `permanent_numbers`.
        ids: the items' ids, in the same order.
        n: items to draw, 0 to n_items.

    Returns:
        Array (n,), rising.

    Raises:
        ValueError: n is out of range, or two items have one id.
    """
    if not 0 <= n <= len(ids):
        raise ValueError(f"{n} items cannot be drawn from {len(ids)}")
    rising = np.sort(numbers)
    equal = rising[1:][rising[1:] == rising[:-1]]
    if len(equal):
        _refuse_twins(ids, np.flatnonzero(np.isin(numbers, equal)))
        order = sorted(range(len(ids)), key=lambda place: (numbers[place], ids[place]))
        return np.array(sorted(order[:n]), dtype=np.int64)
    return np.flatnonzero(numbers < rising[n]) if n < len(ids) else np.arange(n, dtype=np.int64)


def draw_smallest(seed: str, ids: Sequence[str], n: int) -> IntArray:
    """Draw n items at random without replacement; the same whatever the order of the ids.

    Returns:
        Array (n,), places in `ids`, rising.

    Raises:
        ValueError: as for `permanent_numbers` and `smallest`.

    Example:
        >>> draw_smallest("qc-2026-01", ["item-0001", "item-0002", "item-0003"], 1)
        array([2])
    """
    return smallest(permanent_numbers(seed, ids), ids, n)


def draw_below(seed: str, ids: Sequence[str], rate: float) -> IntArray:
    """Draw each item with this probability; items added later never change who was drawn.

    Args:
        seed: as for `permanent_numbers`.
        ids: ids of the items.
        rate: probability of each item, 0 to 1.

    Returns:
        Array (n_drawn,), places in `ids`, rising; its length is random.

    Raises:
        ValueError: rate is not a probability, or the seed holds the separator.
    """
    if not 0 <= rate <= 1:
        raise ValueError(f"expected a rate from 0 to 1, not {rate}")
    threshold = math.ceil(rate * _RANGE)  # exact: a product with a power of two does not round
    if threshold == 0:
        return np.arange(0, dtype=np.int64)
    return np.flatnonzero(permanent_numbers(seed, ids) <= np.uint64(threshold - 1))


def _refuse_twins(ids: Sequence[str], places: IntArray) -> None:
    seen: set[str] = set()
    for place in places.tolist():
        if ids[place] in seen:
            raise ValueError(f"the id `{ids[place]}` is there more than once")
        seen.add(ids[place])
