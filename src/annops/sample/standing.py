"""Whether a batch may be drawn from again: nobody draws until the result is liked."""

from collections.abc import Iterable

import polars as pl

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity
from annops.core.sample import SampledAnswer, SampleRecord, changed_answers
from annops.render import numbers
from annops.sample.frame import Frame
from annops.sample.model import Options, Plan

EXISTS = Code(
    id="SAM008",
    title="A sample of the batch that was drawn before",
    severity=Severity.ERROR,
    checks="Whether a sample drawn at random from the batch is in use already.",
    why="A second draw beside the first would let anyone keep the one that looks better.",
    example="`annops sample B01 --size 50` after `annops sample B01`, or after new answers came.",
    remedy="go on with that sample; if it must be replaced: `--redraw --reason WHY`",
)
JUDGED = Code(
    id="SAM013",
    title="A sample that verdicts have been given on",
    severity=Severity.ERROR,
    checks="Whether a sample to be replaced has verdicts while the batch is still the same.",
    why="Drawing again once results are known makes every figure of the batch worthless.",
    example="12 errors were found in B01-1, and somebody draws B01-2 from the same answers.",
    remedy="finish the audit; draw again when the batch was reworked. What cannot be used at all "
    "is given up with `--cancel --reason WHY`, which every later sample names",
)
GIVEN_UP = Code(
    id="SAM014",
    title="A sample was given up after verdicts",
    severity=Severity.WARNING,
    checks="Whether the sample before this one was cancelled though verdicts had been given.",
    why="Whoever reads the figures of the batch should know why its first sample does not count.",
    example="B01-1 was cancelled with 40 verdicts; B01-2 is drawn.",
    remedy="say in the report why; the record of the new sample names the old one",
)
NO_CANCEL = Code(
    id="SAM015",
    title="Nothing to cancel",
    severity=Severity.ERROR,
    checks="Whether the name given with `--cancel` is a batch or a sample that is in use.",
    why="Nothing was changed.",
    example="`annops sample B02 --cancel --reason WHY` where nothing was drawn from B02.",
    remedy="look at `annops sample --list`",
)


def same_draw(record: SampleRecord, plan: Plan, frame_hash: str, options: Options) -> bool:
    """Whether a sample is what the plan asks for, so that there is nothing to do.

    A plan from the same list, in the same way: the same wanted precision, or the same size.
    """
    if (record.frame_sha256, record.by, record.where) != (frame_hash, plan.by, plan.where):
        return False
    if (record.questions, record.second, record.design) != (
        plan.questions, plan.second, plan.design
    ):  # fmt: skip
        return False
    if options.targeted is not None:
        return record.reason == options.targeted and record.drawn == plan.drawn
    if options.redraw and not (record.supersedes and record.reason == options.reason):
        return False
    if options.size is not None:
        return record.drawn == plan.drawn and record.allocation == plan.allocation
    planned = (record.half_width, record.expected_rate, record.allocation)
    return planned == (plan.wanted, plan.expected_rate, plan.allocation)


def same_items(frame: Frame, record: SampleRecord, before: bytes | None) -> bool:
    """Whether a frame holds the same items as a sample was drawn from, with as many answers.

    Where other questions are asked, among them some of the sample's, the items alone count.

    Args:
        frame: The frame as it is now.
        record: The sample.
        before: Its frame.csv, None where that is damaged.
    """
    if before is None:
        return False
    shared = set(frame.questions) & set(record.questions)
    others = set(frame.questions) != set(record.questions)
    columns = ["item"] if shared and others else ["item", "answers"]
    was = pl.read_csv(before, columns=columns, infer_schema=False)
    return was.equals(frame.table.select(pl.col(columns).cast(pl.String)))


def same_answers(frame: Frame, answers: Iterable[SampledAnswer]) -> bool:
    """Whether the answers that were drawn are still what was given, of questions still asked.

    Args:
        frame: The frame as it is now.
        answers: The answers as they were drawn.
    """
    drawn = [answer for answer in answers if answer.question in frame.questions]
    items = pl.DataFrame({"item": sorted({one.item for one in drawn})}, {"item": pl.String})
    texts = [pl.col(name).cast(pl.String).fill_null("") for name in ("item", "question", "answer")]
    now = frame.rows.join(items, on="item", how="semi").select(texts)
    return not changed_answers(drawn, now.iter_rows())


def refuse_second(record: SampleRecord, *, changed: bool, items: int) -> None:
    """Refuse a draw beside one in use.

    Raises:
        AnnopsError: Always (SAM008).
    """
    drawn = f"`{record.id}` was drawn on {numbers.day(record.drawn_on)}"
    if changed:
        message = f"{drawn} from {record.items:,} items; since then the answers of the batch have "
        message += f"changed ({items:,} items can be drawn now)"
    else:
        message = f"{drawn} with other options"
    raise AnnopsError(EXISTS.at(Place(f"samples/{record.id}/record.json"), message))


def refuse_judged(record: SampleRecord, verdicts: int) -> None:
    """Refuse to replace a sample whose results are known.

    Raises:
        AnnopsError: Always (SAM013).
    """
    told = "1 verdict has" if verdicts == 1 else f"{verdicts:,} verdicts have"
    message = f"{told} been given on `{record.id}`, and the batch is the same as when it was drawn"
    raise AnnopsError(JUDGED.at(Place(f"samples/{record.id}/record.json"), message))


def last_random(records: Iterable[SampleRecord], batch: str | None) -> SampleRecord | None:
    """Return the latest sample drawn at random from a batch, cancelled or not."""
    own = [record for record in records if record.batch == batch and record.estimates]
    return max(own, key=lambda record: record.number, default=None)


def cancelled_so(
    records: Iterable[SampleRecord], name: str, batch: str | None, reason: str
) -> SampleRecord | None:
    """Return the sample that the same request has cancelled before, None where there is none.

    Args: as for `to_cancel`; `records` are all samples.
    """
    own = [record for record in records if record.id == name or record.batch == batch]
    last = max(own, key=lambda record: record.number, default=None)
    named = [record for record in own if record.id == name]
    asked = named[0] if named else last
    return asked if asked and asked.cancelled_on and asked.cancelled_why == reason else None


def to_cancel(records: Iterable[SampleRecord], name: str, batch: str | None) -> SampleRecord:
    """Return the sample that a person wants to cancel.

    Args:
        records: Samples that are neither replaced nor cancelled.
        name: What the person wrote: the id of a sample, or a batch.
        batch: The batch that the name means, None for the whole project.

    Raises:
        AnnopsError: When nothing, or more than one sample, is meant (SAM015).
    """
    standing = tuple(records)
    named = [record for record in standing if record.id == name]
    own = named or [record for record in standing if record.batch == batch]
    found = [record for record in own if record.estimates] or own
    if len(found) == 1:
        return found[0]
    if not found:
        raise AnnopsError(NO_CANCEL.at(None, f"no sample in use is called or of `{name}`"))
    hint = f"name the one you mean: {', '.join(record.id for record in found)}"
    raise AnnopsError(NO_CANCEL.at(None, f"{len(found)} samples of `{name}` are in use", hint))
