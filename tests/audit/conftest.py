"""A batch whose right answers are known, drawn from and judged as a reviewer would."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from typer.testing import CliRunner, Result

from annops.cli import app

LABELS = ("negative", "neutral", "positive")
HEADER = ("item", "annotator", "answer", "locale", "batch", "text", "role")
YAML = """project: planted
questions:
  tone: {type: classification, labels: [negative, neutral, positive]}
sources:
  - path: exports/*.csv
    layout: long
    columns: {item: item, annotator: annotator, answer: answer, locale: locale, batch: batch,
      text: text, role: role}
    question: tone
breakdowns: [locale]
"""
Row = tuple[str, ...]
Judge = Callable[[dict[str, str]], Mapping[str, str]]


@dataclass
class Planted:
    """A project folder with one batch; commands run in it.

    Attributes:
        root: The folder.
        truth: Right answer of each item.
        rows: Every answer, as the export holds it.
    """

    root: Path
    truth: dict[str, str] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)

    @property
    def true_rate(self) -> float:
        """Share of all answers of annotators that are wrong."""
        mine = [row for row in self.rows if row[6] == "annotator"]
        return sum(row[2] != self.truth[row[0]] for row in mine) / len(mine)

    def define(self, more: str = "") -> None:
        (self.root / "annops.yaml").write_text(YAML + more, encoding="utf-8")

    def write(self, name: str = "exports/answers.csv") -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([HEADER, *self.rows])
        (self.root / name).parent.mkdir(exist_ok=True)
        (self.root / name).write_text(text.getvalue(), encoding="utf-8")

    def run(self, *words: str, day: str | None = "2026-11-21") -> Result:
        dated = ("--as-of", day) if day and words[:2] != ("defects", "pareto") else ()
        result = CliRunner().invoke(app, [*words, "--project", str(self.root), *dated])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def draw(self, *words: str) -> str:
        """Draw a sample of the batch and return its id."""
        done = self.run("sample", "B01", *words)
        assert done.exit_code == 0, done.stderr
        return max(path.name for path in (self.root / "samples").iterdir())

    def judge(self, sample: str, judge: Judge | None = None, name: str = "sheet") -> None:
        """Fill the sheet's text form: with the truth, or as `judge` says of each row."""
        path = self.root / "samples" / sample / f"{name}.csv"
        reader = csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
        rows = [{**row, **(judge or self.as_true)(row)} for row in reader]
        text = io.StringIO()
        writer = csv.DictWriter(text, list(reader.fieldnames or ()), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        path.write_text(text.getvalue(), encoding="utf-8")

    def as_true(self, row: Mapping[str, str]) -> Mapping[str, str]:
        right = self.truth[row["item"]]
        if row["answer"] == right:
            return {"verdict": "pass", "reviewer": "mia"}
        return {"verdict": "fail", "category": "wrong label", "severity": "minor",
                "expected": right, "reviewer": "mia"}  # fmt: skip

    def audit(self, *words: str) -> dict[str, Any]:
        """Run the audit and return its JSON."""
        done = self.run("audit", "B01", "--format", "json", *words)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def table(self, name: str) -> list[dict[str, str]]:
        text = (self.root / name).read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def files(self) -> dict[str, bytes]:
        """Every file that annops may write in this project."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for folder in ("reviews", "registers", "results", "samples")
            for path in sorted((self.root / folder).glob("**/*"))
            if path.is_file()
        }


def plant(
    root: Path,
    n_items: int,
    *,
    people: Sequence[str] = ("ann", "bo", "cy"),
    each: int = 3,
    rates: Mapping[str, float] | None = None,
    wrong_by_locale: Mapping[str, float] | None = None,
    locales: Sequence[str] = ("en-US",),
    seed: int = 1,
) -> Planted:
    """Make a project whose annotators err as often as told, by person or by locale."""
    rng = np.random.default_rng(seed)
    made = Planted(root)
    for number in range(n_items):
        item, locale = f"t{number:04d}", locales[number % len(locales)]
        right = LABELS[int(rng.integers(3))]
        made.truth[item] = right
        for at in sorted(rng.choice(len(people), each, replace=False)):
            rate = (rates or {}).get(people[at], 0.0) + (wrong_by_locale or {}).get(locale, 0.0)
            others = [label for label in LABELS if label != right]
            answer = others[int(rng.integers(2))] if rng.random() < rate else right
            made.rows.append(
                (item, people[at], answer, locale, "B01", f"text {number}", "annotator")
            )
    made.define()
    made.write()
    return made


def overall(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return the rate of all answers of an audit's JSON."""
    found: Iterable[dict[str, Any]] = result["rates"]
    return next(r for r in found if not r["breakdown"] and r["question"] is None)
