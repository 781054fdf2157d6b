"""Joins the three tables of a Label Studio file into one row per answer, and the item manifest."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from annops.core.finding import Finding
from annops.formats.dialect import INDEX
from annops.formats.growing_columns import categories
from annops.formats.label_studio_columns import OF_ITEM
from annops.formats.label_studio_records import DRAFT, GROUND_TRUTH, PREDICTION, SKIPPED, Records
from annops.formats.resolving import Mapped
from annops.formats.seconds import parse_seconds
from annops.formats.states import round_of, status_of
from annops.formats.times import Looking, parse_times
from annops.project.source import Duration, Source

_INTERPRETED = {"submitted_at", "seconds", "status", "round", "begin", "end"}


@dataclass(frozen=True, slots=True)
class Frames:
    """What became of a file's records.

    Attributes:
        answers: One row per record and question, in record order, as `reading.Answers` says.
        items: One row per item, in file order; of several tasks of one item the first counts.
        findings: What was met while reading times and states.
    """

    answers: pl.DataFrame
    items: pl.DataFrame
    findings: tuple[Finding, ...]


def join(records: Records, source: Source, name: str) -> Frames:
    """Join tasks, records and rows.

    A record's time and seconds stand on each of its rows. Gold rows, where wanted, follow the
    annotator's own and carry no seconds.

    Args:
        records: What was read.
        source: The source entry.
        name: The file's path, for findings.

    Raises:
        AnnopsError: When the source's time zone is unknown (2).
    """
    tasks = [_typed(column.series()) for column in records.of_task]
    task = _repeat(np.asarray(records.records_of_task))
    told = [column[task] for column in tasks if column.name not in OF_ITEM]
    of_records, findings = _of_records(records, source, name, told)
    record, of_rows = _rows(records, source)
    answers = pl.DataFrame([*of_rows, *(column[record] for column in of_records)])
    if records.columns.gold:
        answers = _with_gold(answers, pl.Series(_kinds(records))[record] == GROUND_TRUTH)
    items = pl.DataFrame([column for column in tasks if column.name not in _INTERPRETED])
    known = items.filter(pl.col("item").is_not_null())
    return Frames(answers, known.unique("item", keep="first", maintain_order=True), findings)


def _repeat(counts: NDArray[np.uint32]) -> pl.Series:
    """Return the position of each member's group, for groups of these sizes."""
    return pl.Series(np.repeat(np.arange(len(counts), dtype=np.uint32), counts))


def _typed(column: pl.Series) -> pl.Series:
    """Make breakdowns categorical; what is interpreted later stays text."""
    plain = column.name == "item" or column.name in OF_ITEM or column.name in _INTERPRETED
    return column if plain else column.cast(pl.Categorical)


def _kinds(records: Records) -> NDArray[np.uint8]:
    kinds = np.zeros(len(records.rows_of_record), np.uint8)
    kinds[list(records.kinds)] = list(records.kinds.values())
    return kinds


def _ordinals(records: Records) -> pl.Series:
    """Return the numbers of the readable records among all, from 1."""
    refused = [entry.place.record for entry in records.unreadable]
    readable = np.ones(records.n_records, bool)
    readable[np.array(refused, int) - 1] = False
    return pl.Series(INDEX, np.flatnonzero(readable).astype(np.uint32) + 1)


def _of_records(
    records: Records, source: Source, name: str, told: list[pl.Series]
) -> tuple[list[pl.Series], tuple[Finding, ...]]:
    given = [*told, *(_typed(column.series()) for column in records.of_record)]
    texts = pl.DataFrame([c for c in given if c.name in _INTERPRETED] + [_ordinals(records)])
    looking = Looking(texts.lazy(), name, records.lines)
    values, findings = _interpreted(texts, looking, source, name)
    kinds = _kinds(records)
    own = source.role.value
    return [
        *(column for column in given if column.name not in _INTERPRETED),
        _looked_up("annotator", list(records.annotators), np.asarray(records.annotator)),
        _looked_up("role", [own] * PREDICTION + ["model"], kinds),
        _status(values, kinds),
        *(column for column in values if column.name != "status"),
    ], findings


