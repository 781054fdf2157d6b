"""Figures as canonical JSON: sorted keys, two spaces, LF, floats of 12 significant digits."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from typing import Any

from annops.core.document import Block, Document, Figure, Metric, Table, tables_by_id
from annops.core.estimate import Estimate
from annops.render import numbers
from annops.render.charts import figures
from annops.render.output import Files, Output

SCHEMA = "annops.numbers/1"


def dumps(value: Any) -> str:
    r"""Write plain values, dataclasses and estimates as JSON, the same bytes for equal values.

    Raises:
        ValueError: When a float is not finite.
        TypeError: When a value has no JSON form.

    >>> dumps({"b": 0.1 + 0.2, "a": [None, 1]})
    '{\n  "a": [\n    null,\n    1\n  ],\n  "b": 0.3\n}\n'
    """
    plain = canonical(value)
    return json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True, allow_nan=False) + "\n"


def canonical(value: Any) -> Any:
    """Return plain values only, floats rounded to 12 significant digits, sets sorted.

    Raises:
        ValueError: When a float is not finite.
        TypeError: When a value has no JSON form.
    """
    if isinstance(value, Enum):
        return canonical(value.value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return numbers.float_value(value)
    if isinstance(value, date):
        return value.isoformat()
    return _canonical_whole(value)


def _canonical_whole(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: canonical(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): canonical(item) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return [canonical(item) for item in sorted(value)]
    if isinstance(value, Sequence):
        return [canonical(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no JSON form")


def figures_of(document: Document) -> dict[str, Any]:
    """Return every figure of a report by id: metrics, tables, charts; a contract for programs."""
    blocks: list[Block] = [block for section in document.sections for block in section.blocks]
    return {
        "schema": SCHEMA,
        "document": document.id,
        "title": document.title,
        "subtitle": document.subtitle,
        "stamp": document.stamp,
        "front": dict(document.front),
        "meta": document.meta,
        "metrics": {block.id: _metric(block) for block in blocks if isinstance(block, Metric)},
        "tables": {name: _table(table) for name, table in tables_by_id(document.sections).items()},
        "figures": {figure.id: _figure(figure) for figure in figures(document)},
    }


def _metric(metric: Metric) -> dict[str, Any]:
    return {
        "label": metric.label,
        **_estimate(metric.estimate),
        "share": metric.share,
        "target": metric.target,
        "bound": metric.bound,
        "outcome": metric.outcome,
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {one.name: getattr(estimate, one.name) for one in fields(estimate)}


def _table(table: Table) -> dict[str, Any]:
    keys = [column.key for column in table.columns]
    columns = [{"key": one.key, "title": one.title, "kind": one.kind} for one in table.columns]
    rows = () if table.data else table.rows  # raw data stand in CSV
    return {
        "title": table.title,
        "columns": columns,
        "n_rows": len(table.rows),
        "rows": [dict(zip(keys, row, strict=True)) for row in rows],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    return {"title": figure.title, "alt": figure.alt}


def _files(document: Document) -> Files:
    text = dumps(figures_of(document))
    # A lone surrogate has no UTF-8 form; `\\ud800` is how JSON writes it.
    return {f"{document.id}.json": text.encode(errors="backslashreplace")}


OUTPUT = Output("json", ".json", _files)
