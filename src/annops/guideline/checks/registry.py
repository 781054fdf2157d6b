"""Finds the checks in this folder and runs them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

import annops.guideline.checks
from annops.core.finding import Code, Finding, sort_findings
from annops.guideline.model import Subject


@dataclass(frozen=True, slots=True)
class GuidelineCheck:
    """One check: its code, and the function that yields its findings."""

    code: Code
    run: Callable[[Subject], Iterator[Finding]]


@cache
def guideline_checks() -> tuple[GuidelineCheck, ...]:
    """Return every check of the folder, by code."""
    modules = [
        import_module(f"{annops.guideline.checks.__name__}.{found.name}")
        for found in iter_modules(annops.guideline.checks.__path__)
        if found.name != "registry"
    ]
    checks = [GuidelineCheck(module.CODE, module.check) for module in modules]
    return tuple(sorted(checks, key=lambda check: check.code.id))


def run_checks(subject: Subject) -> tuple[Finding, ...]:
    """Run every check and return what they find, worst first."""
    return sort_findings(found for check in guideline_checks() for found in check.run(subject))
