"""The numbers of a weekly report as a document."""

from annops.core.document import Block, Document, Narrative, Section
from annops.core.wording import counted
from annops.report.audited import audits_section, defects_section, rework_section
from annops.report.changes import changes_section
from annops.report.management import (
    batches_section,
    decisions_section,
    issues_section,
    risks_section,
)
from annops.report.model import WeeklyResult
from annops.report.people import disputed_section, people_section
from annops.report.quality import gold_part, guideline_section, quality_section
from annops.report.sections import (
    files_section,
    findings_section,
    method_part,
    rating_text,
    summary_section,
    troubles_section,
)
from annops.report.volumes import pace_section, volumes_section

SUMMARY_PROMPT = "what happened this week, in two or three sentences; decisions needed, by when"
NEXT_PROMPT = "the plan for next week: who does what until when"


def document(result: WeeklyResult) -> Document:
    """Return the report; everything in it comes from the numbers file."""
    sections = (
        _with_box(summary_section(result), Narrative("summary", SUMMARY_PROMPT)),
        *decisions_section(result),
        troubles_section(result),
        *batches_section(result),
        volumes_section(result),
        pace_section(result),
        *quality_section(result),
        *audits_section(result),
        *defects_section(result),
        *rework_section(result),
        *people_section(result),
        gold_part(result),
        *disputed_section(result),
        *guideline_section(result),
        *issues_section(result),
        *risks_section(result),
        *changes_section(result),
        findings_section(result),
        Section("next_week", "Next week", (Narrative("next-week", NEXT_PROMPT),)),
        method_part(result),
        files_section(result),
    )
    return Document(
        "weekly" if result.audience == "internal" else "weekly-client",
        f"Weekly report {result.week}", _subtitle(result), sections,
        result.last.isoformat(), front=front(result),
    )  # fmt: skip


def _with_box(section: Section, box: Narrative) -> Section:
    blocks: tuple[Block, ...] = (*section.blocks, box)
    return Section(section.id, section.title, blocks)


def _subtitle(result: WeeklyResult) -> str:
    who = f" for {result.client}" if result.client else ""
    return f"{result.project}{who}, {result.first} to {result.last}"


def front(result: WeeklyResult) -> tuple[tuple[str, str], ...]:
    """Return the front block: for whom, which time, which rules, which data."""
    inputs = result.agreement.inputs
    cut_off = "no answer has a time"
    if result.cut_off is not None:
        cut_off = f"{result.cut_off.strftime('%Y-%m-%d %H:%M')} UTC"
    versions = "; ".join(
        f"{v.guideline} {v.version} from {v.day(result.zone)}" for v in result.guidelines
    )
    files, records = counted(len(inputs.files), "file"), counted(inputs.records_read, "record")
    return (
        ("Project", result.project),
        ("Client", result.client or "not named"),
        ("Period", f"{result.week}, {result.first} to {result.last}, time zone {result.zone}"),
        *([] if result.as_of == result.last else [("As of", result.as_of.isoformat())]),
        ("Last answer", cut_off),
        ("Guidelines", versions or "none with a version"),
        ("Data", f"{files}, {records}, {counted(inputs.loaded, 'answer')}"),
        ("Overall", rating_text(result.rating)),
    )  # fmt: skip
