"""Computes audits from samples, verdicts and references; pure."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256

from annops.agree.model import TargetRow
from annops.audit.judged import Inputs, Judged, judge_chosen, judge_sample
from annops.audit.labels import label_rows
from annops.audit.leaving_out import beside, judgeable
from annops.audit.model import Against, AuditResult, Counts, Found, Options, Rate, SampleFacts
from annops.audit.penalties import defect_counts, formula, penalty
from annops.audit.people import annotator_rows
from annops.audit.rates import all_rates, answer_rate, judge_targets, open_targets, wrong_in_batch
from annops.audit.references import Reference, References, verdicts_on_sample
from annops.audit.refusals import MISSING, NO_VERDICT, TARGETED
from annops.audit.reviewers import reviewer_rows
from annops.audit.wording import CHANGED_NOTE, changed_text, counted, unjudged_text
from annops.core.command_word import command_word
from annops.core.finding import Finding, Place, Severity
from annops.core.review import Review, Verdict, governing
from annops.core.sample import SampleRecord
from annops.project.definition import Definition

ANNOTATOR = "annotator"
_LOOKED_AT = (
    "These items were chosen, not drawn at random: the figures speak of them alone and say "
    "nothing about the rest of the batch."
)
_GOLD = (
    "Gold items were chosen, not drawn at random: the figures speak of answers to them alone and "
    "are no error rate of the batch."
)


def audit_sample(
    inputs: Inputs,
    definition: Definition,
    options: Options,
    refused: Iterable[Finding] = (),
    against: Against = Against.SHEET,
) -> AuditResult:
    """Judge a batch by the verdicts on a sample of it.

    Args:
        inputs: The sample and its verdicts.
        definition: Interval, targets, categories and severities.
        options: What is asked for.
        refused: Why no rate may be given, as found while reading.
        against: Where the verdicts come from.
    """
    record = inputs.record
    verdicts = governing(inputs.reviews)
    judged = judge_sample(inputs, verdicts, definition.audit)
    stops = [finding for finding in refused if finding.severity is Severity.ERROR]
    if not record.estimates:
        message = f"`{record.id}` was drawn where errors are expected; no rate is given"
        stops.append(TARGETED.at(None, message))
    counts = judged.counts()
    if not stops and not counts.judged:
        stops.append(_no_verdict(record, counts))
    rates = not stops
    allowed = options.leave_out or definition.audit.leave_out_unjudgeable
    leaving = allowed and not counts.missing  # empty rows are to be judged first
    kept = judgeable(judged) if leaving else judged
    left_out = counts.cannot_judge if leaving else 0
    complete = rates and not kept.missing.any()
    found = AuditResult(
        batch=record.batch, against=against, sample=_facts(inputs, definition),
        scope=_scope(record, options) + _left_out_text(counts, left_out), refused=tuple(stops),
        counts=_twice(counts, inputs, against), left_out=left_out,
        defects=defect_counts(kept, definition.defects, rates=complete),
        reviewers=reviewer_rows(inputs.reviews, judged.questions, definition.audit.confidence),
        found=_found(judged), changed=inputs.changed,
    )  # fmt: skip
    if rates:
        return _with_rates(found, (kept, judged), definition, options)
    if not record.estimates:
        return found
    still = open_targets(definition.targets, record.questions, record.batch, stops[0].message)
    return found.model_copy(update={"targets": still})


def audit_chosen(
    references: References, definition: Definition, options: Options, batch: str | None
) -> AuditResult:
    """Compare answers with gold or with reviewers on the items that have either.

    The items were chosen by people, so there is no rate of the batch in it.

    Args:
        references: The answers, and what they are held against.
        definition: Questions and confidence.
        options: What is asked for.
        batch: The batch.
    """
    verdicts = governing(references.reviews)
    judged = judge_chosen(references.answers, verdicts, references.groups, definition.audit)
    gold = references.kind is Reference.GOLD
    labels, confused = label_rows(judged, definition.questions)
    columns = options.by or definition.breakdowns
    people = _by_annotator(judged) if gold else ()
    return AuditResult(
        batch=batch, against=Against.GOLD if gold else Against.REVIEWERS,
        scope=_GOLD if gold else _LOOKED_AT, counts=judged.counts(),
        rates=tuple(
            rate for rate in all_rates(judged, columns) if rate.metric != "item_error_rate"
        ),
        labels=labels, confusions=confused,
        reviewers=() if gold else reviewer_rows(
            references.reviews, judged.questions, definition.audit.confidence
        ),
        annotators=annotator_rows(judged, people) if people else (),
        found=_found(judged), notes=references.notes,
    )  # fmt: skip


def audit_nothing(batch: str | None, against: Against, why: Finding) -> AuditResult:
    """Return the audit of a batch that cannot be judged at all.

    Args:
        batch: The batch.
        against: Where verdicts would have come from.
        why: Why it cannot.
    """
    return AuditResult(
        batch=batch, against=against, scope="Nothing could be judged.", counts=Counts(),
        refused=(why,),
    )  # fmt: skip


def audits(
    every: Sequence[tuple[Inputs, Sequence[Finding], Against]], definition: Definition
) -> tuple[AuditResult, ...]:
    """Judge every sample by what the definition asks for, by batch.

    Args:
        every: Each sample, what stands against a rate from it, where its verdicts come from.
        definition: Interval, targets, categories and severities.
    """
    made = [
        audit_sample(inputs, definition, Options(), refused, against)
        for inputs, refused, against in every
    ]
    return tuple(sorted(made, key=lambda result: (result.batch or "", result.name)))


def with_audits(
    rows: Iterable[TargetRow], results: Iterable[AuditResult]
) -> tuple[TargetRow, ...]:
    """Put what audits say of the error rate in place of rows that say there was no audit.

    Args:
        rows: Targets judged without audits; those on other metrics stay as they are.
        results: The audits of all samples in use.
    """
    judged = tuple(row for result in results for row in result.targets)
    if not judged:
        return tuple(rows)
    return (*(row for row in rows if row.metric != "error_rate"), *judged)


def from_reviewers(inputs: Inputs, references: References) -> Inputs:
    """Return a sample with the verdicts that reviewers' answers in the exports give."""
    reviews = verdicts_on_sample(inputs.record.id, inputs.answers, references.told)
    return replace(inputs, reviews=reviews)


