"""Says what a file is: its records, people, labels, times, agreement and oddities; pure."""

import re
from collections.abc import Mapping
from typing import Any

import polars as pl

from annops.core.annotations import Selection, exclusion
from annops.core.command_word import command_word
from annops.core.counts import code_answers, label_patterns
from annops.core.estimate import Estimate
from annops.core.ledger import FileLedger
from annops.measures.agreement import Group, estimate
from annops.measures.scoring import answer_order, scoring
from annops.sources.model import (
    Figure,
    GuessSeen,
    LabelCount,
    LookResult,
    Oddity,
    QuestionSeen,
)
from annops.sources.proposal import Proposal
from annops.tasks.question import Comparison, Question

_MOST_LABELS = 50
_OPTION = re.compile(r"`(--(?:column|question|layout|role) )")
_METRICS = ("krippendorff_alpha", "percent_agreement")


def look_result(
    about: Mapping[str, Any],
    proposal: Proposal,
    rows: pl.DataFrame | None,
    questions: Mapping[str, Question],
    found: tuple[Oddity, ...],
) -> LookResult:
    """Put together what is known of a file.

    Args:
        about: The fields of the result about the file itself.
        proposal: What was made of it.
        rows: Its answers with `raw`; None when it cannot be loaded without being told more.
        questions: The proposed questions.
        found: Its oddities.
    """
    marked = None if rows is None else rows.with_columns(
        exclusion(Selection(), columns=rows.columns)
    )  # fmt: skip
    return LookResult(
        **about,
        layout=proposal.source.get("layout"),
        **_sizes(marked),
        questions=_questions(marked, proposal, questions),
        oddities=found,
        source=dict(proposal.source),
        definitions={name: dict(value) for name, value in proposal.questions.items()},
        guesses=tuple(
            GuessSeen(what=g.what, value=g.value, why=g.why, sureness=g.sureness)
            for g in proposal.guesses
        ),
        notes=tuple(_of_import(text, about["file"]) for text in proposal.notes),
        missing=tuple(_of_import(text, about["file"]) for text in proposal.missing),
        unused=proposal.unused,
    )


def _of_import(text: str, file: str) -> str:
    """Name the command that takes the options a sentence advises; `look` has none of them."""
    name = command_word(file)
    return _OPTION.sub(lambda met: f"`annops import {name} {met[1]}", text)


def file_facts(ledger: FileLedger) -> dict[str, int]:
    """Return the counts of records of a file."""
    return {"records": ledger.read, "unreadable": len(ledger.unreadable)}


def _sizes(marked: pl.DataFrame | None) -> dict[str, Any]:
    if marked is None:
        return {"answers": None, "used": None, "excluded": {}, "items": None, "people": None,
                "per_item": None, "locales": (), "first": None, "last": None}  # fmt: skip
    counts = marked["excluded"].value_counts(name="n").sort("excluded")
    excluded = {str(reason): int(n) for reason, n in counts.iter_rows() if reason is not None}
    mine = marked.filter(pl.col("role") == "annotator")
    people = mine["annotator"].drop_nulls().n_unique()
    each = mine.drop_nulls(["item", "annotator"]).group_by("item").agg(
        pl.col("annotator").n_unique().alias("n")
    )["n"]  # fmt: skip
    return {
        "answers": marked.height,
        "used": marked.height - sum(excluded.values()),
        "excluded": excluded,
        "items": marked["item"].drop_nulls().n_unique(),
        "people": people or None,
        "per_item": (int(str(each.min())), int(str(each.max()))) if len(each) else None,
        "locales": _counted(marked, "locale")[:_MOST_LABELS],
        "first": _instant(marked, first=True),
        "last": _instant(marked, first=False),
    }


def _counted(rows: pl.DataFrame, column: str) -> tuple[LabelCount, ...]:
    if column not in rows.columns:
        return ()
    counts = rows[column].cast(pl.String).drop_nulls().value_counts(name="n")
    ordered = counts.sort(["n", column], descending=[True, False])
    return tuple(LabelCount(label=text, n=n) for text, n in ordered.iter_rows())


def _instant(rows: pl.DataFrame, *, first: bool) -> str | None:
    if "submitted_at" not in rows.columns:
        return None
    times = rows["submitted_at"]
    edge = times.min() if first else times.max()
    return None if edge is None else str(edge.isoformat())  # type: ignore[union-attr]


def _questions(
    marked: pl.DataFrame | None, proposal: Proposal, questions: Mapping[str, Question]
) -> tuple[QuestionSeen, ...]:
    if marked is None:
        return ()
    seen: list[QuestionSeen] = []
    for name, definition in proposal.questions.items():
        mine = _shown(marked.filter(pl.col("question") == name))
        figures = _agreement(mine.filter(pl.col("excluded").is_null()), questions[name])
        labels = _labels(mine, str(definition["type"]))
        seen.append(
            QuestionSeen(
                question=name,
                type=str(definition["type"]),
                n_answers=mine["excluded"].null_count(),
                n_labels=len(labels),
                labels=labels[:_MOST_LABELS] if definition["type"] != "text" else (),
                percent_agreement=_figure(figures.get("percent_agreement")),
                krippendorff_alpha=_figure(figures.get("krippendorff_alpha")),
            )
        )
    return tuple(seen)


def _agreement(used: pl.DataFrame, question: Question) -> dict[str, Estimate]:
    """Return the agreement of the used answers to one question, by metric.

    Args:
        used: Answers that figures use, with `item`, `item_number`, `annotator` and `answer`.
        question: The question they belong to.

    Returns:
        Estimates; none for free text and where there is no answer.
    """
    if question.comparison is Comparison.TEXT or used.is_empty():
        return {}
    met = used["answer"].unique().cast(pl.String).to_list()
    order = answer_order(question, met)
    coded = code_answers(used, categories=order)
    patterns = label_patterns(coded)
    group = Group(coded, patterns, patterns.weights()[:, 0], None, scoring(question, order))
    return {metric: estimate(metric, group)[0] for metric in _METRICS}


def _shown(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the answers that figures use; all that could be read when they use none."""
    used = rows.filter(pl.col("excluded").is_null())
    return used if used.height else rows.filter(pl.col("answer").is_not_null())


def _labels(rows: pl.DataFrame, kind: str) -> tuple[LabelCount, ...]:
    answers = rows.select(pl.col("answer").cast(pl.String))
    if kind == "labels":
        members = pl.col("answer").str.json_decode(pl.List(pl.String))
        answers = answers.drop_nulls().select(members).explode("answer")
    return _counted(answers, "answer")


def _figure(estimate: Estimate | None) -> Figure | None:
    if estimate is None:
        return None
    return Figure(
        value=estimate.value, low=estimate.low, high=estimate.high, n_items=estimate.n,
        method=estimate.method, why_undefined=estimate.why_undefined,
    )  # fmt: skip
