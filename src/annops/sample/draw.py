"""The draw: a function of the frame, the plan and a seed nobody chooses, of nothing else."""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from annops import __version__
from annops.core.sample import (
    WHOLE,
    Design,
    SampledAnswer,
    SampleRecord,
    Stratum,
)
from annops.sample.frame import Closed, Frame
from annops.sample.model import Plan
from annops.stats.arrays import IntArray
from annops.stats.permanent_random import draw_smallest, permanent_numbers, smallest

_UNSAFE = re.compile(r"[^A-Za-z0-9_.]+")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What a draw is made under besides frame and plan.

    Attributes:
        project_seed: Seed of the project's definition.
        number: 1 for the first sample of the batch, 2 for the next ...
        day: Day of the draw.
        by_whom: Who draws, empty where unknown.
        reason: Why items are targeted or a sample is replaced.
        supersedes: Id of the sample replaced.
    """

    project_seed: str
    number: int
    day: date
    by_whom: str = ""
    reason: str = ""
    supersedes: str | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A sample: its record (without the hash of the answers) and its answers.

    `order` lists the items as they stand on the audit sheet.
    """

    record: SampleRecord
    answers: tuple[SampledAnswer, ...]
    order: tuple[str, ...]


def slug(batch: str | None) -> str:
    """Return the name of a batch as the beginning of a folder's name.

    >>> slug("B 01/ä"), slug(None)
    ('B-01', 'all')
    """
    if batch is None:
        return WHOLE
    return _UNSAFE.sub("-", batch).strip("-.")[:_LONGEST] or "batch"


def next_number(batch: str | None, ids: Iterable[str]) -> int:
    """Return the number of the next sample: above all ids that begin like it, case aside."""
    form = re.compile(rf"{re.escape(slug(batch))}-(\d+)", re.IGNORECASE)
    found = (form.fullmatch(name) for name in ids)
    return 1 + max((int(match[1]) for match in found if match), default=0)


def draw(frame: Frame, closed: Closed, plan: Plan, under: Circumstances) -> Drawn:
    """Draw the items of a plan and freeze the answers to be judged.

    Each item has a number made of the seed and its id alone; the items with the smallest numbers
    of each stratum are drawn. The seed is the project's, the sample's id and the frame's hash, so
    nobody can choose it, and neither the order of the rows nor the machine matters. One item more
    is another frame, hence another draw: a batch is closed before it is drawn from.

    Args:
        frame: The list to draw from.
        closed: The same, written down.
        plan: How many items of each stratum.
        under: Circumstances of the draw.
    """
    name = f"{slug(frame.batch)}-{under.number}"
    seed = f"{under.project_seed}|{name}|{closed.sha256}".replace("\x1f", " ")
    picked = closed.table[_chosen(closed.table, plan, seed)]
    items: list[str] = picked["item"].to_list()
    n_second = math.ceil(plan.second * len(items) - 1e-9)
    second = {items[i] for i in draw_smallest(f"{seed}|second", items, n_second).tolist()}
    numbers = permanent_numbers(f"{seed}|order", items).tolist()
    order = tuple(item for _, item in sorted(zip(numbers, items, strict=True)))
    strata = {str(item): str(part) for item, part, _ in picked.iter_rows()}
    record = _record(frame, plan, under, name).model_copy(
        update={"seed": seed, "frame_sha256": closed.sha256, "second_items": n_second}
    )
    return Drawn(record, _answers(frame, record.id, order, strata, second), order)


def _chosen(table: pl.DataFrame, plan: Plan, seed: str) -> IntArray:
    """Array (n_drawn,), rows of the table, rising."""
    ids: list[str] = table["item"].to_list()
    numbers = permanent_numbers(seed, ids)
    found: list[IntArray] = []
    for part in plan.strata:
        if len(plan.strata) == 1:
            return smallest(numbers, ids, part.drawn)
        places = np.flatnonzero((table["stratum"] == part.name).to_numpy())
        own = [ids[place] for place in places.tolist()]
        found.append(places[smallest(numbers[places], own, part.drawn)])
    return np.sort(np.concatenate(found))


def _record(frame: Frame, plan: Plan, under: Circumstances, name: str) -> SampleRecord:
    return SampleRecord(
        id=name, batch=frame.batch, number=under.number, design=plan.design, by=plan.by,
        where=plan.where, allocation=plan.allocation, questions=plan.questions,
        items=plan.items, drawn=plan.drawn, answers=frame.answers,
        strata=tuple(
            Stratum(name=part.name, items=part.items, drawn=part.drawn) for part in plan.strata
        ),
        seed="", frame_sha256="", half_width=plan.wanted,
        expected_rate=None if plan.design is Design.TARGETED else plan.expected_rate,
        confidence=plan.confidence, second=plan.second, reason=under.reason,
        excluded=plan.excluded, supersedes=under.supersedes, drawn_on=under.day,
        drawn_by=under.by_whom, annops=__version__,
    )  # fmt: skip


def _answers(
    frame: Frame, sample: str, order: Sequence[str], strata: dict[str, str], second: set[str]
) -> tuple[SampledAnswer, ...]:
    """Freeze the answers, numbered as they stand on the sheet: one row a distinct answer."""
    item_place = {item: place for place, item in enumerate(order)}
    question_place = {name: place for place, name in enumerate(frame.questions)}
    rows = frame.rows.join(pl.DataFrame({"item": list(order)}), on="item", how="semi")
    texts = rows.select(
        pl.col("item", "question", "answer", "annotator").cast(pl.String).fill_null("")
    ).rows()
    ordered = sorted(
        texts, key=lambda row: (item_place[row[0]], question_place[row[1]], row[2], row[3])
    )
    numbers: dict[tuple[str, str, str], int] = {}
    for item, question, answer, _ in ordered:
        numbers.setdefault((item, question, answer), len(numbers) + 1)
    digits = len(str(len(numbers)))
    return tuple(
        SampledAnswer(
            row=f"{sample}.{numbers[item, question, answer]:0{digits}d}", item=item,
            question=question, annotator=annotator, answer=answer, stratum=strata[item],
            second=item in second,
        )
        for item, question, answer, annotator in ordered
    )  # fmt: skip
