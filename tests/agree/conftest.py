"""Small tables of answers that stand in the tests, measured."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import polars as pl
import pytest

from annops.agree.compute import agree
from annops.agree.model import AgreementOptions, AgreementResult
from annops.core.annotations import SCHEMA, Annotations
from annops.core.counts import number_items
from annops.core.ledger import Ledger
from annops.project.definition import definition_model

Row = tuple[str, str, str]
"""Item, annotator, answer."""
LABELS = {"type": "classification", "labels": ["x", "y", "z"]}


def annotations(rows: Iterable[Row], more: Mapping[str, list[Any]]) -> Annotations:
    """Make answers to question `q`, with further columns by name."""
    listed = list(rows)
    columns: dict[str, list[Any]] = {
        "item": [row[0] for row in listed],
        "annotator": [row[1] for row in listed],
        "answer": [row[2] for row in listed],
        "question": ["q"] * len(listed), "role": ["annotator"] * len(listed),
        "status": ["submitted"] * len(listed), "round": [1] * len(listed),
        "problem": [None] * len(listed), **more,
    }  # fmt: skip
    frame = pl.DataFrame(columns, dict.fromkeys(columns, pl.String), strict=False)
    frame = frame.with_columns(pl.col(n).cast(SCHEMA.get(n, pl.Categorical())) for n in columns)
    numbered = frame.with_columns(pl.Series("item_number", number_items(frame["item"])))
    return Annotations(numbered.lazy(), Ledger())


@pytest.fixture
def measured() -> Callable[..., AgreementResult]:
    """Measure answers to question `q`; keywords are options, `q`, `targets`, or `more` columns."""

    def measure(rows: Iterable[Row], **asked: Any) -> AgreementResult:
        parts = {"project": "p", "questions": {"q": asked.pop("q", LABELS)}}
        parts |= {name: asked.pop(name) for name in ("targets", "breakdowns") if name in asked}
        definition = definition_model().model_validate(parts)
        table = annotations(rows, asked.pop("more", {}))
        return agree(table, definition, AgreementOptions(**asked))

    return measure
