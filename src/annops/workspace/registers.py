"""Reads and writes the registers of a project folder, every problem a finding in its place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from annops.core.changeset import Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, did_you_mean, sort_findings
from annops.registers.row import Row, hint_of
from annops.registers.table import Table, empty_table, parse_table, table_text, with_rows

FOLDER = "registers"

UNREADABLE = Code(
    id="REG001",
    title="A register that cannot be read",
    severity=Severity.ERROR,
    checks="Whether each file of registers/ is text with a header and one record a line.",
    why="What cannot be read would be missing from every list and report.",
    example="A register saved as a workbook, or one with the marks of an unfinished merge.",
    remedy="put the file back as it was last saved, or repair the line",
)
BAD_CELL = Code(
    id="REG002",
    title="A cell of a register is not what its column holds",
    severity=Severity.ERROR,
    checks="Whether each cell is one of the choices, a day, or a number, as its column asks.",
    why="The record is left out of lists, scores and reports until the cell is right.",
    example="`probability` is `high`; it goes from 1 to 5.",
    remedy="correct the cell in the file, or in Excel: `annops excel push`, then `pull`",
)
SAME_ID = Code(
    id="REG003",
    title="Two records of a register have one id",
    severity=Severity.ERROR,
    checks="Whether each record's id stands in its register once.",
    why="Nobody can tell which of the two is meant; the first is used.",
    example="A line that was copied to begin a new record.",
    remedy="give the newer record an id of its own, or delete the line that is wrong",
)
NO_RECORD = Code(
    id="REG004",
    title="A record that is not in the register",
    severity=Severity.ERROR,
    checks="Whether the id given names exactly one record; its first symbols suffice.",
    why="Nothing was changed.",
    example="`annops risk edit R-9zz` where no risk has such an id.",
    remedy="look the id up in the list of the register",
)

RowType = TypeVar("RowType", bound=Row)


@dataclass(frozen=True, slots=True)
class RegisterFile(Generic[RowType]):
    """A register as it stands on disk.

    Attributes:
        register: Its row model.
        rows: Records that could be read, by id.
        table: The file as text, records that could not be read included.
        findings: What is wrong in it.
    """

    register: type[RowType]
    rows: tuple[RowType, ...]
    table: Table
    findings: tuple[Finding, ...] = ()

    @property
    def exit_code(self) -> int:
        """1 where a record could not be read, so that a list or figure lacks it."""
        return int(any(finding.severity is Severity.ERROR for finding in self.findings))

    @property
    def left_out(self) -> int:
        """Lines whose record could not be read."""
        wrong = (one.place for one in self.findings if one.severity is Severity.ERROR)
        return len({place.line for place in wrong if place is not None and place.line})

    def with_rows(self, rows: Iterable[RowType]) -> Write:
        """Return the write of the register with records added or replaced by id."""
        text = table_text(with_rows(self.table, rows))
        return Write(path_of(self.register), text.encode())

    def find(self, given: str) -> RowType:
        """Return the record of an id or of the beginning of one, with or without its prefix.

        Raises:
            AnnopsError: When none or several begin so (REG004).
        """
        short = given.strip().casefold().removeprefix(self.register.PREFIX.casefold())
        whole = self.register.PREFIX.casefold() + short
        exact = [row for row in self.rows if row.id == given.strip()]
        found = exact or [row for row in self.rows if row.id.casefold().startswith(whole)]
        if len(found) == 1:
            return found[0]
        if found:
            message = f"`{given}` is the beginning of {len(found)} ids"
            hint = f"write more of it: {', '.join(row.id for row in found[:6])}"
        else:
            message = f"no {self.register.ONE} has the id `{given}`"
            hint = did_you_mean(given, [row.id for row in self.rows])
        raise AnnopsError(NO_RECORD.at(Place(path_of(self.register)), message, hint))


def path_of(register: type[Row]) -> str:
    """Return the path of a register's file."""
    return f"{FOLDER}/{register.NAME}.csv"


def read_register(root: Path, register: type[RowType]) -> RegisterFile[RowType]:
    """Read a register; one that has no file yet is empty.

    Raises:
        AnnopsError: When the file is no text with a header of its columns (REG001).
    """
    name = path_of(register)
    text = _text(root, name)
    if not text.strip():
        return RegisterFile(register, (), empty_table(register))
    table, damage = parse_table(text)
    found = [UNREADABLE.at(Place(name, d.line, d.column), d.message) for d in damage]
    if any(item.column for item in damage):
        raise AnnopsError(*found, exit_code=3)
    rows: dict[str, RowType] = {}
    for line, cells in zip(table.lines, table.rows, strict=True):
        row = register.read(cells)
        if isinstance(row, tuple):
            found += [
                BAD_CELL.at(
                    Place(name, line, item.column),
                    f"`{item.found}` found, {item.expected} expected",
                    hint_of(register, item),
                )
                for item in row
            ]
        elif row.id in rows:
            found.append(SAME_ID.at(Place(name, line, "id"), f"`{row.id}` stands here again"))
        else:
            rows[row.id] = row
    ordered = tuple(rows[key] for key in sorted(rows))
    return RegisterFile(register, ordered, table, sort_findings(found))


def check_registers(root: Path) -> Iterator[Finding]:
    """Give what is wrong in the registers that the folder has.

    Yields:
        Findings, register by register.
    """
    from annops.registers.registry import registers

    for register in registers().values():
        try:
            yield from read_register(root, register).findings
        except AnnopsError as error:
            yield from error.findings


def _text(root: Path, name: str) -> str:
    try:
        return (root / name).read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise AnnopsError(
            UNREADABLE.at(Place(name), f"cannot be read: {reason}"), exit_code=3
        ) from None
