"""Lists the samples of a project, and gives one up."""

import sys
from collections.abc import Iterable

from annops.core.changeset import ChangeSet
from annops.core.review import governing
from annops.core.sample import WHOLE, SampleRecord
from annops.render.csv_ import render as table_csv
from annops.sample.document import list_section, list_table
from annops.sample.lines import list_lines
from annops.sample.manner import Manner
from annops.sample.model import Listed
from annops.sample.standing import cancelled_so, to_cancel
from annops.workspace import samples
from annops.workspace.emit import Answer, emit
from annops.workspace.open import Workspace, open_workspace
from annops.workspace.reviews import read_reviews


def show_list(batch: str | None, manner: Manner) -> int:
    """Show every sample of the project or a batch; return the exit code.

    What cannot be read is said on stderr; the list is not whole then, and the code is 1.
    """
    workspace = open_workspace(manner.project)
    records, findings = samples.read_records(workspace.root)
    for finding in findings:
        sys.stderr.write(f"{finding}\n")
    own = [record for record in records if batch in {None, WHOLE, record.batch}]
    listed = [_listed(workspace, record, records) for record in own]
    data = {
        "schema": "annops.samples/1",
        "samples": [one.model_dump(by_alias=True, mode="json") for one in listed],
    }
    said = list_lines(listed) if listed or not findings else ["no sample can be read"]
    answer = Answer(said, (list_section(listed),), data, lambda: table_csv(list_table(listed)))
    emit(answer, manner.form)
    return int(bool(findings))


def cancel(batch: str | None, reason: str, manner: Manner) -> None:
    """Give a sample up: its record says since when and why, nothing is deleted.

    Raises:
        AnnopsError: When no sample in use is meant (SAM015).
    """
    workspace = open_workspace(manner.project)
    records = samples.list_samples(workspace.root)
    name = batch or WHOLE
    in_use = [record for record in records if samples.is_active(record, records)]
    is_batch = any(record.batch == name for record in records)
    meant = name if is_batch or name != WHOLE else None
    before = cancelled_so(records, name, meant, reason)
    if before is not None:
        sys.stdout.write(f"{before.id} was cancelled before\n")
        return
    record = to_cancel(in_use, name, meant)
    day = workspace.today(manner.as_of)
    given_up = record.model_copy(update={"cancelled_on": day, "cancelled_why": reason})
    summary = f"cancel the sample {record.id}"
    shown = workspace.apply(
        ChangeSet(summary, (samples.record_write(given_up),)), dry_run=manner.dry_run
    )
    if manner.dry_run:
        sys.stdout.write(shown)
        return
    verdicts = verdicts_on(workspace, record)
    kept = f"; its {verdicts:,} verdicts are kept" if verdicts else ""
    sys.stdout.write(f"{record.id} is cancelled{kept}\nwrote {shown}\n")


def verdicts_on(workspace: Workspace, record: SampleRecord) -> int:
    """Count the rows of a sample that verdicts were given on."""
    return len(governing(read_reviews(workspace.root, record.id).reviews))


def _listed(workspace: Workspace, record: SampleRecord, records: Iterable[SampleRecord]) -> Listed:
    later = [one.id for one in records if one.supersedes == record.id]
    if record.cancelled_on:
        state = f"cancelled on {record.cancelled_on.isoformat()}"
    else:
        state = f"replaced by {later[0]}" if later else "in use"
    return Listed(record=record, state=state, verdicts=verdicts_on(workspace, record))
