"""Findings as one JSON object, for programs."""

import json
from collections import Counter
from typing import Any

from annops.core.finding import Finding, Severity
from annops.render.findings_form import Checked


def findings_json(checked: Checked) -> str:
    """Return `{schema, command, counts, findings}`; places are relative to the project folder."""
    counts = Counter(finding.severity for finding in checked.findings)
    result = {
        "schema": checked.schema,
        "command": checked.command,
        "counts": {severity.value: counts[severity] for severity in Severity},
        "findings": [_record(finding) for finding in checked.findings],
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
