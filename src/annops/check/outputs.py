"""Findings in the forms that people, programs and repository hosts read."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from annops.check.model import CheckFormat
from annops.core.finding import Finding, Severity

Findings = Sequence[Finding]
MOST_SHOWN = 10
"""Annotations a step may show of each kind; the host drops the rest without a word."""

_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def written(findings: Findings, form: CheckFormat, *, prefix: str = "") -> str:
    """Return the findings as text.

    Args:
        findings: Worst first.
        form: The form asked for.
        prefix: Path of the project folder from where the command runs, `/` at its end; stands
            before file names in the forms that hosts read.
    """
    forms: Mapping[CheckFormat, Callable[[], str]] = {
        CheckFormat.TEXT: lambda: _text(findings),
        CheckFormat.JSON: lambda: _json(findings),
        CheckFormat.GITHUB: lambda: _github(findings, prefix),
        CheckFormat.SARIF: lambda: _sarif(findings, prefix),
        CheckFormat.JUNIT: lambda: _junit(findings),
    }
    return forms[form]()


def summary(findings: Findings) -> str:
    """Say in one line how many findings there are of each kind.

    >>> summary([])
    'nothing is wrong'
    """
    counts = Counter(finding.severity for finding in findings)
    parts = [_number(counts[severity], severity) for severity in Severity if counts[severity]]
    return ", ".join(parts) or "nothing is wrong"


def _number(count: int, severity: Severity) -> str:
    return f"{count} {severity}" + ("" if count == 1 else "s")


def _text(findings: Findings) -> str:
    return "".join(f"{finding}\n" for finding in findings) + summary(findings) + "\n"


def _json(findings: Findings) -> str:
    counts = Counter(finding.severity for finding in findings)
    result = {
        "schema": "annops.check/1",
        "counts": {severity.value: counts[severity] for severity in Severity},
        "findings": [_record(finding) for finding in findings],
    }
    return json.dumps(result, indent=2, ensure_ascii=False) + "\n"


def _record(finding: Finding) -> dict[str, Any]:
    place = finding.place
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "record": place.record if place else None,
        "cell": place.cell if place else None,
        "hint": finding.hint,
        "count": finding.count,
    }


def _github(findings: Findings, prefix: str) -> str:
    lines: list[str] = []
    shown: Counter[Severity] = Counter()
    for finding in findings:
        shown[finding.severity] += 1
        if shown[finding.severity] <= MOST_SHOWN:
            lines.append(_annotation(finding, prefix))
    hidden = sum(max(count - MOST_SHOWN, 0) for count in shown.values())
    if hidden:
        lines.append(f"::notice title=annops check::{hidden} more; run annops check to see all")
    return "".join(line + "\n" for line in [*lines, f"annops check: {summary(findings)}"])


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


def _sarif(findings: Findings, prefix: str) -> str:
    rules = sorted({finding.code for finding in findings})
    driver = {"name": "annops", "rules": [{"id": code} for code in rules]}
    run = {
        "tool": {"driver": driver},
        "results": [_sarif_result(finding, prefix) for finding in findings],
    }
    body = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _sarif_result(finding: Finding, prefix: str) -> dict[str, Any]:
    text = finding.message + (f"\nhint: {finding.hint}" if finding.hint else "")
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": finding.severity.value,
        "message": {"text": text},
    }
    place = finding.place
    if place is not None:
        location: dict[str, Any] = {"artifactLocation": {"uri": prefix + place.file}}
        if place.line is not None:
            location["region"] = {"startLine": place.line}
            if isinstance(place.column, int):
                location["region"]["startColumn"] = place.column
        result["locations"] = [{"physicalLocation": location}]
    return result


def _junit(findings: Findings) -> str:
    failed = [finding for finding in findings if finding.severity is not Severity.NOTE]
    cases = "".join(_junit_case(finding) for finding in failed)
    if not failed:
        cases = '  <testcase classname="annops" name="check"/>\n'
    count = max(len(failed), 1)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuite name="annops check" tests="{count}" failures="{len(failed)}">\n'
        f"{cases}</testsuite>\n"
    )


def _junit_case(finding: Finding) -> str:
    name = f"{finding.place}: {finding.message}" if finding.place else finding.message
    return (
        f'  <testcase classname="{finding.code}" name={quoteattr(_printable(name))}>\n'
        f"    <failure type={quoteattr(finding.severity.value)}>"
        f"{escape(_printable(str(finding)))}</failure>\n  </testcase>\n"
    )


def _printable(text: str) -> str:
    """Replace the signs that XML cannot hold."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in text)
