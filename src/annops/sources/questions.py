"""What type of question a set of answers belongs to, with its labels or scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from annops.core.wording import counted
from annops.sources.label_spellings import spellings
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
    "bewertung", "note", "puntuación",
})  # fmt: skip
_RATED_FROM_ONE = frozenset({3, 4, 5, 6, 7, 9, 10})
_USUAL = frozenset({(1, 3), (1, 4), (1, 5), (1, 7), (1, 9), (1, 10), (0, 10)})
"""Scales on which a rare end is no sign of slips."""
_RARE = 0.01


@dataclass(frozen=True, slots=True)
class QuestionGuess:
    """A question as made out from its answers.

    Attributes:
        definition: Its entry in annops.yaml, None when the answers do not tell.
        why: What speaks for it, or what is missing.
        sureness: How sure the type is.
        note: What a person should look at, None when nothing.
        odd: What is odd about the spellings of the answers, a sentence each.
    """

    definition: Mapping[str, Any] | None
    why: str
    sureness: Sureness = Sureness.LIKELY
    note: str | None = None
    odd: tuple[str, ...] = ()


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
    return _parted(counts)


def _parted(counts: Counts) -> QuestionGuess:
    """Return what texts are that hold several labels, or may; else one label or free text."""
    unclear = _unclear_commas(counts)
    if unclear:
        return QuestionGuess(None, unclear)
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
        found = spellings(counts)
        why = f"{len(counts)} different texts in {n_answers:,} answers"
        definition = {"type": "classification", "labels": list(found.labels)}
        return QuestionGuess(definition, why, odd=found.odd)
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
    slips = without_slips(valued) if whole else None
    if slips is not None:
        return _narrowed(slips, name, more)
    if whole and high - low <= 10 and len(values) > 2 and _is_scale(low, high, named=named):
        scale = {"min": int(low), "max": int(high), "level": "ordinal"}
        why = f"whole numbers from {low:g} to {high:g}"
        note = _ends(valued, name)
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


def _ends(valued: Counts, name: str) -> str:
    """Say how far the answers prove the scale, and what to write if it is another."""
    low, high = (pick((float(text) for text, _ in valued)) for pick in (min, max))
    at_low, at_high = (sum(n for t, n in valued if float(t) == end) for end in (low, high))
    rare, at = min((at_high, high), (at_low, low))
    said = (
        f"`{name}`: `min` and `max` are the lowest and highest answers given, {low:g} and {high:g}"
    )
    if rare >= _RARE * sum(n for _, n in valued):
        return f"{said}; write those of the guideline if they differ"
    inner = f"max: {high - 1:g}" if at == high else f"min: {low + 1:g}"
    which = "highest" if at == high else "lowest"
    ends = "ends" if at == high else "begins"
    return (
        f"`{name}`: the {which} answer, {at:g}, is given {counted(rare, 'time')} only; if the "
        f"scale {ends} at {inner[5:]}, write `{inner}`"
    )


def without_slips(valued: Counts) -> tuple[list[tuple[str, int]], Counts] | None:
    """Part answers outside a usual scale from 1 from those on it, None where nothing stands apart.

    Args:
        valued: Whole numbers as texts, with how often.

    Returns:
        The answers outside, which are less than one in a hundred, and those on the scale.
    """
    total = sum(n for _, n in valued)
    values = {float(text) for text, _ in valued}
    whole_span = {*range(int(min(values)), int(max(values)) + 1)} if max(values) < 1e4 else set()
    if values == whole_span and (min(values), max(values)) in _USUAL:
        return None
    for top in (5, 7, 10):
        on = [(text, n) for text, n in valued if 1 <= float(text) <= top]
        off = [(text, n) for text, n in valued if not 1 <= float(text) <= top]
        n_off = sum(n for _, n in off)
        if (
            off
            and n_off < _RARE * total
            and {float(text) for text, _ in on} == {*range(1, top + 1)}
        ):
            return off, on
    return None


def _narrowed(
    slips: tuple[list[tuple[str, int]], Counts], name: str, more: Mapping[str, Any]
) -> QuestionGuess:
    off, on = slips
    high = max(int(float(text)) for text, _ in on)
    shown = ", ".join(f"`{text}` ({counted(n, 'time')})" for text, n in off[:3])
    note = (
        f"`{name}`: {shown} stand apart and are taken for slips, so they are found and not used; "
        f"write `min` and `max` of the guideline if they belong to the scale"
    )
    scale = {"min": 1, "max": high, "level": "ordinal"}
    why = f"whole numbers from 1 to {high}, save {counted(sum(n for _, n in off), 'answer')}"
    return QuestionGuess({"type": "rating", "scale": scale, **more}, why, Sureness.GUESS, note)


def _is_scale(low: float, high: float, *, named: bool) -> bool:
    return named or (low == 1 and high in _RATED_FROM_ONE) or (low < 0 and low == -high)


def _unclear_commas(counts: Counts) -> str | None:
    """Return what is not known where numbers hold commas, None where none do.

    A comma may be a decimal mark, stand between thousands, or between several codes.
    """
    met = [text for text, _ in counts if "," in text and not is_nothing(text)]
    parts = {part.strip() for text in met for part in text.split(",")} - {""}
    if len(met) < max(1, 0.1 * len(counts)) or not all(is_number(part) for part in parts):
        return None
    return f"`{met[0][:40]}` may be one number or several"


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
