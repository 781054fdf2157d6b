"""Holds a sample's record against the list it was drawn from and the answers drawn."""

import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import polars as pl

from annops.core.sample import SampledAnswer, SampleRecord


def faults(
    record: SampleRecord, answers: Sequence[SampledAnswer], frame: bytes | None
) -> Iterator[str]:
    """Say where the record contradicts itself, the answers drawn, or the list drawn from.

    The record says how many items each drawn one stands for, so a wrong number in it would give
    a wrong rate without anybody noticing.

    Args:
        record: The record.
        answers: The answers drawn; empty where they cannot be read.
        frame: frame.csv as it was written; None where it cannot be read.

    Yields:
        A sentence on each contradiction.
    """
    yield from _within(record)
    if answers:
        items = {answer.item: answer.stratum for answer in answers}
        yield from _parts(record, "drawn", Counter(items.values()), "answers.csv")
    if frame is not None:
        yield from _against(record, frame)


def _against(record: SampleRecord, frame: bytes) -> Iterator[str]:
    types = {"item": pl.String, "stratum": pl.String, "answers": pl.Int64}
    try:
        table = pl.read_csv(io.BytesIO(frame), schema_overrides=types)
        sizes = dict(table.group_by("stratum").len().iter_rows())
        n_answers = int(table["answers"].sum())
    except pl.exceptions.PolarsError:
        yield "`frame_sha256` is of a frame.csv that is no list of items"
        return
    yield from _parts(record, "items", sizes, "frame.csv")
    if n_answers != sum(record.answers.values()):
        yield f"`answers` do not add up to the {n_answers:,} of frame.csv"


def _within(record: SampleRecord) -> Iterator[str]:
    for key in ("items", "drawn"):
        total = sum(getattr(part, key) for part in record.strata)
        if total != getattr(record, key):
            yield f"`{key}` of the strata do not add up to {getattr(record, key):,}"
    if not all(0 <= part.drawn <= part.items for part in record.strata):
        yield "`drawn` of a stratum is below 0 or above its `items`"
    if set(record.answers) != set(record.questions) or min(record.answers.values(), default=0) < 0:
        yield "`answers` do not give a number for each of `questions`"
    if record.supersedes == record.id:
        yield "`supersedes` is the sample itself"


def _parts(record: SampleRecord, key: str, found: Mapping[str, int], file: str) -> Iterator[str]:
    """Compare a number of every stratum with what a file holds.

    Yields:
        A sentence on each stratum that differs.
    """
    said = {part.name: getattr(part, key) for part in record.strata}
    for name in sorted({*said, *found}):
        if said.get(name, 0) != found.get(name, 0):
            held = f"{found.get(name, 0):,} in {file}"
            yield f"`{key}` of the stratum `{name}` is {said.get(name, 0):,}, {held}"
