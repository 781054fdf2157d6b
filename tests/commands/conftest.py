"""Small tables of answers that stand in the tests, and the definition they belong to."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import polars as pl
import pytest

from annops.core.annotations import SCHEMA, Annotations
from annops.core.counts import number_items
from annops.core.items import Items
from annops.core.ledger import Ledger
from annops.project.definition import Definition, definition_model

Row = dict[str, Any]
DEFAULTS: Row = {
    "question": "q", "annotator": "a", "role": "annotator", "round": 1, "status": "submitted",
    "problem": None, "file": "f.csv",
}  # fmt: skip


def table(rows: Sequence[Row]) -> Annotations:
    """Fill the columns that a row leaves out and number the records."""
    filled = [{"record": n, **DEFAULTS, **row} for n, row in enumerate(rows, start=1)]
    names = {name for row in filled for name in row}
    frame = pl.DataFrame(
        {name: [_value(name, row.get(name)) for row in filled] for name in sorted(names)}
    )
    frame = frame.with_columns(pl.col(n).cast(SCHEMA.get(n, pl.Categorical())) for n in names)
    numbers = pl.Series("item_number", number_items(frame["item"]))
    breakdowns = tuple(name for name in ("locale", "batch", "vendor") if name in names)
    return Annotations(frame.with_columns(numbers).lazy(), Ledger(), (), breakdowns)


def _value(name: str, value: Any) -> Any:
    return datetime.fromisoformat(value) if name == "submitted_at" and value else value


@pytest.fixture
def answers() -> Callable[[Sequence[Row]], Annotations]:
    return table


def define(**parts: Any) -> Definition:
    """Make a definition with the labels question `q` unless told otherwise."""
    questions = {"q": {"type": "classification", "labels": ["x", "y", "z"]}}
    return definition_model().model_validate({"project": "p", "questions": questions, **parts})


@pytest.fixture
def definition() -> Callable[..., Definition]:
    return define


@pytest.fixture
def received() -> Callable[..., Items]:
    """Give a function that lists items as received, columns by name."""

    def make(*names: str, **columns: Sequence[str | None]) -> Items:
        schema = {"item": pl.String(), **dict.fromkeys(columns, pl.String())}
        return Items(pl.DataFrame({"item": names, **columns}, schema), derived=False)

    return make
