"""Asks a person at a terminal what a save cannot decide; where nobody can be asked, refuses."""

import sys
from collections.abc import Callable, Sequence

import typer

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, visible
from annops.registers.merge import Side
from annops.workspace.git_files import Clash
from annops.workspace.git_merge import Combined
from annops.workspace.git_repository import Repository

NO_MESSAGE = Code(
    id="SAV005",
    title="A save without a word on what it is about",
    severity=Severity.ERROR,
    checks="Whether something is said of what is saved.",
    why="In the history it is the only thing by which the save is found again.",
    example="`annops save` in a script, without a message.",
    remedy='say it in a few words: `annops save "risk review"`',
)
CLASH = Code(
    id="SAV006",
    title="You and somebody else changed the same thing differently",
    severity=Severity.ERROR,
    checks="Whether the same cell of a log, or the same lines of another file, were changed here "
    "and in the shared copy.",
    why="annops does not choose between two people's words.",
    example="You set the owner of risk `R-1` to Ann, somebody else set it to Bo.",
    remedy="save at a terminal to be asked, or say whose holds: `--mine` or `--theirs`; nothing "
    "has been saved or changed",
)
_LONGEST = 60


def is_terminal() -> bool:
    """Whether somebody can read a question and answer it."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def message_of(given: str | None) -> str:
    """Return the message, asked for where none was given.

    Raises:
        AnnopsError: When there is none and nobody can be asked (SAV005).
    """
    message = (given or "").strip()
    if not message and given is None and is_terminal():
        message = str(typer.prompt("What is this save about", err=True)).strip()
    if not message:
        raise AnnopsError(NO_MESSAGE.at(None, "nothing is said of what is saved"))
    return message


def confirm(findings: Sequence[Finding]) -> None:
    """Go on only when there is nothing in the way or a person says yes.

    Raises:
        AnnopsError: When there is, and nobody can be asked; nothing has been saved.
        typer.Exit: When a person says no.
    """
    if not findings:
        return
    if not is_terminal():
        raise AnnopsError(*findings, exit_code=1)
    for finding in findings:
        typer.echo(str(finding), err=True)
    if not typer.confirm("Save all the same?", default=False, err=True):
        typer.echo("nothing was saved", err=True)
        raise typer.Exit(1)


def settle(repository: Repository, combined: Combined, side: Side | None) -> None:
    """Decide every conflict: by the side given, by asking, or not at all.

    Raises:
        AnnopsError: When there is a conflict and nobody can be asked (SAV006).
    """
    if not combined.unsettled:
        return
    if side is not None:
        combined.settle(lambda *_: side)
    elif is_terminal():
        combined.settle(_asked_at_terminal(repository))
    else:
        raise AnnopsError(*clash_findings(repository, combined), exit_code=1)


def clash_findings(
    repository: Repository,
    combined: Combined,
    code: Code = CLASH,
    there: str = "in the shared copy",
) -> list[Finding]:
    """Return one finding for each thing that has to be decided."""
    found = []
    for file in combined.unsettled:
        for clash in file.clashes:
            place = Place(repository.shown(file.path), column=clash.column or None)
            words = f"{_short(clash.ours)} here, {_short(clash.theirs)} {there}{_was(clash)}"
            found.append(code.at(place, f"{clash.what}: {words}"))
    return found


def _asked_at_terminal(repository: Repository) -> Callable[[str, Clash], Side]:
    def ask(path: str, clash: Clash) -> Side:
        lines = [
            f"{repository.shown(path)}: {clash.what}{_was(clash)}",
            f"  mine:   {_short(clash.ours)}",
            f"  theirs: {_short(clash.theirs)}",
        ]
        for line in lines:
            typer.echo(visible(line), err=True)
        while True:
            answer = str(typer.prompt("Keep mine or theirs", err=True)).strip().casefold()
            for side in Side:
                if answer and side.value.startswith(answer):
                    return side

    return ask


def _was(clash: Clash) -> str:
    return "" if clash.base is None else f" (was `{_short(clash.base)}`)"


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]} ..."
