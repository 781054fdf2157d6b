"""The project definition as pydantic models: what annops.yaml may say."""

from functools import cache
from typing import Annotated, Any, Literal, Self, Union

from pydantic import Field, create_model, model_validator

from annops.project.part import Part
from annops.project.source import Source
from annops.tasks.question import Question, Text
from annops.tasks.registry import task_types


class Target(Part):
    """What a metric must reach, for one question, by one breakdown if named."""

    metric: str = Field(description="Metric id, as krippendorff_alpha; see `annops explain`.")
    question: str | None = Field(None, description="Question; every question without it.")
    at_least: float | None = Field(
        None, ge=-1, le=1, description="The metric must reach this; 95 % is 0.95."
    )
    at_most: float | None = Field(
        None, ge=-1, le=1, description="The metric must not exceed this; 3 % is 0.03."
    )
    by: str | None = Field(None, description="Breakdown each value of which must meet it.")

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("a target has either at_least or at_most")
        return self


class Plan(Part):
    """How much work there is and by when."""

    units: int | None = Field(None, ge=1, description="Items to be delivered in all.")
    overlap: int = Field(1, ge=1, description="Annotators planned per item.")
    start: str | None = Field(None, description="First day of work, ISO date.")
    due: str | None = Field(None, description="Day the last unit is due, ISO date.")
    idle_seconds: float = Field(
        900.0, gt=0, description="A time per record above this is idle time and is cut to it."
    )


class Audit(Part):
    """How answers are sampled and judged."""

    half_width: float = Field(
        0.03, gt=0, lt=0.5, description="Wanted half-width of the error rate's interval, a share."
    )
    expected_rate: float = Field(
        0.05, gt=0, lt=1, description="Error rate assumed when a sample's size is planned."
    )
    by: tuple[str, ...] = Field(
        (), description="Columns whose values are sampled each by itself (strata)."
    )
    allocation: Literal["proportional", "neyman"] = Field(
        "proportional", description="How a sample is spread over the strata."
    )
    second: float = Field(
        0.1, ge=0, le=1, description="Share of the items that a second reviewer judges too."
    )
    interval: Literal["wilson", "exact"] = Field(
        "wilson", description="Interval of error rates; `exact` where the rate is in a contract."
    )
    confidence: float = Field(0.95, gt=0.5, lt=1, description="Confidence of the intervals.")
    leave_out_unjudgeable: bool = Field(
        False,
        description="Whether rates speak of judgeable answers only; what nobody could judge is "
        "left out and counted.",
    )


SEVERITIES = {"minor": 1.0, "major": 5.0, "critical": 25.0}
"""Default severities with their weights."""

CATEGORIES = {
    "wrong label": "The answer is another than the guideline asks for.",
    "missed": "Something that had to be found was not.",
    "not there": "Something was marked that is not there.",
    "incomplete": "The answer lacks a part that the guideline asks for.",
    "guideline not followed": "A rule of form or procedure was not kept.",
    "other": "None of the above; the comment says what.",
}
"""Default categories of defects with their meanings."""


class Defects(Part):
    """What a defect can be, and how much it weighs."""

    categories: dict[str, str] = Field(
        default_factory=lambda: dict(CATEGORIES),
        min_length=1,
        description="Category: what it means.",
    )
    severities: dict[str, Annotated[float, Field(ge=0, le=1_000_000)]] = Field(
        default_factory=lambda: dict(SEVERITIES),
        min_length=1,
        description="Severity: its weight, mildest first.",
    )


class Rework(Part):
    """How work is sent back."""

    days: int = Field(3, ge=1, description="Working days until rework is wanted back.")
    by: Literal["annotator", "vendor"] = Field(
        "annotator", description="Who gets a ticket: each annotator, or each vendor."
    )


class ClientEdition(Part):
    """What a client must not see."""

    internal: tuple[Text, ...] = Field(
        (), description="Internal codes and names that no client edition may hold."
    )
    hide: tuple[str, ...] = Field(
        ("vendor",), description="Breakdowns that a client edition leaves out."
    )
    smallest: int = Field(
        5, ge=1, description="Figures of fewer units than this are withheld from clients."
    )


class Definition(Part):
    """Everything a person states about a project."""

    project: str = Field(min_length=1, description="Short name of the project.")
    client: str | None = Field(None, description="Who the work is for.")
    title: str | None = Field(None, description="Name of the project in reports.")
    locales: tuple[Text, ...] = Field((), description="BCP 47 tags of the locales worked in.")
    seed: str | None = Field(None, description="Seed of all draws; the project name without it.")
    zone: str = Field("UTC", description="Time zone of the project's days and weeks.")
    questions: dict[str, Question] = Field(default_factory=dict, description="The questions.")
    sources: tuple[Source, ...] = Field((), description="Where answers come from.")
    items: tuple[Source, ...] = Field((), description="Manifests of items, if there are any.")
    breakdowns: tuple[str, ...] = Field(
        ("locale",), description="Columns that figures are broken down by."
    )
    targets: tuple[Target, ...] = Field((), description="What the figures must reach.")
    plan: Plan = Field(default_factory=Plan, description="How much work there is, by when.")
    audit: Audit = Field(default_factory=Audit, description="How answers are sampled and judged.")
    defects: Defects = Field(
        default_factory=Defects, description="Categories and severities of defects."
    )
    rework: Rework = Field(default_factory=Rework, description="How work is sent back.")
    client_edition: ClientEdition = Field(
        default_factory=ClientEdition, description="What a client must not see."
    )

    @property
    def draw_seed(self) -> str:
        """Text that every random draw's seed is derived from."""
        return self.seed or self.project


@cache
def definition_model() -> type[Definition]:
    """Return the definition model whose questions are the registered task types."""
    types = tuple(task_types().values())
    question: Any = Annotated[Union[types], Field(discriminator="type")]  # noqa: UP007 - built from a tuple
    return create_model(
        "Definition",
        __base__=Definition,
        questions=(
            dict[str, question],
            Field(default_factory=dict, description="Question id: its type and options."),
        ),
    )
