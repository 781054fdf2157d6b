"""Adds and changes records of any register: what was typed is read as the register reads it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from annops.core.changeset import ChangeSet
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, visible
from annops.registers.row import Row, hint_of, new_id
from annops.workspace.lock import locked
from annops.workspace.open import Workspace
from annops.workspace.registers import UNREADABLE, RegisterFile, path_of, read_register

BAD_VALUE = Code(
    id="REG005",
    title="A value that a register does not take",
    severity=Severity.ERROR,
    checks="Whether what was given for a field is one of its choices, a day, or a number.",
    why="Nothing was written.",
    example='`annops risk add "Vendor late" --probability high`; it goes from 1 to 5.',
    remedy="give a value that the field takes; `--help` names them",
)
WOULD_BE_LOST = Code(
    id="REG006",
    title="A register that cannot be written without losing a line",
    severity=Severity.ERROR,
    checks="Whether every line of a register can be read before the register is written.",
    why="A line that cannot be read would be gone after writing.",
    example="A line with too few cells, or the marks of an unfinished merge.",
    remedy="repair the lines named, then run the command again",
)

RowType = TypeVar("RowType", bound=Row)


@dataclass(frozen=True, slots=True)
class Edit(Generic[RowType]):
    """One record as it is to be, and as it was.

    Attributes:
        after: The record.
        before: The record before; None for a new one, and for one that could not be read.
    """

    after: RowType
    before: RowType | None = None

    @property
    def changes(self) -> tuple[tuple[str, str, str], ...]:
        """Return column, old text and new text of every cell that differs."""
        old = {} if self.before is None else self.before.cells()
        return tuple(
            (key, old.get(key, ""), text)
            for key, text in self.after.cells().items()
            if key != "id" and text != old.get(key, "")
        )


@contextmanager
def writing(root: Path, *registers: type[Row], dry_run: bool = False) -> Iterator[None]:
    """Keep other commands from writing some registers until the block ends.

    Put it around reading, changing and writing. A dry run writes nothing and locks nothing.

    Yields:
        Nothing; what happens inside is done by one command at a time.
    """
    with ExitStack() as held:
        for path in sorted(map(path_of, registers)):
            if not dry_run:
                held.enter_context(locked(root, path))
        yield


def editable(root: Path, register: type[RowType]) -> RegisterFile[RowType]:
    """Read a register in order to write it.

    Raises:
        AnnopsError: When it cannot be read (REG001), or writing it would lose a line (REG006).
    """
    file = read_register(root, register)
    lost = [finding for finding in file.findings if finding.code == UNREADABLE.id]
    if lost:
        message = f"{len(lost)} {'line' if len(lost) == 1 else 'lines'} would be lost"
        place = Place(path_of(register))
        raise AnnopsError(*lost, WOULD_BE_LOST.at(place, message), exit_code=3)
    return file


def made(
    file: RegisterFile[RowType], cells: Mapping[str, str], naming: Iterable[str]
) -> Edit[RowType]:
    """Make a new record, its id from what tells it from all others.

    Raises:
        AnnopsError: When a value is none that its column takes (REG005).
    """
    taken = [row.get("id", "") for row in file.table.rows]
    row_id = cells.get("id", "")
    if file.register.PREFIX and not row_id:
        row_id = new_id(file.register.PREFIX, naming, taken)
    return Edit(read_cells(file.register, {**_on_one_line(cells), "id": row_id}))


def changed(file: RegisterFile[RowType], given: str, cells: Mapping[str, str]) -> Edit[RowType]:
    """Change some cells of a record; a record with a wrong cell can be put right so.

    Raises:
        AnnopsError: When no record, or several, have the id (REG004), or a value is none that its
            column takes (REG005).
    """
    raw = {row.get("id", ""): row for row in file.table.rows}
    cells = _on_one_line(cells)
    readable = {row.id for row in file.rows}
    if given.strip() in raw and given.strip() not in readable:
        return Edit(read_cells(file.register, {**raw[given.strip()], **cells}))
    before = file.find(given)
    return Edit(read_cells(file.register, {**before.cells(), **cells}), before)


def _on_one_line(cells: Mapping[str, str]) -> dict[str, str]:
    """Take line ends out of what was typed, so that a record stays one line of its file."""
    return {key: " ".join(text.split()) for key, text in cells.items()}


def read_cells(register: type[RowType], cells: Mapping[str, str]) -> RowType:
    """Read a record from texts that a person gave.

    Raises:
        AnnopsError: When a text is none that its column takes (REG005).
    """
    row = register.read(cells)
    if isinstance(row, tuple):
        raise AnnopsError(*(_refused(register, item.column, item.found, item.expected,
                                     hint_of(register, item)) for item in row))  # fmt: skip
    return row


def _refused(register: type[Row], column: str, found: str, expected: str, hint: str) -> Finding:
    option = f"--{column.replace('_', '-')}"
    message = f"{register.ONE}: `{option}` is `{found}`, {expected} expected"
    return BAD_VALUE.at(None, message, hint)


def add_record(
    workspace: Workspace,
    register: type[RowType],
    cells: Mapping[str, str],
    *,
    there: Callable[[RowType], bool],
    naming: Iterable[str] = (),
    dry_run: bool = False,
) -> tuple[RowType, str]:
    """Add a record unless it is there already.

    Args:
        workspace: The project folder.
        register: The register.
        cells: The record's texts by column; an `id` among them is kept.
        there: Whether a record of the register is the one to be added.
        naming: What the id is made from, where none is given.
        dry_run: Whether to write nothing.

    Returns:
        The record as it stands in the register, and what to print: the diff of a dry run.

    Raises:
        AnnopsError: When a value is none that its column takes (REG005), or the register cannot be
            written (REG001, REG006).
    """
    with writing(workspace.root, register, dry_run=dry_run):
        file = editable(workspace.root, register)
        known = next((row for row in file.rows if there(row)), None)
        if known is not None:
            return known, f"already there: {_name(known)}; nothing was written\n"
        edit = made(file, cells, naming)
        row = edit.after
        changes = ChangeSet(f"add {register.ONE} {row.id}", (file.with_rows([row]),))
        diff = workspace.apply(changes, dry_run=dry_run)
    return row, diff if dry_run else f"added {_name(row)}\n"


def change_record(
    workspace: Workspace,
    register: type[RowType],
    given: str,
    fields: Mapping[str, str],
    *,
    settle: Callable[[RowType], Mapping[str, str]] | None = None,
    dry_run: bool = False,
) -> tuple[RowType, str]:
    """Change some fields of a record; nothing is written where it is so already.

    Args:
        workspace: The project folder.
        register: The register.
        given: Id of the record, or its beginning.
        fields: Texts by column.
        settle: Gives the fields to change in their place, from the record as it is.
        dry_run: Whether to write nothing.

    Returns:
        The record as it is then, and what to print: the diff of a dry run.

    Raises:
        AnnopsError: When there is no such record (REG004), a value is none that its column takes
            (REG005), or the register cannot be written (REG001, REG006).
    """
    with writing(workspace.root, register, dry_run=dry_run):
        file = editable(workspace.root, register)
        edit = changed(file, given, fields)
        if settle is not None and edit.before is not None:
            edit = changed(file, given, settle(edit.before))
        row = edit.after
        changes = ChangeSet(f"change {register.ONE} {row.id}", (file.with_rows([row]),))
        diff = workspace.apply(changes, dry_run=dry_run)
    if dry_run:
        return row, diff
    if edit.before == row:
        return row, f"{_name(row)} is so already; nothing was written\n"
    return row, "".join(f"{line}\n" for line in told(edit))


def told(edit: Edit[RowType]) -> list[str]:
    """Say what became of a record: its id, its name, and each cell that changed."""
    cells = [] if edit.before is None else edit.changes
    return [
        f"changed {_name(edit.after)}",
        *(
            visible(f"  {key}: {old or '(empty)'} -> {new or '(empty)'}")
            for key, old, new in cells
        ),
    ]


def _name(row: Row) -> str:
    title = getattr(row, "title", "")
    return visible(f"{row.id} {title}".rstrip())
