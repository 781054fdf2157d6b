"""Reads the manifest of items, or derives it from the exports and says so."""

from pathlib import Path

import polars as pl

from annops.core.items import Items
from annops.formats.layouts import Asked, lay_out
from annops.formats.reading import Cells
from annops.formats.registry import open_file, recognise
from annops.project.definition import Definition
from annops.workspace.load import LoadedFile, read_sources, source_files

_FIXED = ("text", "media", "link")


def load_items(root: Path, definition: Definition) -> Items:
    """List every item, one row each, sorted by id.

    Raises:
        AnnopsError: When a manifest or an export cannot be read at all.
    """
    columns = tuple(dict.fromkeys((*_FIXED, "batch", "locale", *definition.breakdowns)))
    if definition.items:
        parts = _manifest_parts(root, definition, columns)
    else:
        files, _ = read_sources(root, definition)
        parts = [part for file in files for part in _derived_parts(file, columns)]
    if not parts:
        return Items(pl.DataFrame(schema=dict.fromkeys(("item", *columns), pl.String)), True)
    rows = pl.concat(parts, how="diagonal")
    absent = [pl.lit(None, pl.String).alias(name) for name in columns if name not in rows.columns]
    named = rows.with_columns(absent).filter(pl.col("item").is_not_null())
    frame = _one_each(named.select("item", *columns))
    return Items(frame, derived=not definition.items)


def _one_each(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep one row an item, sorted by id, with the first value of each column that is there."""
    ordered = rows.sort("item", maintain_order=True)
    ids = ordered["item"]
    if (ids.slice(1) > ids.head(-1)).all():
        return ordered
    values = [pl.col(name).drop_nulls().first() for name in rows.columns if name != "item"]
    return ordered.group_by("item", maintain_order=True).agg(values)


def _manifest_parts(
    root: Path, definition: Definition, columns: tuple[str, ...]
) -> list[pl.DataFrame]:
    parts: list[pl.DataFrame] = []
    for source in definition.items:
        for path in source_files(root, source):
            opened = open_file(path, path.relative_to(root).as_posix())
            reading = recognise(opened, source.format).read(opened, source, wanted=None)
            if isinstance(reading, Cells):
                reading = lay_out(reading, source, opened.name, Asked((), definition.breakdowns))
            own = _chosen(reading.frame, columns)
            if reading.items is not None:
                own += _chosen(reading.items, columns)
            parts += _side_by_side(own)
    return parts


def _side_by_side(parts: list[pl.DataFrame]) -> list[pl.DataFrame]:
    """Join two tables of one file that list the same items in the same order; else keep both."""
    if len(parts) != 2 or not parts[0]["item"].equals(parts[1]["item"]):
        return parts
    first, second = parts
    both = [name for name in second.columns if name in first.columns and name != "item"]
    filled = [first[name].zip_with(first[name].is_not_null(), second[name]) for name in both]
    new = second.drop("item", *both).get_columns()
    return [first.with_columns(filled).hstack(new)]


def _derived_parts(file: LoadedFile, columns: tuple[str, ...]) -> list[pl.DataFrame]:
    items = [] if file.answers.items is None else _chosen(file.answers.items, columns)
    return [_one_each(part) for part in items + _chosen(file.answers.frame, columns)]


def _chosen(frame: pl.LazyFrame, columns: tuple[str, ...]) -> list[pl.DataFrame]:
    names = frame.collect_schema().names()
    if "item" not in names:
        return []
    have = [name for name in columns if name in names]
    rows = frame.select("item", *(pl.col(name).cast(pl.String) for name in have)).collect()
    return [rows.with_columns(pl.col("item").cast(pl.String))]
