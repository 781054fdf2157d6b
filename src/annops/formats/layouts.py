"""Turns a table of text cells into raw answers, by the layout its source entry declares."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity
from annops.core.wording import counted
from annops.formats.dialect import INDEX
from annops.formats.gold import gold_rows
from annops.formats.mapping import CATEGORIES, REST, columns_of
from annops.formats.reading import Answers, Cells
from annops.formats.resolving import Mapped, resolve
from annops.formats.seconds import parse_seconds
from annops.formats.states import role_of, round_of, status_of
from annops.formats.times import Looking, assumed_times, parse_times
from annops.project.source import Duration, Source

NO_QUESTION = Code(
    id="LAY003",
    title="Question of the answers not named",
    severity=Severity.ERROR,
    checks="The source says which question its answers belong to.",
    why="A project with several questions cannot know it otherwise.",
    example="`layout: long` with `columns: {item: id, annotator: who, answer: label}` only",
    remedy="add `question: <id>` to the source, or name a column: `columns: {question: ...}`",
)
NO_ANSWER_COLUMN = Code(
    id="LAY004",
    title="Column of answers not named",
    severity=Severity.ERROR,
    checks="The source names the columns that hold answers.",
    why="Without one, no record of the file gives an answer.",
    example="`layout: long` with `columns: {item: id, annotator: who}`",
    remedy="name it: `columns: {answer: ...}`, for wide-questions a column by question id, for "
    "wide-annotators `annotators`",
)
BLANK_RECORDS = Code(
    id="LAY005",
    title="Records without any answer",
    severity=Severity.NOTE,
    checks="A record of a table with one column an annotator holds at least one answer.",
    why="Blank cells mean that nobody was asked; such items have no annotation at all.",
    example="a row of commas in a matrix of items and annotators",
    remedy="nothing needs to be done if these items were not given to anyone",
)

MANIFEST = ("media", "text", "link")
QUESTION, RAW = "question", "raw"


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a file is wanted.

    Attributes:
        questions: Question ids of the definition.
        breakdowns: Columns that figures are broken down by.
        wanted: Columns of the answers that are needed, None for all; those that cost nothing
            unless they are collected are always given.
    """

    questions: tuple[str, ...] = ()
    breakdowns: tuple[str, ...] = ()
    wanted: frozenset[str] | None = None

    def wants(self, column: str) -> bool:
        """Say whether a column is needed."""
        return self.wanted is None or column in self.wanted


def lay_out(cells: Cells, source: Source, name: str, asked: Asked) -> Answers:
    """Turn the cells of a file into raw answers.

    `submitted_at` is there also when it is not wanted, read without having been looked at.
    long: a record is one answer, also when its answer is blank (null then). wide-questions: a
    record gives one row for each question, null where blank. wide-annotators: a record gives one
    row for each annotator whose cell is not blank. Gold columns add one row of role gold for
    each item.

    Args:
        cells: The file's cells.
        source: The source entry.
        name: Path for findings.
        asked: Questions and breakdowns of the definition, and what is needed.

    Raises:
        AnnopsError: When the source names no answers (2) or columns that the file lacks (3).
    """
    mapped = resolve(cells, source, name, (*asked.questions, *asked.breakdowns))
    answers = _answers(mapped, asked)
    build = _LAYOUTS[source.layout] if answers else _items_only
    looking = Looking(cells.frame, name, cells.line_of, cells.cell_of)
    base, findings = _base(mapped, looking, asked)
    laid = build(cells, mapped, answers, base)
    gold = gold_rows(mapped, looking, answers, base)
    frames = [laid.frame] if gold.frame is None else [laid.frame, gold.frame]
    return Answers(
        frame=frames[0] if len(frames) == 1 else pl.concat(frames, how="diagonal"),
        n_records=cells.n_records,
        n_blank=laid.n_blank,
        unreadable=cells.unreadable,
        findings=(*cells.findings, *findings, *laid.findings, *gold.findings),
        line_of=cells.line_of,
        items=_manifest(cells, mapped, asked.breakdowns) if answers else None,
    )


_Columns = Mapping[str | None, str]
_Base = Mapping[str, pl.Expr]


def _base(
    mapped: Mapped, looking: Looking, asked: Asked
) -> tuple[dict[str, pl.Expr], tuple[Finding, ...]]:
    """Return the expressions of all columns but question and answer."""
    base = {INDEX: pl.col(INDEX), "item": mapped.item()}
    findings: list[Finding] = []
    names = (*CATEGORIES, *(b for b in asked.breakdowns if b not in CATEGORIES))
    base |= {n: e for n in names if asked.wants(n) and (e := mapped.category(n)) is not None}
    for state in (status_of, role_of, round_of):
        value, met = state(mapped, looking)
        base[value.meta.output_name()] = value
        findings += met
    source = mapped.source
    when = mapped.fields.get("submitted_at")
    if isinstance(when, str) and not asked.wants("submitted_at"):
        value = assumed_times(when, source.time, looking.name)
        base["submitted_at"] = value.alias("submitted_at")
    elif isinstance(when, str):
        typed = parse_times(looking, when, source.time)
        base["submitted_at"] = typed.value.alias("submitted_at")
        findings += typed.findings
    spent = mapped.fields.get("seconds")
    if isinstance(spent, str | Duration) and asked.wants("seconds"):
        typed = parse_seconds(looking, spent, source)
        base["seconds"] = typed.value.alias("seconds")
        findings += typed.findings
    return base, tuple(findings)