def _interpreted(
    texts: pl.DataFrame, looking: Looking, source: Source, name: str
) -> tuple[list[pl.Series], tuple[Finding, ...]]:
    """Read the columns of texts whose meaning other formats share: times, rounds, status."""
    have = texts.columns
    mapped = Mapped(source, name, {column: column for column in have})
    values: list[pl.Expr] = [pl.col(INDEX)]
    findings: list[Finding] = []
    for field, state in (("status", status_of), ("round", round_of)):
        if field in have:
            value, met = state(mapped, looking)
            values.append(value.alias(field))
            findings += met
    if "submitted_at" in have:
        typed = parse_times(looking, "submitted_at", source.time)
        values.append(typed.value.alias("submitted_at"))
        findings += typed.findings
    if "begin" in have:
        span = Duration(begin="begin", end="end")
        typed = parse_seconds(looking, span, source)
        values.append(typed.value.alias("seconds"))
        findings += typed.findings
    elif "seconds" in have:
        values.append(pl.col("seconds"))
    return texts.select(values).get_columns(), tuple(findings)


def _status(values: list[pl.Series], kinds: NDArray[np.uint8]) -> pl.Series:
    """Return the status: what Label Studio says of cancelled ones and drafts, else the column."""
    words = ["submitted"] * (PREDICTION + 1)
    words[SKIPPED], words[DRAFT] = "skipped", "draft"
    own = _looked_up("status", words, kinds)
    given = next((column for column in values if column.name == "status"), own)
    return given.zip_with(pl.Series(kinds <= GROUND_TRUTH), own).alias("status")


def _looked_up(
    name: str, values: Sequence[object], codes: NDArray[np.unsignedinteger]
) -> pl.Series:
    texts = [None if value in {None, ""} else str(value) for value in values]
    return categories(name, texts)[0][pl.Series(codes)]


def _rows(records: Records, source: Source) -> tuple[pl.Series, list[pl.Series]]:
    """Return each row's record, and question, `raw` and `unsupported`, in record order.

    Records without rows of their own get one empty row per question known from the file or the
    source, or one without question when none is known.
    """
    counts = np.asarray(records.rows_of_record)
    record, raw = _repeat(counts), records.raw.series()
    tags = pl.Series(np.asarray(records.tag))
    questions = [question_of(tag, source) for tag in records.tags]
    given = [source.question, *source.questions.values(), *questions]
    known = list(dict.fromkeys(name for name in given if name is not None)) or [""]
    bare = np.flatnonzero(counts == 0)
    first = len(records.tags)
    record.append(pl.Series(np.repeat(bare, len(known)).astype(np.uint32)))
    more = np.tile(np.arange(first, first + len(known), dtype=np.uint32), len(bare))
    codes = np.concatenate([tags.to_numpy(), more])
    columns = [
        _looked_up("question", [*questions, *known], codes),
        raw.extend_constant(None, len(more)),
        _looked_up("unsupported", [*(u for _, u in records.tags), *[None] * len(known)], codes),
    ]
    if not len(more):
        return record, columns
    order = pl.Series(np.argsort(record.to_numpy(), kind="stable"))
    return record[order], [column[order] for column in columns]


def question_of(tag: tuple[object, str | None], source: Source) -> str | None:
    """Return the question that a control tag asks; None for results of no tag.

    A tag that `questions` maps asks that question; any other with readable answers asks the
    source's one question, where there is one.
    """
    name, unsupported = tag
    if not isinstance(name, str):
        return None
    if name in source.questions:
        return source.questions[name]
    return source.question if source.question and unsupported is None else name


def _with_gold(answers: pl.DataFrame, flagged: pl.Series) -> pl.DataFrame:
    gold = answers.filter(flagged & answers["raw"].is_not_null())
    null = [pl.lit(None, pl.Float64).alias("seconds")] if "seconds" in answers.columns else []
    copies = gold.with_columns(pl.lit("gold").cast(pl.Categorical).alias("role"), *null)
    return pl.concat([answers, copies]).sort(INDEX, maintain_order=True)
