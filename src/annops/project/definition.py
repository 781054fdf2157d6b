"""The project definition as pydantic models: what annops.yaml may say."""

from functools import cache
from typing import Annotated, Any, Self, Union

from pydantic import Field, create_model, model_validator

from annops.project.part import Part
from annops.project.source import Source
from annops.tasks.question import Question, Text
from annops.tasks.registry import task_types


class Target(Part):
    """What a metric must reach, for one question, by one breakdown if named."""

    metric: str = Field(description="Metric id, as krippendorff_alpha; see `annops explain`.")
    question: str | None = Field(None, description="Question; every question without it.")
    at_least: float | None = Field(None, description="The metric must reach this.")
    at_most: float | None = Field(None, description="The metric must not exceed this.")
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
