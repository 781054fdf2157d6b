"""Signals as lines and as a table."""

from annops.core.document import Column, Section, Table
from annops.signals.model import SignalsResult

_MOST = 10


def lines(result: SignalsResult) -> list[str]:
    """Return the new signals by number, and what is written down already."""
    new = [(n, one) for n, one in result.numbered.items() if one.registered is None]
    known = len(result.signals) - len(new)
    if not result.signals:
        return ["signals: the data point to no risk", "next: annops risk"]
    there = f"; {known} written down already" if known else ""
    said = [f"signals as of {result.as_of}: {len(new)} new{there}"]
    for number, signal in new[:_MOST]:
        risk = signal.risk
        said += [f"  {number}  {risk.title}", f"     {risk.evidence}"]
    if len(new) > _MOST:
        said.append(f"  and {len(new) - _MOST} more: annops risk signals --format md")
    closed = [signal.risk.id for signal in result.signals if signal.registered == "closed"]
    if closed:
        said.append(f"closed, and the data still show it: {', '.join(closed)}")
    first = f"annops risk signals --accept {new[0][0]}, or --accept all" if new else "annops risk"
    return [*said, f"next: {first}"]


def signals_table(result: SignalsResult) -> Table:
    """Return every signal."""
    columns = (
        Column("number", "Number"),
        Column("id", "Id"),
        Column("kind", "Points to it"),
        Column("title", "Risk"),
        Column("category", "Category"),
        Column("evidence", "Evidence"),
        Column("registered", "In the register"),
    )
    rows = tuple(
        (str(number), one.risk.id, one.kind, one.risk.title, one.risk.category,
         one.risk.evidence, one.registered)
        for number, one in result.numbered.items()
    )  # fmt: skip
    return Table("signals", "Risks that the data point to", columns, rows, empty="none")


def sections(result: SignalsResult) -> tuple[Section, ...]:
    """Return one section."""
    return (Section("signals", "Signals", (signals_table(result),)),)
