"""Which keys of a Label Studio task or annotation the columns of a source mean."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from annops.formats.json_text import as_text, without_signature
from annops.formats.mapping import fields
from annops.project.source import FIELDS, Duration, Source

Object = dict[str, Any]
Getter = Callable[[Object, Object], object]
"""Looks a value up in a task and one of its annotations (or an empty object)."""

TEXT_KEYS = ("text", "body", "content", "sentence", "document", "prompt")
MEDIA_KEYS = ("image", "audio", "video", "img", "url", "media", "pdf", "file")
OF_ITEM = ("media", "text", "link")
_READ_APART = {"item", "annotator", "gold"}
_OF_RECORD = {"submitted_at", "seconds", "status"}
_FREE = {"batch", "locale", "vendor", "guideline", "round", *_OF_RECORD, *OF_ITEM}
_ANNOTATION = "annotation."
_DEFAULTS = {"submitted_at": "created_at", "seconds": "lead_time"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column to be read.

    Attributes:
        name: Its name in the frame; `begin` and `end` for two times that seconds lie between.
        reference: What the source calls it, empty where nothing is said.
        get: How to get it.
        key: The key of the annotation that it is, None where it is anything else.
    """

    name: str
    reference: str
    get: Getter
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Columns:
    """What a source and a command want of a Label Studio file.

    Attributes:
        item: The item's id.
        of_task: Columns with one value per task.
        of_record: Columns with one value per annotation.
        annotator: The annotator, None for `completed_by`.
        gold: Whether answers flagged as ground truth are gold answers too.
        unused: Entries of the source that mean nothing here.
    """

    item: Column
    of_task: tuple[Column, ...]
    of_record: tuple[Column, ...]
    annotator: Column | None
    gold: bool
    unused: tuple[str, ...]


def columns_of(source: Source, wanted: Iterable[str] | None) -> Columns:
    """Return what to read.

    A name with dots is a path (`data.locale`, `meta.batch`); a name without is a key of the task,
    else of its `data`, else of its `meta`. Annotator, time, seconds and status are keys of the
    annotation. `task.` or `annotation.` in front says where to look.

    Args:
        source: The source entry.
        wanted: Columns needed, None for all.
    """
    keep = _Wanted(wanted)
    given = dict(fields(source))
    unused = [name for name, value in given.items() if not _usable(name, value)]
    given = {name: value for name, value in given.items() if name not in unused}
    free = {n: v for n, v in (_DEFAULTS | given).items() if n not in _READ_APART and keep(n)}
    of_record = {n: v for n, v in free.items() if _is_of_record(n, v)}
    told = {n: str(v) for n, v in free.items() if n not in of_record}
    return Columns(
        item=_of_task("item", str(given.get("item", "task.id"))),
        of_task=(
            *(_of_task(name, path) for name, path in told.items()),
            *(_default_of_item(n) for n in ("text", "media") if n not in told and keep(n)),
        ),
        of_record=tuple(column for n, v in of_record.items() for column in _parts(n, v)),
        annotator=_of_record("annotator", str(given["annotator"]))
        if "annotator" in given
        else None,
        gold="gold" in given,
        unused=tuple(sorted(unused)),
    )


class _Wanted:
    def __init__(self, wanted: Iterable[str] | None) -> None:
        self._names = None if wanted is None else frozenset(wanted)

    def __call__(self, name: str) -> bool:
        return self._names is None or name in self._names


def _usable(name: str, value: object) -> bool:
    """Whether an entry of the source's columns can be read from Label Studio objects."""
    if name == "seconds" and isinstance(value, Duration):
        return True
    if not isinstance(value, str) or (name in OF_ITEM and value.startswith(_ANNOTATION)):
        return False
    if name == "gold":
        return value.removeprefix(_ANNOTATION) == "ground_truth"
    return name not in FIELDS or name in _FREE or name in _READ_APART


def _is_of_record(name: str, value: object) -> bool:
    return name in _OF_RECORD or not isinstance(value, str) or value.startswith(_ANNOTATION)


def _parts(name: str, given: object) -> tuple[Column, ...]:
    if isinstance(given, Duration):
        return (_of_record("begin", given.begin), _of_record("end", given.end))
    return (_of_record(name, str(given)),)


def _of_record(name: str, reference: str) -> Column:
    if reference.startswith("task."):
        return Column(name, reference, _in_task(reference.removeprefix("task.")))
    path = reference.removeprefix(_ANNOTATION)
    return Column(name, reference, _in_annotation(path), None if "." in path else path)


def _of_task(name: str, reference: str) -> Column:
    get = _in_task(reference.removeprefix("task."))
    if name in {"media", "link"} or (name == "item" and reference != "task.id"):
        return Column(
            name, reference, lambda task, one: without_signature(as_text(get(task, one)))
        )
    return Column(name, reference, get)


def _default_of_item(name: str) -> Column:
    keys = TEXT_KEYS if name == "text" else MEDIA_KEYS

    def get(task: Object, _: Object) -> object:
        data = task["data"]
        for key in keys:
            if key in data and isinstance(data[key], str):
                return data[key] if name == "text" else without_signature(data[key])
        return None

    return Column(name, "", get)


def _in_annotation(path: str) -> Getter:
    keys = path.split(".")
    return lambda _, annotation: _follow(annotation, keys)


def _in_task(path: str) -> Getter:
    keys = path.split(".")
    if len(keys) == 2:
        return lambda task, _: _inner(task.get(keys[0]), keys[1])
    if len(keys) > 2:
        return lambda task, _: _follow(task, keys)

    def get(task: Object, _: Object) -> object:
        if path in task:
            return task[path]
        data = task["data"]
        return data[path] if path in data else _inner(task.get("meta"), path)

    return get


def _inner(holder: object, key: str) -> object:
    return holder.get(key) if isinstance(holder, dict) else None


def _follow(value: object, keys: list[str]) -> object:
    """Return the value behind a path; a key that itself has dots is found too."""
    for at, key in enumerate(keys):
        if not isinstance(value, dict):
            return None
        rest = ".".join(keys[at:])
        if rest in value:
            return value[rest]
        value = value.get(key)
    return value
