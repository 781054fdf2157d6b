"""Command-line options made from a register's row model, so that no field is forgotten."""

import inspect
from collections.abc import Callable, Collection, Iterator
from functools import wraps
from typing import Annotated, Any

import typer

from annops.core.sheet import Entry, SheetColumn
from annops.registers.row import Row

FIELDS = "fields"
"""Name of the parameter that takes the fields given, by column key."""

_METAVARS = {Entry.DATE: "DAY", Entry.WHOLE: "NUMBER"}


def group() -> typer.Typer:
    """Return a group of commands whose bare call runs its callback."""
    return typer.Typer(
        invoke_without_command=True, rich_markup_mode=None, pretty_exceptions_enable=False,
        add_completion=False,
    )  # fmt: skip


def refuse_before(ctx: typer.Context) -> bool:
    """Whether a subcommand follows; options of the bare call before it are refused.

    Raises:
        UsageError: When an option stands before the subcommand, where it would mean nothing.
    """
    if ctx.invoked_subcommand is None:
        return False
    for option in ctx.command.params:
        source = ctx.get_parameter_source(option.name or "")
        if getattr(source, "name", "") == "COMMANDLINE":
            ctx.fail(f"write `{option.opts[-1]}` after `{ctx.invoked_subcommand}`")
    return True


def with_fields(
    register: type[Row], *, without: Collection[str] = ()
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Give a command one option for each field of a register that people may write.

    The command's parameter `fields` takes what was given, text by column key; a field that was
    not given is not in it, and empty text clears one.

    Args:
        register: The register.
        without: Fields that the command takes otherwise, or not at all.
    """
    shown = [c for c in register.columns() if not c.locked and c.key not in without]
    names = {f"field_{column.key}": column.key for column in shown}

    def decorate(command: Callable[..., None]) -> Callable[..., None]:
        own = inspect.signature(command).parameters

        @wraps(command)
        def run(**given: Any) -> None:
            texts = {key: given.pop(name) for name, key in names.items()}
            command(
                **given, **{FIELDS: {k: text for k, text in texts.items() if text is not None}}
            )

        kept = [parameter for name, parameter in own.items() if name != FIELDS]
        parameters = [*kept[:1], *_parameters(shown), *kept[1:]]
        hints = {parameter.name: parameter.annotation for parameter in parameters}
        run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
            [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY) for parameter in parameters]
        )
        run.__annotations__ = hints
        return run

    return decorate


def _parameters(columns: Collection[SheetColumn]) -> Iterator[inspect.Parameter]:
    for column in columns:
        choices = f" One of: {', '.join(column.choices)}." if column.choices else ""
        option = typer.Option(
            f"--{column.key.replace('_', '-')}", help=f"{column.note}{choices}",
            metavar=_METAVARS.get(column.entry, "TEXT"), show_default=False,
        )  # fmt: skip
        yield inspect.Parameter(
            f"field_{column.key}", inspect.Parameter.KEYWORD_ONLY, default=None,
            annotation=Annotated[str | None, option],
        )  # fmt: skip
