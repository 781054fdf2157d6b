"""Finds the pages of the codes in hand, without importing the whole of annops."""

import sys
from collections.abc import Iterable

from annops.core.finding import Code, Finding


def pages_of(findings: Iterable[Finding]) -> dict[str, Code]:
    """Return the codes of findings by id.

    Only the module that defines a code can make its findings, so it is loaded already.
    """
    wanted = {finding.code for finding in findings}
    found: dict[str, Code] = {}
    for name in sorted(name for name in sys.modules if name.startswith("annops.")):
        for value in vars(sys.modules[name]).values():
            if isinstance(value, Code) and value.id in wanted:
                found.setdefault(value.id, value)
    return found
