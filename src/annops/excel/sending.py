"""What `annops excel push` does: it makes workbooks, and drops nothing that people wrote."""

import sys

from annops.core.changeset import ChangeSet, Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity
from annops.core.sheet import Sheet
from annops.core.wording import counted
from annops.excel.back import find_register, read_back, sheet_of
from annops.excel.compute import plan
from annops.excel.model import How, Wishes
from annops.registers.registry import registers
from annops.registers.row import Row
from annops.registers.table import Table
from annops.workspace.open import Workspace
from annops.workspace.register_edits import editable
from annops.workspace.registers import path_of
from annops.workspace.workbooks import IGNORED, forget_taken, is_open, workbook_path

NOT_PULLED = Code(
    id="XLS005",
    title="The workbook holds changes that were not taken back",
    severity=Severity.ERROR,
    checks="Whether everything that people wrote into a workbook is in the register before the "
    "workbook is made again.",
    why="What they wrote would be lost.",
    example="`annops excel push risks` after somebody filled in excel/risks.xlsx",
    remedy="run `annops excel pull` first, or `push --replace` to drop what they wrote",
)
STILL_OPEN = Code(
    id="XLS008",
    title="The workbook is open in a spreadsheet program",
    severity=Severity.ERROR,
    checks="Whether a workbook that is to be made again is closed.",
    why="What has not been saved there cannot be seen and would be lost, or would be saved over "
    "the new workbook.",
    example="`annops excel push risks` while excel/risks.xlsx is open in Excel",
    remedy="save and close it there, then pull what was written; `push --replace` replaces it "
    "all the same",
)

TOO_LARGE = Code(
    id="XLS009",
    title="A register that no workbook has room for",
    severity=Severity.ERROR,
    checks="Whether a register has at most 16,384 columns and about a million records.",
    why="Excel has no more columns and rows.",
    example="A column for each of 20,000 items was added to registers/risks.csv.",
    remedy="take columns or records out of the file that need not be there",
)
_MOST_COLUMNS, _MOST_RECORDS = 16_384, 1_048_000


def push(workspace: Workspace, name: str | None, how: How) -> None:
    """Write the workbook of one register, or of all that have a file.

    Raises:
        AnnopsError: When there is no such register, a workbook is open, or changes in one would
            be lost.
    """
    chosen = [find_register(name)] if name else _existing(workspace)
    writes: list[Write] = []
    for register in chosen:
        path = workbook_path(register.NAME)
        _heed_open(workspace, path, replace=how.replace)
        if not how.replace:
            _refuse_loss(workspace, register, path)
        table = editable(workspace.root, register).table
        _refuse_large(register, table)
        writes.append(Write(path, workbook(sheet_of(workspace, register, table))))
    if not writes:
        sys.stdout.write("there is no register to send; begin one with `annops risk add`\n")
        return
    changes = ChangeSet("push registers", (IGNORED, *writes))
    if not how.dry_run:
        forget_taken(workspace.root, [register.NAME for register in chosen])
    said = workspace.apply(changes, dry_run=how.dry_run)
    if how.dry_run:
        sys.stdout.write(said)
        return
    for register, write in zip(chosen, writes, strict=True):
        sys.stdout.write(
            f"{write.path}: fill in, save, then `annops excel pull {register.NAME}`\n"
        )


def _existing(workspace: Workspace) -> list[type[Row]]:
    return [one for one in registers().values() if (workspace.root / path_of(one)).is_file()]


def workbook(sheet: Sheet) -> bytes:
    """Return the workbook of a sheet."""
    from annops.render.sheet_xlsx import sheet_xlsx

    return sheet_xlsx(sheet)


def _heed_open(workspace: Workspace, path: str, *, replace: bool) -> None:
    """Refuse to replace a workbook that is open; say so where it is replaced all the same.

    Raises:
        AnnopsError: When a spreadsheet program has it open (XLS008).
    """
    if not is_open(workspace.root / path):
        return
    if not replace:
        message = "open in a spreadsheet program; what is not saved there would be lost"
        raise AnnopsError(STILL_OPEN.at(Place(path), message), exit_code=1)
    sys.stderr.write(
        f"{path} was open in a spreadsheet program: close it there without saving, and open it "
        "again\n"
    )


def _refuse_large(register: type[Row], table: Table) -> None:
    added = sum(key not in table.header for key in register.header())
    wide, long = len(table.header) + added, len(table.rows)
    if wide > _MOST_COLUMNS or long > _MOST_RECORDS:
        message = f"{counted(long, 'record')} with {wide:,} columns"
        raise AnnopsError(TOO_LARGE.at(Place(path_of(register)), message))


def _refuse_loss(workspace: Workspace, register: type[Row], path: str) -> None:
    """Refuse to replace a workbook that people changed since it was sent.

    Raises:
        AnnopsError: When something in it is not in the register (XLS005).
    """
    file = workspace.root / path
    if not file.is_file():
        return
    try:
        back = read_back(workspace, register, file)
        found = plan(register, back.table, back.sheet, back.known, Wishes(), back.gone)
    except AnnopsError as error:
        message = "the workbook cannot be read"
        raise AnnopsError(
            *error.findings, NOT_PULLED.at(Place(path), message), exit_code=1
        ) from None
    n_changes = len(found.changes) + len(found.added) + len(found.conflicts)
    if n_changes or found.exit_code or found.kept:
        what = counted(n_changes, "change") if n_changes else "something"
        message = f"{what} in the workbook not taken back"
        raise AnnopsError(NOT_PULLED.at(Place(path), message), exit_code=1)
