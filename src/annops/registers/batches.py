"""The register of batches: what is delivered and accepted together."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from annops.core.sheet import Tone
from annops.registers.row import About, Count, Day, Row

BatchState = Literal[
    "planned", "in progress", "in audit", "in rework", "accepted", "rejected", "delivered",
    "on hold",
]  # fmt: skip
"""Where a batch stands."""


class Batch(Row):
    """One batch: planned units, who does it, by when."""

    NAME: ClassVar[str] = "batches"
    TITLE: ClassVar[str] = "Batches"
    ONE: ClassVar[str] = "batch"

    units: Annotated[
        Count, Field(ge=0), About("Units", "Items planned in the batch.", width=8)
    ] = None
    locale: Annotated[str, About("Locale", "Locale, where the batch has one.", width=9)] = ""
    vendor: Annotated[str, About("Vendor", "Who does the work.", width=14)] = ""
    owner: Annotated[str, About("Owner", "Who answers for the batch.", width=14)] = ""
    due: Annotated[Day, About("Due", "Day the batch is due.", width=11)] = None
    state: Annotated[
        BatchState,
        About(
            "State", "Where the batch stands.", width=12,
            tones={"accepted": Tone.GOOD, "delivered": Tone.GOOD, "rejected": Tone.BAD,
                   "on hold": Tone.WATCH, "in rework": Tone.WATCH},
        ),
    ] = "planned"  # fmt: skip
    note: Annotated[str, About("Note", "Anything to remember.", width=40)] = ""
