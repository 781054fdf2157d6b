"""Patterns and pairs are what counting by hand gives, packed or not, in blocks or not."""

from collections import Counter
from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annops.core import counts as counts_module
from annops.core.counts import CodedAnswers, code_answers, label_patterns, pair_counts

FEW = [f"label {n}" for n in range(4)]
MANY = [f"label {n:02}" for n in range(70)]
"""So many labels that counts of three annotators do not fit into 63 bits."""


def tables(labels: list[str]) -> st.SearchStrategy[list[tuple[int, str, str]]]:
    row = st.tuples(st.integers(0, 7), st.sampled_from("abcde"), st.sampled_from(labels))
    return st.lists(row, min_size=1, max_size=60)


def code(rows: list[tuple[int, str, str]], labels: list[str]) -> CodedAnswers:
    schema = {"item_number": pl.UInt32, "annotator": pl.String, "answer": pl.String}
    return code_answers(pl.DataFrame(rows, schema, orient="row"), categories=labels)


def by_item(rows: list[tuple[int, str, str]]) -> dict[int, list[tuple[str, str]]]:
    items: dict[int, list[tuple[str, str]]] = {}
    for item, annotator, answer in rows:
        items.setdefault(item, []).append((annotator, answer))
    return dict(sorted(items.items()))


def check_patterns(rows: list[tuple[int, str, str]], labels: list[str]) -> None:
    made = label_patterns(code(rows, labels))
    expected = [
        [sum(answer == label for _, answer in own) for label in labels]
        for own in by_item(rows).values()
    ]
    assert made.counts[made.of_unit].tolist() == expected
    assert len({tuple(row) for row in expected}) == len(made.counts)


@given(tables(FEW))
def test_packed_patterns_are_the_counts_of_each_unit(rows: list[tuple[int, str, str]]) -> None:
    check_patterns(rows, FEW)


@given(tables(MANY))
def test_patterns_too_wide_to_pack_are_the_counts_of_each_unit(
    rows: list[tuple[int, str, str]],
) -> None:
    check_patterns(rows, MANY)


@given(tables(FEW))
def test_wide_patterns_are_the_packed_ones(rows: list[tuple[int, str, str]]) -> None:
    coded = code(rows, FEW)
    packed = label_patterns(coded)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counts_module, "_WORD_BITS", 0)
        wide = label_patterns(coded)
    assert wide.counts[wide.of_unit].tolist() == packed.counts[packed.of_unit].tolist()
    assert len(wide.counts) == len(packed.counts)


@pytest.mark.parametrize("n_labels", [9, 10, 21, 31, 32, 63, 64])
def test_counts_fill_the_word_to_its_last_bit_without_spilling(n_labels: int) -> None:
    labels = [f"l{n:02}" for n in range(n_labels)]
    sizes = {9: 127, 10: 63, 21: 7, 31: 3, 32: 3, 63: 1, 64: 1}
    rows = [(0, f"a{n:03}", labels[-1]) for n in range(sizes[n_labels])]
    rows += [(1, f"a{n:03}", labels[0]) for n in range(sizes[n_labels])]
    check_patterns(rows, labels)


@given(tables(FEW))
def test_pattern_weights_are_units_by_group(rows: list[tuple[int, str, str]]) -> None:
    made = label_patterns(code(rows, FEW))
    group = (np.arange(len(made.of_unit)) % 3).astype(np.int32)
    weights = made.weights(group, 3)
    counted = Counter(zip(made.of_unit.tolist(), group.tolist(), strict=True))
    expected = [[counted[p, g] for g in range(3)] for p in range(len(made.counts))]
    assert weights.tolist() == expected
    assert made.weights()[:, 0].tolist() == weights.sum(axis=1).tolist()


Pairs = dict[tuple[str, str], list[tuple[str, str]]]


def pairs_by_hand(rows: list[tuple[int, str, str]]) -> Pairs:
    """Answers of the first and of the second, by pair of annotators."""
    found: Pairs = {}
    for own in by_item(rows).values():
        for one, other in combinations(own, 2):
            (a, x), (b, y) = sorted((one, other), key=lambda given_row: given_row[0])
            found.setdefault((a, b), []).append((x, y))
    return dict(sorted(found.items()))


def check_pairs(rows: list[tuple[int, str, str]], labels: list[str]) -> None:
    coded = code(rows, labels)
    made, expected = pair_counts(coded), pairs_by_hand(rows)
    names = coded.annotators
    who = [(names[a], names[b]) for a, b in zip(made.first, made.second, strict=True)]
    assert who == list(expected)
    assert made.shared.tolist() == [len(own) for own in expected.values()]
    assert made.agreed.tolist() == [sum(x == y for x, y in own) for own in expected.values()]
    for at, (pair, own) in enumerate(expected.items()):
        first, second = made.first_margins[at].tolist(), made.second_margins[at].tolist()
        if pair[0] == pair[1]:
            first, second = np.add(first, second).tolist(), None
            answers = [answer for both in own for answer in both]
            assert first == [answers.count(label) for label in labels]
            continue
        assert first == [sum(x == label for x, _ in own) for label in labels]
        assert second == [sum(y == label for _, y in own) for label in labels]


@given(tables(FEW))
def test_pairs_are_those_counted_by_hand(rows: list[tuple[int, str, str]]) -> None:
    check_pairs(rows, FEW)


@given(tables(FEW))
def test_pairs_of_many_annotators_are_those_counted_by_hand(
    rows: list[tuple[int, str, str]],
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counts_module, "_DENSE_PAIR_CELLS", 0)
        check_pairs(rows, FEW)


@pytest.mark.parametrize("cells", [0, 30_000_000])
@pytest.mark.parametrize("block", [1, 3, 10])
@given(rows=tables(FEW))
def test_pairs_counted_in_blocks_are_those_counted_by_hand(
    rows: list[tuple[int, str, str]], block: int, cells: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counts_module, "_ROWS_A_BLOCK", block)
        patch.setattr(counts_module, "_DENSE_PAIR_CELLS", cells)
        check_pairs(rows, FEW)


@given(tables(FEW))
def test_pairs_of_two_disjoint_sets_of_items_add_up(rows: list[tuple[int, str, str]]) -> None:
    low, high = [r for r in rows if r[0] < 4], [r for r in rows if r[0] >= 4]
    expected = Counter({pair: len(own) for pair, own in pairs_by_hand(low).items()})
    expected += Counter({pair: len(own) for pair, own in pairs_by_hand(high).items()})
    coded = code(rows, FEW)
    made = pair_counts(coded)
    names = coded.annotators
    got = {
        (names[a], names[b]): n
        for a, b, n in zip(made.first, made.second, made.shared.tolist(), strict=True)
    }
    assert got == expected
