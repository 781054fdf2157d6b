"""A project with one batch, defects on it, and the command line run in it."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from annops.cli import app
from annops.registers.defects import Defect
from annops.registers.table import empty_table, table_text, with_rows

YAML = """project: p
questions: {mood: {type: classification, labels: [good, bad, mixed]}}
sources:
  - path: exports/*.csv
    question: mood
    snapshots: cumulative
    columns: {item: item, annotator: who, answer: a, batch: lot, vendor: firm, submitted_at: at}
items:
  - {path: items.csv, columns: {item: item, text: text, batch: lot}}
"""
HEAD = ("item", "who", "a", "lot", "firm", "at")


class Folder:
    """Writes exports and defects, runs commands, reads what stands in the registers."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "annops.yaml").write_text(YAML, encoding="utf-8")
        (root / "exports").mkdir()
        items = "".join(f'i{n},"Text {n}, long",B1\n' for n in range(8))
        (root / "items.csv").write_text(f"item,text,lot\n{items}", encoding="utf-8")
        self.answers = {(f"i{n}", who): "good" for n in range(8) for who in ("ann", "bob")}
        self.export("2026-11-18")

    def export(self, day: str, changes: Mapping[tuple[str, str], str] | None = None) -> None:
        """Write the export of a day: all answers, with changes to them."""
        self.answers |= changes or {}
        with (self.root / f"exports/{day}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(HEAD)
            for (item, who), answer in sorted(self.answers.items()):
                firm = "delta" if who == "ann" else "sigma"
                writer.writerow([item, who, answer, "B1", firm, f"{day}T10:00:00Z"])

    def defects(self, *given: Mapping[str, Any]) -> None:
        """Write the register of defects: by default `good` of ann in batch B1 was wrong."""
        usual = {"question": "mood", "annotator": "ann", "batch": "B1", "answer": "good",
                 "found": "2026-11-18", "reviewer": "zoe"}  # fmt: skip
        rows = [Defect.model_validate({"id": f"D-{row['item']}", **usual, **row}) for row in given]
        path = self.root / "registers/defects.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(table_text(with_rows(empty_table(Defect), rows)), encoding="utf-8")

    def run(self, *words: str, day: str = "2026-11-20") -> Result:
        arguments = ["rework", *words, "--as-of", day]
        return CliRunner().invoke(app, arguments, prog_name="annops")

    def register(self, name: str) -> list[dict[str, str]]:
        text = (self.root / f"registers/{name}.csv").read_text(encoding="utf-8")
        return list(csv.DictReader(text.splitlines()))

    def state(self, item: str) -> str:
        return next(row["state"] for row in self.register("defects") if row["item"] == item)

    def fill(self, replies: Mapping[str, Sequence[str]]) -> None:
        """Fill the tickets' CSV forms: status and note by item."""
        for path in (self.root / "rework").glob("*/ticket.csv"):
            rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
            for row in rows:
                row["status"], row["note"] = replies.get(row["item"], ("", ""))
            with path.open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)

    def bytes(self) -> dict[str, bytes]:
        """Return every file a command may write."""
        paths = [*self.root.glob("registers/*"), *self.root.glob("rework/*/*")]
        return {path.relative_to(self.root).as_posix(): path.read_bytes() for path in paths}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folder:
    monkeypatch.chdir(tmp_path)
    return Folder(tmp_path)
