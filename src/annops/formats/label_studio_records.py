"""Takes Label Studio tasks apart into compact columns while the file is streamed."""

from array import array
from collections import Counter
from collections.abc import Iterable

import numpy as np

from annops.core.finding import Place
from annops.core.ledger import Unreadable
from annops.formats.growing_columns import Codes, GrowingColumn, amounts, categories, texts
from annops.formats.json_stream import Broken, Element
from annops.formats.label_studio_columns import Column, Columns, Object
from annops.formats.label_studio_results import Readings, readings
from annops.formats.reading import LineTable

ANNOTATION, GROUND_TRUTH, SKIPPED, DRAFT, PREDICTION = range(5)
"""Kinds of record."""

Tag = tuple[str | None, str | None]
"""A control tag's `from_name`, and the result type where it is not read."""

_MORE = ((DRAFT, "drafts"), (PREDICTION, "predictions"))
_WORDS = {ANNOTATION: "annotation", DRAFT: "draft", PREDICTION: "prediction"}
_EMPTY: Object = {}
_FOR_HINTS = 100
_ROUND = 256


class Records:
    """Everything read from one file, in three tables that follow each other.

    Tasks (item and task columns, number of records), records (one per annotation, draft and
    prediction that could be read, with its number of rows) and rows (one per record and control
    tag). Records that answer no question (skipped, or an empty result) have no rows yet.

    Attributes:
        columns: What is read.
        unreadable: Records that could not be read.
        counts: Flags met: `ground_truth`, `reviews`.
        keys: Paths met in the first tasks, for hints.
        kinds: Kind of each record that is no plain annotation, by its position among the readable.
        tags: Control tags by number; those of skipped annotations too.
    """

    def __init__(self, file: str, columns: Columns) -> None:
        """Start empty; `file` is the path that findings show."""
        self.columns = columns
        self.unreadable: list[Unreadable] = []
        self.counts: Counter[str] = Counter()
        self.keys: Counter[str] = Counter()
        self.kinds: dict[int, int] = {}
        self.tags: Codes[Tag] = Codes()
        self.annotators: Codes[str | int | None] = Codes()
        self.records_of_task, self.rows_of_record = array("I"), array("I")
        self.annotator, self.tag = array("I"), array("I")
        self.raw = GrowingColumn("raw", categories)
        self.of_task = [_growing(column) for column in (columns.item, *columns.of_task)]
        self.of_record = [_growing(column) for column in columns.of_record]
        self._file = file
        self._lines, self._first = array("Q"), array("I")
        cells = list(zip(columns.of_record, self.of_record, strict=True))
        self._is_annotator_named = columns.annotator is not None
        self._add_annotator, self._add_tag = self.annotator.append, self.tag.append
        self._add_count = self.rows_of_record.append
        self._record_keys = [(grown.append, c.key) for c, grown in cells if c.key]
        self._record_cells = [(grown.append, c.get) for c, grown in cells if not c.key]
        of_task = zip((columns.item, *columns.of_task), self.of_task, strict=True)
        self._task_cells = [(grown.append, column.get) for column, grown in of_task]

    def add(self, element: Element | Broken) -> None:
        """Take one element of the file apart."""
        if isinstance(element, Broken):
            self._refuse(element.reason, element.line, element.column)
            return
        task, line = element.value, element.line
        if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
            self._refuse("not a Label Studio task: an object with `data` expected", line)
            return
        before = len(self.rows_of_record)
        self._first.append(before + len(self.unreadable) + 1)
        self._lines.append(line)
        for append, get in self._task_cells:
            append(get(task, _EMPTY))
        self._add_group(task, _annotations(task), ANNOTATION)
        for kind, key in _MORE:
            if (group := task.get(key)) is not None and group != []:
                self._add_group(task, group, kind)
        self.records_of_task.append(len(self.rows_of_record) - before)
        if self.n_tasks <= _FOR_HINTS or self.n_tasks % _ROUND == 0:
            self._end_round(task)

    def _end_round(self, task: Object) -> None:
        """Do what is due every now and then, and after each of the first tasks."""
        if self.n_tasks <= _FOR_HINTS:
            self.keys.update(_paths(task))
        for grown in (self.raw, *self.of_task, *self.of_record):
            grown.flush_when_full()

    @property
    def n_records(self) -> int:
        """Records met, the unreadable ones included."""
        return len(self.rows_of_record) + len(self.unreadable)

    @property
    def n_tasks(self) -> int:
        """Tasks read."""
        return len(self._lines)

    @property
    def lines(self) -> LineTable:
        """The line on which each record's task begins."""
        return LineTable(np.array(self._first, np.uint32), np.array(self._lines, np.uint64))

    def _refuse(self, reason: str, line: int, column: int | None = None) -> None:
        place = Place(self._file, line, column, record=self.n_records + 1)
        self.unreadable.append(Unreadable(place, reason))

    def _add_group(self, task: Object, group: object, kind: int) -> None:
        if not isinstance(group, list):
            if group is not None:
                self._refuse(f"`{_WORDS[kind]}s` of a task is not a list", self._lines[-1])
            return
        for record in group:
            try:
                found = readings(record.get("result") or ())
            except (AttributeError, TypeError):
                self._refuse_record(record, _WORDS[kind])
            else:
                self._add_record(task, record, kind, found)

    def _refuse_record(self, record: object, word: str) -> None:
        if isinstance(record, dict):
            self._refuse(f"`result` of the {word} is malformed", self._lines[-1])
            return
        given = "as an id only" if isinstance(record, int | str) else "not as an object"
        self._refuse(f"{word} given {given}", self._lines[-1])

    def _add_record(self, task: Object, record: Object, kind: int, found: Readings) -> None:
        get = record.get
        who = get("completed_by")
        who = who.get("id") if who.__class__ is dict else who
        if kind == PREDICTION or self._is_annotator_named or who.__class__ is not int:
            who = self._maker(task, record, kind)
        self._add_annotator(self.annotators[who])
        for append, key in self._record_keys:
            append(get(key))
        for append, find in self._record_cells:
            append(find(task, record))
        if get("was_cancelled") or get("ground_truth") or get("reviews") or get("skipped"):
            kind = self._kind_of(record) if kind == ANNOTATION else kind
        if kind != ANNOTATION:
            self.kinds[len(self.rows_of_record)] = kind
            if kind == SKIPPED:
                self._note_tags(found)
                return
        self._add_count(len(found))
        numbers, add_tag, add_raw = self.tags, self._add_tag, self.raw.append
        for name, (raw, unsupported) in found.items():
            add_tag(numbers[name, unsupported])
            add_raw(raw)

    def _maker(self, task: Object, record: Object, kind: int) -> str | int | None:
        """Return who made a record: the model, the column named for it, else an id or address."""
        if kind == PREDICTION:
            return _plain(record.get("model_version"))
        if self.columns.annotator is not None:
            return _plain(self.columns.annotator.get(task, record))
        return person(record)

    def _kind_of(self, record: Object) -> int:
        """Return the kind of an annotation, and count its flags."""
        if reviews := record.get("reviews"):
            self.counts["reviews"] += len(reviews) if isinstance(reviews, list) else 1
        if record.get("ground_truth"):
            self.counts["ground_truth"] += 1
        if record.get("was_cancelled") or record.get("skipped"):
            return SKIPPED
        return GROUND_TRUTH if record.get("ground_truth") else ANNOTATION

    def _note_tags(self, found: Readings) -> None:
        """Number the tags of a record without rows, so that they are known."""
        self.rows_of_record.append(0)
        for name, (_, unsupported) in found.items():
            _ = self.tags[name, unsupported]


def _growing(column: Column) -> GrowingColumn:
    return GrowingColumn(column.name, amounts if column.name == "seconds" else texts)


def _annotations(task: Object) -> object:
    return task["annotations"] if "annotations" in task else task.get("completions")


def person(record: Object) -> str | int | None:
    """Return who made an annotation or draft: an id where there is one, else an e-mail address.

    `completed_by` is an id or an object; drafts and old exports have `created_username`, as
    `ann@example.org, 17`, instead.
    """
    who = record.get("completed_by")
    if who.__class__ is dict:
        who = who.get("id") or who.get("email") or who.get("username")
    if who.__class__ is int:
        return who
    if who is None and isinstance(made_by := record.get("created_username"), str):
        number = made_by.rpartition(",")[2].strip()
        who = number if number.isdecimal() else None
    return _plain(record.get("user") if who is None else who)


def _plain(value: object) -> str | int | None:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int):
        return value
    return None


def _paths(task: Object) -> Iterable[str]:
    for key, value in task.items():
        yield key
        if key in {"data", "meta"} and isinstance(value, dict):
            yield from (f"{key}.{inner}" for inner in value)
