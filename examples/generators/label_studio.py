"""The Label Studio export of the text classification example: tasks as that tool writes them."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from generators.planted import OVERLAP, Bools, Ints, Plan, Work, epoch

SENTIMENTS = ("negative", "neutral", "positive")
TOPICS = ("price", "quality", "delivery", "service")
FIRST_TASK = 41001
GOLD_KEEPER = 190
MODEL = "kestrel-base-0.3"
FIRST_EXPORT = date(2026, 11, 2)
LAST_EXPORT = date(2026, 11, 23)
LEFT_OPEN_SECONDS = 340_298
PLAN = Plan(
    regions=(("en-US", "de-DE", "ja-JP", "ar-EG"),),
    shifts=(7,),
    annotators=tuple(str(number) for number in range(101, 113)),
    items_per_locale=150,
    careless_per_locale=46,
    batches=(
        (date(2026, 10, 26), date(2026, 10, 30)),
        (date(2026, 11, 2), date(2026, 11, 6)),
        (date(2026, 11, 9), date(2026, 11, 13)),
        (date(2026, 11, 16), date(2026, 11, 20)),
    ),
    change_date=date(2026, 11, 9),
    change_error=0.13,
    usual_seconds=24.0,
)

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Judgments:
    """Answers and their mishaps; one entry a judgment, in the order of the work.

    Attributes:
        sentiment: Label index.
        topics: Chosen topics, array (n_judgments, n_topics); never none.
        cancelled: Whether the annotator skipped the task.
        draft: Whether the answer was begun and never submitted.
        again: Judgments that the same annotator submitted a second time.
        again_sentiment: Label index of each second submission, which counts.
        revised: Judgments edited between the two exports.
        left_open: The judgment whose browser tab stayed open for days.
    """

    sentiment: Ints
    topics: Bools
    cancelled: Bools
    draft: Bools
    again: Ints
    again_sentiment: Ints
    revised: Ints
    left_open: int


@dataclass(frozen=True, slots=True)
class Reference:
    """What is known of the items besides the annotators' answers.

    Attributes:
        sentiment: True label index of each item.
        topics: True topics, array (n_items, n_topics); one or two.
        texts: What is judged.
        gold: Items of the gold file.
        ground_truth: Other items, whose truth stands as an annotation in the export.
        predicted: Label index that the model gave, -1 where it gave none.
    """

    sentiment: Ints
    topics: Bools
    texts: list[str]
    gold: Ints
    ground_truth: Ints
    predicted: Ints


def export(work: Work, judgments: Judgments, reference: Reference, day: date) -> bytes:
    """Write the tasks with an annotation or draft when the export was made, as `day` began."""
    end = work.start + work.seconds
    tasks: list[Json] = []
    for item in range(PLAN.n_items):
        rows = [r for r in range(item * OVERLAP, (item + 1) * OVERLAP) if end[r] < epoch(day)]
        if rows:
            task = _task(work, reference, item)
            task["annotations"] = _annotations(work, judgments, rows, day)
            if item in reference.ground_truth and day == LAST_EXPORT:
                task["annotations"].append(_ground_truth(reference, item))
            task["drafts"] = [_draft(work, judgments, row) for row in rows if judgments.draft[row]]
            tasks.append(task)
    return _lines(tasks)


def _task(work: Work, reference: Reference, item: int) -> Json:
    first = item * OVERLAP
    label = int(reference.predicted[item])
    prediction = {
        "id": 900_000 + item,
        "model_version": MODEL,
        "score": 0.8,
        "result": [_choices("sentiment", [SENTIMENTS[label]], f"p{item}")],
    }
    return {
        "id": FIRST_TASK + item,
        "data": {
            "text": reference.texts[item],
            "locale": PLAN.locales[work.locale[first]],
            "batch": f"T{work.batch[first] + 1:02}",
        },
        "annotations": [],
        "drafts": [],
        "predictions": [] if label < 0 else [prediction],
    }


def _annotations(work: Work, judgments: Judgments, rows: list[int], day: date) -> list[Json]:
    annotations: list[Json] = []
    for row in rows:
        if judgments.draft[row]:
            continue
        sentiment = int(judgments.sentiment[row])
        revised = row in judgments.revised
        if revised and day == FIRST_EXPORT:
            sentiment = (sentiment + 1) % len(SENTIMENTS)
        annotation = _annotation(work, row, _result(judgments, row, sentiment))
        if revised and day == LAST_EXPORT:
            annotation["updated_at"] = _iso(epoch(FIRST_EXPORT) + 9 * 3600 + row)
        if judgments.cancelled[row]:
            annotation["was_cancelled"] = True
        if row == judgments.left_open:
            annotation["lead_time"] = LEFT_OPEN_SECONDS + 0.5
        annotations.append(annotation)
        if row in judgments.again:
            annotations.append(_second(work, judgments, row))
    return annotations


def _annotation(work: Work, row: int, result: list[Json]) -> Json:
    end = int(work.start[row] + work.seconds[row])
    return {
        "id": 500_000 + row,
        "completed_by": int(PLAN.annotators[work.annotator[row]]),
        "result": result,
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": _iso(end),
        "updated_at": _iso(end),
        "lead_time": int(work.seconds[row]) + row % 10 / 10,
    }


def _second(work: Work, judgments: Judgments, row: int) -> Json:
    """The same annotator's later submission for the same task."""
    sentiment = judgments.again_sentiment[np.searchsorted(judgments.again, row)]
    annotation = _annotation(work, row, _result(judgments, row, int(sentiment)))
    later = _iso(int(work.start[row] + work.seconds[row]) + 600)
    return annotation | {"id": 600_000 + row, "created_at": later, "updated_at": later}


def _ground_truth(reference: Reference, item: int) -> Json:
    made = _iso(epoch(FIRST_EXPORT) + 8 * 3600 + item)
    topics = [TOPICS[topic] for topic in np.flatnonzero(reference.topics[item])]
    return {
        "id": 700_000 + item,
        "completed_by": GOLD_KEEPER,
        "result": [
            _choices("sentiment", [SENTIMENTS[reference.sentiment[item]]], f"g{item}s"),
            _choices("topics", topics, f"g{item}t"),
        ],
        "was_cancelled": False,
        "ground_truth": True,
        "created_at": made,
        "updated_at": made,
        "lead_time": 60.0,
    }


def _draft(work: Work, judgments: Judgments, row: int) -> Json:
    begun = _iso(int(work.start[row]))
    return {
        "id": 800_000 + row,
        "user": int(PLAN.annotators[work.annotator[row]]),
        "result": _result(judgments, row, int(judgments.sentiment[row]))[:1],
        "created_at": begun,
        "updated_at": begun,
        "lead_time": float(work.seconds[row]),
    }


def _result(judgments: Judgments, row: int, sentiment: int) -> list[Json]:
    topics = [TOPICS[topic] for topic in np.flatnonzero(judgments.topics[row])]
    return [
        _choices("sentiment", [SENTIMENTS[sentiment]], f"{row}s"),
        _choices("topics", topics, f"{row}t"),
    ]


def _choices(question: str, labels: list[str], region: str) -> Json:
    return {
        "id": region,
        "type": "choices",
        "value": {"choices": labels},
        "to_name": "text",
        "from_name": question,
    }


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")


def _lines(tasks: list[Json]) -> bytes:
    """One JSON array, one task a line, so that a difference shows the task."""
    dumped = (json.dumps(task, ensure_ascii=False, separators=(",", ":")) for task in tasks)
    return ("[\n" + ",\n".join(dumped) + "\n]\n").encode()
