"""Gathers what a client edition must not show: people, records, internal words."""

from collections.abc import Iterable, Iterator

import polars as pl

from annops.audit.sheets import NOBODY
from annops.core.annotations import Annotations
from annops.registers.registry import registers
from annops.registers.row import Row
from annops.report.leaks import Secrets
from annops.workspace.open import Workspace
from annops.workspace.registers import read_register
from annops.workspace.reviews import read_reviews, reviewed_samples


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
    known = {definition.client, definition.project, *NOBODY.values(), "", None}
    people = {
        *annotators(workspace.annotations()), *_reviewers(workspace), *_owners(rows),
    } - known  # fmt: skip
    return Secrets(
        people=frozenset(name for name in people if name),
        records=frozenset(row.id for row in rows if row.PREFIX),
        words=definition.client_edition.internal,
    )


def annotators(annotations: Annotations) -> list[str]:
    """Return the ids of everybody who gave an answer."""
    if "annotator" not in annotations.frame.collect_schema().names():
        return []
    names = annotations.frame.select(pl.col("annotator").cast(pl.String).unique())
    return names.collect()["annotator"].drop_nulls().to_list()


def _reviewers(workspace: Workspace) -> Iterator[str]:
    for sample in reviewed_samples(workspace.root):
        for review in read_reviews(workspace.root, sample).reviews:
            yield review.reviewer.strip()


def _owners(rows: Iterable[Row]) -> Iterator[str]:
    for row in rows:
        yield str(getattr(row, "owner", "")).strip()
