"""What may stand on the left of `columns`, and the other words people write for it."""

from collections.abc import Mapping
from typing import TypeVar

from annops.project.definition import Definition
from annops.project.source import ALIASES, FIELDS, Source

ANNOTATORS = "annotators"
"""Key of `columns` that names the annotators' columns of layout wide-annotators."""

_Value = TypeVar("_Value")


def known_names(definition: Definition) -> tuple[str, ...]:
    """Return the fields, `annotators`, the questions and the breakdowns, without repeats."""
    names = (*FIELDS, ANNOTATORS, *definition.questions, *definition.breakdowns)
    return tuple(dict.fromkeys(names))


def canonical_name(name: str, definition: Definition) -> str:
    """Return the field another word stands for; a question or breakdown of that name wins."""
    return name if name in known_names(definition) else ALIASES.get(name, name)


def normalised(definition: Definition) -> Definition:
    """Return the definition with every alias in `columns` and `fixed` replaced by its field."""

    def renamed(mapping: Mapping[str, _Value]) -> dict[str, _Value]:
        return {canonical_name(key, definition): value for key, value in mapping.items()}

    def source(entry: Source) -> Source:
        update = {"columns": renamed(entry.columns), "fixed": renamed(entry.fixed)}
        return entry.model_copy(update=update)

    return definition.model_copy(
        update={
            "sources": tuple(source(entry) for entry in definition.sources),
            "items": tuple(source(entry) for entry in definition.items),
        }
    )
