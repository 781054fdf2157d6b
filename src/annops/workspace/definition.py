"""Reads annops.yaml into the definition's model, with every problem as a finding in its place."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Severity, sort_findings
from annops.measures.metrics import METRICS
from annops.project.columns import normalised
from annops.project.complaint import Complaint, path_text
from annops.project.crosschecks import complaints
from annops.project.definition import Definition, definition_model
from annops.workspace.definition_problems import problems
from annops.workspace.definition_salvage import salvaged_complaints
from annops.workspace.definition_schema import is_boolean
from annops.workspace.root import DEFINITION
from annops.workspace.yaml_places import YamlText, read_yaml

TARGET_METRICS = (
    *(metric.id for metric in METRICS.values() if metric.comparisons), "accuracy", "error_rate",
)  # fmt: skip
"""Metrics a target may name: those that some command judges it by."""

UNQUOTED_WORD = Code(
    id="DEF020",
    title="An unquoted word that other YAML readers take for true or false",
    severity=Severity.NOTE,
    checks="Whether `yes`, `no`, `on`, `off`, `true`, `false` stand unquoted where text is meant.",
    why="annops reads the word as written, but many YAML readers turn the label `no` into false.",
    example="`labels: [yes, no]`, or the locale `no`.",
    remedy="put the word in quotes",
)
EMPTY = Code(
    id="DEF019",
    title="The definition says nothing",
    severity=Severity.ERROR,
    checks="Whether annops.yaml holds keys with values.",
    why="At least the project's name must be known.",
    example="An empty file, or one with comments only.",
    remedy="begin with `project: NAME`; `annops init` writes a definition to start from",
)


@dataclass(frozen=True, slots=True)
class DefinitionFile:
    """What annops.yaml says, and what is wrong with it.

    Attributes:
        definition: The definition with aliases replaced, None when there is an error.
        findings: Errors and notes, worst first.
        text: Data and places of the file.
    """

    definition: Definition | None
    findings: tuple[Finding, ...]
    text: YamlText


def open_definition(root: Path, *, metrics: Collection[str] = TARGET_METRICS) -> Definition:
    """Return the definition of the project in the folder `root`.

    Args:
        root: The project folder, which holds annops.yaml.
        metrics: Ids of the metrics that targets may name.

    Raises:
        AnnopsError: With every error of the definition, when there is one.
    """
    read = read_definition(root, metrics=metrics)
    if read.definition is None:
        errors = (item for item in read.findings if item.severity is Severity.ERROR)
        raise AnnopsError(*errors)
    return read.definition


def read_definition(root: Path, *, metrics: Collection[str] = TARGET_METRICS) -> DefinitionFile:
    """Read the definition of the project in the folder `root`, notes included.

    Raises:
        AnnopsError: When the file cannot be read from disk.
    """
    try:
        content = (root / DEFINITION).read_bytes()
    except OSError as error:
        raise AnnopsError(
            EMPTY.at(None, f"{DEFINITION} cannot be read: {error.strerror}")
        ) from error
    return parse_definition(content, metrics=metrics)


def parse_definition(
    content: bytes, *, metrics: Collection[str] = TARGET_METRICS
) -> DefinitionFile:
    """Read the bytes of an annops.yaml."""
    text = read_yaml(content, DEFINITION)
    findings = list(text.findings)
    definition: Definition | None = None
    if text.data is not None:
        findings += _words(text)
        try:
            definition = definition_model().model_validate(text.data)
        except ValidationError as error:
            refused = problems(error, text.data)
            refused += salvaged_complaints(text.data, refused, metrics)
            findings += [_finding(item, text) for item in refused]
        else:
            findings += [_finding(item, text) for item in complaints(definition, metrics)]
    elif not findings:
        findings.append(EMPTY.at(text.place(()), f"{DEFINITION} is empty"))
    if any(item.severity is Severity.ERROR for item in findings):
        definition = None
    if definition is not None:
        definition = normalised(definition)
    return DefinitionFile(definition, sort_findings(findings), text)


def _finding(complaint: Complaint, text: YamlText) -> Finding:
    place = text.place(complaint.loc, key=complaint.key)
    return complaint.code.at(place, complaint.message, complaint.hint)


def _words(text: YamlText) -> list[Finding]:
    return [
        UNQUOTED_WORD.at(
            text.place(loc),
            f"`{path_text(loc)}`: `{word}` is read as the text `{word}`",
            f"write `'{word}'`: without quotes other tools read it as true or false",
        )
        for loc, word in text.words.items()
        if not is_boolean(loc, text.data)
    ]
