"""Reads in what capacity, which round and with what outcome an answer was given."""

from collections import Counter

import polars as pl

from annops.core.finding import Code, Finding, Place, Severity
from annops.core.states import Role, Status
from annops.core.wording import counted
from annops.formats.own_column import own_column
from annops.formats.resolving import Mapped
from annops.formats.times import Looking
from annops.formats.wording import tallied

OTHER_STATUS = Code(
    id="LAY006",
    title="Status read as submitted",
    severity=Severity.NOTE,
    checks="Texts of the status column are declared, or are the words submitted, skipped, "
    "rejected, draft.",
    why="Answers with any other status count as submitted; a text that means skipped or rejected "
    "would put them into the figures.",
    example="`AssignmentStatus` holds `Approved` and `Returned`",
    remedy="declare the texts: `skipped: [...]`, `rejected: [...]`, `draft: [...]`",
)
OTHER_ROLE = Code(
    id="LAY007",
    title="Role not known",
    severity=Severity.WARNING,
    checks="Texts of the role column are annotator, reviewer, gold or model.",
    why="Other texts are read as the role that the source declares for all its records.",
    example="`QA lead`",
    remedy="write one of the four words in the export, or declare `role` and split the source",
)
OTHER_ROUND = Code(
    id="LAY008",
    title="Round not a number",
    severity=Severity.WARNING,
    checks="Texts of the round column are whole numbers from 1.",
    why="Other texts are read as the round that the source declares for all its records.",
    example="`rework`",
    remedy="write rounds as 1, 2, ... in the export, or declare `round` and split the source",
)

State = tuple[pl.Expr, tuple[Finding, ...]]


def status_of(mapped: Mapped, looking: Looking) -> State:
    """Return the status of each record; without a status column all are submitted."""
    column = mapped.fields.get("status")
    if not isinstance(column, str):
        return _category(Status.SUBMITTED.value, "status"), ()
    source = mapped.source
    meaning = {status.value: status.value for status in Status}
    meaning |= dict.fromkeys(source.skipped, Status.SKIPPED.value)
    meaning |= dict.fromkeys(source.rejected, Status.REJECTED.value)
    meaning |= dict.fromkeys(source.draft, Status.DRAFT.value)
    met = _texts(looking, column)
    words = {text: meaning.get(text, meaning.get(text.casefold())) for text in met}
    other = Counter({text: n for text, n in met.items() if words[text] is None})
    value = _replaced(column, words, Status.SUBMITTED.value).alias("status")
    return value, _noted(OTHER_STATUS, other, "status", column, looking)


def role_of(mapped: Mapped, looking: Looking) -> State:
    """Return the role of each record: the role column, or the source's role."""
    column = mapped.fields.get("role")
    if not isinstance(column, str):
        return _category(mapped.source.role.value, "role"), ()
    met = _texts(looking, column)
    roles = {role.value for role in Role}
    words = {text: text.casefold() if text.casefold() in roles else None for text in met}
    other = Counter({text: n for text, n in met.items() if words[text] is None})
    value = _replaced(column, words, mapped.source.role.value).alias("role")
    return value, _noted(OTHER_ROLE, other, "role", column, looking)


def round_of(mapped: Mapped, looking: Looking) -> State:
    """Return the round of each record: the round column, or the source's round."""
    column = mapped.fields.get("round")
    if not isinstance(column, str):
        return pl.lit(mapped.source.round, pl.Int32).alias("round"), ()
    met = _texts(looking, column)
    good = {text: int(text) for text in met if text.isdecimal() and 0 < int(text) < 2**31}
    other = Counter({text: n for text, n in met.items() if text not in good})
    value = (
        looking.text(column)
        .str.strip_chars()
        .replace_strict(
            list(good), list(good.values()), default=mapped.source.round, return_dtype=pl.Int32
        )
        .fill_null(mapped.source.round)
    )
    return value.alias("round"), _noted(OTHER_ROUND, other, "round", column, looking)


def _texts(looking: Looking, column: str) -> Counter[str]:
    counts = (
        looking.frame.group_by(text=looking.text(column).str.strip_chars())
        .len()
        .drop_nulls()
        .collect()
    )
    return Counter(dict(sorted(counts.iter_rows())))


def _replaced(column: str, words: dict[str, str | None], default: str) -> pl.Expr:
    known = {text: word for text, word in words.items() if word is not None}
    text = own_column(column).cast(pl.String).str.strip_chars()
    value = text.replace_strict(
        list(known), list(known.values()), default=default, return_dtype=pl.String
    )
    return value.fill_null(default).cast(pl.Categorical)


def _category(text: str, column: str) -> pl.Expr:
    return pl.lit(text).cast(pl.Categorical).alias(column)


def _noted(
    code: Code, other: Counter[str], what: str, column: str, looking: Looking
) -> tuple[Finding, ...]:
    if not other:
        return ()
    records = counted(other.total(), "record")
    message = f"{what} of {records} is none of the known texts: {tallied(other)}"
    return (code.at(Place(looking.name, column=column), message, count=other.total()),)
