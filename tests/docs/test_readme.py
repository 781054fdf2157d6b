"""The README's console blocks are run as they stand, in order, and print what stands there."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)


def _run(command: str, folder: Path) -> tuple[str, Path]:
    words = shlex.split(command)
    if words[0] == "cd":
        return "", folder / words[1]
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout, folder


def _replayed(text: str, folder: Path) -> str:
    """Return the text with every console block's output as it is now."""
    state = [folder]

    def block(match: re.Match[str]) -> str:
        lines = []
        for line in match[1].splitlines():
            if line.startswith("$ "):
                shown, state[0] = _run(line[2:], state[0])
                lines += [line, *shown.splitlines()]
        return "```console\n" + "\n".join(lines) + "\n```"

    return _BLOCK.sub(block, text)


def test_console_blocks_print_what_stands_in_the_readme(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    readme = ROOT / "README.md"
    text = readme.read_text(encoding="utf-8")
    fresh = _replayed(text, tmp_path)
    if request.config.getoption("--update-golden"):
        readme.write_text(fresh, encoding="utf-8", newline="\n")
    assert readme.read_text(encoding="utf-8") == fresh
    assert text.count("$ annops") >= 3


def test_picture_of_the_readme_is_the_demonstrations_chart(tmp_path: Path) -> None:
    _run("annops demo demo", tmp_path)
    chart = "demo/reports/2026-W47/weekly/agreement_preference_locale.svg"
    shown = (ROOT / "docs" / "images" / "agreement-by-locale.svg").read_text(encoding="utf-8")
    marks = re.findall(r'aria-label="[^"]*"', (tmp_path / chart).read_text(encoding="utf-8"))
    assert re.findall(r'aria-label="[^"]*"', shown) == marks
    shutil.rmtree(tmp_path / "demo")
