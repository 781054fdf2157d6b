"""What an annotation's `result` list answers: one reading per control tag (`from_name`)."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from annops.formats.json_text import as_text

Reading = tuple[str | None, str | None]
"""An answer's text, or the name of a result type that is not read; both None for no answer."""

Readings = Mapping[str | None, Reading]

_PART_KEYS = frozenset((
    "start", "end", "x", "y", "width", "height", "points", "ranges", "startOffset", "endOffset",
    "globalOffsets", "rle", "sequence", "vertices", "item_index",
))  # fmt: skip
_NOTHING: Reading = (None, None)


def readings(results: Sequence[dict[str, Any]]) -> Readings:
    """Read a result list.

    A choice, rating or text that belongs to a region or to one part of the item is no answer
    about the item and is given as unsupported. Label Studio marks it by the region's id, or by
    repeating the region's place in the value.

    Returns:
        Readings by `from_name` (None for relations and others without one).

    Raises:
        AttributeError: When a member of the list is not an object.
        TypeError: When a type, name or id is a list or object.
    """
    found: dict[str | None, Reading] = {}
    ids = set()
    for result in results:
        try:
            kind, name, own = result["type"], result["from_name"], result["id"]
        except KeyError:
            kind, name, own = result.get("type"), result.get("from_name"), result.get("id")
        if kind in _READERS:
            value: Any = result.get("value")
            if value.__class__ is dict and len(value) == 1:
                reading = _READERS[kind](value)
            else:
                reading = _read_with_care(str(kind), value)
        else:
            reading = _UNREAD[kind]
        found[name] = reading if name not in found else _repeated(name, results, reading)
        ids.add(own)
    if len(ids) < len(results):
        _set_regional_apart(results, found)
    return found


class _Unread(dict[Any, Reading]):
    def __missing__(self, kind: object) -> Reading:
        self[kind] = reading = (None, kind if isinstance(kind, str) else "no type")
        return reading


_UNREAD = _Unread()


def _read_with_care(kind: str, value: object) -> Reading:
    if not isinstance(value, dict):
        return None, f"{kind} without value"
    if "item_index" in value:
        return None, f"{kind} per part"
    if not _PART_KEYS.isdisjoint(value):
        return None, f"{kind} per region"
    return _READERS[kind](value)


def _set_regional_apart(
    results: Sequence[dict[str, Any]], found: dict[str | None, Reading]
) -> None:
    regions = {result.get("id") for result in results if result.get("type") not in _READERS}
    for result in results:
        kind = result.get("type")
        if kind in _READERS and isinstance(result.get("id"), str) and result["id"] in regions:
            found[result.get("from_name")] = (None, f"{kind} per region")


def _repeated(name: str | None, results: Sequence[dict[str, Any]], reading: Reading) -> Reading:
    """Read a tag that stands in the list several times as one: choices and texts are joined."""
    same = [result for result in results if result.get("from_name") == name]
    kind = same[0].get("type")
    if reading[1] is not None:
        return reading
    if kind not in {"choices", "textarea"} or any(r.get("type") != kind for r in same):
        alike = all(result.get("value") == same[0].get("value") for result in same)
        return reading if alike else (None, f"several {kind}")
    key = "choices" if kind == "choices" else "text"
    values = [result["value"].get(key) for result in same if isinstance(result.get("value"), dict)]
    parts = [part for value in values for part in (value if isinstance(value, list) else [value])]
    return _READERS[kind]({key: [part for part in parts if part is not None]})


def _choices(value: dict[str, Any]) -> Reading:
    labels = value.get("choices")
    if labels.__class__ is list and len(labels) == 1 and labels[0].__class__ is str:
        return labels[0] or None, None
    if labels is None or isinstance(labels, str):
        return labels or None, None
    if not isinstance(labels, list) or not all(isinstance(label, str) for label in labels):
        return None, "nested choices"
    distinct = list(dict.fromkeys(labels))
    if len(distinct) < 2:
        return (distinct[0] if distinct else None), None
    return json.dumps(distinct, ensure_ascii=False, separators=(",", ":")), None


def _texts(value: dict[str, Any]) -> Reading:
    given = value.get("text")
    lines = given if isinstance(given, list) else [given]
    return "\n".join(text for line in lines if (text := as_text(line))) or None, None


def _single(key: str) -> Callable[[dict[str, Any]], Reading]:
    return lambda value: (as_text(value.get(key)), None)


_READERS: Mapping[Any, Callable[[dict[str, Any]], Reading]] = {
    "choices": _choices,
    "rating": _single("rating"),
    "number": _single("number"),
    "datetime": _single("datetime"),
    "pairwise": _single("selected"),
    "textarea": _texts,
}
