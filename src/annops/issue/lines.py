"""The everyday answer of `annops issue`: blockers first, then what waits longest."""

from collections import Counter

from annops.core.command_word import command_word
from annops.core.wording import counted
from annops.issue.model import IssueEntry, IssuesResult

_MOST = 7
_WORDS = {
    "ISS001": "blocker without an owner", "ISS002": "overdue",
    "ISS003": "closed without a resolution", "ISS004": "decision without a day or default",
}  # fmt: skip


def lines(result: IssuesResult) -> list[str]:
    """Return at most a dozen lines: how many, the worst, what needs attention."""
    if not result.issues and result.left_out:
        return [f"issues: none can be read, {counted(result.left_out, 'record')} left out",
                "next: annops check"]  # fmt: skip
    if not result.issues:
        return ["issues: none written down", 'next: annops issue add "what hinders"']
    said = [_count(result)]
    said += [issue_text(entry) for entry in result.open[:_MOST]]
    if len(result.open) > _MOST:
        said.append(f"  and {len(result.open) - _MOST} more: annops issue list")
    counts = Counter(finding.code for finding in result.findings)
    shown = ", ".join(f"{n} {_WORDS[code]}" for code, n in sorted(counts.items()))
    said.append(f"attention: {shown or 'nothing'}")
    said.append(f"next: {_next(result)}")
    return said


def issue_text(entry: IssueEntry) -> str:
    """Word one record: kind, title, owner, age, delay."""
    row = entry.issue
    parts = [row.priority, f"owner {row.owner}" if row.owner else "no owner"]
    if entry.age_days is not None:
        parts.append(f"{entry.age_days} {'day' if entry.age_days == 1 else 'days'} old")
    if entry.overdue_days is not None:
        parts.append(f"{entry.overdue_days} d overdue")
    elif row.due is not None:
        parts.append(f"due {row.due}")
    return f"  {row.id} {row.kind}: {row.title} ({', '.join(parts)})"


def _count(result: IssuesResult) -> str:
    kinds = Counter(str(entry.issue.kind) for entry in result.open)
    names = ("blocker", "decision", "issue", "question")
    parts = [f"{n:,} {kind}{'' if n == 1 else 's'}" for kind in names if (n := kinds[kind])]
    closed = len(result.issues) - len(result.open)
    lost = f"; {counted(result.left_out, 'record')} left out" if result.left_out else ""
    return f"open as of {result.as_of}: {', '.join(parts) or 'none'}; {closed:,} closed{lost}"


def _next(result: IssuesResult) -> str:
    options = {
        "ISS001": "--owner NAME", "ISS002": "--due DAY", "ISS003": '--resolution "..."',
        "ISS004": '--due DAY --default "..."',
    }  # fmt: skip
    for entry in result.issues:
        if entry.needs:
            return f"annops issue edit {command_word(entry.issue.id)} {options[entry.needs[0]]}"
    if result.open:
        return f'annops issue close {command_word(result.open[0].issue.id)} --resolution "..."'
    return "annops status"
