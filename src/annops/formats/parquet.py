"""Parquet: a typed table whose values are given as text like those of any other file."""

from collections.abc import Iterable, Iterator
from typing import ClassVar

import polars as pl
from polars.datatypes import DataType, DataTypeClass

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity
from annops.formats.dialect import INDEX
from annops.formats.emptiness import checked
from annops.formats.mapping import REST, columns_of, fields
from annops.formats.own_column import name_in_frame, own_column
from annops.formats.reading import Cells, Opened
from annops.project.source import Source

BROKEN_PARQUET = Code(
    id="FMT401",
    title="Parquet file cannot be read",
    severity=Severity.ERROR,
    checks="A Parquet file is complete: its list of columns stands at its end.",
    why="A file that was cut has lost that list, and with it all its records.",
    example="a download that was interrupted",
    remedy="get the file again",
)

_MARK = b"PAR1"
_WHOLE = 1e15
PolarsDataType = DataType | DataTypeClass


class Parquet:
    """Parquet files, read lazily."""

    name: ClassVar[str] = "parquet"
    title: ClassVar[str] = "Parquet"
    cached: ClassVar[bool] = False

    def recognises(self, opened: Opened) -> float:
        """Return how sure the content is of this format, 0 to 1."""
        return 0.99 if opened.head.startswith(_MARK) else 0.0

    def read(self, opened: Opened, source: Source, *, wanted: Iterable[str] | None) -> Cells:
        """Read the file as a table of text; fields of structures are named with dots.

        The columns that the source names are read once to find damage before they are used.

        Raises:
            AnnopsError: With exit code 3 when the file is damaged.
        """
        del wanted  # the frame is lazy: what is not selected is not read
        try:
            table = pl.scan_parquet(opened.path)
            schema = table.collect_schema()
            used = [name for name in schema.names() if _is_used(name, source)]
            table.select(own_column(name).is_null().sum() for name in used).collect()
            n_records = int(table.select(pl.len()).collect().item())
        except (pl.exceptions.PolarsError, OSError):
            finding = BROKEN_PARQUET.at(Place(opened.name), "the Parquet file cannot be read")
            raise AnnopsError(finding, exit_code=3) from None
        texts = [
            text.alias(name_in_frame(name))
            for column, dtype in schema.items()
            for name, text in _texts(own_column(column), dtype, column)
        ]
        frame = table.select(*texts).with_row_index(INDEX, offset=1)
        columns = tuple(text.meta.output_name() for text in texts)
        cells = Cells(frame, columns, n_records, line_of=_no_line)
        return checked(cells, opened.name)


def _is_used(name: str, source: Source) -> bool:
    named = {c for reference in fields(source).values() for c in columns_of(reference)}
    return not named or REST in named or any(f"{c}.".startswith(f"{name}.") for c in named)


def _no_line(record: int) -> None:
    """Say that records of a Parquet file have no line."""
    del record


def _texts(value: pl.Expr, dtype: PolarsDataType, name: str) -> Iterator[tuple[str, pl.Expr]]:
    if isinstance(dtype, pl.Struct):
        for at, part in enumerate(dtype.fields):
            inner = value.struct[at]
            yield from _texts(inner, part.dtype, f"{name}.{part.name}")
    else:
        text = _text(value, dtype)
        yield name, pl.when(text.str.len_bytes() > 0).then(text)


def _text(value: pl.Expr, dtype: PolarsDataType) -> pl.Expr:
    if dtype.is_float():
        whole = (value == value.round(0)) & (value.abs() < _WHOLE)
        integer = pl.when(whole).then(value).cast(pl.Int64, strict=False).cast(pl.String)
        return (
            pl.when(whole)
            .then(integer)
            .otherwise(pl.when(~value.is_nan()).then(value).cast(pl.String))
        )
    if isinstance(dtype, pl.Datetime):
        return _time_text(value, dtype)
    if isinstance(dtype, pl.Duration):
        return (value.dt.total_microseconds() / 1_000_000).cast(pl.String)
    if dtype.is_nested():
        wrapped = pl.struct(value.alias("v")).struct.json_encode()
        inner = wrapped.str.slice(5, wrapped.str.len_chars() - 6)
        return pl.when(value.is_not_null()).then(inner)
    if dtype == pl.Binary:
        return value.map_batches(_decoded, return_dtype=pl.String)
    return value.cast(pl.String, strict=False)


def _decoded(values: pl.Series) -> pl.Series:
    r"""Read bytes as UTF-8; bytes that are none stay visible as `\xff`."""
    texts = [None if raw is None else raw.decode("utf-8", "backslashreplace") for raw in values]
    return pl.Series(values.name, texts, pl.String)


def _time_text(value: pl.Expr, dtype: pl.Datetime) -> pl.Expr:
    if dtype.time_zone is None:
        return value.dt.strftime("%Y-%m-%dT%H:%M:%S%.f")
    return value.dt.convert_time_zone("UTC").dt.strftime("%Y-%m-%dT%H:%M:%S%.fZ")
