"""The names of a file's own columns: what each is called in a frame, and how to take it."""

import polars as pl
from polars import selectors

from annops.formats.dialect import INDEX


def name_in_frame(name: str) -> str:
    """Return what a file's column is called in a frame of cells, whose `record` is the number.

    >>> name_in_frame("label"), name_in_frame("record")
    ('label', 'record (2)')
    """
    return f"{INDEX} (2)" if name == INDEX else name


def own_column(name: str) -> pl.Expr:
    """Return the column of exactly this name.

    `pl.col` would read `*` as all columns and `^...$` as a regular expression.

    >>> pl.DataFrame({"*": ["a"], "b": ["c"]}).select(own_column("*")).columns
    ['*']
    """
    return selectors.by_name(name).as_expr()
