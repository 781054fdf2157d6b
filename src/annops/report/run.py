"""Makes the weekly report: numbers first, then every document from the numbers file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Literal

from annops.audit.loading import columns_of, load_audits
from annops.core.changeset import ChangeSet, Write
from annops.core.document import Document
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Severity, did_you_mean
from annops.core.guideline import Releases, rule_changes
from annops.render.json_ import dumps
from annops.render.markdown import render
from annops.report.client import audited, client_numbers, renamed
from annops.report.compute import weekly
from annops.report.document import document
from annops.report.hints import hints
from annops.report.inputs import Inputs, Week
from annops.report.kept import Kept, keep
from annops.report.leaks import leaks
from annops.report.model import GuidelineVersion, WeeklyResult
from annops.report.pseudonyms import guessable, pseudonyms
from annops.report.secrets import annotators, secrets_of
from annops.status.run import read_records
from annops.workspace.clock import monday_of, today, week_of
from annops.workspace.guidelines import read_guidelines
from annops.workspace.guidelines_lock import read_lock
from annops.workspace.open import Workspace
from annops.workspace.results import read_result, read_text

NAMES = {"internal": "weekly", "client": "weekly-client"}
"""Names of the numbers file and the documents, by audience."""
OUTPUTS = {"md": "markdown", "xlsx": "excel", "html": "html"}
"""Outputs by the ending people ask for."""

UNKNOWN_FORMAT = Code(
    id="RPT001",
    title="A form that reports are not made in",
    severity=Severity.ERROR,
    checks="Whether each form named by `--format` exists.",
    why="A report in a form nobody asked for would be taken for the whole answer.",
    example="`--format pdf`.",
    remedy="take some of md, xlsx, html, with commas between",
)


FUTURE = Code(
    id="RPT003",
    title="A week that has not begun",
    severity=Severity.ERROR,
    checks="Whether the week of `--week` has begun.",
    why="A report of a week to come would show the work up to now as if it were of that week.",
    example="`--week 2027-W47`, meant as 2026-W47.",
    remedy="name a week that has begun; `annops report` alone takes the present one",
)


def formats_of(text: str) -> tuple[str, ...]:
    """Read the forms asked for, as `md,xlsx`.

    Raises:
        AnnopsError: When one does not exist (RPT001).
    """
    asked = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for name in asked or ("",):
        if name not in OUTPUTS:
            hint = did_you_mean(name, OUTPUTS)
            raise AnnopsError(UNKNOWN_FORMAT.at(None, f"`{name}` is not a report's form", hint))
    return asked


def week_asked(week: str | None, as_of: str | None, zone: str) -> Week:
    """Return the week named, else the week of the day; a running week ends with the day."""
    day = today(as_of, zone)
    first = monday_of(week_of(day) if week is None else week)
    return Week(week_of(first), first, day if day >= first else None)


def refuse_future(result: WeeklyResult, day: date) -> None:
    """Refuse a week that begins after the day, unless answers are of that week.

    Raises:
        AnnopsError: When the week lies in the future (RPT003).
    """
    if result.first > day and result.this_week.loaded == 0:
        message = f"{result.week} begins on {result.first}, after {day}"
        raise AnnopsError(FUTURE.at(None, message))


def compute(
    workspace: Workspace, week: Week, audience: Literal["internal", "client"] = "internal"
) -> WeeklyResult:
    """Read the project and compute the numbers of a week.

    For a client people get their pseudonyms before anything is computed.
    """
    if audience == "client":
        edition = workspace.definition.client_edition
        inputs, more = _inputs(_without(workspace, edition.hide), week)
        result = weekly(_unnamed(inputs), week, more)
        return client_numbers(result, smallest=edition.smallest)
    inputs, more = _inputs(workspace, week)
    return weekly(inputs, week, more)


def _without(workspace: Workspace, hidden: Sequence[str]) -> Workspace:
    """Return the project as if some breakdowns, and targets by them, were not declared."""
    stated = workspace.definition
    kept = tuple(name for name in stated.breakdowns if name not in hidden)
    targets = tuple(target for target in stated.targets if target.by not in hidden)
    definition = stated.model_copy(update={"breakdowns": kept, "targets": targets})
    return replace(workspace, definition=definition)


def _unnamed(inputs: Inputs) -> Inputs:
    met = (who for audit in inputs.records.audits for who in audited(audit))
    people = (*annotators(inputs.annotations), *met)
    names = pseudonyms(inputs.definition.draw_seed, people)
    audits = tuple(renamed(audit, names) for audit in inputs.records.audits)
    return replace(
        inputs, annotations=names.annotations(inputs.annotations),
        records=replace(inputs.records, audits=audits),
    )  # fmt: skip


def _inputs(workspace: Workspace, week: Week) -> tuple[Inputs, tuple[Finding, ...]]:
    """Read what a report is made from, and what is wrong with that outside the exports."""
    definition = workspace.definition
    by_target = (target.by for target in definition.targets if target.by)
    columns = ("submitted_at", "seconds", "locale", "batch", *definition.breakdowns, *by_target)
    versions, told = read_guidelines(workspace.root)
    before = week_of(week.first - timedelta(days=7))
    earlier = read_result(workspace.root, before, NAMES["internal"])
    more = (*told, earlier) if isinstance(earlier, Finding) else told
    items = workspace.items()  # first: it keeps a copy of all columns
    annotations = workspace.annotations((*columns, *columns_of(definition)))
    releases, _ = read_lock(workspace.root)
    named = [
        GuidelineVersion(
            guideline=v.guideline, version=v.version, effective_from=v.effective_from,
            changes=_rules_changed(releases or {}, v.guideline, v.version),
        )
        for v in versions
    ]  # fmt: skip
    return Inputs(
        annotations, items, definition, named,
        (before, earlier) if isinstance(earlier, dict) else None,
        read_records(workspace, load_audits(workspace, annotations, items)),
    ), more  # fmt: skip


def _rules_changed(releases: Releases, guideline: str, version: str) -> str | None:
    known = releases.get(guideline, ())
    place = next((n for n, release in enumerate(known) if release.version == version), None)
    if place is None:
        return None
    if place == 0:
        return "first version"
    return str(rule_changes(known[place - 1].rules, known[place].rules)) or "wording only"


def numbers_file(result: WeeklyResult) -> str:
    """Write the numbers as canonical JSON."""
    return dumps(result.model_dump(by_alias=True, mode="json"))


def from_numbers(text: str) -> Document:
    """Make the report from the numbers file alone."""
    return document(WeeklyResult.model_validate_json(text))


def changes(workspace: Workspace, result: WeeklyResult, formats: Sequence[str]) -> ChangeSet:
    """Return the numbers file and every document made from it; what people wrote is kept."""
    from annops.render.registry import write

    numbers = numbers_file(result)
    folder, name = report_folder(result.week), NAMES[result.audience]

    def old(path: str) -> str | None:
        return read_text(workspace.root / folder / path)

    files = write(from_numbers(numbers), [OUTPUTS[form] for form in formats], old)
    kept = kept_text(workspace, result, formats)
    return ChangeSet(
        f"weekly report {result.week}",
        (
            workspace.result_write(result.week, name, numbers),
            *kept.writes,
            *(Write(f"{folder}/{path}", files[path]) for path in sorted(files)),
        ),
    )


def refuse_leaks(workspace: Workspace, made: ChangeSet) -> tuple[Finding, ...]:
    """Refuse a client edition that holds what a client must not see, in any part of any file.

    Returns:
        What a person should look at before the edition is sent.

    Raises:
        AnnopsError: When it does (RPT004).
    """
    files = {write.path: write.content for write in made.writes}
    secrets = secrets_of(workspace)
    found = leaks(files, secrets)
    if found:
        raise AnnopsError(*found, exit_code=1)
    return (*guessable(workspace.definition), *hints(files, secrets.people))


def kept_text(workspace: Workspace, result: WeeklyResult, formats: Sequence[str]) -> Kept:
    """Keep the written report of a week where a person's words stand outside its boxes."""
    week, name = result.week, NAMES[result.audience]
    if "md" not in formats:
        return Kept()

    def made() -> str | None:
        numbers = read_text(workspace.root / "results" / week / f"{name}.json")
        try:
            return None if numbers is None else render(from_numbers(numbers))
        except ValueError:
            return None

    return keep(workspace.root, f"{report_folder(week)}/{name}.md", made)


def report_folder(week: str) -> str:
    """Name the folder of a week's report."""
    return f"reports/{week}"