def _answers(mapped: Mapped, asked: Asked) -> _Columns:
    """Return the columns of answers by question id, None when the question is in a column.

    A manifest, for which nothing is asked, has none.
    """
    source = mapped.source
    if not asked.questions and not {"answer", "annotators"} & set(mapped.fields):
        return {}
    if source.layout == "wide-questions":
        found: _Columns = {q: str(mapped.fields[q]) for q in asked.questions if q in mapped.fields}
        return found or _refuse(mapped, NO_ANSWER_COLUMN, "the source names no column of answers")
    if source.layout == "long" and "answer" not in mapped.fields:
        return _refuse(mapped, NO_ANSWER_COLUMN, "the source names no column of answers")
    column = str(mapped.fields.get("answer", ""))
    if "question" in mapped.fields:
        return {None: column}
    only = asked.questions[0] if len(asked.questions) == 1 else None
    question = source.question or source.fixed.get("question") or only
    if question is None:
        return _refuse(mapped, NO_QUESTION, "the question of the answers is not named")
    return {question: column}


def _refuse(mapped: Mapped, code: Code, message: str) -> _Columns:
    raise AnnopsError(code.at(Place(mapped.name), message))


@dataclass(frozen=True, slots=True)
class _Laid:
    """Rows of answers, how many records gave none, and what was met."""

    frame: pl.LazyFrame
    n_blank: int = 0
    findings: tuple[Finding, ...] = ()


def _long(cells: Cells, mapped: Mapped, answers: _Columns, base: _Base) -> _Laid:
    ((question, column),) = answers.items()
    raw = mapped.value(column).cast(pl.Categorical).alias(RAW)
    return _Laid(cells.frame.select(*base.values(), mapped.question(question), raw))


def _items_only(cells: Cells, mapped: Mapped, answers: _Columns, base: _Base) -> _Laid:
    del answers
    return _Laid(cells.frame.select(*base.values(), *_told(mapped)))


def _by_question(cells: Cells, mapped: Mapped, answers: _Columns, base: _Base) -> _Laid:
    raws = pl.concat_list(*(mapped.value(c).cast(pl.Categorical) for c in answers.values()))
    names = pl.concat_list(*(mapped.question(question) for question in answers))
    wide = cells.frame.select(*base.values(), names.alias(QUESTION), raws.alias(RAW))
    return _Laid(wide.explode(QUESTION, RAW))


def _by_annotator(cells: Cells, mapped: Mapped, answers: _Columns, base: _Base) -> _Laid:
    columns = _annotator_columns(cells, mapped)
    filled = {c: mapped.filled(c) for c in columns}
    blank = pl.all_horizontal(*(value.is_null() for value in filled.values()))
    none = cells.frame.filter(blank).select(INDEX).collect().to_series().sort()
    values = pl.concat_list(*(value.cast(pl.Categorical) for value in filled.values()))
    names = pl.concat_list(*(pl.lit(c).cast(pl.Categorical) for c in columns))
    kept = [value for key, value in base.items() if key != "annotator"]
    question = mapped.question(next(iter(answers)))
    wide = cells.frame.select(*kept, question, names.alias("annotator"), values.alias(RAW))
    frame = wide.explode("annotator", RAW).filter(pl.col(RAW).is_not_null())
    if not len(none):
        return _Laid(frame)
    place = Place(mapped.name, line=cells.line_of(none[0]), record=none[0])
    message = f"{counted(len(none), 'record')} without any answer"
    return _Laid(frame, len(none), (BLANK_RECORDS.at(place, message, count=len(none)),))


_LAYOUTS: Mapping[str, Callable[[Cells, Mapped, _Columns, _Base], _Laid]] = {
    "long": _long,
    "wide-questions": _by_question,
    "wide-annotators": _by_annotator,
}


def _annotator_columns(cells: Cells, mapped: Mapped) -> tuple[str, ...]:
    named = columns_of(mapped.fields.get("annotators", REST))
    if named != (REST,):
        return named
    used = {c for f, ref in mapped.fields.items() if f != "annotators" for c in columns_of(ref)}
    return tuple(column for column in cells.columns if column not in used)


def _manifest(cells: Cells, mapped: Mapped, breakdowns: Iterable[str]) -> pl.LazyFrame | None:
    """Return one row for each item with what the file tells of it; None when it tells nothing.

    The first record of an item counts. Columns: `item`, and those of `media`, `text`, `link`
    and the breakdowns that the source names.
    """
    told = _told(mapped)
    if not told:
        return None
    grouped = [e for b in breakdowns if (e := mapped.category(b)) is not None]
    rows = cells.frame.select(mapped.item(), *told, *grouped).filter(pl.col("item").is_not_null())
    return rows.unique(subset="item", keep="first", maintain_order=True)


def _told(mapped: Mapped) -> list[pl.Expr]:
    """Return the columns of `media`, `text` and `link` that the source names."""
    return [
        mapped.value(str(mapped.fields[field])).cast(pl.String).alias(field)
        for field in MANIFEST
        if field in mapped.fields
    ]
