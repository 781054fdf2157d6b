"""The command line: one static table of commands; a command's module is loaded when it runs."""

import errno
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup

from annops import __version__

if TYPE_CHECKING:
    from annops.core.finding import Finding

CLOSED = 141
"""Exit code when who reads the output has closed it, as `head` does: that of a shell's SIGPIPE."""

FULL = (errno.ENOSPC, errno.EDQUOT)
"""What the system says when a disk, or a person's part of it, is full."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: where its function lives and its line in the main help.

    `parts` are subcommands of a group that live in another module, by name: module and function.
    """

    module: str
    function: str
    help: str
    panel: str
    parts: Mapping[str, tuple[str, str]] = field(default_factory=dict)


_EVERYDAY, _LOOK, _PROJECT = "Everyday", "Look closer", "Set up and check"

COMMANDS: Mapping[str, Entry] = {
    "init": Entry("annops.init.command", "init", "Start a project folder.", _EVERYDAY),
    "import": Entry("annops.sources.command", "import_", "Take an export in.", _EVERYDAY),
    "status": Entry("annops.status.command", "status", "Where the project stands.", _EVERYDAY),
    "sample": Entry("annops.sample.command", "sample", "Draw what is judged.", _EVERYDAY),
    "audit": Entry(
        "annops.audit.command", "audit", "Error rate from what reviewers judged.", _EVERYDAY
    ),
    "agree": Entry("annops.agree.command", "agree", "How far annotators agree.", _EVERYDAY),
    "rework": Entry("annops.rework.command", "rework", "Send wrong answers back.", _EVERYDAY),
    "risk": Entry(
        "annops.risk.command",
        "risk",
        "What may go wrong.",
        _EVERYDAY,
        {"signals": ("annops.signals.command", "signals")},
    ),
    "report": Entry("annops.report.command", "report", "Write the weekly report.", _EVERYDAY),
    "save": Entry("annops.save.command", "save", "Keep this version, share it.", _EVERYDAY),
    "run": Entry("annops.run.command", "run", "Check, agree, audit, report.", _EVERYDAY),
    "look": Entry("annops.sources.command", "look", "What is in this file?", _LOOK),
    "sources": Entry("annops.sources.command", "sources", "What became of every row.", _LOOK),
    "volumes": Entry("annops.volumes.command", "volumes", "Counts, pace, time per item.", _LOOK),
    "consensus": Entry("annops.consensus.command", "consensus", "One answer per item.", _LOOK),
    "defects": Entry("annops.defects.command", "defects", "Wrong answers and kinds.", _LOOK),
    "explain": Entry("annops.explain.command", "explain", "What a code or metric means.", _LOOK),
    "batches": Entry("annops.batches.command", "batches", "How far each batch is.", _PROJECT),
    "issue": Entry("annops.issue.command", "issue", "What hinders or waits.", _PROJECT),
    "excel": Entry("annops.excel.command", "excel", "Edit registers in Excel.", _PROJECT),
    "undo": Entry("annops.save.command", "undo", "Reverse your last save.", _PROJECT),
    "history": Entry("annops.save.command", "history", "Who saved what, and when.", _PROJECT),
    "check": Entry("annops.check.command", "check", "Is the project folder sound?", _PROJECT),
    "guideline": Entry("annops.guideline.command", "app", "Guideline versions.", _PROJECT),
    "schema": Entry("annops.schema.command", "schema", "JSON Schema for editors.", _PROJECT),
    "doctor": Entry("annops.doctor.command", "doctor", "Explain set-up trouble.", _PROJECT),
    "demo": Entry("annops.demo.command", "demo", "Make a report from example data.", _PROJECT),
}
"""Every command; a test holds it against the modules."""


class LazyGroup(TyperGroup):
    """Lists commands from the table and imports a command's module only to run it."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Name the commands in the order of the table."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> TyperCommand | None:
        """Give a stub for the main help, the real command when it is the one asked for."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        if cmd_name not in sys.argv[1:] and ctx.info_name != cmd_name and not ctx.meta.get("run"):
            return TyperCommand(cmd_name, help=entry.help)
        return load_command(cmd_name)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Load the command about to run; name the nearest one for an unknown name."""
        ctx.meta["run"] = True
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from annops.core.finding import did_you_mean

            ctx.fail(f"no command `{args[0]}`; {did_you_mean(args[0], COMMANDS)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what a person can fix is told in findings, never as a trace.

        Raises:
            typer.Exit: With the error's exit code.
            OSError: When the system refuses for another reason than a full disk.
            UnicodeEncodeError: When text cannot be written though every word typed is text.
        """
        from annops.core.errors import NO_MEMORY, NO_ROOM, NOT_TEXT, AnnopsError

        try:
            return super().invoke(ctx)
        except AnnopsError as error:
            raise typer.Exit(_told(*error.findings, code=error.exit_code)) from None
        except MemoryError:
            found = NO_MEMORY.at(None, "the memory of this computer does not suffice")
            raise typer.Exit(_told(found, code=3)) from None
        except UnicodeEncodeError:
            words = [word for word in sys.argv[1:] if not _is_text(word)]
            if not words:
                raise
            found = NOT_TEXT.at(None, f"`{words[0]}` cannot be read as text")
            raise typer.Exit(_told(found, code=2)) from None
        except BrokenPipeError:
            raise typer.Exit(CLOSED) from None
        except OSError as error:
            if error.errno not in FULL:
                raise
            found = NO_ROOM.at(None, f"cannot be written: {error.strerror}")
            raise typer.Exit(_told(found, code=4)) from None


def _is_text(word: str) -> bool:
    """Whether a word was readable; the bytes of others come as halves of characters."""
    return not any("\ud800" <= character <= "\udfff" for character in word)


def _told(*findings: "Finding", code: int) -> int:
    for finding in findings:
        typer.echo(str(finding), err=True)
    return code


def load_command(name: str) -> TyperCommand:
    """Import a command's module and turn its function, or its group of commands, into one."""
    entry = COMMANDS[name]
    made = getattr(import_module(entry.module), entry.function)
    if isinstance(made, typer.Typer):
        group = typer.main.get_group(made)
        group.name, group.help = name, group.help or entry.help
        for part, (module, function) in entry.parts.items():
            group.add_command(_single(part, getattr(import_module(module), function)), part)
        return group  # type: ignore[return-value]
    return _single(name, made)


def _single(name: str, function: Callable[..., None]) -> TyperCommand:
    single = typer.Typer(
        rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False
    )
    single.command(name)(function)
    command = typer.main.get_command(single)
    command.name = name
    return command  # type: ignore[return-value]


app = typer.Typer(
    cls=LazyGroup,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    help="Figures you can defend from annotation exports.",
)


def _version(*, value: bool) -> None:
    if value:
        typer.echo(f"annops {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=False)
def _root(
    *,
    version: bool = typer.Option(
        False, "--version", callback=lambda value: _version(value=value), is_eager=True,
        help="Print the version and end.",
    ),
) -> None:  # fmt: skip
    """Figures you can defend from annotation exports."""
    del version
