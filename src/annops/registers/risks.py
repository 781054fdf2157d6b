"""The register of risks: what may go wrong, how likely, how bad, who watches it."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from annops.core.sheet import Tone
from annops.registers.row import About, Count, Day, Row

RiskCategory = Literal[
    "schedule", "quality", "people", "vendor", "scope", "data", "tool", "security", "cost",
    "other",
]  # fmt: skip
"""What a risk is about."""

Response = Literal["reduce", "avoid", "transfer", "accept", "escalate"]
"""What is done about a risk."""

RiskStatus = Literal["open", "occurred", "closed"]
"""Where a risk stands; one that occurred is followed as an issue."""

PROBABILITY = {
    1: "rare: below 5 %",
    2: "unlikely: 5 to 20 %",
    3: "possible: 20 to 50 %",
    4: "likely: 50 to 80 %",
    5: "almost certain: above 80 %",
}
"""Anchors of probability: the chance that it happens before the project ends."""

IMPACT = {
    1: "negligible: no promise touched",
    2: "minor: up to 2 days or 2 % of the units",
    3: "moderate: up to 1 week or 5 % of the units",
    4: "major: up to 3 weeks or 15 % of the units, or a target missed",
    5: "severe: more than that, or a batch refused by the client",
}
"""Anchors of impact, if it happens and nothing is done."""


class Risk(Row):
    """One risk."""

    NAME: ClassVar[str] = "risks"
    TITLE: ClassVar[str] = "Risks"
    ONE: ClassVar[str] = "risk"
    PREFIX: ClassVar[str] = "R-"

    title: Annotated[
        str, Field(min_length=1), About("Risk", "What may go wrong, in a line.", width=36)
    ]
    status: Annotated[
        RiskStatus,
        About("Status", "Where it stands.", width=10,
              tones={"occurred": Tone.BAD, "closed": Tone.GOOD}),
    ] = "open"  # fmt: skip
    owner: Annotated[str, About("Owner", "Who watches it; one name.", width=14)] = ""
    probability: Annotated[
        Count, Field(ge=1, le=5), About("Probability", "1 rare to 5 almost certain.", width=11)
    ] = None
    impact: Annotated[
        Count, Field(ge=1, le=5), About("Impact", "1 negligible to 5 severe.", width=8)
    ] = None
    category: Annotated[RiskCategory, About("Category", "What it is about.", width=11)] = "other"
    cause: Annotated[str, About("Cause", "Because of ...", width=30)] = ""
    event: Annotated[str, About("Event", "... this may happen ...", width=30)] = ""
    consequence: Annotated[str, About("Consequence", "... and lead to this.", width=30)] = ""
    response: Annotated[Response | None, About("Response", "What is done about it.", width=11)] = (
        None
    )
    mitigation: Annotated[str, About("Mitigation", "The step that is taken.", width=36)] = ""
    trigger: Annotated[str, About("Trigger", "The sign that it is happening.", width=30)] = ""
    review: Annotated[Day, About("Review by", "Day to look at it again.", width=11)] = None
    opened: Annotated[Day, About("Opened", "Day it was written down.", locked=True, width=11)] = (
        None
    )
    closed: Annotated[Day, About("Closed", "Day it was closed.", width=11)] = None
    outcome: Annotated[str, About("Outcome", "What became of it.", width=30)] = ""
    evidence: Annotated[
        str, About("Evidence", "Figures it rests on, where data raised it.", width=36)
    ] = ""

    @property
    def score(self) -> int | None:
        """Probability times impact, 1 to 25, for sorting only; None where one is not given."""
        if self.probability is None or self.impact is None:
            return None
        return self.probability * self.impact
