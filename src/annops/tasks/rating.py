"""Rating: a number on a scale, compared by rank, difference or ratio."""

import math
import re
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from annops.core.states import Reason
from annops.tasks.question import Comparison, Problem, Question

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")


class Scale(BaseModel):
    """The scale of a rating: its ends, its step, and what its numbers mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    min: float | None = Field(None, description="Lowest rating allowed.")
    max: float | None = Field(None, description="Highest rating allowed.")
    step: float | None = Field(None, gt=0, description="Distance between neighbouring ratings.")
    level: Literal["ordinal", "interval", "ratio"] = Field(
        "ordinal", description="Whether ranks, differences or ratios of ratings mean something."
    )

    @model_validator(mode="after")
    def _ends_in_order(self) -> Self:
        if self.min is not None and self.max is not None and self.min >= self.max:
            raise ValueError("scale: min must be below max")
        return self


class Rating(Question):
    """One number per answer."""

    type: Literal["rating"] = "rating"
    scale: Scale = Field(default_factory=Scale, description="Ends, step and level of the scale.")

    @property
    def comparison(self) -> Comparison:
        """The level of the scale."""
        return Comparison(self.scale.level)

    def canonical(self, text: str) -> str | Problem:
        """Return the number in its shortest form: `4`, not `4.0`."""
        stripped = text.strip()
        if not _NUMBER.fullmatch(stripped):
            return Problem(Reason.INVALID_VALUE, f"a number{self._span()}")
        value = self._on_step(float(stripped))
        if not math.isfinite(value) or not self._on_scale(value):
            return Problem(Reason.INVALID_VALUE, f"a number{self._span()}")
        return str(int(value)) if value == int(value) else repr(value)

    def _on_step(self, value: float) -> float:
        """Take a number a rounding error off a step for the step: 0.30000000000000004 for 0.3."""
        low, step = self.scale.min or 0.0, self.scale.step or 0.0
        steps = (value - low) / step if step else math.inf
        if not math.isfinite(steps):
            return value
        nearest = round(low + round(steps) * step, 10)
        return nearest if math.isclose(value, nearest, rel_tol=1e-9, abs_tol=1e-9) else value

    def _on_scale(self, value: float) -> bool:
        low, high, step = self.scale.min, self.scale.max, self.scale.step
        if (low is not None and value < low) or (high is not None and value > high):
            return False
        if step is None:
            return True
        steps = (value - (low or 0.0)) / step
        return math.isfinite(steps) and math.isclose(steps, round(steps), abs_tol=1e-9)

    def _span(self) -> str:
        low, high, step = self.scale.min, self.scale.max, self.scale.step
        text = "" if low is None else f" from {low:g}"
        text += "" if high is None else f" up to {high:g}"
        return text + ("" if step is None else f" in steps of {step:g}")

    @property
    def categories(self) -> tuple[str, ...] | None:
        """The ratings of a short stepped scale (1 to 5, say); None for open or fine scales."""
        low, high, step = self.scale.min, self.scale.max, self.scale.step
        if low is None or high is None:
            return None
        if step is None:
            step = 1.0 if self.scale.level == "ordinal" else None
        if step is None or (high - low) / step > 100:
            return None
        count = round((high - low) / step) + 1
        texts = (self.canonical(repr(low + step * i)) for i in range(count))
        return tuple(text for text in texts if isinstance(text, str))

    @property
    def is_number(self) -> bool:
        """Ratings are written as numbers."""
        return True

    def number(self, answer: str) -> float | None:
        """Return the rating."""
        return float(answer)
