"""What a weekly report is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from annops.agree.model import TargetRow
from annops.core.annotations import Annotations
from annops.core.items import Items
from annops.project.definition import Definition
from annops.report.model import GuidelineVersion
from annops.status.standing import Records


@dataclass(frozen=True, slots=True)
class Week:
    """An ISO week.

    Attributes:
        name: Its name, as `2026-W47`.
        first: Its Monday.
        today: Day of the report while the week still runs; None for a week that is over.
    """

    name: str
    first: date
    today: date | None = None

    @property
    def last(self) -> date:
        """Its Sunday."""
        return self.first + timedelta(days=6)

    @property
    def as_of(self) -> date:
        """The day that ages, delays and the pace are counted to."""
        return self.last if self.today is None else min(self.today, self.last)


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a report is made from.

    Attributes:
        annotations: All answers.
        items: The items received.
        definition: What annops.yaml states.
        guidelines: Every guideline version.
        previous: Week and numbers of the report before, None without one.
        records: Records of the registers, and the audits.
    """

    annotations: Annotations
    items: Items
    definition: Definition
    guidelines: Sequence[GuidelineVersion] = ()
    previous: tuple[str, Mapping[str, Any]] | None = None
    records: Records = field(default_factory=Records)

    @property
    def audited_targets(self) -> tuple[TargetRow, ...]:
        """Targets as the audits judged them."""
        return tuple(row for audit in self.records.audits for row in audit.targets)
