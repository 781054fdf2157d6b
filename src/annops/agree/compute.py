"""From annotations to the agreement result; pure."""

import polars as pl

from annops.agree.model import (
    AgreementOptions,
    AgreementResult,
    InputFile,
    Inputs,
    RepeatRow,
)
from annops.agree.people import EMPTY_PAIRS, pair_rows, repeat_rows
from annops.agree.question import QuestionFigures
from annops.core.annotations import Annotations, Selection, exclusion
from annops.core.ledger import UseLedger
from annops.core.states import Reason
from annops.project.definition import Definition

MOST_PAIRS = 1000
"""Pairs of annotators in a result; the table of all pairs stands beside it."""


def agree(
    annotations: Annotations, definition: Definition, options: AgreementOptions
) -> AgreementResult:
    """Measure agreement on every question asked for.

    Args:
        annotations: All answers, with the breakdown columns that are wanted.
        definition: Questions, breakdowns and targets.
        options: What to measure.
    """
    return agree_with_pairs(annotations, definition, options)[0]


def agree_with_pairs(
    annotations: Annotations, definition: Definition, options: AgreementOptions
) -> tuple[AgreementResult, pl.DataFrame]:
    """Measure agreement; also give the table of all pairs of annotators, empty if not wanted."""
    names = annotations.frame.collect_schema().names()
    reason = exclusion(Selection(round=options.round), columns=names)
    marked = annotations.frame.with_columns(reason)
    asked = options.questions or tuple(definition.questions)
    ledger = _use_ledger(marked, asked)
    parts = [QuestionFigures(marked, definition, options, name) for name in asked]
    pairs = pl.concat([part.pairs() for part in parts]) if parts else EMPTY_PAIRS
    return AgreementResult(
        inputs=_inputs(annotations, ledger),
        questions=tuple(part.note() for part in parts),
        estimates=tuple(row for part in parts for row in part.estimates()),
        targets=tuple(row for part in parts for row in part.targets()),
        annotators=tuple(row for part in parts for row in part.annotators()),
        labels=tuple(row for part in parts for row in part.labels()),
        confusions=tuple(row for part in parts for row in part.confusions()),
        disputed_items=tuple(row for part in parts for row in part.disputed_items()),
        n_pairs=len(pairs),
        pairs=pair_rows(pairs, MOST_PAIRS),
        repeats=_repeats(marked, asked) if options.views else (),
    ), pairs


def _use_ledger(marked: pl.LazyFrame, asked: tuple[str, ...]) -> UseLedger:
    counted = marked.group_by("question", "excluded").agg(pl.len().alias("n")).collect()
    texts = counted.with_columns(pl.col("question").cast(pl.String))
    other = ~pl.col("question").is_in(list(asked)) | pl.col("question").is_null()
    reason = pl.when(pl.col("excluded").is_null() & other).then(pl.lit("other question"))
    table = texts.with_columns(reason.otherwise(pl.col("excluded")).alias("excluded"))
    sums = dict(table.group_by("excluded").agg(pl.col("n").sum()).iter_rows())
    used = int(sums.pop(None, 0))
    excluded = {str(why): int(sums[why]) for why in sorted(sums)}
    return UseLedger(used + sum(excluded.values()), used, excluded)


def _inputs(annotations: Annotations, ledger: UseLedger) -> Inputs:
    files = annotations.ledger.files
    return Inputs(
        files=tuple(
            InputFile(file=f.file, sha256=f.sha256, read=f.read, loaded=f.loaded) for f in files
        ),
        records_read=annotations.ledger.read,
        records_unreadable=annotations.ledger.unreadable,
        loaded=ledger.loaded,
        used=ledger.used,
        excluded=dict(ledger.excluded),
    )


def _repeats(marked: pl.LazyFrame, asked: tuple[str, ...]) -> tuple[RepeatRow, ...]:
    duplicates = marked.filter(pl.col("excluded") == str(Reason.DUPLICATE))
    numbers = duplicates.select("item_number").unique().collect()["item_number"]
    if numbers.is_empty():
        return ()
    mine = pl.col("item_number").is_in(numbers.implode())
    columns = ("item_number", "question", "annotator", "answer", "excluded")
    return repeat_rows(marked.filter(mine).select(columns).collect(), asked)
