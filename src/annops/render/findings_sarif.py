"""Findings as SARIF 2.1.0, for code scanning.

Source: Static Analysis Results Interchange Format (SARIF) Version 2.1.0, OASIS Standard.
"""

import json
from typing import Any
from urllib.parse import quote

from annops import __version__
from annops.core.finding import Code, Finding, Place
from annops.render.findings_form import Checked

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT = "%SRCROOT%"


def findings_sarif(checked: Checked) -> str:
    """Return one run: a rule with its help for each code, a result for each finding.

    File names are relative to the repository (`%SRCROOT%`), so that a host finds them when the
    project is a sub-folder.
    """
    named = {code.id: code for code in checked.checks}
    used = sorted({finding.code for finding in checked.findings} | named.keys())
    pages = {**checked.pages, **named}
    index = {code: at for at, code in enumerate(used)}
    run = {
        "tool": {
            "driver": {
                "name": "annops",
                "version": __version__,
                "rules": [_rule(code, pages.get(code)) for code in used],
            }
        },
        "originalUriBaseIds": {_ROOT: {"description": {"text": "the root of the repository"}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(found, checked.prefix, index) for found in checked.findings],
    }
    body = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(body, indent=2, ensure_ascii=False) + "\n"


def _rule(id_: str, code: Code | None) -> dict[str, Any]:
    if code is None:
        return {"id": id_}
    parts = {
        "What is checked": code.checks, "Why": code.why, "Example": code.example,
        "Remedy": code.remedy,
    }  # fmt: skip
    plain = "\n".join(f"{title}: {text}" for title, text in parts.items())
    markdown = "\n\n".join(f"**{title}**: {text}" for title, text in parts.items())
    return {
        "id": id_,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.checks},
        "help": {"text": plain, "markdown": markdown},
        "defaultConfiguration": {"level": code.severity.value},
    }


def _result(finding: Finding, prefix: str, index: dict[str, int]) -> dict[str, Any]:
    place = finding.place
    where = f"record {place.record}: " if place and place.record is not None else ""
    text = where + finding.message + (f"\nhint: {finding.hint}" if finding.hint else "")
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": finding.severity.value,
        "message": {"text": text},
    }
    if place is not None:
        result["locations"] = [{"physicalLocation": _location(place, prefix)}]
    return result


def _location(place: Place, prefix: str) -> dict[str, Any]:
    location: dict[str, Any] = {
        "artifactLocation": {"uri": quote(prefix + place.file), "uriBaseId": _ROOT}
    }
    if place.line is not None:
        location["region"] = {"startLine": place.line}
        if isinstance(place.column, int):
            location["region"]["startColumn"] = place.column
    return location
