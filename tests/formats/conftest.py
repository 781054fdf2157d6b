"""Reads small files written in the tests, as a project would."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from annops.formats.layouts import Asked, lay_out
from annops.formats.reading import Answers, Cells
from annops.formats.registry import open_file, recognise
from annops.project.source import Source


@dataclass(frozen=True)
class Folder:
    """A folder that files are written to and read from."""

    path: Path

    def cells(self, content: str | bytes, name: str = "export.csv", **source: Any) -> Cells:
        """Write a file and read it as a table of text."""
        data = content.encode() if isinstance(content, str) else content
        (self.path / name).write_bytes(data)
        entry = Source.model_validate({"path": name, **source})
        opened = open_file(self.path / name, name)
        cells = recognise(opened, entry.format).read(opened, entry, wanted=None)
        assert isinstance(cells, Cells)
        return cells

    def rows(self, content: str | bytes, name: str = "export.csv", **source: Any) -> list[Any]:
        """Write a file and return its cells, record number first."""
        return self.cells(content, name, **source).frame.collect().rows()

    def answers(
        self,
        content: str | bytes,
        columns: dict[str, Any],
        questions: tuple[str, ...] = ("q",),
        breakdowns: tuple[str, ...] = (),
        **source: Any,
    ) -> Answers:
        """Write a CSV and return its raw answers."""
        cells = self.cells(content, columns=columns, **source)
        entry = Source.model_validate({"path": "export.csv", "columns": columns, **source})
        return lay_out(cells, entry, "export.csv", Asked(questions, breakdowns))


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """An empty folder."""
    return Folder(tmp_path)


@pytest.fixture
def codes() -> Callable[[Any], list[str]]:
    """The codes of the findings of what was read, in order."""
    return lambda read: [finding.code for finding in read.findings]
