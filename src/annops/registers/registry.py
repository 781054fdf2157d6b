"""Finds the registers: every Row subclass in a module of `annops.registers`."""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import annops.registers
from annops.registers.row import Row


@cache
def registers() -> dict[str, type[Row]]:
    """Return the registers by name, sorted; a module that fails to import fails loudly."""
    found: dict[str, type[Row]] = {}
    for module in iter_modules(annops.registers.__path__):
        loaded = import_module(f"annops.registers.{module.name}")
        for value in vars(loaded).values():
            if _is_register(value, loaded.__name__):
                found[value.NAME] = value
    return dict(sorted(found.items()))


def _is_register(value: object, module: str) -> bool:
    return (
        isinstance(value, type)
        and issubclass(value, Row)
        and value is not Row
        and value.__module__ == module
    )
