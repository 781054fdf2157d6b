"""Writes docs/reference from the code: commands from their help, registers from their models.

python docs/generate.py            writes
python docs/generate.py --check    tells whether what stands there is what would be written
"""

import sys
from pathlib import Path

from annops.cli import COMMANDS, app, load_command
from annops.explain.catalog import Page, pages
from annops.registers.registry import registers

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
    for name in COMMANDS:
        words = [(name,), *((name, inner) for inner in subcommands(name))]
        parts += [f"## annops {' '.join(w)}\n\n```\n{help_text(*w)}\n```\n" for w in words]
    return "\n".join(parts)


def subcommands(name: str) -> list[str]:
    """Return the commands inside a group, none for a plain command."""
    return list(getattr(load_command(name), "commands", {}))


def register_page() -> str:
    """Return the page of the registers: every column, what it holds, what may be written."""
    parts = [f"# Registers\n{NOTE}"]
    for name, register in registers().items():
        lines = [f"## {register.TITLE}", "", f"File: `registers/{name}.csv`.", ""]
        lines += ["| column | title | holds | what to write |", "|---|---|---|---|"]
        for column in register.columns():
            holds = ", ".join(column.choices) or column.entry.value
            who = " (annops writes it)" if column.locked and column.key != "id" else ""
            lines.append(f"| `{column.key}` | {column.title} | {holds} | {column.note}{who} |")
        parts.append("\n".join(lines) + "\n")
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
        "registers.md": register_page(),
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
