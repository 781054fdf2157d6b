"""The numbers of a weekly report: the one file all its documents are made from."""

from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from annops.agree.model import AgreementResult, TargetRow
from annops.consensus.model import ConsensusResult
from annops.core.estimate import Estimate
from annops.status.model import Standing
from annops.volumes.model import Pace, Tally, VolumeRow, VolumesResult


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Rating(StrEnum):
    """How one side of the project stands: a colour with its words."""

    RED = "red: off track"
    AMBER = "amber: watch"
    GREEN = "green: on track"
    GREY = "grey: not rated"


class Dimension(_Part):
    """One side of the project, rated.

    Attributes:
        name: `schedule`, `quality`, `data`.
        rating: How it stands; grey when there is no evidence.
        reason: One sentence with the number behind the rating, no full stop.
    """

    name: str
    rating: Rating
    reason: str


class Trouble(_Part):
    """Something to look at.

    Attributes:
        kind: `annotator`, `breakdown`, `labels`, `guideline`.
        text: What it is in plain words, no full stop.
        look: The command that shows it.
        cost: What it takes from the coefficient of all answers, as far as that can be said.
    """

    kind: str
    text: str
    look: str
    cost: float


class GuidelineVersion(_Part):
    """A guideline's version and since when it is in force.

    Attributes:
        guideline: Name of the guideline.
        version: The version.
        effective_from: When it takes effect.
        changes: Rules that differ from the version before, in words; None where it is not known.
    """

    guideline: str
    version: str
    effective_from: datetime
    changes: str | None = None

    def day(self, zone: str) -> date:
        """Return the day it takes effect; a plain day stays as it was written, in any zone."""
        moment = self.effective_from.astimezone(UTC)
        written = moment.time() == time.min
        return moment.date() if written else moment.astimezone(ZoneInfo(zone)).date()


class Drop(_Part):
    """Agreement on one question before and after a guideline changed.

    Attributes:
        question: Id of the question.
        guideline: Name of the guideline.
        before_version: Version in force before.
        version: Version that took effect.
        effective_on: Day it took effect, in the project's zone.
        metric: Id of the coefficient.
        before: Coefficient under the earlier version.
        after: Coefficient under the later version.
        difference: after - before with its interval.
        fell: Whether it surely fell: the interval of the difference, widened for the number of
            comparisons in the report, lies below 0.
    """

    question: str
    guideline: str
    before_version: str
    version: str
    effective_on: date
    metric: str
    before: Estimate
    after: Estimate
    difference: Estimate
    fell: bool


class Number(_Part):
    """One figure of the report, by id in the numbers file.

    Attributes:
        label: What it is, in words.
        value: The number; None where it is undefined.
        low: Lower end of its interval, None where there is none.
        high: Upper end.
        n: What it rests on; None for plain counts.
        share: Whether it is a share, 0 to 1.
    """

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    share: bool = False


class Change(_Part):
    """One figure in the previous report and in this one.

    Attributes:
        id: Id of the figure in the numbers file.
        label: What it is, in words.
        old: Figure of the previous report.
        new: Figure of this report.
        difference: new - old, None where one is undefined.
        apart: Whether the two intervals do not overlap; None where one has no interval.
    """

    id: str
    label: str
    old: Number
    new: Number
    difference: float | None
    apart: bool | None


class Previous(_Part):
    """How this report differs from the one of the week before.

    Attributes:
        week: The earlier week.
        changes: Headline figures, old and new.
        files: Sentences on inputs that are new, gone or altered since.
    """

    week: str
    changes: tuple[Change, ...]
    files: tuple[str, ...]


class FindingRow(_Part):
    """A finding met while reading."""

    code: str
    severity: str
    message: str
    place: str | None
    hint: str | None
    count: int


class WeeklyResult(_Part):
    """All numbers of a weekly report.

    Attributes:
        project: Name of the project in reports.
        client: Who the work is for.
        week: ISO week, as `2026-W47`.
        first: Monday of the week.
        last: Sunday of the week; answers submitted later are left out.
        as_of: Day that ages, delays and the pace are counted to: the last, or the day of the
            report while the week still runs.
        zone: Time zone of days.
        cut_off: Last submission the figures rest on, None without times.
        rating: The worst of the rated dimensions.
        reason: The one sentence behind it.
        dimensions: Each side of the project.
        troubles: What to look at, worst first.
        volumes: Volumes up to the end of the week.
        this_week: Counts of the week alone.
        pace: Pace needed and actual.
        agreement: Agreement up to the end of the week, with breakdown `week`.
        consensus: Consensus up to the end of the week, and gold.
        targets: Every target, judged.
        guidelines: Guideline versions in force up to the end of the week.
        coming: Guideline versions that take effect later.
        drops: Agreement before and after guideline changes.
        findings: Findings met while reading.
        previous: What changed since the report of the week before, None without one.
        figures: Every headline figure by id.
        tally: Answers by week, breakdowns and question at once, the data behind the volumes.
        standing: Batches, risks, issues and what else the registers say.
        audience: For whom the edition is; `client` names nobody and withholds small groups.
    """

    schema_: Literal["annops.weekly/1"] = Field("annops.weekly/1", alias="schema")
    project: str
    client: str | None
    week: str
    first: date
    last: date
    as_of: date
    zone: str
    cut_off: datetime | None
    rating: Rating
    reason: str
    dimensions: tuple[Dimension, ...]
    troubles: tuple[Trouble, ...]
    volumes: VolumesResult
    this_week: VolumeRow
    pace: Pace
    agreement: AgreementResult
    consensus: ConsensusResult
    targets: tuple[TargetRow, ...]
    guidelines: tuple[GuidelineVersion, ...]
    drops: tuple[Drop, ...]
    findings: tuple[FindingRow, ...]
    previous: Previous | None
    figures: dict[str, Number]
    tally: Tally = Tally()
    coming: tuple[GuidelineVersion, ...] = ()
    standing: Standing
    audience: Literal["internal", "client"] = "internal"
