"""What `annops excel pull` does: read, compare, tell, ask, write."""

import sys
from collections.abc import Iterable

from annops.core.changeset import ChangeSet, Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity
from annops.core.wording import counted
from annops.excel.back import NO_WORKBOOK_YET, Back, find_register, read_back, sheet_of
from annops.excel.compute import plan, taken_over
from annops.excel.lines import lines
from annops.excel.model import How, Plan, Wishes
from annops.excel.sending import workbook
from annops.registers.merge import Side
from annops.registers.row import Row
from annops.registers.table import table_text
from annops.workspace.open import Workspace
from annops.workspace.register_edits import writing
from annops.workspace.registers import path_of
from annops.workspace.workbooks import (
    FOLDER,
    Memory,
    is_open,
    memory_write,
    pushed,
    workbook_path,
)

_TOLD = 20

NOT_CONFIRMED = Code(
    id="XLS006",
    title="Nothing was taken over, because nobody could be asked",
    severity=Severity.ERROR,
    checks="Whether a person confirmed the changes, on a terminal or with `--yes`.",
    why="A sheet may hold what nobody meant; a script must say that it decides.",
    example="`annops excel pull risks` in a scheduled job",
    remedy="look at the changes shown above, then run the same command with `--yes`",
)
TWO_SIDES = Code(
    id="XLS007",
    title="Options that contradict each other",
    severity=Severity.ERROR,
    checks="Whether options that exclude each other are given together.",
    why="Nothing was read or written.",
    example="`--mine --theirs`, or `--file` without the name of a register",
    remedy="give one of them",
)


def side_of(*, mine: bool, theirs: bool) -> Side | None:
    """Return whose text holds where both changed a cell.

    Raises:
        AnnopsError: When both are asked for (XLS007).
    """
    if mine and theirs:
        raise AnnopsError(TWO_SIDES.at(None, "`--mine` and `--theirs` cannot both hold"))
    return Side.OURS if mine else Side.THEIRS if theirs else None


def pull(workspace: Workspace, name: str | None, wishes: Wishes, how: How) -> int:
    """Take one workbook back, or all there are; return the exit code.

    Raises:
        AnnopsError: When there is no such register or file, or nobody could be asked.
    """
    if how.file is not None and name is None:
        raise AnnopsError(TWO_SIDES.at(None, "`--file` needs the name of a register"))
    names = [name] if name else pushed(workspace.root)
    if not names:
        raise AnnopsError(NO_WORKBOOK_YET.at(Place(FOLDER), "there is no workbook"), exit_code=3)
    return max(_pull(workspace, find_register(one), wishes, how) for one in names)


def _pull(workspace: Workspace, register: type[Row], wishes: Wishes, how: How) -> int:
    file = how.file or workspace.root / workbook_path(register.NAME)
    with writing(workspace.root, register, dry_run=how.dry_run):
        back = read_back(workspace, register, file)
        found = plan(register, back.table, back.sheet, back.known, wishes, back.gone)
        _tell(found.findings)
        told = lines(register.NAME, register.ONE, found, everything=how.dry_run)
        sys.stdout.write("".join(f"{line}\n" for line in told))
        if found.is_empty:
            return found.exit_code
        if how.dry_run:
            sys.stdout.write("nothing was written: --dry-run\n")
            return found.exit_code
        if not _confirmed(register, how):
            return found.exit_code
        write = Write(path_of(register), table_text(found.table).encode())
        memory = _memory(workspace, register, back, found, wishes)
        workspace.apply(ChangeSet(f"pull {register.NAME}", (write, *memory)))
    sys.stdout.write(f"wrote {write.path}\n")
    _refresh(workspace, register, back, found)
    return found.exit_code


def _memory(
    workspace: Workspace, register: type[Row], back: Back, found: Plan, wishes: Wishes
) -> list[Write]:
    if back.returned.sent is None:
        return []
    taken = taken_over(back.returned, found, wishes)
    last = {row["id"]: row for row in back.known.sent or ()}
    undecided: dict[str, dict[str, str]] = {}
    for record, key in back.gone if wishes.side is None else ():
        undecided.setdefault(record, {})[key] = last[record][key]
    known = Memory(taken, undecided)
    return [memory_write(workspace.root, register.NAME, back.file, back.returned.sent, known)]


def _refresh(workspace: Workspace, register: type[Row], back: Back, found: Plan) -> None:
    """Make the workbook again once new records have ids, so that no later pull adds them twice."""
    path = workbook_path(register.NAME)
    if not found.added:
        return
    again = f"`annops excel push {register.NAME} --replace`"
    typed = {row.cells["id"] for row in back.returned.rows}
    n_made = sum(name not in typed for name, _ in found.added)
    if back.file.resolve() != (workspace.root / path).resolve():
        sys.stdout.write(
            _lacking(n_made, back.file.as_posix(), f"`annops excel push {register.NAME}`")
        )
        return
    if found.exit_code or found.kept or back.returned.extra or is_open(back.file):
        sys.stdout.write(_lacking(n_made, path, again))
        return
    sheet = sheet_of(workspace, register, found.table)
    workspace.apply(ChangeSet(f"push {register.NAME}", (Write(path, workbook(sheet)),)))
    sys.stdout.write(f"made {path} again{f', with {_ids(n_made)}' if n_made else ''}\n")


def _lacking(n_made: int, path: str, again: str) -> str:
    """Say that the workbook lacks ids that were made; nothing where people typed all of them."""
    if not n_made:
        return ""
    row = "this row" if n_made == 1 else "these rows"
    return (
        f"{path} still lacks {_ids(n_made)}; do not change {row} there, make it again: {again}\n"
    )


def _ids(n_made: int) -> str:
    return "the id of a new row" if n_made == 1 else "the ids of new rows"


def _confirmed(register: type[Row], how: How) -> bool:
    if how.yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise AnnopsError(NOT_CONFIRMED.at(None, "nothing was taken over: nobody confirmed it"))
    import typer

    if typer.confirm(f"Take this over into {path_of(register)}?", err=True):
        return True
    sys.stderr.write("nothing was taken over\n")
    return False


def _tell(findings: Iterable[Finding]) -> None:
    known = list(findings)
    for finding in known[:_TOLD]:
        sys.stderr.write(f"{finding}\n")
    if len(known) > _TOLD:
        sys.stderr.write(f"{counted(len(known) - _TOLD, 'more finding')}\n")
