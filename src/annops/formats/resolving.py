"""Finds the columns that a source entry names among those of a file, or says which are missing."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, did_you_mean
from annops.formats.dialect import INDEX
from annops.formats.mapping import CATEGORIES, REST, columns_of, fields
from annops.formats.own_column import name_in_frame, own_column
from annops.formats.reading import Cells
from annops.formats.wording import clipped
from annops.project.source import FIELDS, ColumnRef, Duration, Source

MISSING_COLUMN = Code(
    id="LAY001",
    title="Column not in the file",
    severity=Severity.ERROR,
    checks="Every column that the source names is in the file.",
    why="Tools rename columns between versions; reading on would lose answers in silence.",
    example="`columns: {answer: label}` for a file with the columns `id`, `worker`, `Label`",
    remedy="correct the name in the source's `columns`",
)
UNKNOWN_FIELD = Code(
    id="LAY002",
    title="Unknown field",
    severity=Severity.ERROR,
    checks="Names in `columns` and `fixed` are fields, question ids or breakdowns.",
    why="A misspelt field would be left out of every figure.",
    example="`columns: {anotator: worker}`",
    remedy="correct the name, or add it to the questions or breakdowns of the definition",
)
WRONG_SHAPE = Code(
    id="LAY011",
    title="Field of too many columns",
    severity=Severity.ERROR,
    checks="Only `item`, `gold` and `annotators` are of several columns, and only `seconds` is "
    "the time between two.",
    why="How several cells make one value of another field is not defined.",
    example="`columns: {annotator: [first, last]}`",
    remedy="name one column",
)
SEVERAL = {"item", "gold", "annotators"}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A source entry whose columns are all in the file.

    Attributes:
        source: The source entry.
        name: Path for findings.
        fields: Columns of the file by field, question id or breakdown.
    """

    source: Source
    name: str
    fields: Mapping[str, ColumnRef]

    def value(self, column: str) -> pl.Expr:
        """Return a column's texts, null where the text means no value."""
        value = own_column(column)
        if not self.source.null:
            return value
        return pl.when(~value.is_in(list(self.source.null))).then(value)

    def filled(self, column: str) -> pl.Expr:
        """Return a column's texts as by `value`, null also where there are only blanks."""
        value = self.value(column)
        text = value.cast(pl.String).str.strip_chars()
        return pl.when(text.str.len_bytes() > 0).then(value)

    def item(self) -> pl.Expr:
        """Return the item ids, several columns joined by `/`, null where one is blank."""
        columns = columns_of(self.fields["item"]) if "item" in self.fields else (INDEX,)
        parts = [
            pl.col(c).cast(pl.String) if c == INDEX else self.value(c).cast(pl.String)
            for c in columns
        ]
        joined = parts[0] if len(parts) == 1 else pl.concat_str(*parts, separator="/")
        return joined.alias("item")

    def category(self, field: str) -> pl.Expr | None:
        """Return a field's texts as categories: a column or fixed for all; None when neither."""
        if field in self.fields:
            value = self.value(str(self.fields[field]))
        elif field in self.source.fixed:
            value = pl.lit(self.source.fixed[field])
        else:
            return None
        return value.cast(pl.Categorical).alias(field)

    def question(self, question: str | None) -> pl.Expr:
        """Return the question of each record: one for all, or from the question column."""
        if question is not None:
            return pl.lit(question).cast(pl.Categorical).alias("question")
        named = self.value(str(self.fields["question"])).cast(pl.String)
        return named.replace(dict(self.source.questions)).cast(pl.Categorical).alias("question")


def resolve(cells: Cells, source: Source, name: str, known: Collection[str]) -> Mapped:
    """Check that the fields are known and their columns are in the file.

    Args:
        cells: The file's cells.
        source: The source entry.
        name: Path for findings.
        known: Question ids and breakdowns.

    Raises:
        AnnopsError: Naming every unknown field (2), or every missing column (3).
    """
    named = fields(source, known)
    wrong = (*_unknown(named, source, name, known), *_misshapen(named, name))
    if wrong:
        raise AnnopsError(*wrong)
    missing: list[Finding] = []
    found: dict[str, ColumnRef] = {}
    for field, reference in named.items():
        columns = [_column(c, field, cells.columns) for c in columns_of(reference)]
        missing += [
            _missing(wished, field, cells, name, source)
            for wished, column in zip(columns_of(reference), columns, strict=True)
            if column is None
        ]
        found[field] = _like(reference, [column or "" for column in columns])
    if missing:
        raise AnnopsError(*missing, exit_code=3)
    return Mapped(source, name, found)


def _unknown(
    named: Mapping[str, ColumnRef], source: Source, name: str, known: Collection[str]
) -> Iterator[Finding]:
    valid = (*FIELDS, "annotators", *known)
    for field in named:
        if field not in valid:
            message = f"`{field}` in `columns` is no field, question or breakdown"
            yield UNKNOWN_FIELD.at(Place(name), message, did_you_mean(field, valid))
    fixed = (*CATEGORIES, "question", *known)
    for field in source.fixed:
        if field not in fixed:
            message = f"`{field}` in `fixed` is no field that all records can share"
            yield UNKNOWN_FIELD.at(Place(name), message, did_you_mean(field, fixed))


def _misshapen(named: Mapping[str, ColumnRef], name: str) -> Iterator[Finding]:
    for field, reference in named.items():
        if isinstance(reference, Duration) and field != "seconds":
            yield WRONG_SHAPE.at(Place(name), f"`{field}` cannot be the time between two columns")
        elif isinstance(reference, tuple) and field not in SEVERAL:
            yield WRONG_SHAPE.at(Place(name), f"`{field}` cannot be of several columns")


def _column(wished: str, field: str, columns: Collection[str]) -> str | None:
    """Return the file's column: as named, or what `record` and `rest` stand for."""
    if wished in columns:
        return wished
    if wished == INDEX:
        return _own_record(columns)
    return REST if field == "annotators" and wished == REST else None


def _own_record(columns: Collection[str]) -> str:
    """Return the file's own column called `record`, else the number of the record."""
    renamed = name_in_frame(INDEX)
    return renamed if renamed in columns else INDEX


def _missing(wished: str, field: str, cells: Cells, name: str, source: Source) -> Finding:
    below_header = source.header and (cells.line_of(1) or 1) > 1
    where = Place(name, line=1 if below_header else None)
    message = f"column `{wished}` for `{field}` is not in the file"
    return MISSING_COLUMN.at(where, message, did_you_mean(wished, map(clipped, cells.columns)))


def _like(reference: ColumnRef, columns: list[str]) -> ColumnRef:
    if isinstance(reference, Duration):
        return Duration(begin=columns[0], end=columns[1])
    return tuple(columns) if isinstance(reference, tuple) else columns[0]
