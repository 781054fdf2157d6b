"""Reads the options of the command line."""

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Severity, did_you_mean
from annops.registers.merge import Side
from annops.save.model import Doubt, SaveOptions

UNKNOWN = Code(
    id="SAV009",
    title="Options of a save that contradict each other or do not exist",
    severity=Severity.ERROR,
    checks="Whether `--allow` names things that a save asks about, and only one side is chosen.",
    why="A misspelt word would be taken for a no, or for a yes.",
    example="`--allow emails`, or `--mine --theirs`.",
    remedy="`--allow` takes personal-data, tokens, large-files, errors, with commas between",
)


def options_of(  # noqa: PLR0913 - one a flag
    message: str | None, allow: str | None, as_of: str | None, *, yes: bool,
    sides: tuple[bool, bool], start: bool, dry_run: bool,
) -> SaveOptions:  # fmt: skip
    """Return the options of a save.

    Raises:
        AnnopsError: When they contradict each other or name nothing (SAV009, USE001).
    """
    if all(sides):
        raise AnnopsError(UNKNOWN.at(None, "`--mine` and `--theirs` exclude each other"))
    side = Side.OURS if sides[0] else Side.THEIRS if sides[1] else None
    allowed = frozenset(Doubt) if yes else _allowed(allow or "")
    return SaveOptions(message, allowed, side, start, day_of(as_of), dry_run)


def day_of(as_of: str | None) -> str | None:
    """Return the day given, None for now.

    Raises:
        AnnopsError: When the text is no day (USE001).
    """
    from annops.workspace.clock import day_of as read

    return None if as_of is None else read(as_of).isoformat()


def _allowed(text: str) -> frozenset[Doubt]:
    words = [word.strip() for word in text.split(",") if word.strip()]
    for word in words:
        if word not in set(Doubt):
            message = f"`--allow {word}` names nothing that a save asks about"
            raise AnnopsError(UNKNOWN.at(None, message, did_you_mean(word, Doubt)))
    return frozenset(Doubt(word) for word in words)
