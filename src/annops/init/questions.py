"""Asks a person at a terminal for what the flags left open."""

import sys
from pathlib import Path

import typer

from annops.init.model import ABOUT, InitOptions

DEFAULT_TEMPLATE = "blank"
"""Questions and targets nobody stated would stand beside those of the first import."""
DEFAULT_LOCALES = "en-US"
"""Locales of the templates that have questions; a blank project learns them from its exports."""


def is_terminal() -> bool:
    """Whether somebody can read a question and answer it."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def options_from(  # noqa: PLR0913 - one a flag
    folder: Path, *, template: str | None, project: str | None, client: str | None,
    locales: str | None, units: int | None, due: str | None, as_of: str, track_exports: bool,
) -> InitOptions:  # fmt: skip
    """Return the options: flags first, then answers at a terminal, then defaults."""
    name = folder.resolve().name
    if is_terminal():
        choices = ", ".join(sorted(ABOUT))
        template = template or _ask(f"Template ({choices})", DEFAULT_TEMPLATE)
        project = project or _ask("Name of the project", name)
        client = client or _ask("Client", "") or None
        usual = _usual_locales(template)
        locales = locales or _ask("Locales, with commas between", usual)
        units = units if units is not None else _ask_number("Items in all")
        due = due or _ask("Day the last item is due (YYYY-MM-DD)", "") or None
    return InitOptions(
        project=project or name or "project",
        template=template or DEFAULT_TEMPLATE,
        as_of=as_of,
        client=client,
        locales=_listed(locales or _usual_locales(template)),
        units=units,
        due=due,
        track_exports=track_exports,
    )


def _usual_locales(template: str | None) -> str:
    return "" if (template or DEFAULT_TEMPLATE) == DEFAULT_TEMPLATE else DEFAULT_LOCALES


def _ask(question: str, default: str) -> str:
    answer: str = typer.prompt(question, default=default, show_default=bool(default), err=True)
    return answer.strip()


def _ask_number(question: str) -> int | None:
    """Ask until the answer is a number above 0, or nothing."""
    while True:
        text = _ask(question, "").replace(",", "").replace(" ", "")
        if not text:
            return None
        if text.isdecimal() and int(text) > 0:
            return int(text)
        typer.echo("write it in digits, as 24000, or leave it empty", err=True)


def _listed(text: str) -> tuple[str, ...]:
    parts = (part.strip() for part in text.replace(";", ",").split(","))
    return tuple(part for part in parts if part)
