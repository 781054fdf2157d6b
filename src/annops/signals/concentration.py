"""Where the work rests on few people: shares of judgments, overall and by locale; pure."""

from dataclasses import dataclass

import polars as pl

from annops.core.annotations import Annotations
from annops.measures.judgments import judgments, marked_rows, with_days, worked
from annops.project.definition import Definition

LEAST = 50
"""Judgments below which shares say nothing yet."""
MUCH = 0.5
"""Share of one person above which the work rests on them."""


@dataclass(frozen=True, slots=True)
class Concentration:
    """How much of the work one person does.

    Attributes:
        locale: Locale, None for all work.
        annotator: Who does most.
        done: Their judgments.
        judgments: All judgments.
        people: Annotators with a judgment.
    """

    locale: str | None
    annotator: str
    done: int
    judgments: int
    people: int

    @property
    def share(self) -> float:
        """Share of the judgments, 0 to 1."""
        return self.done / self.judgments


def concentrations(annotations: Annotations, definition: Definition) -> list[Concentration]:
    """Return where one person does more than half of at least 50 judgments, all work first.

    Args:
        annotations: All answers, with `locale` where it is known.
        definition: Zone and idle limit.
    """
    have = "locale" in annotations.breakdowns
    rows = with_days(marked_rows(annotations, ("locale",) if have else (), 1), definition.zone)
    done = judgments(rows.filter(worked()), ("locale",) if have else (),
                     definition.plan.idle_seconds)  # fmt: skip
    found = [_most(done, None)]
    if have:
        named = done.filter(pl.col("locale").is_not_null())
        parts = named.partition_by("locale", as_dict=True)
        found += [_most(parts[key], str(key[0])) for key in sorted(parts, key=str)]
    return [one for one in found if one is not None and one.share > MUCH]


def _most(done: pl.DataFrame, locale: str | None) -> Concentration | None:
    if len(done) < LEAST:
        return None
    by_person = done.group_by(pl.col("annotator").cast(pl.String)).len()
    first = by_person.sort(["len", "annotator"], descending=[True, False]).row(0)
    return Concentration(locale, str(first[0]), int(first[1]), len(done), len(by_person))
