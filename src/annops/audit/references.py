"""What annotators' answers are held against in the exports: reviewers' answers, or gold."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from annops.audit.judged import AnswerKey
from annops.core.annotations import Selection, exclusion
from annops.core.review import Review, Verdict
from annops.core.sample import SampledAnswer

Told = Mapping[tuple[str, str], Sequence[tuple[str, str]]]
"""By item and question: who answered what, the one who counts first."""


class Reference(StrEnum):
    """What answers are held against; the value is the role of its rows."""

    REVIEWERS = "reviewer"
    GOLD = "gold"


@dataclass(frozen=True, slots=True)
class References:
    """Answers beside what they are held against.

    Attributes:
        kind: What that is.
        answers: Annotators' answers to items that have a reference; equal answers share a row.
        reviews: The verdicts that follow: wrong where the answers differ.
        groups: Value of each column by answer.
        told: The references.
        notes: What a reader must know, a sentence each.
    """

    kind: Reference
    answers: tuple[SampledAnswer, ...]
    reviews: tuple[Review, ...]
    groups: Mapping[str, Mapping[AnswerKey, str]]
    told: Told
    notes: tuple[str, ...] = ()


def build_references(
    rows: pl.DataFrame, kind: Reference, questions: Iterable[str], columns: Sequence[str]
) -> References:
    """Hold the answers of a batch against its reviewers' answers or its gold.

    Args:
        rows: One row an answer: `item`, `question`, `annotator`, `role`, `answer`, `status`,
            `round`, `problem`, and the columns to break down by.
        kind: What answers are held against.
        questions: Questions of the definition.
        columns: Columns to break down by.
    """
    known = pl.col("question").cast(pl.String).is_in(list(questions))
    mine = rows.filter(known)
    told, notes = _told(mine, kind)
    used = used_answers(mine)
    wanted = pl.DataFrame(
        {"item": [item for item, _ in told], "question": [question for _, question in told]},
        {"item": pl.String, "question": pl.String},
    )
    matched = used.join(wanted, on=["item", "question"], how="semi").sort(
        "item", "question", "answer", "annotator"
    )
    texts = matched.select("item", "question", "annotator", "answer").rows()
    answers = tuple(
        SampledAnswer(row=f"{i}\x1f{q}\x1f{text}", item=i, question=q, annotator=who, answer=text)
        for i, q, who, text in texts
    )
    return References(
        kind, answers, verdicts_on_sample("", answers, told), groups_of(matched, columns),
        told, notes,
    )  # fmt: skip


def used_answers(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the annotators' answers that count, texts as text."""
    reason = exclusion(Selection(), columns=rows.columns)
    texts = [pl.col(name).cast(pl.String) for name in ("question", "annotator", "answer")]
    is_theirs = pl.col("role").cast(pl.String) == "annotator"
    return (
        rows.with_columns(reason)
        .filter(pl.col("excluded").is_null() & is_theirs & pl.col("item").is_not_null())
        .with_columns(*texts)
        .with_columns(pl.col("annotator").fill_null(""))
    )


def groups_of(rows: pl.DataFrame, columns: Iterable[str]) -> dict[str, dict[AnswerKey, str]]:
    """Return the value of each column by answer; answers without a value are left out."""
    found: dict[str, dict[AnswerKey, str]] = {}
    for name in columns:
        if name in rows.columns and name not in {"item", "question", "annotator", "answer"}:
            known = rows.filter(pl.col(name).is_not_null())
            values = known.select(
                "item", "question", "annotator", pl.col(name).cast(pl.String).alias("value")
            ).rows()
            found[name] = {(i, q, who): value for i, q, who, value in values}
    return found


def verdicts_on_sample(
    sample: str, answers: Iterable[SampledAnswer], told: Told
) -> tuple[Review, ...]:
    """Return the verdicts that references give on answers: wrong where they differ.

    Args:
        sample: Id of the sample, empty for none.
        answers: The answers.
        told: The references; the first of an item counts, the second is a second reviewer's.
    """
    made: dict[tuple[str, bool], Review] = {}
    for answer in answers:
        for place, (who, said) in enumerate(told.get((answer.item, answer.question), ())[:2]):
            verdict = Verdict.PASSED if said == answer.answer else Verdict.FAILED
            review = Review(
                sample=sample, row=answer.row, item=answer.item, question=answer.question,
                answer=answer.answer, reviewer=who, verdict=verdict,
                expected=said if verdict is Verdict.FAILED else "", second=place == 1,
            )  # fmt: skip
            made.setdefault((answer.row, place == 1), review)
    return tuple(made.values())


def _told(rows: pl.DataFrame, kind: Reference) -> tuple[Told, tuple[str, ...]]:
    """Collect the references by item and question, and what was left out of them."""
    usable = (pl.col("role").cast(pl.String) == kind.value) & pl.col("item").is_not_null()
    status = pl.col("status").cast(pl.String).is_in(["draft", "skipped", "rejected"])
    texts = (
        rows.filter(
            usable & ~status & pl.col("problem").is_null() & pl.col("answer").is_not_null()
        )
        .select(pl.col("item", "question", "annotator", "answer").cast(pl.String).fill_null(""))
        .unique(maintain_order=True)
        .rows()
    )
    by_place: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for item, question, who, answer in texts:
        by_place.setdefault((item, question), []).append((who, answer))
    if kind is Reference.REVIEWERS:
        return {place: sorted(said) for place, said in sorted(by_place.items())}, ()
    clear = {k: v[:1] for k, v in sorted(by_place.items()) if len({text for _, text in v}) == 1}
    differing = len(by_place) - len(clear)
    what = "item has gold answers that differ" if differing == 1 else "items have gold answers "
    note = f"{differing:,} {what if differing == 1 else what + 'that differ'} and are left out."
    return clear, (note,) if differing else ()
