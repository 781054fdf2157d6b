"""Options and result of `annops consensus`."""

from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from annops.consensus.ties import Ties
from annops.core.estimate import Estimate


class Options(BaseModel):
    """What is asked for.

    Attributes:
        question: Id of the one question wanted, None for every question.
        ties: What becomes of ties. `list`: no answer, the tied answers are listed, and against
            gold a tie of k answers that holds the gold answer counts 1/k. `first`: the tied
            answer that stands first in the definition. `none`: no answer, and not compared.
        round: Round whose answers count.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str | None = None
    ties: Ties = Ties.LIST
    round: int = 1


class Tie(BaseModel):
    """An item without a majority."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: str
    question: str
    answers: tuple[str, ...]
    votes: int
    n: int


class QuestionConsensus(BaseModel):
    """How one question came out.

    Attributes:
        question: Id of the question.
        method: How several answers became one.
        n_items: Items with at least one used answer.
        n_answers: Used answers.
        n_single: Items that rest on a single answer.
        n_decided: Items that have a consensus answer.
        n_ties: Items whose first place is shared (for sets: a label chosen by exactly half).
        mean_share: Mean share of an item's annotators who gave the consensus answer, 0 to 1.
        n_gold_conflicts: Items left out of the comparison because their gold answers differ.
        figures: Against gold: `accuracy`, or `mean_mae`, `mean_rmse`, `median_mae`,
            `median_rmse`; empty without gold.
        why_none: Why the question has no consensus, None when it has.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    question: str
    method: str
    n_items: int = 0
    n_answers: int = 0
    n_single: int = 0
    n_decided: int = 0
    n_ties: int = 0
    mean_share: float | None = None
    n_gold_conflicts: int = 0
    figures: dict[str, Estimate] = Field(default_factory=dict)
    why_none: str | None = None


class ConsensusResult(BaseModel):
    """Consensus of every question asked for.

    Attributes:
        options: What was asked for.
        questions: One entry a question, in the order of the definition.
        ties: The first 1,000 ties by question and item; `n_ties` of the questions counts all.
        loaded: Answers loaded.
        used: Answers used.
        excluded: Answers not used by reason; used and excluded add up to loaded.
        items: Frame, one row per item and question, sorted by both: `item`, `question`, `answer`,
            `votes`, `n`, `share`, `tie` (tied answers as JSON list), `gold`, `mean`, `median`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    schema_: Literal["annops.consensus/1"] = Field("annops.consensus/1", alias="schema")
    options: Options
    questions: tuple[QuestionConsensus, ...]
    ties: tuple[Tie, ...]
    loaded: int
    used: int
    excluded: dict[str, int]
    items: pl.DataFrame = Field(default_factory=pl.DataFrame, exclude=True)
