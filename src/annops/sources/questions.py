"""What type of question a set of answers belongs to, with its labels or scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annops.sources.names import normalised
from annops.sources.proposal import Sureness
from annops.sources.spelling import (
    as_list,
    is_nothing,
    is_number,
    is_structured,
    is_whole,
)
from annops.tasks.question import Question

Counts = Sequence[tuple[str, int]]
"""Texts with how often each occurs."""

MOST_LABELS = 50
_SEPARATORS = ("|", ";", "\n", ",", " ")
_RATED = frozenset({
    "rating", "ratings", "rate", "score", "scores", "stars", "likert", "scale", "level", "grade",
    "severity", "helpful", "quality", "fluency", "adequacy", "relevance", "offensiveness",
})  # fmt: skip
_RATED_FROM_ONE = frozenset({3, 4, 5, 6, 7, 9, 10})


@dataclass(frozen=True, slots=True)
class QuestionGuess:
    """A question as made out from its answers.

    Attributes:
        definition: Its entry in annops.yaml, None when the answers do not tell.
        why: What speaks for it, or what is missing.
        sureness: How sure the type is.
        note: What a person should look at, None when nothing.
    """

    definition: Mapping[str, Any] | None
    why: str
    sureness: Sureness = Sureness.LIKELY
    note: str | None = None


def guess_question(counts: Counts, name: str) -> QuestionGuess:
    """Make out type, labels or scale from all answers to a question.

    Args:
        counts: Answers with how often, most frequent first.
        name: Name of their column.

    >>> guess_question([("yes", 5), ("no", 4)], "label").definition
    {'type': 'classification', 'labels': ['no', 'yes']}
    """
    if not counts:
        return QuestionGuess(None, "the column holds no answer")
    lists = [as_list(text) for text, _ in counts]
    several = _in_lists(counts, lists)
    if several:
        return _label_sets(sorted(several))
    valued = [(text, n) for text, n in counts if not is_nothing(text)]
    if valued and all(is_number(text) for text, _ in valued):
        return _numbers(valued, counts, name)
    if sum(is_structured(text) for text, _ in counts) >= 0.5 * len(counts):
        return QuestionGuess({"type": "text"}, "JSON of several parts, kept as text")
    separator = _separator(counts)
    if separator:
        parts = {part.strip() for text, _ in counts for part in text.split(separator)}
        return _label_sets(sorted(part for part in parts if part), separator)
    return _texts(counts)


def _in_lists(counts: Counts, lists: Sequence[list[str] | None]) -> set[str]:
    """Return the labels where cells are JSON lists, or where some are and the others one label."""
    members = {label for part in lists if part for label in part if label}
    if sum(part is not None for part in lists) >= 0.9 * len(lists):
        return members
    plain = {text for (text, _), part in zip(counts, lists, strict=True) if part is None}
    if not members or any(is_structured(text) for text in plain) or max(map(len, plain)) > 60:
        return set()
    parts = members | {part.strip() for text in plain for part in text.split("|")} - {""}
    return parts if len(parts) <= MOST_LABELS else set()


def _texts(counts: Counts) -> QuestionGuess:
    n_answers = sum(n for _, n in counts)
    length = sum(len(text) for text, _ in counts) / len(counts)
    if len(counts) == 1:
        return QuestionGuess(None, f"the only answer is `{counts[0][0][:40]}`")
    if len(counts) <= min(MOST_LABELS, max(2, n_answers // 2)) and length <= 60:
        labels = sorted((text for text, _ in counts), key=lambda text: (text.casefold(), text))
        why = f"{len(labels)} different texts in {n_answers:,} answers"
        return QuestionGuess({"type": "classification", "labels": labels}, why)
    why = f"{len(counts):,} different texts in {n_answers:,} answers"
    return QuestionGuess({"type": "text"}, why)


def _label_sets(labels: Sequence[str], separator: str | None = None) -> QuestionGuess:
    if not 2 <= len(labels) <= 4 * MOST_LABELS:
        return QuestionGuess(None, f"{len(labels)} different labels in lists")
    definition: dict[str, Any] = {"type": "labels", "labels": list(labels)}
    if separator is None:
        return QuestionGuess(definition, "JSON lists of labels", Sureness.SURE)
    if separator != "|":
        definition["separator"] = separator
    shown = {"\n": "line end", " ": "blank"}.get(separator, f"`{separator}`")
    return QuestionGuess(definition, f"several labels a cell, {shown} between them")


def _numbers(valued: Counts, counts: Counts, name: str) -> QuestionGuess:
    values = sorted({float(text) for text, _ in valued})
    low, high = values[0], values[-1]
    whole = all(is_whole(text) for text, _ in valued)
    null = sorted(text for text, _ in counts if is_nothing(text))
    more = {"null": null} if null else {}
    if len(values) == 1:
        return QuestionGuess(None, f"the only answer is `{valued[0][0]}`")
    named = bool(_RATED.intersection(normalised(name).split("_")))
    if whole and high - low <= 10 and len(values) > 2 and _is_scale(low, high, named=named):
        scale = {"min": int(low), "max": int(high), "level": "ordinal"}
        why = f"whole numbers from {low:g} to {high:g}"
        note = f"`{name}`: correct `min` and `max` if the scale is wider than {low:g} to {high:g}"
        return QuestionGuess({"type": "rating", "scale": scale, **more}, why, note=note)
    if len(values) <= 20 and whole and not (named and len(values) > 2):
        labels = [text for text, _ in sorted(valued, key=lambda pair: (float(pair[0]), pair[0]))]
        note = f"`{name}`: numbers are taken for labels; if they are ranks, say `type: rating`"
        note_if = note if len(values) > 2 else None
        why = f"{len(values)} different whole numbers"
        return QuestionGuess({"type": "classification", "labels": labels, **more}, why,
                             Sureness.GUESS if note_if else Sureness.LIKELY, note_if)  # fmt: skip
    why = f"{len(values):,} different numbers from {low:g} to {high:g}"
    note = f"`{name}`: add `min` and `max` to the scale, so that slips are found"
    return QuestionGuess(
        {"type": "rating", "scale": {"level": "interval"}, **more}, why, note=note
    )


def _is_scale(low: float, high: float, *, named: bool) -> bool:
    return named or (low == 1 and high in _RATED_FROM_ONE) or (low < 0 and low == -high)


def _separator(counts: Counts) -> str | None:
    """Return what stands between labels where cells hold several, None where they do not."""
    for separator in _SEPARATORS:
        several = [text for text, _ in counts if separator in text.strip()]
        if len(several) < max(2, 0.1 * len(counts)):
            continue
        parts = {part.strip() for text, _ in counts for part in text.split(separator)} - {""}
        reused = len(parts) <= MOST_LABELS and len(parts) < 0.6 * len(counts)
        if reused and max(map(len, parts)) <= 60:
            return separator
    return None


def fitting(question: Question, counts: Counts) -> float:
    """Return the share of answers, 0 to 1, that a question of the definition can read."""
    total = sum(n for _, n in counts)
    good = sum(n for text, n in counts if isinstance(question.canonical(text), str))
    return good / total if total else 0.0