def _no_verdict(record: SampleRecord, counts: Counts) -> Finding:
    where = Place(f"samples/{record.id}")
    message = f"none of the {counts.rows:,} rows of `{record.id}` has a verdict"
    if not counts.cannot_judge:
        return NO_VERDICT.at(where, message)
    message += f", {counts.cannot_judge:,} of them not judgeable"
    others = "; judge the empty rows" if counts.missing else ""
    hint = "let somebody else write pass or fail and their name into the rows nobody could judge"
    return NO_VERDICT.at(where, message, hint + others)


def _left_out_text(counts: Counts, left_out: int) -> str:
    """Say what was left out because nobody could judge it; empty for nothing."""
    if not left_out:
        return ""
    answers = counts.answers - counts.answers_judged
    of = f" ({answers:,} of {counted(counts.answers, 'answer')})"
    verb = "is" if left_out == 1 else "are"
    rows = f"{left_out:,} of {counted(counts.rows, 'row')}{of} that nobody could judge {verb}"
    return f" {rows} left out: the rates speak of answers that can be judged."


def _twice(counts: Counts, inputs: Inputs, against: Against) -> Counts:
    """Add how many rows a second reviewer is to judge, and how many one did."""
    if against is not Against.SHEET:
        return counts
    wanted = {answer.row for answer in inputs.answers if answer.second}
    done = {review.row for review in inputs.reviews if review.second}
    return counts.model_copy(update={"second": len(wanted), "second_judged": len(wanted & done)})


