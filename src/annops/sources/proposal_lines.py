"""How a proposed source entry is shown: as it will stand in annops.yaml, and why."""

from collections.abc import Mapping
from typing import Any

from annops.core.wording import counted
from annops.render.plain import visible
from annops.sources.proposal import Proposal, Sureness
from annops.sources.seen import Seen

_MOST = 8


def proposal_lines(seen: Seen, entry: Mapping[str, Any], proposal: Proposal) -> list[str]:
    """Return the entry as YAML, how the columns were understood, and what is not certain."""
    read = counted(seen.reading.n_records, "record")
    said = [f"{seen.path.name}: {seen.form.title}, {seen.why}; {read}", *_yaml(entry, proposal)]
    sure = [g.what for g in proposal.guesses if g.sureness in {Sureness.SURE, Sureness.GIVEN}]
    if sure:
        said.append(f"sure: {', '.join(dict.fromkeys(sure))}")
    unsure = [g for g in proposal.guesses if g.sureness in {Sureness.LIKELY, Sureness.GUESS}]
    said += [f"{g.sureness}: {g.what} = {g.value}: {g.why}" for g in unsure[:_MOST]]
    said += [f"note: {text}" for text in proposal.notes[:_MOST]]
    said += [f"odd: {text}" for text in proposal.oddities[:_MOST]]
    if proposal.unused:
        more = f" and {len(proposal.unused) - _MOST} more" if len(proposal.unused) > _MOST else ""
        said.append(f"not used: {', '.join(proposal.unused[:_MOST])}{more}")
    return [visible(line) for line in said]


def _yaml(entry: Mapping[str, Any], proposal: Proposal) -> list[str]:
    import yaml

    parts: dict[str, Any] = {}
    if proposal.questions:
        parts["questions"] = {name: dict(value) for name, value in proposal.questions.items()}
    parts["sources"] = [dict(entry)]
    text = yaml.safe_dump(
        parts, sort_keys=False, allow_unicode=True, default_flow_style=None, width=96
    )
    return [f"  {line}" for line in str(text).splitlines()]
