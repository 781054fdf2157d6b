"""Random numbers that stay with their items."""

import hashlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.stats.permanent_random import (
    as_shares,
    draw_below,
    draw_smallest,
    permanent_numbers,
    smallest,
)

SEED = "qc-2026-01"
FIRST = [f"item-{number:05d}" for number in range(1000)]
LATER = [f"item-{number:05d}" for number in range(1200)]


def drawn(ids: list[str], places: np.ndarray) -> set[str]:
    return {ids[place] for place in places.tolist()}


def test_numbers_are_the_first_eight_bytes_of_the_hash() -> None:
    ids = ["item-0001", "item-0002", "item-0003"]
    numbers = permanent_numbers(SEED, ids)
    expected = ["f6a006f1008e03ba", "7cdc8b108ac301c5", "37e8387687ec7eea"]
    assert [f"{number:016x}" for number in numbers.tolist()] == expected
    assert as_shares(numbers) == pytest.approx([0.9633793, 0.4877402, 0.2183872], abs=5e-8)


def test_text_beyond_ascii_is_hashed_as_utf_8() -> None:
    by_hand = hashlib.sha256("Prüfung\x1fobjet-é".encode()).digest()[:8]
    numbers = permanent_numbers("Prüfung", ["objet-é"])
    assert int(numbers[0]) == int.from_bytes(by_hand, "big")


def test_a_rate_keeps_who_was_drawn_when_items_are_added() -> None:
    first = drawn(FIRST, draw_below(SEED, FIRST, 0.1))
    later = drawn(LATER, draw_below(SEED, LATER, 0.1))
    assert (len(first), len(later)) == (107, 127)
    assert first <= later


def test_a_fixed_number_loses_items_when_items_are_added() -> None:
    first = drawn(FIRST, draw_smallest(SEED, FIRST, 100))
    later = drawn(LATER, draw_smallest(SEED, LATER, 100))
    assert len(first & later) == 86


@given(st.permutations(range(40)), st.integers(0, 40))
def test_order_of_the_file_does_not_change_who_is_drawn(order: list[int], n: int) -> None:
    ids = FIRST[:40]
    shuffled = [ids[place] for place in order]
    assert drawn(shuffled, draw_smallest("s", shuffled, n)) == drawn(
        ids, draw_smallest("s", ids, n)
    )


def test_adding_one_item_changes_at_most_one_place_of_a_draw() -> None:
    before = drawn(FIRST, draw_smallest(SEED, FIRST, 50))
    after = drawn([*FIRST, "new"], draw_smallest(SEED, [*FIRST, "new"], 50))
    assert len(before - after) <= 1


def test_numbers_that_differ_only_beyond_a_float_are_told_apart() -> None:
    numbers = np.array([2**63 + 2, 2**63 + 1], dtype=np.uint64)
    assert smallest(numbers, ["a", "b"], 1).tolist() == [1]


def test_equal_numbers_go_by_id() -> None:
    numbers = np.array([7, 7, 7, 1], dtype=np.uint64)
    assert smallest(numbers, ["c", "a", "b", "d"], 2).tolist() == [1, 3]


@pytest.mark.parametrize("n", range(4))
def test_an_item_listed_twice_is_refused_whether_drawn_or_not(n: int) -> None:
    with pytest.raises(ValueError, match="`a` is there more than once"):
        draw_smallest(SEED, ["a", "b", "a"], n)


def test_rates_of_zero_and_one_draw_nothing_and_everything() -> None:
    assert draw_below(SEED, FIRST, 0).tolist() == []
    assert draw_below(SEED, FIRST, 1).tolist() == list(range(1000))


def test_another_seed_draws_other_items() -> None:
    assert draw_smallest("one", FIRST, 100).tolist() != draw_smallest("two", FIRST, 100).tolist()


def test_more_items_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="cannot be drawn"):
        draw_smallest(SEED, ["a"], 2)


def test_a_seed_that_could_collide_with_an_id_is_refused() -> None:
    with pytest.raises(ValueError, match="0x1F"):
        permanent_numbers("a\x1fb", ["c"])
