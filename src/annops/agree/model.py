"""What `annops agree` is asked, and what it answers: the public result annops.agree/1."""

from dataclasses import dataclass
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.core.estimate import Outcome
from annops.measures.scoring import SetDistance, WeightName


@dataclass(frozen=True, slots=True)
class AgreementOptions:
    """What to measure.

    Attributes:
        questions: Ids of questions; empty for all.
        metrics: Metric ids; empty for the usual one and percent agreement; `all` for all.
        by: Breakdown columns; empty for those of the definition.
        weights: Credit for near misses; None for what fits the scale.
        set_distance: Distance between sets of labels.
        replicates: Bootstrap replicates; 0 for analytic intervals.
        confidence: Of every interval.
        round: Round whose answers count.
        pairs: Whether to list every pair of annotators.
        views: Whether to compute the tables about people, labels and items.
    """

    questions: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    weights: WeightName | None = None
    set_distance: SetDistance = "jaccard"
    replicates: int = 0
    confidence: float = 0.95
    round: int = 1
    pairs: bool = False
    views: bool = True


_MOST_TIMES = 20
"""More items than so many times those at hand are no plan."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class InputFile(_Part):
    """One file the figures rest on."""

    file: str
    sha256: str
    read: int
    loaded: int


class Inputs(_Part):
    """What was read and what of it was used: loaded = used + excluded."""

    files: tuple[InputFile, ...]
    records_read: int
    records_unreadable: int
    loaded: int
    used: int
    excluded: dict[str, int]


class EstimateRow(_Part):
    """One coefficient on one question, overall or for one value of a breakdown."""

    question: str
    breakdown: dict[str, str]
    metric: str
    level: str
    value: float | None
    low: float | None
    high: float | None
    confidence: float
    n_items: int
    n_annotators: int
    n_annotations: int
    method: str
    why_undefined: str | None
    caution: str | None = None
    flag: str | None = Field(None, description="Why the group stands out; null when it does not.")


class AnnotatorRow(_Part):
    """One annotator against the colleagues met on the same items."""

    question: str
    annotator: str
    n_annotations: int
    n_items: int = Field(description="Items shared with another annotator.")
    without: float | None = Field(description="Coefficient when this annotator is left out.")
    change: float | None = Field(description="without minus the coefficient with everybody.")
    agrees: float | None = Field(description="Share of colleagues' answers equal to theirs.")
    expected: float | None = Field(description="The same for colleagues on the same locales.")
    low: float | None = Field(
        description="Interval of agrees minus expected, all annotators held."
    )
    high: float | None
    flag: str | None


class LabelRow(_Part):
    """One label against all others."""

    question: str
    label: str
    n_annotations: int
    share: float
    value: float | None
    low: float | None
    high: float | None
    n_items: int
    why_undefined: str | None


class ConfusionRow(_Part):
    """Two labels given to the same items."""

    question: str
    first: str
    second: str
    n_items: int = Field(description="Items on which both labels were given.")
    share: float = Field(description="Share of all disagreement.")
    low: float | None
    high: float | None
    expected: float = Field(
        description="Largest share that slips would give the pair by its labels' frequencies."
    )
    lost: float | None = Field(description="What the pair takes from the coefficient.")
    flag: str | None


class DisputedItem(_Part):
    """An item whose annotators disagree most."""

    question: str
    item: str
    n_annotations: int
    disagreement: float
    answers: dict[str, int]


class PairRow(_Part):
    """Two annotators on the items they share."""

    question: str
    first: str
    second: str
    n_items: int
    agreed: int
    kappa: float | None
    why_undefined: str | None


class RepeatRow(_Part):
    """An annotator's own repeated answers."""

    question: str
    annotator: str
    n_repeated: int
    n_same: int


class TargetRow(_Part):
    """A target of the definition, judged."""

    metric: str
    question: str
    breakdown: dict[str, str]
    at_least: float | None
    at_most: float | None
    value: float | None
    low: float | None
    high: float | None
    n_items: int
    outcome: Outcome
    more_items: int | None = Field(None, description="Items to add for a verdict, if one is due.")
    why: str | None = None
    confidence: float = Field(0.95, description="Confidence of the interval.")

    @property
    def realistic_items(self) -> int | None:
        """Items to add for a verdict; None where none is due or nobody could add so many."""
        more = self.more_items
        return None if more is None or more > _MOST_TIMES * self.n_items else more


class QuestionNote(_Part):
    """What a reader must know about a question's figures."""

    question: str
    metric: str | None
    why_metric: str
    notes: tuple[str, ...] = ()


class AgreementResult(_Part):
    """The answer of `annops agree`; fields may be added within a schema version, never renamed."""

    schema_: Literal["annops.agree/1"] = Field("annops.agree/1", alias="schema")
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    inputs: Inputs
    questions: tuple[QuestionNote, ...]
    estimates: tuple[EstimateRow, ...]
    targets: tuple[TargetRow, ...] = ()
    annotators: tuple[AnnotatorRow, ...] = ()
    labels: tuple[LabelRow, ...] = ()
    confusions: tuple[ConfusionRow, ...] = ()
    disputed_items: tuple[DisputedItem, ...] = ()
    n_pairs: int = Field(0, description="Pairs of annotators who share items, when asked for.")
    pairs: tuple[PairRow, ...] = Field((), description="The 1,000 that share most items.")
    repeats: tuple[RepeatRow, ...] = ()
