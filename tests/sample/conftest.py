"""A small project folder on disk, answers by batch, and the command run in it."""

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from typer.testing import CliRunner, Result

from annops.cli import app
from annops.core.annotations import SCHEMA, Annotations
from annops.core.counts import number_items
from annops.core.items import Items
from annops.core.ledger import Ledger

DEFINITION = """\
project: finch
seed: finch-2026
questions:
  tone: {type: classification, labels: [good, bad], title: What is the tone?, guideline: tone}
  topics: {type: labels, labels: [price, service]}
sources:
  - path: exports/answers.csv
    layout: wide-questions
    columns: {item: task, annotator: who, batch: batch, locale: lang, tone: tone, topics: topics,
      text: prompt, status: state}
breakdowns: [locale, batch]
"""
HEADER = ("task", "who", "batch", "lang", "prompt", "tone", "topics", "state")
Answer = tuple[str, ...]


def answers_of(n: int, batch: str = "B01", *, people: int = 2, first: int = 0) -> list[Answer]:
    """Give n items of a batch two answers each; they differ in every third item."""
    return [
        (f"i{i:03d}", f"ann{person}", batch, ("en-US", "de-DE")[i % 2], f"text {i}",
         "bad" if person and i % 3 == 0 else "good", "price|service", "submitted")
        for i in range(first, first + n)
        for person in range(people)
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder and the command in it."""

    root: Path

    def write(self, rows: Iterable[Sequence[str]], name: str = "exports/answers.csv") -> None:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([HEADER, *rows])
        (self.root / name).parent.mkdir(exist_ok=True)
        (self.root / name).write_text(text.getvalue(), encoding="utf-8")

    def run(self, *words: str, day: str = "2026-11-20") -> Result:
        return CliRunner().invoke(
            app,
            ["sample", *words, "--project", str(self.root), "--as-of", day, "--by-whom", "Ada"],
        )

    def record(self, sample: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.path(sample, "record.json").read_bytes())
        return found

    def rows(self, sample: str, name: str) -> list[dict[str, str]]:
        text = self.path(sample, name).read_text(encoding="utf-8-sig")
        return list(csv.DictReader(io.StringIO(text, newline="")))

    def path(self, sample: str, name: str) -> Path:
        return self.root / "samples" / sample / name

    def files(self) -> dict[str, bytes]:
        """Everything in the folder but what annops keeps for itself, by path."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file() and ".annops" not in path.parts
        }

    def judge(self, sample: str, verdict: str = "pass", *, only: int | None = None) -> None:
        """Give the same verdict on the first rows of a sample."""
        from annops.core.review import Review, Verdict
        from annops.workspace.reviews import path_of

        rows = {row["row"]: row for row in self.rows(sample, "answers.csv")}
        reviews = [
            Review(
                sample=sample, row=row["row"], item=row["item"], question=row["question"],
                answer=row["answer"], reviewer="Grace", verdict=Verdict(verdict),
            ).named()
            for row in list(rows.values())[:only]
        ]  # fmt: skip
        path = self.root / path_of(sample)
        path.parent.mkdir(exist_ok=True)
        path.write_text(
            "".join(f"{review.model_dump_json()}\n" for review in reviews), encoding="utf-8"
        )


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Project]:
    """Give a function that makes a project folder from answers and more lines of definition."""

    def make(rows: Iterable[Sequence[str]], more: str = "") -> Project:
        (tmp_path / "annops.yaml").write_text(DEFINITION + more, encoding="utf-8")
        made = Project(tmp_path)
        made.write(rows)
        return made

    return make


def table(rows: Sequence[Mapping[str, Any]]) -> Annotations:
    """Make annotations of rows; columns left out are those of an annotator's used answer."""
    usual = {
        "question": "q", "annotator": "a", "role": "annotator", "round": 1, "answer": "x",
        "status": "submitted", "problem": None, "batch": "B01", "locale": None, "file": "f",
    }  # fmt: skip
    filled = [{**usual, **row, "record": n} for n, row in enumerate(rows, start=1)]
    frame = pl.DataFrame(
        {name: [row.get(name) for row in filled] for name in filled[0]}, strict=False
    ).with_columns(pl.col(name).cast(SCHEMA[name]) for name in filled[0])
    numbers = pl.Series("item_number", number_items(frame["item"]))
    return Annotations(frame.with_columns(numbers).lazy(), Ledger(), (), ("batch", "locale"))


def listed(*rows: Mapping[str, str | None]) -> Items:
    """Make a list of items as a manifest gives it."""
    names = ("item", "text", "media", "link", "batch", "locale")
    data = {name: [row.get(name) for row in rows] for name in names}
    return Items(pl.DataFrame(data, dict.fromkeys(names, pl.String())).sort("item"), derived=False)
