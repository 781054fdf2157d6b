"""Problems in a person's files, as values: what, where, what to do."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: errors change the exit code, notes never do."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a person's files something was met.

    Attributes:
        file: Path relative to the project folder, `/` between parts.
        line: Line in the text file, from 1; None where lines mean nothing.
        column: Column name, or character position from 1.
        record: Record of the file, from 1, header not counted.
        cell: Sheet and cell of a workbook, as `Sheet1!B7`.
    """

    file: str
    line: int | None = None
    column: str | int | None = None
    record: int | None = None
    cell: str | None = None

    def __str__(self) -> str:
        """Write the place as `path:line:column`, the way editors read it."""
        if self.cell is not None:
            return f"{self.file}:{self.cell}"
        if self.line is None and self.record is not None:
            return f"{self.file}:record {self.record}" + _tail(self.column)
        return self.file + _tail(self.line) + _tail(self.column)

    @property
    def sort_key(self) -> tuple[str, int, int, str]:
        """Order by file, line, record, column."""
        return (self.file, self.line or 0, self.record or 0, str(self.cell or self.column or ""))


def _tail(part: str | int | None) -> str:
    return "" if part is None else f":{part}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: a code that `annops explain` knows, a sentence, a place, a way out."""

    code: str
    severity: Severity
    message: str
    place: Place | None = None
    hint: str | None = None
    count: int = field(default=1)

    def __str__(self) -> str:
        """Write the finding as two lines: the sentence with its place, then the hint."""
        where = f"{self.place}: " if self.place else ""
        line = visible(f"{where}{self.severity} {self.code} {self.message}")
        return f"{line}\n  hint: {visible(self.hint)}" if self.hint else line

    @property
    def sort_key(self) -> tuple[int, tuple[str, int, int, str], str, str]:
        """Order by severity, place, code, sentence."""
        place = self.place.sort_key if self.place else ("", 0, 0, "")
        return (_RANK[self.severity], place, self.code, self.message)


@dataclass(frozen=True, slots=True)
class Code:
    """What one finding code checks, why it matters, an example, and the remedy.

    A code is defined in the module that raises it and is the only way to make a finding, so a
    finding without a page cannot exist; `annops explain` collects codes from the modules.
    """

    id: str
    title: str
    severity: Severity
    checks: str
    why: str
    example: str
    remedy: str

    def at(
        self, place: Place | None, message: str, hint: str | None = None, *, count: int = 1
    ) -> Finding:
        """Make the finding of this code at a place; without a hint the code's remedy is given."""
        return Finding(self.id, self.severity, message, place, hint or self.remedy, count)


_UNSEEN = {
    code: ascii(chr(code))[1:-1]
    for code in (
        *range(0x20), *range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F),
        *range(0x2066, 0x206A),
    )
}  # fmt: skip
"""Control characters: they would end a line, move the cursor or turn the text around."""


def visible(text: str) -> str:
    r"""Return a text on one line, control characters written out.

    >>> print(visible("posi\ntive \x1b[31m"))
    posi\ntive \x1b[31m
    """
    return text.translate(_UNSEEN)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings without repeats, worst first, then by place."""
    return tuple(sorted(set(findings), key=lambda finding: finding.sort_key))


def did_you_mean(given: str, valid: Iterable[str]) -> str:
    """Name the nearest valid choice, and all of them when they are few.

    >>> did_you_mean("postive", ["negative", "neutral", "positive"])
    'did you mean `positive`? valid: `negative`, `neutral`, `positive`'
    """
    choices = [str(choice) for choice in valid]
    folded = {choice.casefold(): choice for choice in choices}
    near = get_close_matches(given.strip().casefold(), folded, n=1, cutoff=0.6)
    listed = ", ".join(f"`{choice}`" for choice in choices[:12])
    rest = f" and {len(choices) - 12} more" if len(choices) > 12 else ""
    valid_text = f"valid: {listed}{rest}" if choices else "nothing is valid here"
    return f"did you mean `{folded[near[0]]}`? {valid_text}" if near else valid_text
