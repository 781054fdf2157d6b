"""A small project that every command has something to say of, and arguments for each command."""

import csv
import io
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from annops.cli import COMMANDS, app, load_command

NOON = "1795176000"
"""2026-11-20, 12:00 UTC."""
ENVIRONMENT: Mapping[str, str] = {
    "SOURCE_DATE_EPOCH": NOON, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": "花子", "GIT_AUTHOR_EMAIL": "hanako@example.org",
    "GIT_COMMITTER_NAME": "花子", "GIT_COMMITTER_EMAIL": "hanako@example.org",
}  # fmt: skip
_YAML = """project: p
questions:
  mood: {type: classification, labels: [よい, 悪い], guideline: mood}
sources:
  - path: a.csv
    question: mood
    columns: {item: item, annotator: who, answer: label, batch: batch}
"""
_ROWS = "item,who,label,batch\n" + "".join(
    f"{n},{who},{'よい' if (n + len(who)) % 3 else '悪い'},B0{1 + n % 2}\n"
    for n in range(12)
    for who in ("ann", "花子")
)
_GUIDELINE = """---
guideline: mood
version: "1.0"
effective_from: 2026-11-02
---
# 気分

- R1: よい means that 花子 is pleased.

## Changelog

- 1.0 (2026-11-02): first version
"""
CALLS: tuple[tuple[str, ...], ...] = (
    ("init", "new", "--no-git", "--dry-run"),
    ("import", "b.csv", "--dry-run", "--yes"),
    ("status",),
    ("sample", "B02", "--size", "4", "--dry-run"),
    ("audit", "B01", "--dry-run"),
    ("agree",),
    ("rework", "B01", "--dry-run"),
    ("risk",),
    ("risk", "list"),
    ("risk", "add", "花子 leaves", "--owner", "mia", "--dry-run"),
    ("risk", "edit", "R-", "--probability", "4", "--dry-run"),
    ("risk", "close", "R-", "--dry-run"),
    ("risk", "occurred", "R-", "--dry-run"),
    ("risk", "matrix"),
    ("risk", "signals", "--dry-run"),
    ("report", "--week", "2026-W47", "--dry-run"),
    ("save", "花子", "--dry-run"),
    ("run", "--week", "2026-W47", "--dry-run"),
    ("look", "b.csv"),
    ("sources",),
    ("volumes",),
    ("consensus",),
    ("defects",),
    ("defects", "log", "B01", "--dry-run"),
    ("defects", "list"),
    ("defects", "pareto"),
    ("explain", "krippendorff_alpha"),
    ("batches",),
    ("batches", "list"),
    ("batches", "add", "B02", "--units", "5", "--dry-run"),
    ("batches", "edit", "B01", "--note", "花子", "--dry-run"),
    ("issue",),
    ("issue", "list"),
    ("issue", "add", "花子 waits", "--kind", "blocker", "--dry-run"),
    ("issue", "edit", "I-6", "--owner", "花子", "--dry-run"),
    ("issue", "close", "I-6", "--dry-run"),
    ("excel", "push", "--dry-run"),
    ("excel", "pull", "risks", "--yes", "--dry-run"),
    ("undo", "--dry-run"),
    ("history",),
    ("check",),
    ("guideline", "list"),
    ("guideline", "check"),
    ("guideline", "release", "mood", "1.1", "--note", "花子", "--dry-run"),
    ("schema", "--stdout"),
    ("doctor",),
    ("demo", "made"),
)
"""Arguments that end each command well in the project; none but `demo` writes."""


DATA_WORDS = ("花子", "よい", "悪い", "気分")
"""What is not ASCII in the project."""


def names(call: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words of a call that name the command."""
    within = getattr(load_command(call[0]), "commands", {})
    return call[: 2 if call[1:2] and call[1] in within else 1]


def every_name() -> list[tuple[str, ...]]:
    """Return the words of each command that does something, those inside groups too."""
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = load_command(name)
        inner = getattr(command, "commands", {})
        if not inner or getattr(command, "invoke_without_command", False):
            found.append((name,))
        found += [(name, word) for word in inner]
    return found


def make_project(root: Path) -> None:
    """Make the project: answers, a judged sample, a defect, a record in each register, a save."""
    for name, text in (("annops.yaml", _YAML), ("a.csv", _ROWS), ("b.csv", _ROWS),
                       ("guidelines/mood.md", _GUIDELINE)):  # fmt: skip
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    _run(root, "guideline", "release", "mood", "1.0", "--effective", "2026-11-02")
    _run(root, "batches", "add", "B01", "--units", "20", "--due", "2026-12-04")
    _run(root, "risk", "add", "花子 is away", "--owner", "mia", "--review", "2026-11-27")
    _run(root, "issue", "add", "花子 asks", "--kind", "question")
    _run(root, "sample", "B01", "--size", "4")
    _judge(root / "samples/B01-1/sheet.csv")
    _run(root, "audit", "B01")
    _run(root, "defects", "log", "B01")
    _run(root, "excel", "push", "risks")
    _run(root, "save", "--start", "--yes", "花子 begins")
    _run(root, "issue", "add", "花子 waits")
    _run(root, "save", "花子 goes on")
    (root / "guidelines/mood.md").write_text(_GUIDELINE.replace("is", "was"), encoding="utf-8")


def _run(root: Path, *words: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in ENVIRONMENT.items():
            patch.setenv(name, value)
        done = CliRunner().invoke(app, [*words, "--project", str(root)])
    assert done.exit_code in {0, 1}, (words, done.output, done.exception)


def _judge(sheet: Path) -> None:
    """Fail the first answer and pass the others."""
    rows = list(csv.DictReader(io.StringIO(sheet.read_text(encoding="utf-8-sig"), newline="")))
    for number, row in enumerate(rows):
        row |= {"verdict": "pass" if number else "fail", "reviewer": "mia"}
    rows[0] |= {"category": "wrong label", "severity": "minor"}
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    sheet.write_text(text.getvalue(), encoding="utf-8")
