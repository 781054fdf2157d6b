"""Counts the answers that name a guideline version, and those given before a release; pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import polars as pl

from annops.core.annotations import Selection, exclusion
from annops.core.finding import Place
from annops.core.states import Reason
from annops.guideline.model import Governed, PastAnswers, Use
from annops.guideline.versions import Span, named_version

_ONCE = ~pl.col("problem").is_in([Reason.SUPERSEDED.value, Reason.DUPLICATE.value])
_GIVEN = (pl.col("status") == "submitted") & pl.col("role").is_in(["annotator", "reviewer"])
_GIVEN &= _ONCE.fill_null(True)


def version_uses(
    frame: pl.LazyFrame, governed: Sequence[Governed], known: Mapping[str, Sequence[Span]]
) -> tuple[Use, ...]:
    """Count answers by question and the version they name.

    Args:
        frame: Annotations with the columns `guideline`, `file`, `record` and, where the exports
            have it, `submitted_at`.
        governed: Questions that name a guideline.
        known: Versions of each guideline.

    Returns:
        One use per question and version named, by question and version; none without the column.
    """
    names = frame.collect_schema().names()
    if "guideline" not in names:
        return ()
    timed = "submitted_at" in names
    wanted = ["question", "guideline", "file", "record", *(["submitted_at"] if timed else [])]
    rows = frame.filter(_GIVEN & pl.col("guideline").is_not_null()).select(wanted).collect()
    uses: list[Use] = []
    for question in governed:
        mine = rows.filter(pl.col("question") == question.question)
        for version in mine["guideline"].cast(pl.String).unique().sort():
            part = mine.filter(pl.col("guideline") == version)
            key = named_version(version, question.guideline)
            span = next((s for s in known.get(question.guideline, ()) if s.key == key), None)
            outside = _outside(part, span) if timed and span is not None else None
            first = _place(part)
            uses.append(Use(question.question, version, part.height, first, outside))
    return tuple(uses)


def _outside(rows: pl.DataFrame, span: Span) -> tuple[int, Place] | None:
    """Count answers given when the version was not in force; those without time are left out."""
    when = pl.col("submitted_at")
    wrong = when < span.since
    if span.until is not None:
        wrong |= when >= span.until
    outside = rows.filter(wrong)
    return (outside.height, _place(outside)) if outside.height else None


def _place(rows: pl.DataFrame) -> Place:
    """Return where the first of some answers stands, by file and record."""
    names = rows.with_columns(pl.col("file").cast(pl.String))
    file, record = names.sort("file", "record").select("file", "record").row(0)
    return Place(str(file), record=int(record), column="guideline")


def past_answers(frame: pl.LazyFrame, questions: Sequence[str], until: datetime) -> PastAnswers:
    """Count the used answers that were given before a moment, by their time.

    Answers that name a version count too: a release is newer than any version named so far.

    Args:
        frame: Annotations, with `submitted_at` and `guideline` where the exports have them.
        questions: Questions that the guideline governs.
        until: When the release takes effect, UTC.
    """
    names = frame.collect_schema().names()
    used = exclusion(Selection(), columns=names).is_null()
    rows = frame.filter(used & pl.col("question").cast(pl.String).is_in(list(questions)))
    named = pl.col("guideline").is_not_null() if "guideline" in names else pl.lit(False)
    when = (
        pl.col("submitted_at")
        if "submitted_at" in names
        else pl.lit(None, pl.Datetime("us", "UTC"))
    )
    past = named | (when < pl.lit(until).cast(pl.Datetime("us", "UTC"))).fill_null(False)
    undated = ~named & when.is_null()
    counts = rows.group_by(pl.col("question").cast(pl.String)).agg(
        past.sum().alias("past"), undated.sum().alias("undated")
    )
    table = {name: (n, u) for name, n, u in counts.collect().iter_rows()}
    by_question = {name: int(table[name][0]) for name in questions if name in table}
    return PastAnswers(by_question, sum(int(u) for _, u in table.values()))
