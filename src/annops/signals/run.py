"""What `annops risk signals` does between its options and its exit code."""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from annops.agree.compute import agree
from annops.agree.model import AgreementOptions, TargetRow
from annops.audit.loading import columns_of, load_audits
from annops.batches.compute import batches, count_batches
from annops.consensus.compute import consensus
from annops.consensus.targets import other_targets
from annops.core.annotations import Annotations
from annops.core.changeset import ChangeSet
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity
from annops.core.items import Items
from annops.registers.batches import Batch
from annops.registers.defects import Defect
from annops.registers.rework import Ticket
from annops.registers.risks import Risk
from annops.render.csv_ import render as table_csv
from annops.rework.compute import rework
from annops.signals.compute import Measured, signals
from annops.signals.concentration import concentrations
from annops.signals.document import lines, sections, signals_table
from annops.signals.model import Signal, SignalsResult
from annops.volumes.compute import volumes
from annops.volumes.model import Options
from annops.volumes.pace import pace
from annops.volumes.period import up_to
from annops.workspace.emit import Answer, Form, emit
from annops.workspace.open import Workspace
from annops.workspace.register_edits import editable, writing
from annops.workspace.registers import read_register

NO_SIGNAL = Code(
    id="SIG001",
    title="A signal that is not there",
    severity=Severity.ERROR,
    checks="Whether each number or id of `--accept` is that of a signal.",
    why="Nothing was written.",
    example="`annops risk signals --accept 7` where there are four.",
    remedy="`annops risk signals` shows the numbers",
)
ALL = "all"


def measured(workspace: Workspace, as_of: date) -> Measured:
    """Measure everything signals are drawn from, up to a day.

    Raises:
        AnnopsError: When an export cannot be read.
    """
    definition = workspace.definition
    by_target = (target.by for target in definition.targets if target.by)
    columns = ("submitted_at", "seconds", "locale", "batch", *definition.breakdowns, *by_target,
               *columns_of(definition))  # fmt: skip
    items = workspace.items()  # first: it keeps a copy of all columns
    every = workspace.annotations(tuple(dict.fromkeys(columns)))
    annotations = up_to(every, as_of, definition.zone)
    agreement = agree(annotations, definition, AgreementOptions(views=False))
    counted = volumes(annotations, items, definition, Options(by=()))
    known = read_register(workspace.root, Batch).rows
    found = batches(known, count_batches(annotations, items, definition, as_of), definition, as_of)
    tickets = read_register(workspace.root, Ticket).rows
    out = rework(tickets, read_register(workspace.root, Defect).rows, as_of)
    return Measured(
        targets=(*agreement.targets, *_quality(workspace, annotations, items)),
        estimates=agreement.estimates,
        pace=pace(counted, definition.plan, as_of),
        late=tuple(row for row in found.late if row.registered),
        overdue=out.overdue,
        concentrations=tuple(concentrations(annotations, definition)),
    )


def _quality(
    workspace: Workspace, annotations: Annotations, items: Items
) -> tuple[TargetRow, ...]:  # fmt: skip
    """Judge the targets on accuracy by gold, and those on the error rate by every audit."""
    definition = workspace.definition
    metrics = {target.metric for target in definition.targets}
    found: tuple[TargetRow, ...] = ()
    if "accuracy" in metrics:
        judged = other_targets(definition, consensus(annotations, definition))
        found += tuple(row for row in judged if row.metric == "accuracy")
    if "error_rate" in metrics:
        for audit in load_audits(workspace, annotations, items):
            batch = {"batch": audit.batch} if audit.batch else {}
            found += tuple(
                row.model_copy(update={"breakdown": {**batch, **row.breakdown}})
                for row in audit.targets
            )
    return found


def run(
    workspace: Workspace, as_of: date, accept: Sequence[str], form: Form, output: Path | None,
    *, dry_run: bool,
) -> None:  # fmt: skip
    """Show the signals; write those that are accepted into the register.

    Raises:
        AnnopsError: When a number or id accepted is none of a new signal (SIG001).
    """
    facts = measured(workspace, as_of)
    if not accept:
        result = signals(facts, read_register(workspace.root, Risk).rows, as_of)
        data = result.model_dump(by_alias=True, mode="json")
        table = signals_table(result)
        emit(Answer(lines(result), sections(result), data, lambda: table_csv(table)), form, output)
        return
    with writing(workspace.root, Risk, dry_run=dry_run):
        file = editable(workspace.root, Risk)
        chosen = accepted(signals(facts, file.rows, as_of), accept)
        write = file.with_rows([signal.risk for signal in chosen])
        changes = ChangeSet(f"accept {len(chosen)} signals", (write,) if chosen else ())
        diff = workspace.apply(changes, dry_run=dry_run)
    if dry_run:
        sys.stdout.write(diff)
        return
    said = [f"added {signal.risk.id} {signal.risk.title}" for signal in chosen]
    said = said or ["written down already; nothing was written"]
    sys.stdout.write("".join(f"{line}\n" for line in said))


def accepted(result: SignalsResult, accept: Sequence[str]) -> list[Signal]:
    """Return the new signals chosen by number or id, or all of them.

    What is in the register already is passed over, so that accepting twice changes nothing.

    Raises:
        AnnopsError: When a number or id is none of a signal (SIG001).
    """
    words = [word.strip() for text in accept for word in text.split(",") if word.strip()]
    if ALL in words:
        return list(result.new)
    by_name = {signal.risk.id: signal for signal in result.signals}
    by_name |= {str(number): signal for number, signal in result.numbered.items()}
    unknown = [word for word in words if word not in by_name]
    if unknown:
        n = len(result.signals)
        hint = f"signals have the numbers 1 to {n}" if n else None
        raise AnnopsError(NO_SIGNAL.at(None, f"no signal is `{unknown[0]}`", hint))
    chosen = {by_name[word].risk.id: by_name[word] for word in words}
    return [signal for signal in chosen.values() if signal.registered is None]
