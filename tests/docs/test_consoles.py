"""Console blocks of the README and the tutorial are run as they stand, and print what stands."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(
    r"^<!-- day: (?P<day>[\d-]+) -->|^```console\n(?P<lines>.*?)^```", re.MULTILINE | re.DOTALL
)
_PERSON = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Kim"), ("EMAIL", "kim@example.org"))
}


def _run(command: str, folder: Path, day: str | None = None) -> tuple[str, Path]:
    words = shlex.split(command)
    if words[0] == "cd":
        return "", folder / words[1]
    clock = {} if day is None else {"SOURCE_DATE_EPOCH": str(_epoch(day))}
    done = subprocess.run(
        [sys.executable, *(words[1:] if words[0] == "python" else ["-m", *words])],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **_PERSON, **clock, "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"},
    )
    assert done.returncode in {0, 1}, f"{command}: {done.stderr}"
    assert "Traceback" not in done.stderr, f"{command}: {done.stderr}"
    return done.stdout, folder


def _epoch(day: str) -> int:
    return int(datetime.fromisoformat(f"{day}T12:00:00+00:00").timestamp())


def _replayed(text: str, folder: Path) -> str:
    """Return the text with every console block's output as it is now."""
    where, day = folder, None

    def block(match: re.Match[str]) -> str:
        nonlocal where, day
        if match["day"]:
            day = match["day"]
            return match[0]
        lines = []
        for line in match["lines"].splitlines():
            if line.startswith("$ "):
                shown, where = _run(line[2:], where, day)
                lines += [line, *shown.splitlines()]
        return "```console\n" + "\n".join(lines) + "\n```"

    return _BLOCK.sub(block, text)


@pytest.mark.parametrize("name", ["README.md", "docs/tutorial.md"])
def test_console_blocks_print_what_stands_in_the_page(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    page = ROOT / name
    text = page.read_text(encoding="utf-8")
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    fresh = _replayed(text, tmp_path)
    if request.config.getoption("--update-golden"):
        page.write_text(fresh, encoding="utf-8", newline="\n")
    assert page.read_text(encoding="utf-8") == fresh
    assert text.count("$ annops") >= 3


def test_picture_of_the_readme_is_the_demonstrations_chart(tmp_path: Path) -> None:
    _run("annops demo demo", tmp_path)
    chart = "demo/reports/2026-W47/weekly/agreement_preference_locale.svg"
    shown = (ROOT / "docs" / "images" / "agreement-by-locale.svg").read_text(encoding="utf-8")
    marks = re.findall(r'aria-label="[^"]*"', (tmp_path / chart).read_text(encoding="utf-8"))
    assert re.findall(r'aria-label="[^"]*"', shown) == marks
    shutil.rmtree(tmp_path / "demo")
