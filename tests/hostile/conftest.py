"""Runs the command line on project folders that something is wrong with."""

import io
import json
import os
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from annops.__main__ import main

LONG = {"item": "item", "annotator": "who", "answer": "label"}
MOOD = {"type": "classification", "labels": ["negative", "neutral", "positive"]}
PATIENCE = 20
"""Seconds that no broken file may cost."""


@dataclass(frozen=True)
class Ran:
    """What one run of the command line gave."""

    code: int
    out: str
    err: str

    def findings(self) -> list[tuple[str, str]]:
        """First line and hint of each finding on stderr."""
        lines = self.err.splitlines()
        return [
            (line, below.removeprefix("  hint: "))
            for line, below in zip(lines, [*lines[1:], ""], strict=True)
            if not line.startswith("  ") and below.startswith("  hint: ")
        ]

    def inputs(self) -> dict[str, Any]:
        """What `agree --format json` says of its inputs; refuses NaN, Infinity and more."""
        found: dict[str, Any] = strict_json(self.out)["inputs"]
        return found


def strict_json(text: str) -> Any:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return json.loads(text, parse_constant=refuse)


def run_here(folder: Path, *args: str) -> Ran:
    """Run `annops` in this process, as if it were called in the folder."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="ascii") for _ in range(2)]
    kept = sys.argv, sys.stdout, sys.stderr, Path.cwd()
    began = time.monotonic()
    code: object = 0
    os.chdir(folder)
    sys.argv, sys.stdout, sys.stderr = ["annops", *args], *streams
    try:
        main()
    except SystemExit as ended:
        code = ended.code or 0
    finally:
        sys.argv, sys.stdout, sys.stderr = kept[:3]
        os.chdir(kept[3])
    assert time.monotonic() - began < PATIENCE
    texts = []
    for stream in streams:
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    assert isinstance(code, int)
    return Ran(code, *texts)


@pytest.fixture
def annops() -> Callable[..., Ran]:
    return run_here


def make(
    folder: Path,
    content: bytes | str | None,
    name: str = "a.csv",
    source: Mapping[str, Any] | None = None,
    **definition: Any,
) -> Path:
    """Write a project with one export of answers to `mood`."""
    entry = {"path": name, "question": "mood", "columns": LONG, **(source or {})}
    said = {"project": "p", "questions": {"mood": MOOD}, "sources": [entry], **definition}
    (folder / "annops.yaml").write_text(yaml.safe_dump(said), encoding="utf-8")
    if content is not None:
        raw = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(raw)
    return folder


@pytest.fixture
def broken(tmp_path: Path) -> Callable[..., Path]:
    return lambda *args, **kwargs: make(tmp_path, *args, **kwargs)


@pytest.fixture
def judge() -> Callable[..., None]:
    """Hold a run of `agree --format json` against what was expected of it."""

    def hold(ran: Ran, code: int, finding: str | None, place: str = "", hint: str = "") -> None:
        assert ran.code == code, ran.err
        assert "Traceback" not in ran.err
        if finding is None:
            assert not ran.findings()
        else:
            told = [(line, way) for line, way in ran.findings() if f" {finding} " in line]
            assert told, ran.err
            assert any(line.startswith(place) and hint in way for line, way in told), ran.err
        if code in {0, 1}:
            hold_balance(ran.inputs())

    return hold


def hold_balance(inputs: Mapping[str, Any]) -> None:
    loaded = sum(file["loaded"] for file in inputs["files"])
    read = sum(file["read"] for file in inputs["files"])
    assert inputs["records_read"] == read == loaded + inputs["records_unreadable"]
    assert inputs["loaded"] == inputs["used"] + sum(inputs["excluded"].values())