def _with_rates(
    found: AuditResult, both: tuple[Judged, Judged], definition: Definition, options: Options
) -> AuditResult:
    """Add all that is estimated: from the answers kept, with the bounds of all answers."""
    judged, every = both
    known = {ANNOTATOR, "batch"} if found.batch else {ANNOTATOR}
    columns = tuple(name for name in options.by or definition.breakdowns if name not in known)
    labels, confused = label_rows(judged, definition.questions)
    rates = all_rates(judged, columns)
    if judged is not every:
        rates = beside(rates, all_rates(every, columns))
    notes = [CHANGED_NOTE.format(changed_text(found))] if found.changed else []
    if judged.missing.any():
        notes.append(
            "Precision, recall and the penalty wait until every row has a verdict: rows nobody "
            "judged are often the hard ones."
        )
    return found.model_copy(
        update={
            "rates": rates,
            "in_batch": wrong_in_batch(every),
            "targets": _with_changed(
                judge_targets(definition.targets, judged, found.batch, every), found
            ),
            "penalty": penalty(judged, definition.defects),
            "penalty_formula": formula(definition.defects),
            "labels": labels,
            "confusions": confused,
            "annotators": annotator_rows(judged, _by_annotator(judged)),
            "notes": tuple(notes),
        }
    )


def _with_changed(rows: Iterable[TargetRow], found: AuditResult) -> tuple[TargetRow, ...]:
    """Say beside each target that answers of the sample are others now."""
    if not found.changed:
        return tuple(rows)
    whys = ((row, "; ".join(filter(None, (row.why, changed_text(found))))) for row in rows)
    return tuple(row.model_copy(update={"why": why}) for row, why in whys)


def _by_annotator(judged: Judged) -> tuple[Rate, ...]:
    who = sorted({answer.annotator for answer in judged.answers})
    return tuple(answer_rate(judged, None, {ANNOTATOR: name}) for name in who)


def missing_finding(result: AuditResult) -> Finding | None:
    """Return the finding that verdicts are missing, None when none are or no rate is given."""
    counts, sample = result.counts, result.sample
    if sample is None or result.refused or counts.without_verdict == result.left_out:
        return None
    ways = ["have the empty rows judged first"] if counts.missing else []
    if counts.cannot_judge:
        name = command_word(result.batch or "all")
        ways.append(
            "where nobody could judge, let somebody else write pass or fail and their name into "
            "the row, which then counts; or leave such rows out openly: "
            f"`annops audit {name} --leave-out-unjudgeable`, or for good with "
            "`audit: {leave_out_unjudgeable: true}` in annops.yaml"
        )
    return MISSING.at(Place(f"samples/{sample.id}"), unjudged_text(result), "; ".join(ways))


def _facts(inputs: Inputs, definition: Definition) -> SampleFacts:
    record = inputs.record
    said = "\n".join(sorted(review.model_dump_json() for review in inputs.reviews))
    return SampleFacts(
        id=record.id, batch=record.batch, design=record.design.value, by=record.by,
        frame_items=record.items, frame_answers=sum(record.answers.values()),
        items=record.drawn, interval=definition.audit.interval,
        confidence=definition.audit.confidence, frame_sha256=record.frame_sha256,
        verdicts_sha256=sha256(said.encode()).hexdigest(),
    )  # fmt: skip


def _scope(record: SampleRecord, options: Options) -> str:
    if not record.estimates:
        return "What was found where errors were expected; it says nothing about other items."
    whole = f"the {record.items:,} items of {record.batch or 'the project'}"
    when = " as they were when the sample was drawn" if options.as_drawn else ""
    return f"All answers of {whole}{when}, estimated from {record.drawn:,} items drawn at random."


def _found(judged: Judged) -> tuple[Found, ...]:
    rows: dict[str, list[int]] = {}
    for at, review in enumerate(judged.verdicts):
        if review is not None and review.verdict is not Verdict.PASSED:
            rows.setdefault(judged.answers[at].row, []).append(at)
    made = [_one(judged, places) for places in rows.values()]
    return tuple(sorted(made, key=lambda one: (one.item, one.question, one.answer)))


def _one(judged: Judged, places: Sequence[int]) -> Found:
    answer, review = judged.answers[places[0]], judged.verdicts[places[0]]
    said = review or Review(
        sample="", row="", item="", question="", answer="", reviewer="", verdict=Verdict.FAILED
    )
    return Found(
        row=answer.row, item=answer.item, question=answer.question, answer=answer.answer,
        annotators=tuple(sorted({judged.answers[at].annotator for at in places})),
        verdict=said.verdict, expected=said.expected, category=said.category,
        severity=said.severity, comment=said.comment, reviewer=said.reviewer,
    )  # fmt: skip
