"""What every part of the definition has in common: nothing unknown, nothing changed later."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator


class Part(BaseModel):
    """A mapping of annops.yaml; a key left empty is as if it were not there."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, allow_inf_nan=False
    )

    @model_validator(mode="before")
    @classmethod
    def _empty_is_absent(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        optional = {
            name
            for field, about in cls.model_fields.items()
            if not about.is_required()
            for name in (field, about.alias)
        }
        return {
            key: value for key, value in data.items() if value is not None or key not in optional
        }
