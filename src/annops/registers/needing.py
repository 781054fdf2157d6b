"""Turns what records need into findings on their lines; one form for every titled register."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

from annops.core.command_word import command_word
from annops.core.finding import Code, Finding, Place, sort_findings
from annops.registers.issues import Issue
from annops.registers.risks import Risk

Need = tuple[Code, str, str]
"""The code, the column it is about, and what was found."""

Titled = TypeVar("Titled", Risk, Issue)
"""A record with a title, an owner, and a status that ends with `closed`."""


def findings_of(
    rows: Iterable[Titled],
    needs: Callable[[Titled], Iterator[Need]],
    lines: Mapping[str, int] | None = None,
) -> tuple[Finding, ...]:
    """Return a finding for each thing that a record needs, its id in the hint.

    Args:
        rows: The records.
        needs: Gives what one of them needs.
        lines: Line of each record in its file by id, where known.
    """
    known = lines or {}
    found = (
        code.at(
            Place(f"registers/{row.NAME}.csv", known.get(row.id), column),
            f"{row.id} `{row.title}`: {what}",
            code.remedy.replace(" ID ", f" {command_word(row.id)} "),
        )
        for row in rows
        for code, column, what in needs(row)
    )
    return sort_findings(found)
