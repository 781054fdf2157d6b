"""A file's own column by exactly its name, which the table engine may take for a pattern."""

import polars as pl
from polars import selectors


def own_column(name: str) -> pl.Expr:
    """Return the column of exactly this name.

    `pl.col` would read `*` as all columns and `^...$` as a regular expression.

    >>> pl.DataFrame({"*": ["a"], "b": ["c"]}).select(own_column("*")).columns
    ['*']
    """
    return selectors.by_name(name).as_expr()
