"""One entry of `sources`: which files, how they are laid out, what their columns mean."""

from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from annops.core.states import Role
from annops.project.part import Part
from annops.tasks.question import Text

Layout = Literal["long", "wide-questions", "wide-annotators"]
Duplicates = Literal["last", "first", "keep", "error"]

FIELDS = (
    "item", "question", "annotator", "role", "round", "batch", "locale", "vendor", "guideline",
    "status", "answer", "submitted_at", "seconds", "gold", "media", "text", "link",
)  # fmt: skip
"""Names on the left of `columns` besides question ids and breakdowns; plus `annotators`."""

ALIASES = {
    "rater": "annotator", "labeler": "annotator", "labeller": "annotator", "worker": "annotator",
    "contributor": "annotator", "task": "item", "unit": "item", "data_row": "item",
    "benchmark": "gold", "ground_truth": "gold", "test_question": "gold", "label": "answer",
    "language": "locale",
}  # fmt: skip
"""Other words people write for the fields, with the field each one means."""


class Duration(Part):
    """Seconds as the difference of two columns of times."""

    begin: Text = Field(alias="from", description="Column of the time work began.")
    end: Text = Field(alias="to", description="Column of the time work ended.")


class TimeFormat(Part):
    """How times are written in the file."""

    format: str | None = Field(None, description="strftime format; ISO 8601 without it.")
    zone: str = Field("UTC", description="Time zone of times that carry none, as Europe/Berlin.")


def _column_form(value: Any) -> str:
    """Name the one form a column reference is meant as, so that one message says what is wrong."""
    if isinstance(value, Duration | dict):
        return TIMES
    return SEVERAL if isinstance(value, list | tuple) else NAME


NAME, TIMES, SEVERAL = "<name>", "<times>", "<several>"

ColumnRef = Annotated[
    Annotated[Text, Tag(NAME)]
    | Annotated[Duration, Tag(TIMES)]
    | Annotated[tuple[Text, ...], Tag(SEVERAL)],
    Discriminator(_column_form),
]
"""A column by name (or position from 1 without header), two columns of times, or several."""


class Source(Part):
    """Where answers come from and how to read them."""

    path: str = Field(description="File or glob, relative to the project folder.")
    format: str | None = Field(None, description="Format; recognised from the content without it.")
    layout: Layout = Field("long", description="What one record is.")
    header: bool = Field(True, description="Whether the first record names the columns.")
    delimiter: str | None = Field(None, min_length=1, max_length=1, description="Between cells.")
    encoding: str | None = Field(None, description="Text encoding; recognised without it.")
    decimal: Literal[".", ","] = Field(".", description="Decimal mark of numbers.")
    sheet: str | None = Field(None, description="Sheet of a workbook; the first one without it.")
    columns: dict[Text, ColumnRef] = Field(
        default_factory=dict, description="Field, question or breakdown: column of the file."
    )
    question: str | None = Field(None, description="The question all answers belong to.")
    questions: dict[Text, Text] = Field(
        default_factory=dict, description="Name in the file: question id of the definition."
    )
    role: Role = Field(Role.ANNOTATOR, description="In what capacity the answers were given.")
    round: int = Field(1, ge=1, description="1 first pass, 2 rework ...")
    fixed: dict[Text, Text] = Field(
        default_factory=dict, description="Batch, locale, vendor ... that all records share."
    )
    skipped: tuple[Text, ...] = Field(
        (), description="Texts of the status column that mean the item was skipped."
    )
    rejected: tuple[Text, ...] = Field((), description="Status texts that mean rejected.")
    draft: tuple[Text, ...] = Field((), description="Status texts that mean not submitted.")
    null: tuple[Text, ...] = Field((), description="Cell texts that mean no value.")
    time: TimeFormat = Field(default_factory=TimeFormat, description="How times are written.")
    duplicates: Duplicates = Field(
        "last", description="Which answer counts when one annotator answered twice."
    )
    snapshots: Literal["cumulative", "incremental"] = Field(
        "cumulative", description="Whether each newer file repeats the older ones' records."
    )

    @model_validator(mode="after")
    def _columns_fit_layout(self) -> Self:
        if self.layout == "wide-annotators" and self.columns and "annotators" not in self.columns:
            raise ValueError("layout wide-annotators needs `annotators` in columns (or `rest`)")
        return self
