"""Finds the task types: every Question subclass in a module of `annops.tasks`."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import annops.tasks
from annops.tasks.question import Question

_NOT_TYPES = {"question", "registry"}


@cache
def task_types() -> dict[str, type[Question]]:
    """Return the task types by name, sorted; a module that fails to import fails loudly."""
    found: dict[str, type[Question]] = {}
    for module in iter_modules(annops.tasks.__path__):
        if module.name in _NOT_TYPES:
            continue
        loaded = import_module(f"annops.tasks.{module.name}")
        for value in vars(loaded).values():
            if _is_task_type(value, loaded.__name__):
                found[value.model_fields["type"].default] = value
    return dict(sorted(found.items()))


def _is_task_type(value: object, module: str) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, Question)
        and value is not Question
        and value.__module__ == module
    )
