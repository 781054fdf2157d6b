"""Label Studio JSON exports: one record is one annotation, draft or prediction.

A record gives one row per control tag (`from_name`) of its result; the tag's name, or what
`questions` of the source maps it to, is the question. `question` of the source stands for every
tag with readable answers that is not mapped.

- Item: the task's `id`, or the key named by `columns: {item: ...}` (`data.external_id`).
- Annotator: `completed_by`, its id where it is an object; an e-mail address only without an id.
- Predictions have the role `model`, with their `model_version` as annotator.
- Drafts have the status `draft`; cancelled annotations the status `skipped`, without answers
  whatever their result holds. Within a task annotations come first, then drafts, predictions.
- An empty result gives one row without answer for each question known from the file or source.
- Choices, ratings, numbers, dates, pairwise choices and text areas are read; several choices are a
  JSON list. Everything else is named in `unsupported`, and so are answers about a region.
- Time is `created_at`, seconds are `lead_time`. Both belong to the record and stand on each of its
  rows: they are to be taken once per record.
- Annotations flagged `ground_truth` stay their annotators' answers; `columns: {gold:
  ground_truth}` adds each of their answers once more as gold.
- Predictions and annotations given as a bare id are records that cannot be read.
- Reviews are no annotations; a note counts them.
"""

import codecs
import re
from collections.abc import Iterable
from io import BytesIO
from typing import ClassVar

from annops.core.errors import AnnopsError
from annops.core.finding import Finding, Place
from annops.formats.encoding import UNKNOWN_ENCODING, sample_text
from annops.formats.json_stream import Broken, Element, stream
from annops.formats.label_studio_codes import NO_TASKS, NOT_LABEL_STUDIO
from annops.formats.label_studio_columns import columns_of
from annops.formats.label_studio_findings import findings_of
from annops.formats.label_studio_frames import join
from annops.formats.label_studio_records import Records
from annops.formats.reading import Answers, Opened
from annops.project.source import Source

_PROJECTS = re.compile(r'\s*\{.*?"projects"\s*:\s*\[', re.DOTALL)
_TASKS = re.compile(r'"tasks"\s*:\s*\[')
_ANNOTATIONS = re.compile(r'"(annotations|completions)"\s*:\s*\[')
_OWN_KEYS = re.compile(r'"(from_name|completed_by|was_cancelled|total_annotations)"\s*:')
_BEGINNING = re.compile(r'\s*\[?\s*\{\s*"id"\s*:\s*\d+\s*,\s*"data"\s*:\s*\{')
_WRAPPERS = (("projects", "tasks"), ("tasks",))


class LabelStudio:
    """Reads Label Studio JSON: arrays, one task a line, or projects with tasks inside."""

    name: ClassVar[str] = "label-studio"
    title: ClassVar[str] = "Label Studio JSON"
    cached: ClassVar[bool] = True

    def recognises(self, opened: Opened) -> float:
        """Return 0.95 for tasks with annotations, 0.6 with predictions only, else 0.

        Where the first task does not fit into the head its keys decide: 0.9, or 0.4 when only
        `id` and `data` are seen.
        """
        first = next(stream(BytesIO(opened.head), _path(opened.head)), None)
        if isinstance(first, Element):
            return _likeness(first.value)
        text = sample_text(opened.head)
        cut = isinstance(first, Broken) or bool(_TASKS.search(text))
        if cut and _ANNOTATIONS.search(text) and _OWN_KEYS.search(text):
            return 0.9
        return 0.4 if cut and _BEGINNING.match(text) else 0.0

    def read(self, opened: Opened, source: Source, *, wanted: Iterable[str] | None) -> Answers:
        """Read the file in one pass, in memory that grows with its answers only.

        Raises:
            AnnopsError: With exit code 3 when no task can be read of a file that is not empty, 2
                when the source names an encoding that does not exist.
        """
        records = Records(opened.name, columns_of(source, wanted))
        broken: list[Finding] = []
        with opened.path.open("rb") as handle:
            for element in stream(handle, _path(opened.head), encoding=_encoding(opened, source)):
                records.add(element)
                if isinstance(element, Broken):
                    place = Place(opened.name, element.line, element.column)
                    broken.append(
                        element.code.at(place, f"element {element.ordinal}: {element.reason}")
                    )
        if not records.n_tasks:
            broken += _nothing_read(opened, records, broken)
        frames = join(records, source, opened.name)
        return Answers(
            frame=frames.answers.lazy(),
            n_records=records.n_records,
            unreadable=tuple(records.unreadable),
            findings=(
                *broken,
                *frames.findings,
                *findings_of(opened.name, records, source, frames),
            ),
            line_of=records.lines,
            items=frames.items.lazy(),
        )


def _path(head: bytes) -> tuple[str, ...]:
    """Return the keys that lead to the tasks; by what stands before them in a cut head."""
    text = sample_text(head).lstrip()
    if not text.startswith("{"):
        return ()
    first = next(stream(BytesIO(head)), None)
    if isinstance(first, Element):
        keys = first.value if isinstance(first.value, dict) and not _likeness(first.value) else {}
        return next((path for path in _WRAPPERS if path[0] in keys), ())
    before = text.partition('"data"')[0]
    if _PROJECTS.match(before):
        return _WRAPPERS[0]
    return _WRAPPERS[1] if _TASKS.search(before) else ()


def _likeness(value: object) -> float:
    if not isinstance(value, dict) or not isinstance(value.get("data"), dict):
        return 0.0
    if isinstance(value.get("annotations", value.get("completions")), list):
        return 0.95
    return 0.6 if isinstance(value.get("predictions"), list) else 0.0


def _encoding(opened: Opened, source: Source) -> str | None:
    if source.encoding is None:
        return None
    try:
        return codecs.lookup(source.encoding).name
    except LookupError:
        message = f"encoding `{source.encoding}` is not known"
        raise AnnopsError(UNKNOWN_ENCODING.at(Place(opened.name), message)) from None


def _nothing_read(opened: Opened, records: Records, broken: list[Finding]) -> list[Finding]:
    """Return the finding that the export is empty.

    Raises:
        AnnopsError: When it is not: something stands in the file, but no task.
    """
    if opened.head.strip() and not records.unreadable:
        return [NO_TASKS.at(Place(opened.name), "no task in the export")]
    if broken:
        raise AnnopsError(*broken, exit_code=3)
    first = records.unreadable[0] if records.unreadable else None
    place = first.place if first else Place(opened.name)
    reason = first.reason if first else "the file is empty"
    raise AnnopsError(NOT_LABEL_STUDIO.at(place, reason), exit_code=3)
