"""Keeps what the model accepts of a definition, so that one mistake does not hide the others."""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from annops.project.complaint import CONTRADICTION, Complaint, Loc
from annops.project.crosschecks import UNKNOWN_BREAKDOWN, UNKNOWN_QUESTION, complaints
from annops.project.definition import definition_model
from annops.project.source_checks import UNKNOWN_FIELD

_FILLERS: Mapping[str, Any] = {
    "locales": "und",
    "sources": {"path": "-"},
    "items": {"path": "-"},
    "targets": {"metric": "-", "at_least": 0},
}
"""What stands in for a refused entry of a list, so that the others keep their positions."""

_RESTS_ON: Mapping[str, frozenset[str]] = {
    UNKNOWN_QUESTION.id: frozenset({"questions"}),
    UNKNOWN_BREAKDOWN.id: frozenset({"breakdowns"}),
    UNKNOWN_FIELD.id: frozenset({"questions", "breakdowns"}),
    CONTRADICTION.id: frozenset({"questions"}),
}
"""Codes whose complaint may only be there because something else was refused."""

_BLOCKS = ("questions", "breakdowns")
"""Blocks that others rest on; one that is misspelt is gone too."""


def salvaged_complaints(
    data: Any, refused: Iterable[Complaint], metrics: Collection[str]
) -> list[Complaint]:
    """Return what the cross checks say of the entries that the model accepts.

    Complaints about names are left out where a question or the breakdowns were refused, because
    the name may be that one's.

    Args:
        data: What the file says.
        refused: What the model refused.
        metrics: Ids of the metrics that targets may name.
    """
    if not isinstance(data, dict):
        return []
    gone = {_entry(complaint.loc) for complaint in refused}
    kept = {key: _kept(key, value, gone) for key, value in data.items() if (key,) not in gone}
    try:
        definition = definition_model().model_validate({"project": "-", **kept})
    except ValidationError:
        return []
    blocks_gone = {str(loc[0]) for loc in gone if loc}
    blocks_gone |= {near for key in blocks_gone for near in get_close_matches(key, _BLOCKS)}
    return [
        found
        for found in complaints(definition, metrics)
        if _entry(found.loc) not in gone
        and not (blocks_gone & _RESTS_ON.get(found.code.id, frozenset()))
    ]


def _entry(loc: Loc) -> Loc:
    of_many = bool(loc) and (loc[0] == "questions" or loc[0] in _FILLERS)
    return loc[:2] if of_many else loc[:1]


def _kept(key: str, value: Any, gone: set[Loc]) -> Any:
    if key in _FILLERS and isinstance(value, list):
        filler = _FILLERS[key]
        return [filler if (key, i) in gone else entry for i, entry in enumerate(value)]
    if key == "questions" and isinstance(value, dict):
        return {name: entry for name, entry in value.items() if (key, name) not in gone}
    return value
