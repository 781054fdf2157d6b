"""Which batch, and which sample of it, a person means."""

from collections.abc import Sequence

from annops.audit.loading import Answers
from annops.core.errors import AnnopsError
from annops.core.finding import did_you_mean
from annops.core.sample import WHOLE, SampleRecord
from annops.workspace.asked import NOT_DEFINED
from annops.workspace.samples import is_active

Choice = tuple[str | None, SampleRecord | None]
"""The batch, None for the whole project, and its sample, None where there is none in use."""


def choose(
    batch: str | None, sample: str | None, records: Sequence[SampleRecord], answers: Answers
) -> Choice:
    """Return the batch meant and its sample: the latest drawn at random, else a targeted one.

    Args:
        batch: What was given as batch; the id of a sample will do.
        sample: What was given as sample.
        records: All samples.
        answers: The project's answers, which know the batches.

    Raises:
        AnnopsError: When there is no such batch or sample, or none is named (USE002).
    """
    by_id = {record.id: record for record in records}
    if sample is not None:
        if sample not in by_id:
            hint = did_you_mean(sample, by_id)
            raise AnnopsError(NOT_DEFINED.at(None, f"no sample is called `{sample}`", hint))
        return by_id[sample].batch, by_id[sample]
    known = (*answers.batches, *(record.batch for record in records if record.batch))
    name = _only(records, known) if batch is None else batch
    if name not in known and name in by_id:
        return by_id[name].batch, by_id[name]
    if name not in known and name != WHOLE:
        hint = did_you_mean(name, dict.fromkeys((*known, WHOLE)))
        raise AnnopsError(NOT_DEFINED.at(None, f"no batch is called `{name}`", hint))
    meant = name if name in known else None
    return meant, _in_use(meant, records)


def _only(records: Sequence[SampleRecord], known: Sequence[str]) -> str:
    drawn = sorted({record.batch or WHOLE for record in records})
    choices = drawn or sorted(set(known)) or [WHOLE]
    if len(choices) == 1:
        return choices[0]
    hint = did_you_mean("", dict.fromkeys((*choices, WHOLE)))
    raise AnnopsError(NOT_DEFINED.at(None, "no batch is named", hint))


def _in_use(batch: str | None, records: Sequence[SampleRecord]) -> SampleRecord | None:
    active = [one for one in records if one.batch == batch and is_active(one, records)]
    random = [one for one in active if one.estimates]
    return max(random or active, key=lambda one: one.number, default=None)
