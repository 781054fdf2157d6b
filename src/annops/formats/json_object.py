"""Refuses a file that is one JSON object around its records."""

from typing import NoReturn

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity
from annops.formats.wording import clipped

ONE_OBJECT = Code(
    id="FMT202",
    title="One JSON object instead of records",
    severity=Severity.ERROR,
    checks="A JSON file holds one object a line, or a list of objects.",
    why="Where records stand inside a single object differs from tool to tool and is not guessed.",
    example='`{"project": "aster", "tasks": [...]}`',
    remedy="write the records out one a line, or as a list",
)

_SHOWN = 8
_WRAPPING = frozenset({
    "images", "tasks", "records", "items", "rows", "documents", "examples", "results",
    "projects", "entries", "categories", "samples", "users",
})  # fmt: skip
"""Keys under which tools keep a list of records, and which no record has for one of its own."""


def wraps_records(value: dict[str, object]) -> bool:
    """Say whether an object is no record but stands around lists of them.

    >>> wraps_records({"images": [{"id": 1}], "annotations": [{"id": 2}]})
    True
    >>> wraps_records({"text": "a b", "spans": [{"start": 0}]})
    False
    """
    wrapped = _lists_of_objects(value)
    plain = any(not isinstance(inner, list | dict) for inner in value.values())
    return bool(wrapped) and (not plain or not _WRAPPING.isdisjoint(map(str.casefold, wrapped)))


def refuse_one_object(value: dict[str, object], name: str) -> NoReturn:
    """Refuse a file that is one object, saying what it holds.

    Args:
        value: The object.
        name: Path for findings.

    Raises:
        AnnopsError: With exit code 3.
    """
    wrapped = _lists_of_objects(value)
    if wrapped:
        named = [f"`{clipped(key)}` ({n:,})" for key, n in list(wrapped.items())[:_SHOWN]]
        message = "the file is one JSON object that wraps lists of objects: "
        message += ", ".join(named) + _more(wrapped)
    else:
        keys = ", ".join(f"`{clipped(key)}`" for key in list(value)[:_SHOWN])
        message = f"the file is one JSON object with the keys {keys}{_more(value)}"
    hint = f"annops reads JSON objects one a line, or a JSON list of them: {ONE_OBJECT.remedy}"
    raise AnnopsError(ONE_OBJECT.at(Place(name, line=1), message, hint), exit_code=3)


def _lists_of_objects(value: dict[str, object]) -> dict[str, int]:
    """Return the keys that hold lists of objects, with how many are in each."""
    return {
        key: len(inner)
        for key, inner in value.items()
        if isinstance(inner, list) and inner and all(isinstance(one, dict) for one in inner)
    }


def _more(whole: dict[str, object] | dict[str, int]) -> str:
    return f" and {len(whole) - _SHOWN} more" if len(whole) > _SHOWN else ""
