"""Brings together what an audit rests on: the sample, its verdicts, the answers as they are."""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from annops.audit.compute import audits, from_reviewers
from annops.audit.judged import Inputs
from annops.audit.model import Against, AuditResult
from annops.audit.present import batch_rows, drift
from annops.audit.references import (
    Reference,
    References,
    build_references,
    groups_of,
    used_answers,
)
from annops.audit.refusals import BATCH_CHANGED, NOT_ASKED, NOT_IN_USE
from annops.core.annotations import Annotations
from annops.core.finding import Finding, Place, did_you_mean
from annops.core.items import Items, item_batches
from annops.core.review import Review
from annops.core.sample import SampledAnswer, SampleRecord, changed_answers, content_hash
from annops.project.definition import Definition
from annops.workspace.open import Workspace
from annops.workspace.reviews import read_reviews
from annops.workspace.samples import is_active, list_samples, read_frame, read_sample

_NEEDED = ("item", "question", "annotator", "role", "round", "status", "answer", "problem")


@dataclass(frozen=True, slots=True)
class Answers:
    """The project's answers and items, read once.

    Attributes:
        rows: One row an answer, with the columns an audit needs.
        items: One row an item.
    """

    rows: pl.DataFrame
    items: pl.DataFrame

    @classmethod
    def of(cls, annotations: Annotations, items: Items, columns: Iterable[str]) -> "Answers":
        """Take the needed columns of annotations that were loaded with them."""
        names = annotations.frame.collect_schema().names()
        wanted = [n for n in dict.fromkeys((*_NEEDED, "batch", *columns)) if n in names]
        return cls(annotations.frame.select(wanted).collect(), items.frame)

    def of_batch(self, batch: str | None) -> pl.DataFrame:
        """Return the answers to the items of a batch."""
        return batch_rows(self.rows, self.items, batch)

    @property
    def batches(self) -> tuple[str, ...]:
        """Names of the batches, sorted."""
        return tuple(sorted(item_batches(self.rows, self.items)["batch"].unique().to_list()))


def columns_of(definition: Definition, by: Iterable[str] = ()) -> tuple[str, ...]:
    """Name the columns that an audit breaks down by, targets included."""
    targets = (t.by for t in definition.targets if t.by and t.metric == "error_rate")
    return tuple(dict.fromkeys(("batch", *by, *definition.breakdowns, *targets)))


def inputs_of(
    record: SampleRecord,
    answers: Sequence[SampledAnswer],
    reviews: Sequence[Review],
    rows: pl.DataFrame,
    columns: Sequence[str],
) -> Inputs:
    """Put a sample beside its verdicts and the groups its answers belong to.

    Args:
        record: The sample.
        answers: Its answers.
        reviews: Verdicts on record.
        rows: The answers to the items of the batch as they are.
        columns: Columns to break down by.
    """
    drawn = pl.DataFrame(
        {"item": sorted({answer.item for answer in answers})}, {"item": pl.String}
    )
    texts = [pl.col(name).cast(pl.String).fill_null("") for name in ("question", "annotator")]
    theirs = rows.join(drawn, on="item", how="semi")
    now = used_answers(theirs).select("item", "question", "answer").iter_rows()
    mine = theirs.with_columns(texts).filter(pl.col("role").cast(pl.String) == "annotator")
    mine = mine.unique(["item", "question", "annotator"], keep="first", maintain_order=True)
    groups = groups_of(mine, columns)
    return Inputs(record, answers, reviews, groups, changed_answers(answers, now))


def standing_of(
    workspace: Workspace,
    record: SampleRecord,
    records: Sequence[SampleRecord],
    rows: pl.DataFrame,
    *,
    as_drawn: bool,
) -> list[Finding]:
    """Say what stands against a rate: a sample not in use, a batch that is another now."""
    found: list[Finding] = []
    if not is_active(record, records):
        later = [one.id for one in records if one.supersedes == record.id]
        why = f"was cancelled: {record.cancelled_why}" if record.cancelled_on else (
            f"was replaced by `{later[0]}`"
        )  # fmt: skip
        found.append(
            NOT_IN_USE.at(Place(f"samples/{record.id}/record.json"), f"`{record.id}` {why}")
        )
    gone = [name for name in record.questions if name not in workspace.definition.questions]
    if gone:
        message = f"`{record.id}` asks about `{gone[0]}`, which annops.yaml does not define"
        hint = did_you_mean(gone[0], workspace.definition.questions)
        return [*found, NOT_ASKED.at(Place(f"samples/{record.id}/record.json"), message, hint)]
    content = None if as_drawn else read_frame(workspace.root, record)
    if content is not None and content_hash(content) == record.frame_sha256:
        types = {"item": pl.String, "stratum": pl.String, "answers": pl.Int64}
        frame = pl.read_csv(io.BytesIO(content), schema_overrides=types)
        changed = drift(record, frame, rows)
        if changed:
            where = Place(f"samples/{record.id}/frame.csv")
            message = f"the batch is not the one `{record.id}` was drawn from: {changed}"
            found.append(BATCH_CHANGED.at(where, message))
    return found


def references_of(
    rows: pl.DataFrame, kind: Reference, definition: Definition, columns: Sequence[str]
) -> References | None:
    """Hold answers against reviewers or gold; None where there are none."""
    if "role" not in rows.columns:
        return None
    found = build_references(rows, kind, definition.questions, columns)
    return found if found.told and found.answers else None


def reviewed_in_exports(
    inputs: Inputs, rows: pl.DataFrame, definition: Definition
) -> tuple[Inputs, Against]:
    """Take verdicts from the exports' reviewers for a sample that has none on record."""
    if inputs.reviews:
        return inputs, Against.SHEET
    references = references_of(rows, Reference.REVIEWERS, definition, ())
    if references is None:
        return inputs, Against.SHEET
    found = from_reviewers(inputs, references)
    return (found, Against.REVIEWERS) if found.reviews else (inputs, Against.SHEET)


def load_audits(
    workspace: Workspace, annotations: Annotations, items: Items
) -> tuple[AuditResult, ...]:
    """Judge every batch that has a sample in use, by the verdicts on record.

    Sheets are not read here: `annops audit BATCH` takes them in.

    Args:
        workspace: The project folder.
        annotations: All answers, loaded with `columns_of(definition)`.
        items: All items.

    Raises:
        AnnopsError: When a record or a file of verdicts cannot be read.
    """
    definition = workspace.definition
    records = list_samples(workspace.root)
    latest = {r.batch: r for r in records if is_active(r, records) and r.estimates}
    if not latest:
        return ()
    columns = columns_of(definition)
    answers = Answers.of(annotations, items, columns)
    every = []
    for batch, record in sorted(latest.items(), key=lambda entry: entry[0] or ""):
        rows = answers.of_batch(batch)
        _, drawn, damage = read_sample(workspace.root, record.id)
        file = read_reviews(workspace.root, record.id)
        inputs = inputs_of(record, drawn, file.reviews, rows, columns)
        inputs, against = reviewed_in_exports(inputs, rows, definition)
        stops = standing_of(workspace, record, records, rows, as_drawn=False)
        every.append((inputs, (*damage, *file.findings, *stops), against))
    return audits(every, definition)
