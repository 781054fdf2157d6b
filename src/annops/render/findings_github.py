"""Findings as workflow commands, which GitHub shows beside the lines of a change."""

from collections import Counter

from annops.core.finding import Finding, Severity
from annops.render.findings_form import Checked, summary

MOST_SHOWN = 10
"""Annotations a step may show of each kind; the host drops the rest without a word."""

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def findings_github(checked: Checked) -> str:
    """Return one annotation per finding, ten of a kind at most, and a summary line."""
    lines: list[str] = []
    shown: Counter[Severity] = Counter()
    for finding in checked.findings:
        shown[finding.severity] += 1
        if shown[finding.severity] <= MOST_SHOWN:
            lines.append(_annotation(finding, checked.prefix))
    hidden = sum(max(count - MOST_SHOWN, 0) for count in shown.values())
    name = checked.command
    if hidden:
        lines.append(f"::notice title={name}::{hidden} more; run {name} to see all")
    return "".join(line + "\n" for line in [*lines, f"{name}: {summary(checked.findings)}"])


def _annotation(finding: Finding, prefix: str) -> str:
    place = finding.place
    parts = [("title", finding.code)]
    if place is not None:
        parts += [("file", prefix + place.file)]
        parts += [("line", str(place.line))] if place.line is not None else []
        parts += [("col", str(place.column))] if isinstance(place.column, int) else []
    options = ",".join(f"{key}={_escaped(value, more=':,')}" for key, value in parts)
    where = f"record {place.record}: " if place and place.record is not None else ""
    text = where + finding.message + (f"\nhint: {finding.hint}" if finding.hint else "")
    return f"::{_COMMANDS[finding.severity]} {options}::{_escaped(text)}"


def _escaped(text: str, more: str = "") -> str:
    for sign in "%\r\n" + more:
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
