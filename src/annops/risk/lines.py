"""The everyday answer of `annops risk`: the worst risks, what needs attention, what to do."""

from collections import Counter

from annops.core.command_word import command_word
from annops.core.wording import counted
from annops.risk.model import RiskEntry, RisksResult

_MOST_RISKS = 5
_MOST_NEEDS = 3


def lines(result: RisksResult) -> list[str]:
    """Return at most a dozen lines: how many, the highest scores, what needs attention."""
    if not result.risks and result.left_out:
        return [f"risks: none can be read, {counted(result.left_out, 'record')} left out",
                "next: annops check"]  # fmt: skip
    if not result.risks:
        return ["risks: none written down", 'next: annops risk add "what may go wrong"']
    said = [_count(result)]
    said += [risk_text(entry) for entry in result.open[:_MOST_RISKS]]
    if len(result.open) > _MOST_RISKS:
        said.append(f"  and {len(result.open) - _MOST_RISKS} more: annops risk list")
    said += _needs(result)
    said.append(f"next: {_next(result)}")
    return said


def risk_text(entry: RiskEntry) -> str:
    """Word one risk: score, title, owner, age, delay."""
    row = entry.risk
    score = "no score" if entry.score is None else f"score {entry.score}"
    parts = [score, f"owner {row.owner}" if row.owner else "no owner"]
    if entry.age_days is not None:
        parts.append(f"{entry.age_days} {'day' if entry.age_days == 1 else 'days'} old")
    if entry.overdue_days is not None:
        parts.append(f"review {entry.overdue_days} d overdue")
    return f"  {row.id} {row.title} ({', '.join(parts)})"


def _count(result: RisksResult) -> str:
    parts = [f"{len(result.open):,} open"]
    parts += [f"{n:,} {name}" for name in ("occurred", "closed") if (n := result.count(name))]
    lost = f"; {counted(result.left_out, 'record')} left out" if result.left_out else ""
    return f"risks as of {result.as_of}: {', '.join(parts)}{lost}"


_WORDS = {
    "RSK001": "without an owner", "RSK002": "overdue for review",
    "RSK003": "without a day of review", "RSK004": "with a score and no response",
    "RSK005": "closed without an outcome", "RSK006": "without probability or impact",
}  # fmt: skip


def _needs(result: RisksResult) -> list[str]:
    counts = Counter(finding.code for finding in result.findings)
    if not counts:
        return ["attention: nothing"]
    most = counts.most_common()
    shown = ", ".join(f"{n} {_WORDS[code]}" for code, n in most[:_MOST_NEEDS])
    rest = sum(n for _, n in most[_MOST_NEEDS:])
    return [f"attention: {shown}{f', {rest} more' if rest else ''}"]


def _next(result: RisksResult) -> str:
    if not result.findings:
        return "annops risk matrix"
    worst = next(entry for entry in result.risks if entry.needs)
    options = {
        "RSK001": "--owner NAME", "RSK002": "--review DAY", "RSK003": "--review DAY",
        "RSK004": "--response reduce", "RSK005": '--outcome "..."',
        "RSK006": "--probability N --impact N",
    }  # fmt: skip
    return f"annops risk edit {command_word(worst.risk.id)} {options[worst.needs[0]]}"
