"""Finds the consensus of every question and compares it with gold where there is any."""

import polars as pl

from annops.consensus.against_gold import credit_figures, rating_figures
from annops.consensus.model import ConsensusResult, Options, QuestionConsensus, Tie
from annops.consensus.outcome import (
    NUMBERS,
    Outcome,
    label_outcome,
    majority_outcome,
    rating_outcome,
)
from annops.consensus.ties import Ties
from annops.core.annotations import Annotations, Selection, exclusion
from annops.core.counts import CodedAnswers, code_answers
from annops.core.estimate import Estimate
from annops.project.definition import Definition
from annops.tasks.question import Comparison, Question

OTHER_QUESTION = "other question"
"""Why an answer is not used that belongs to another question than the one asked for."""

MAX_TIES = 1000
"""At most this many ties stand in the result; the table of items holds all."""


def consensus(
    annotations: Annotations, definition: Definition, options: Options | None = None
) -> ConsensusResult:
    """Find one answer per item for the questions asked for.

    Args:
        annotations: All answers; gold is compared with where rows of role gold are present.
        definition: Gives the questions, in order.
        options: What is asked for.
    """
    asked = options or Options()
    names = annotations.frame.collect_schema().names()
    wanted = ("item", "item_number", "question", "annotator", "answer", "role", "problem")
    frame = annotations.frame.select(
        *(pl.col(name) for name in wanted if name in names),
        exclusion(Selection(round=asked.round), columns=names),
    ).collect()
    excluded = _by_reason(frame, asked.question)
    chosen = [q for q in definition.questions if asked.question in {None, q}]
    parts = [_one(name, definition.questions[name], frame, asked) for name in chosen]
    ties = [tie for _, _, ties in parts for tie in ties]
    tables = [table for _, table, _ in parts if table is not None]
    return ConsensusResult(
        options=asked,
        questions=tuple(entry for entry, _, _ in parts),
        ties=tuple(sorted(ties, key=lambda tie: (tie.question, tie.item))[:MAX_TIES]),
        loaded=len(frame),
        used=len(frame) - sum(excluded.values()),
        excluded=excluded,
        items=pl.concat(tables).sort("question", "item") if tables else pl.DataFrame(),
    )


def _by_reason(frame: pl.DataFrame, question: str | None) -> dict[str, int]:
    """Count the answers not used by reason; answers to questions not asked for are not."""
    reason = pl.col("excluded")
    if question is not None:
        other = pl.col("question").cast(pl.String).ne_missing(question)
        reason = pl.when(reason.is_null() & other).then(pl.lit(OTHER_QUESTION)).otherwise(reason)
    reasons = frame.select(reason.alias("excluded")).drop_nulls()
    counted = reasons.group_by("excluded").len()
    return dict(sorted(counted.iter_rows()))


def _one(
    name: str, question: Question, frame: pl.DataFrame, options: Options
) -> tuple[QuestionConsensus, pl.DataFrame | None, list[Tie]]:
    mine = frame.filter(pl.col("question").cast(pl.String) == name)
    used = mine.filter(pl.col("excluded").is_null())
    if question.comparison is Comparison.TEXT:
        why = "free text has no majority"
        return QuestionConsensus(question=name, method="none", why_none=why), None, []
    coded = code_answers(used, categories=question.categories)
    if coded.n_units == 0:
        why = "no usable answer"
        return QuestionConsensus(question=name, method="none", why_none=why), None, []
    outcome = _outcome(coded, question, options.ties)
    gold, conflicts = _gold(mine)
    items = used.select("item", "item_number")[coded.row[coded.starts[:-1]]]
    truth = items.join(gold, on="item_number", how="left", maintain_order="left")["gold"]
    figures = _figures(outcome, truth, question)
    entry = QuestionConsensus(
        question=name, method=outcome.method, n_items=coded.n_units, n_answers=coded.n_rows,
        n_single=int((coded.unit_sizes == 1).sum()),
        n_decided=len(outcome.answer) - outcome.answer.null_count(),
        n_ties=len(outcome.tied_units), mean_share=outcome.mean_share(coded.unit_sizes),
        n_gold_conflicts=conflicts, figures=figures,
    )  # fmt: skip
    ties = _ties(name, items["item"], outcome, coded)
    return entry, _table(name, items["item"], outcome, coded, truth), ties


def _ties(name: str, item: pl.Series, outcome: Outcome, coded: CodedAnswers) -> list[Tie]:
    """List the first ties by item."""
    units = outcome.tied_units
    names, sizes = item.gather(units), coded.unit_sizes
    first = names.cast(pl.String).arg_sort()[:MAX_TIES].to_numpy()
    return [
        Tie(question=name, item=text, answers=outcome.tied[outcome.tie[unit]],
            votes=int(outcome.votes[unit]), n=int(sizes[unit]))
        for text, unit in zip(names.gather(first).to_list(), units[first].tolist(), strict=True)
    ]  # fmt: skip


def _outcome(coded: CodedAnswers, question: Question, ties: Ties) -> Outcome:
    if question.comparison is Comparison.SET:
        return label_outcome(coded, question, ties)
    if question.comparison in NUMBERS and question.type == "rating":
        return rating_outcome(coded, question)
    return majority_outcome(coded, ties)


def _gold(mine: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """Give one gold answer per item, and how many items are left out because theirs differ."""
    rows = (
        mine.filter((pl.col("role") == "gold") & pl.col("problem").is_null())
        if "role" in mine.columns
        else mine.clear()
    )
    by_item = rows.group_by("item_number").agg(
        pl.col("answer").cast(pl.String).first().alias("gold"),
        pl.col("answer").n_unique().alias("n"),
    )
    clear = by_item.filter(pl.col("n") == 1).select("item_number", "gold")
    return clear, len(by_item) - len(clear)


def _figures(outcome: Outcome, truth: pl.Series, question: Question) -> dict[str, Estimate]:
    if truth.null_count() == len(truth):
        return {}
    if outcome.mean is not None and outcome.median is not None:
        numbers = [None if text is None else question.number(text) for text in truth.to_list()]
        return rating_figures(outcome.mean, outcome.median, numbers)
    return credit_figures(outcome.credit(truth, question))


def _table(
    name: str, item: pl.Series, outcome: Outcome, coded: CodedAnswers, truth: pl.Series
) -> pl.DataFrame:
    sizes = coded.unit_sizes
    blank = pl.Series([None] * len(item), dtype=pl.Float64)
    return pl.DataFrame(
        {
            "item": item.cast(pl.String),
            "question": pl.Series([name] * len(item), dtype=pl.Categorical),
            "answer": outcome.answer,
            "votes": outcome.votes,
            "n": sizes,
            "share": outcome.votes / sizes,
            "tie": outcome.tie_texts(),
            "gold": truth,
            "mean": blank if outcome.mean is None else pl.Series(outcome.mean),
            "median": blank if outcome.median is None else pl.Series(outcome.median),
        }
    )
