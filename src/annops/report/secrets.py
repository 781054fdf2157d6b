"""Gathers what a client edition must not show: people, records, internal words."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

import polars as pl

from annops.audit.sheets import NOBODY
from annops.core.annotations import Annotations
from annops.core.guideline import rule_changes
from annops.project.definition import Definition
from annops.registers.registry import registers
from annops.registers.row import Row
from annops.report.leaks import Secrets
from annops.workspace.guidelines_lock import read_lock
from annops.workspace.open import Workspace
from annops.workspace.registers import read_register
from annops.workspace.reviews import read_reviews, reviewed_samples

_NAMING = ("owner", "annotator", "reviewer", "to")
"""Fields of the registers that hold a person, or a vendor; some may be gone from the exports."""
_READERS = ("client", "", None)
"""Owners that are no person of the project's."""
_SHORTEST = 3
"""Letters of a value of a hidden breakdown that is looked for; shorter ones may be any word."""


def secrets_of(workspace: Workspace) -> Secrets:
    """Return what no part of a client edition may hold.

    Raises:
        AnnopsError: When a register or a file of verdicts cannot be read.
    """
    rows = [
        row for register in registers().values()
        for row in read_register(workspace.root, register).rows
    ]  # fmt: skip
    definition = workspace.definition
    known = {definition.client, definition.project, definition.title, *NOBODY.values(), *_READERS}
    hide = definition.client_edition.hide
    answers = workspace.annotations((*definition.breakdowns, *hide, "vendor"))
    vendors = {*_values(answers, "vendor"), *_texts(rows, "vendor")}
    named = {who for name in _NAMING for who in _texts(rows, name)} - vendors
    people = {*annotators(answers), *_reviewers(workspace), *named} - known
    shown = set(_shown(answers, definition))
    hidden = {value: column for column in hide for value in _values(answers, column)}
    if "vendor" in hide:
        hidden |= dict.fromkeys(vendors, "vendor")
    return Secrets(
        people=frozenset(name for name in people if name),
        records=frozenset(row.id for row in rows if row.PREFIX),
        words=definition.client_edition.internal,
        hidden={
            value: column
            for value, column in hidden.items()
            if value not in known | shown and sum(map(str.isalpha, value)) >= _SHORTEST
        },
        shown=frozenset(shown),
        computed=frozenset(_rules_changed(workspace)),
    )


def _shown(answers: Annotations, definition: Definition) -> Iterator[str]:
    """Give the words of the data that a client is to see.

    Yields:
        Questions, labels, batches and other places.
    """
    for name, question in definition.questions.items():
        yield from (name, *map(str, getattr(question, "labels", ())))
    for column in {*definition.breakdowns, "batch", "locale"} - {*definition.client_edition.hide}:
        yield from _values(answers, column)


def _rules_changed(workspace: Workspace) -> Iterator[str]:
    """Give what the edition says of guideline releases; a rule is no person.

    Yields:
        A text a release, as `R6 new`.
    """
    releases, _ = read_lock(workspace.root)
    for known in (releases or {}).values():
        yield from (str(rule_changes(old.rules, new.rules)) for old, new in pairwise(known))


def annotators(annotations: Annotations) -> list[str]:
    """Return the ids of everybody who gave an answer."""
    return _values(annotations, "annotator")


def _values(annotations: Annotations, column: str) -> list[str]:
    if column not in annotations.frame.collect_schema().names():
        return []
    values = annotations.frame.select(pl.col(column).cast(pl.String).unique())
    return values.collect()[column].drop_nulls().to_list()


def _reviewers(workspace: Workspace) -> Iterator[str]:
    for sample in reviewed_samples(workspace.root):
        for review in read_reviews(workspace.root, sample).reviews:
            yield review.reviewer.strip()


def _texts(rows: Iterable[Row], name: str) -> set[str]:
    """Return what stands in one field of the records that have it."""
    return {str(getattr(row, name, "")).strip() for row in rows} - {""}
