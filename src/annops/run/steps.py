"""The steps of a run: each computes, writes its files, and answers in a sentence."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Literal

from annops.agree.compute import agree
from annops.agree.lines import lines as agree_lines
from annops.agree.model import AgreementOptions
from annops.agree.run import SAVED
from annops.agree.run import exit_code as agree_exit
from annops.audit.judging import Done, Judging
from annops.audit.lines import lines as audit_lines
from annops.audit.loading import Answers, columns_of
from annops.audit.model import Options
from annops.audit.run import exit_code as audit_exit
from annops.check.compute import folder_findings
from annops.core.changeset import ChangeSet, Write
from annops.core.estimate import Outcome
from annops.core.finding import Finding, Severity
from annops.core.sample import SampleRecord
from annops.core.wording import counted
from annops.render.json_ import dumps
from annops.report.inputs import Week
from annops.report.model import Rating
from annops.report.run import changes, compute, kept_text, refuse_future, refuse_leaks
from annops.run.model import State, Step
from annops.workspace.lock import locked
from annops.workspace.open import Workspace
from annops.workspace.reviews import path_of
from annops.workspace.samples import is_active, list_samples

FORMATS = ("md", "xlsx", "html")


@dataclass(frozen=True, slots=True)
class Running:
    """What every step knows.

    Attributes:
        workspace: The project folder.
        week: Week of the report.
        day: The day.
        require_met: Whether a target that cannot be told counts as not met.
        dry_run: Whether nothing is written.
    """

    workspace: Workspace
    week: Week
    day: date
    require_met: bool = False
    dry_run: bool = False

    def write(self, summary: str, writes: tuple[Write, ...]) -> tuple[str, ...]:
        """Write files, or with `dry_run` only name them."""
        if not self.dry_run:
            self.workspace.apply(ChangeSet(summary, writes))
        return tuple(write.path for write in writes)

    def alone(self, name: str) -> AbstractContextManager[None]:
        """Keep other commands from writing a file until the block ends; not in a dry run."""
        return nullcontext() if self.dry_run else locked(self.workspace.root, name)


def check(running: Running) -> Step:
    """Look for anything wrong in the project folder."""
    findings = folder_findings(running.workspace.root, running.day)
    wrong = tuple(found for found in findings if found.severity is not Severity.NOTE)
    said = f"{counted(len(wrong), 'finding')}: annops check" if wrong else "nothing is wrong"
    return _step("check", int(bool(wrong)), said, findings=wrong)


def agreement(running: Running) -> Step:
    """Measure agreement as the definition asks, and keep the result."""
    definition = running.workspace.definition
    by_target = (target.by for target in definition.targets if target.by)
    columns = dict.fromkeys((*definition.breakdowns, "locale", *by_target))
    result = agree(running.workspace.annotations(columns), definition, AgreementOptions())
    write = Write(SAVED, dumps(result.model_dump(by_alias=True, mode="json")).encode())
    files = running.write("agreement with the definition's own options", (write,))
    counts = [(kind, sum(row.outcome is kind for row in result.targets)) for kind in Outcome]
    told = ", ".join(f"{n} {kind.value}" for kind, n in counts if n)
    said = f"targets: {told}" if result.targets else agree_lines(result, ascii_only=True)[0]
    return _step("agree", agree_exit(result, require_met=running.require_met), said, files=files)


def audits(running: Running) -> Iterator[Callable[[], Step]]:
    """Judge every batch that has a sample in use, sheets that came back included.

    Yields:
        A step a sample, each to be done alone, so that one that fails leaves the others.

    Raises:
        AnnopsError: When the exports or the records of the samples cannot be read.
    """
    workspace = running.workspace
    records = list_samples(workspace.root)
    active = [r for r in records if is_active(r, records) and r.estimates]
    if not active:
        yield partial(_step, "audit", 0, "no sample is in use")
        return
    columns = columns_of(workspace.definition)
    answers = Answers.of(workspace.annotations(columns), workspace.items(), columns)
    judging = Judging(workspace, answers.items, Options(), (), running.day)
    for record in active:
        yield partial(_audit, running, judging, answers, (record, records))


def _audit(
    running: Running, judging: Judging, answers: Answers,
    sample: tuple[SampleRecord, Sequence[SampleRecord]],
) -> Step:  # fmt: skip
    record, records = sample
    with running.alone(path_of(record.id)):
        done = judging.by_sample(record, records, answers.of_batch(record.batch))
        return _audited(running, done)


def _audited(running: Running, done: Done) -> Step:
    files = running.write(f"audit of {done.result.name}", done.writes)
    code = audit_exit(done.result, done.findings, require_met=running.require_met)
    said = audit_lines(done.result, (), ascii_only=True)[0]
    return _step("audit", code, said, files=files, findings=done.findings)


def report(running: Running, audience: Literal["internal", "client"]) -> Step:
    """Make the weekly report."""
    result = compute(running.workspace, running.week, audience)
    refuse_future(result, running.day)
    made = changes(running.workspace, result, FORMATS)
    told = refuse_leaks(running.workspace, made) if audience == "client" else ()
    told = (*told, *kept_text(running.workspace, result, FORMATS).findings)
    files = running.write(made.summary, made.writes)
    name = "report" if audience == "internal" else "report for the client"
    said = f"{result.rating.value}; {result.reason}"
    if audience == "client":
        said = "the same week without names; looked through for what a client must not see"
    code = int(result.rating is Rating.RED or bool(told))
    return _step(name, code, said, files=files, findings=told)


def _step(
    name: str,
    code: int,
    said: str,
    *,
    files: tuple[str, ...] = (),
    findings: tuple[Finding, ...] = (),
) -> Step:
    state = State.LOOK if code else State.FINE
    return Step(name=name, state=state, exit_code=code, text=said, findings=findings, files=files)
