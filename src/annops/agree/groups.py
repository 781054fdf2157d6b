"""The groups of units that figures are given for: all of them, and each breakdown value."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from annops.core.counts import (
    CodedAnswers,
    Codes,
    LabelPatterns,
    code_answers,
    label_patterns,
    unit_groups,
)
from annops.measures.agreement import Group
from annops.measures.scoring import Scoring


@dataclass(frozen=True, slots=True)
class Breakdown:
    """The units of a question by the values of one column.

    Attributes:
        column: The breakdown column; empty for all units together.
        values: Names of the values.
        groups: One group a value.
        of_unit: Array (n_units,): value of each unit, index into `values`.
        rest: One group a value: the units of all other values.
    """

    column: str
    values: tuple[str, ...]
    groups: tuple[Group, ...]
    rest: tuple[Group, ...]
    of_unit: Codes


def whole(coded: CodedAnswers, patterns: LabelPatterns, scoring: Scoring) -> Group:
    """Make the group of all units."""
    return Group(coded, patterns, patterns.weights()[:, 0], None, scoring)


def break_down(frame: pl.DataFrame, everything: Group, column: str) -> Breakdown:
    """Split the units of a question by a column.

    Where the answers to one item differ in the column (the vendor of the annotator, say), an
    item counts once for each of its values, with the answers that carry the value.
    """
    coded, patterns, scoring = everything.coded, everything.patterns, everything.scoring
    codes, values, constant = unit_groups(frame, coded, column)
    if not constant:
        coded = code_answers(frame, categories=coded.answers, split_by=column)
        patterns = label_patterns(coded)
        codes, values, _ = unit_groups(frame, coded, column)
    weights = patterns.weights(codes, len(values))
    total = weights.sum(axis=1)
    every = range(len(values))
    groups = tuple(Group(coded, patterns, weights[:, v], codes == v, scoring) for v in every)
    others = (total - weights[:, v] for v in every)
    rest = tuple(
        Group(coded, patterns, w, codes != v, scoring) for v, w in zip(every, others, strict=True)
    )
    return Breakdown(column, values, groups, rest, codes)


def present(columns: Sequence[str], frame: pl.DataFrame) -> tuple[str, ...]:
    """Keep the columns that the frame has with at least one value."""
    return tuple(c for c in columns if c in frame.columns and frame[c].null_count() < len(frame))
