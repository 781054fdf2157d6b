"""Finds the columns of a table that hold one annotator's answers each."""

import re
from collections.abc import Sequence

from annops.sources.columns import Column
from annops.sources.names import normalised, strength

_PERSON = re.compile(
    r"(annotator|annotation|rater|coder|worker|judge|labell?er|ann|user|reviewer)_?\w{0,3}"
)
_QUESTION = re.compile(r"(q|question|item|criterion)_?\d+")


def annotator_columns(columns: Sequence[Column]) -> tuple[str, ...]:
    """Return the columns that are one annotator each, in order; empty when there are none.

    They share one small set of texts, and are named after people or have blanks where somebody
    was not asked.
    """
    if any(strength("annotator", column.name)[0] == 2 for column in columns):
        return ()
    named = [column for column in columns if _PERSON.fullmatch(normalised(column.name))]
    if len(named) >= 2 and _share_labels(named):
        return tuple(column.name for column in named)
    kept = [c for c in columns if not _is_other(c)]
    group = _largest_group(kept)
    sparse = sum(column.n_filled < 0.95 * column.n_rows for column in group)
    if len(group) >= max(3, len(columns) / 2) and sparse > len(group) / 2:
        return tuple(column.name for column in group)
    return ()


def are_people(names: Sequence[str]) -> bool:
    """Say whether columns are named after people."""
    return all(_PERSON.fullmatch(normalised(name)) for name in names)


def _is_other(column: Column) -> bool:
    if column.timed or column.n_distinct > 50 or column.length > 60:
        return True
    name = normalised(column.name)
    named = any(strength(field, column.name)[0] == 2 for field in ("item", "gold", "text"))
    return bool(_QUESTION.fullmatch(name)) or (named and not name.isdigit())


def _share_labels(columns: Sequence[Column]) -> bool:
    labels = {text for column in columns for text, _ in column.counts}
    most = max((column.n_distinct for column in columns), default=0)
    return 2 <= len(labels) <= max(20, 2 * most)


def _largest_group(columns: Sequence[Column]) -> list[Column]:
    """Return the most columns whose texts lie in one label set: a column's, or without names all.

    Without names no column tells what it is, so that all of them together may be one matrix.
    """
    best: list[Column] = []
    seeds = [{text for text, _ in c.counts} for c in columns]
    seeds = sorted(seeds, key=len, reverse=True)[:10]
    if all(column.name.isdigit() for column in columns):
        seeds.append({text for column in columns for text, _ in column.counts})
    for labels in seeds:
        if not 2 <= len(labels) <= 20:
            continue
        group = [c for c in columns if c.n_filled and {text for text, _ in c.counts} <= labels]
        if len(group) > len(best):
            best = group
    return best if _share_labels(best) else []
