"""Checks the guidelines of a project folder: reads what the checks look at, and runs them."""

from dataclasses import dataclass, replace
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Finding, sort_findings
from annops.guideline.checks.registry import guideline_checks, run_checks
from annops.guideline.gather import gather, since
from annops.project.definition import Definition
from annops.render.findings_form import Checked
from annops.render.findings_pages import pages_of
from annops.workspace.definition import read_definition
from annops.workspace.git import ask_git
from annops.workspace.guidelines_lock import BAD_LOCK
from annops.workspace.guidelines_text import BAD_FRONT_MATTER
from annops.workspace.yaml_places import YamlText


@dataclass(frozen=True, slots=True)
class CheckRun:
    """What a check found, and whether it could look at all it was asked to.

    Attributes:
        checked: Findings and what their forms need.
        complete: False when the earlier state asked for is not at hand.
    """

    checked: Checked
    complete: bool


def check_guidelines(root: Path, revision: str | None, *, read: bool) -> CheckRun:
    """Check the guidelines of a project folder.

    Args:
        root: The project folder.
        revision: Earlier state to compare with; None for none.
        read: Whether to look at the versions that answers name.

    Raises:
        AnnopsError: When the definition is wrong.
    """
    file = read_definition(root)
    if file.definition is None:
        raise AnnopsError(*file.findings)
    subject, met = gather(root, file.definition, file.text, answers=read)
    findings, missing = list(met), []
    if revision is not None:
        try:
            subject, kept = since(root, subject, met, revision)
            findings = list(kept)
        except AnnopsError as error:
            missing = list(error.findings)
    found = sort_findings([*findings, *missing, *run_checks(subject)])
    checks = (BAD_FRONT_MATTER, BAD_LOCK, *(check.code for check in guideline_checks()))
    prefix = repository_prefix(root)
    checked = Checked(found, "annops guideline check", prefix, checks, pages_of(found))
    return CheckRun(checked, complete=not missing)


def repository_prefix(root: Path) -> str:
    """Return the path of a project folder below its repository, else below the current folder."""
    top = ask_git(root, "rev-parse", "--show-toplevel")
    start = Path(top).resolve() if top else Path.cwd().resolve()
    if not root.resolve().is_relative_to(start):
        return ""
    below = root.resolve().relative_to(start).as_posix()
    return "" if below == "." else f"{below}/"


def quick_findings(root: Path, definition: Definition, text: YamlText) -> tuple[Finding, ...]:
    """Return what the checks find without looking at answers or at an earlier state.

    A project that never recorded a release is not told to record one.

    Args:
        root: The project folder.
        definition: Its definition.
        text: The definition's text, for places.
    """
    subject, met = gather(root, definition, text, answers=False)
    asked = subject.records_asked and subject.releases is not None
    return (*met, *run_checks(replace(subject, records_asked=asked)))
