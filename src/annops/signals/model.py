"""What `annops risk signals` answers: risks that data propose; annops.signals/1."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from annops.registers.risks import Risk

SignalKind = Literal["target", "weak group", "pace", "batch", "rework", "concentration"]
"""What points to the risk."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Signal(_Part):
    """One risk that data propose.

    Attributes:
        kind: What points to it.
        risk: The risk as it would be written down: never with a probability or an impact, which
            people estimate; its id comes from what it is about, so that it is the same each day.
        registered: Status of the risk where it is written down already, None where it is not.
    """

    kind: SignalKind
    risk: Risk
    registered: Literal["open", "occurred", "closed"] | None = None


class SignalsResult(_Part):
    """The answer of `annops risk signals`; fields may be added within a schema version.

    Attributes:
        as_of: The day.
        signals: Every signal, written down or not, in an order that does not depend on that.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["annops.signals/1"] = Field("annops.signals/1", alias="schema")
    as_of: date
    signals: tuple[Signal, ...]

    @property
    def numbered(self) -> dict[int, Signal]:
        """Every signal by its number, which stays when another one is written down."""
        return dict(enumerate(self.signals, 1))

    @property
    def new(self) -> tuple[Signal, ...]:
        """Signals that are not in the register."""
        return tuple(signal for signal in self.signals if signal.registered is None)
