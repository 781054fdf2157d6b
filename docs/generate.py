"""Writes docs/reference from the code: commands from their help, the rest from the pages.

python docs/generate.py            writes
python docs/generate.py --check    tells whether what stands there is what would be written
"""

import sys
from pathlib import Path

from annops.cli import COMMANDS, app
from annops.explain.catalog import Page, pages

HERE = Path(__file__).resolve().parent / "reference"
NOTE = "<!-- written by docs/generate.py from the code; edit the code instead -->\n"


def help_text(*words: str) -> str:
    """Return a command's help as a terminal of 100 columns shows it."""
    from typer.testing import CliRunner

    shown = CliRunner().invoke(
        app, [*words, "--help"], prog_name="annops", terminal_width=100, color=False
    )
    return shown.output.rstrip()


def commands() -> str:
    """Return the page of all commands."""
    parts = [f"# Commands\n{NOTE}\n```\n{help_text()}\n```\n"]
    parts += [f"## annops {name}\n\n```\n{help_text(name)}\n```\n" for name in COMMANDS]
    return "\n".join(parts)


def catalogue(title: str, chosen: list[Page]) -> str:
    """Return the page of findings, metrics or words."""
    parts = [f"# {title}\n{NOTE}"]
    for page in chosen:
        lines = [f"## {page.name}", "", f"**{page.title}** ({page.kind})", ""]
        lines += [f"- {heading}: {text}" for heading, text in page.parts]
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts)


def reference() -> dict[str, str]:
    """Return every reference page by file name."""
    known = list(pages().values())
    return {
        "commands.md": commands(),
        "findings.md": catalogue(
            "Findings", [p for p in known if p.kind not in {"metric", "word"}]
        ),
        "metrics.md": catalogue("Metrics", [p for p in known if p.kind == "metric"]),
        "words.md": catalogue("Words", [p for p in known if p.kind == "word"]),
    }


def main() -> int:
    """Write the pages, or with --check compare them."""
    stale = []
    for name, text in reference().items():
        path = HERE / name
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if "--check" not in sys.argv:
                HERE.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8", newline="\n")
    sys.stderr.write(f"stale: {', '.join(stale)}\n" if stale else "reference is up to date\n")
    return int(bool(stale) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
