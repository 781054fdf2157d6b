"""Findings in the forms that people, programs and repository hosts read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from annops.core.finding import Code, Finding, Severity


class FindingForm(StrEnum):
    """For a person, a program, or the checks of a repository host."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"
    SARIF = "sarif"
    JUNIT = "junit"


@dataclass(frozen=True, slots=True)
class Checked:
    """Findings, and what their forms must know beside them.

    Attributes:
        findings: Worst first.
        command: The command that found them, as `annops check`.
        prefix: Path of the project folder below the repository, `/` at its end; empty where both
            are one. It stands before file names in the forms that hosts read.
        checks: Codes that were checked for, so that a form can show those that found nothing.
        pages: Codes by id, for the help that a form can carry.
        schema: Name of the JSON form.
    """

    findings: Sequence[Finding]
    command: str
    prefix: str = ""
    checks: Sequence[Code] = ()
    pages: Mapping[str, Code] = field(default_factory=dict)
    schema: str = "annops.findings/1"


def write_findings(checked: Checked, form: FindingForm) -> str:
    """Return the findings as text in a form; it ends with a line end."""
    if form is FindingForm.JSON:
        from annops.render.findings_json import findings_json

        return findings_json(checked)
    if form is FindingForm.GITHUB:
        from annops.render.findings_github import findings_github

        return findings_github(checked)
    if form is FindingForm.SARIF:
        from annops.render.findings_sarif import findings_sarif

        return findings_sarif(checked)
    if form is FindingForm.JUNIT:
        from annops.render.findings_junit import findings_junit

        return findings_junit(checked)
    return "".join(f"{found}\n" for found in checked.findings) + summary(checked.findings) + "\n"


def summary(findings: Sequence[Finding]) -> str:
    """Say in one line how many findings there are of each kind.

    >>> summary([])
    'nothing is wrong'
    """
    counts = Counter(finding.severity for finding in findings)
    parts = [_number(counts[severity], severity) for severity in Severity if counts[severity]]
    return ", ".join(parts) or "nothing is wrong"


def _number(count: int, severity: Severity) -> str:
    return f"{count} {severity}" + ("" if count == 1 else "s")


def is_wrong(findings: Sequence[Finding]) -> bool:
    """Whether a check ends with exit code 1: on anything but notes."""
    return any(finding.severity is not Severity.NOTE for finding in findings)
