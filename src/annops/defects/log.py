"""Turns failed verdicts into defects, one for each annotator who gave the answer; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from annops.core.review import Review, Verdict, governing
from annops.core.sample import SampledAnswer, SampleRecord
from annops.defects.model import LogResult
from annops.registers.defects import Defect
from annops.registers.row import new_id

TAKEN_BACK = "verdict taken back"
"""Evidence of a defect that annops withdrew; one that a person withdrew says something else."""

_SAID = ("category", "severity", "expected", "comment")
_KEEPS = frozenset({"withdrawn"})
_WAITING = frozenset({"open", "in rework", "unchanged", "disputed"})

Key = tuple[str, str, str, str, str]
"""Sample, item, question, annotator, answer: what makes a defect this one and no other."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One sample with its verdicts, and what is known of its answers.

    Attributes:
        record: The sample.
        answers: The answers drawn.
        reviews: Verdicts on record, oldest first.
        known: By item, question and annotator: `batch`, `locale` and `vendor` where known.
    """

    record: SampleRecord
    answers: Sequence[SampledAnswer]
    reviews: Sequence[Review]
    known: Mapping[tuple[str, str, str], Mapping[str, str]]


def log(samples: Iterable[Judged], register: Sequence[Defect], day: date) -> LogResult:
    """Say which defects the verdicts add to the register, withdraw or change.

    A defect already in the register keeps what people wrote; a text that is still as the
    reviewer once said it follows the reviewer. An answer that another sample found wrong, and that
    nobody has mended or withdrawn since, is not logged a second time.

    Args:
        samples: Samples with verdicts.
        register: The register as it is.
        day: Day on which a defect counts as found whose verdict names none.
    """
    there = {_key(row): row for row in register}
    waiting = {_key(row)[1:] for row in register if row.state in _WAITING}
    taken = {row.id for row in register}
    ledger = _Ledger()
    names: list[str] = []
    for sample in samples:
        names.append(sample.record.id)
        verdicts = governing(sample.reviews)
        said = _history(sample.reviews)
        for key, answer in _distinct(sample):
            review, row = verdicts.get(answer.row), there.get(key)
            if review is None:
                continue
            if row is not None:
                ledger.keep(row, review, said.get(answer.row, ()))
            elif review.verdict is Verdict.FAILED and key[1:] in waiting:
                ledger.unchanged += 1
            elif review.verdict is Verdict.FAILED:
                made = _new(key, sample, answer, review, taken)
                taken.add(made.id)
                ledger.added.append(made.model_copy(update={"found": made.found or day}))
    return ledger.result(tuple(sorted(names)))


class _Ledger:
    """Collects what becomes of each defect."""

    def __init__(self) -> None:
        self.added: list[Defect] = []
        self.reopened: list[Defect] = []
        self.withdrawn: list[Defect] = []
        self.changed: list[Defect] = []
        self.compare_again: list[str] = []
        self.unchanged = 0

    def keep(self, row: Defect, review: Review, said: Sequence[Review]) -> None:
        """Hold a defect of the register against the verdict that counts now.

        What came back as fixed was compared with the answer expected then; with another one it
        is compared again.
        """
        if review.verdict is not Verdict.FAILED:
            if row.state in _KEEPS:
                self.unchanged += 1
            else:
                words = f"{TAKEN_BACK}: {review.verdict.value} ({review.reviewer})"
                update = {"state": "withdrawn", "evidence": words}
                self.withdrawn.append(row.model_copy(update=update))
            return
        update = _followed(row, review, said)
        if "expected" in update and row.state == "fixed" and row.checked:
            update |= {"state": "in rework", "evidence": ""}
            self.compare_again.append(row.id)
        if row.state == "withdrawn" and row.evidence.startswith(TAKEN_BACK):
            update |= {"state": "open", "evidence": ""}
            self.reopened.append(row.model_copy(update=update))
        elif update:
            self.changed.append(row.model_copy(update=update))
        else:
            self.unchanged += 1

    def result(self, samples: tuple[str, ...]) -> LogResult:
        """Return all that was collected, by id."""

        def ordered(rows: list[Defect]) -> tuple[Defect, ...]:
            return tuple(sorted(rows, key=lambda row: row.id))

        without = sum(not row.category or not row.severity for row in self.added)
        return LogResult(
            samples=samples, added=ordered(self.added), reopened=ordered(self.reopened),
            withdrawn=ordered(self.withdrawn), changed=ordered(self.changed),
            unchanged=self.unchanged, without_kind=without,
            compare_again=tuple(sorted(self.compare_again)),
        )  # fmt: skip


def _key(row: Defect) -> Key:
    return (row.sample, row.item, row.question, row.annotator, row.answer)


def _distinct(sample: Judged) -> list[tuple[Key, SampledAnswer]]:
    """List the answers, each once, by key."""
    found: dict[Key, SampledAnswer] = {}
    for a in sample.answers:
        key = tuple(text.strip() for text in (sample.record.id, a.item, a.question, a.annotator,
                                              a.answer))  # fmt: skip
        found.setdefault((key[0], key[1], key[2], key[3], key[4]), a)
    return sorted(found.items())


def _history(reviews: Iterable[Review]) -> dict[str, list[Review]]:
    found: dict[str, list[Review]] = {}
    for review in reviews:
        found.setdefault(review.row, []).append(review)
    return found


def _followed(row: Defect, review: Review, said: Sequence[Review]) -> dict[str, str]:
    """Return the texts that follow the reviewer: those that are as a verdict once said them."""
    update: dict[str, str] = {}
    for field in _SAID:
        now, wanted = getattr(row, field), getattr(review, field).strip()
        once = {getattr(one, field).strip() for one in said if one.id != review.id}
        if now != wanted and now in once:
            update[field] = wanted
    return update


def _new(
    key: Key, sample: Judged, answer: SampledAnswer, review: Review, taken: set[str]
) -> Defect:
    known = sample.known.get((answer.item, answer.question, answer.annotator), {})
    return Defect(
        id=new_id(Defect.PREFIX, key, taken), item=answer.item, question=answer.question,
        annotator=answer.annotator, batch=sample.record.batch or known.get("batch", ""),
        locale=known.get("locale", ""), vendor=known.get("vendor", ""), answer=answer.answer,
        expected=review.expected, category=review.category, severity=review.severity,
        comment=review.comment, sample=sample.record.id, reviewer=review.reviewer,
        found=review.reviewed_on,
    )  # fmt: skip
