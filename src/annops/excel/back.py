"""A workbook that came back, read and put beside the register it belongs to."""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity, did_you_mean
from annops.core.sheet import Returned, Sheet
from annops.registers.registry import registers
from annops.registers.row import Row
from annops.registers.sheet import register_sheet
from annops.registers.table import Table
from annops.workspace.open import Workspace
from annops.workspace.register_edits import editable
from annops.workspace.registers import SAME_ID, path_of
from annops.workspace.workbooks import FOLDER, Memory, Taken, memory_of, with_taken

NO_REGISTER = Code(
    id="XLS003",
    title="No such register",
    severity=Severity.ERROR,
    checks="Whether the name given is that of a register.",
    why="Nothing was read or written.",
    example="`annops excel push risk`; the register is called `risks`",
    remedy="take one of the registers",
)
NO_WORKBOOK_YET = Code(
    id="XLS004",
    title="No workbook to take back",
    severity=Severity.ERROR,
    checks="Whether the workbook, or the file that `--file` names, is there.",
    why="Nothing was read or written.",
    example="`annops excel pull risks` before `annops excel push risks`",
    remedy="run `annops excel push` first, or name the file with `--file`",
)


@dataclass(frozen=True, slots=True)
class Back:
    """A file that came back, and the register it is held against.

    Attributes:
        file: The file.
        table: The register.
        sheet: The register as a sheet.
        returned: What was read of the file.
        known: The same, with the rows as both sides last knew them in place of those sent.
        gone: Cells, by record and column, whose text was taken over of this file before and that
            hold again what was sent, where the file has lost most of what was taken over of it:
            somebody put the old texts back, or it is another copy of the workbook.
    """

    file: Path
    table: Table
    sheet: Sheet
    returned: Returned
    known: Returned
    gone: frozenset[tuple[str, str]] = frozenset()


def read_back(workspace: Workspace, register: type[Row], file: Path) -> Back:
    """Read a file that came back, and the register it is held against.

    Raises:
        AnnopsError: When one of them cannot be read (3).
    """
    from annops.formats.returned_sheet import read_returned

    table = editable(workspace.root, register).table
    sheet = sheet_of(workspace, register, table)
    name = _named(file)
    try:
        returned = read_returned(file, name, sheet)
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise AnnopsError(NO_WORKBOOK_YET.at(Place(name), message), exit_code=3) from None
    if returned.sent is None:
        return Back(file, table, sheet, returned, returned)
    known, gone = _known(returned, memory_of(workspace.root, register.NAME, file, returned.sent))
    last = replace(returned, sent=with_taken(returned.sent, known))
    return Back(file, table, sheet, returned, last, gone)


def _known(returned: Returned, memory: Memory) -> tuple[Taken, frozenset[tuple[str, str]]]:
    """Return the texts that both sides know, and the cells that hold again what was sent.

    Where cells that were taken over show again what was sent, and no fewer than still show what
    was taken over, the file may be another copy of the workbook, whose writer never saw those
    texts: what differs from them then is held against what was sent. A third text alone is no
    sign of it: people write into the same cell week after week.
    """
    came = {row.cells["id"]: row.cells for row in returned.rows}
    sent = {row["id"]: row for row in returned.sent or ()}
    cells = [one for one in _cells(memory.taken) if one[0] in came]
    n_kept = sum(came[record].get(key) == text for record, key, text in cells)
    n_back = sum(came[record].get(key) == sent[record].get(key, "") for record, key, _ in cells)
    is_same = not n_back or n_kept > n_back
    doubtful = [*_cells(memory.undecided), *(() if is_same else cells)]
    gone = [
        (record, key, text)
        for record, key, text in doubtful
        if record in came and came[record].get(key) == sent[record].get(key, "")
    ]
    known: dict[str, dict[str, str]] = {}
    for record, key, text in (*(_cells(memory.taken) if is_same else ()), *gone):
        known.setdefault(record, {})[key] = text
    return known, frozenset((record, key) for record, key, _ in gone)


def _cells(texts: Taken) -> list[tuple[str, str, str]]:
    return [(one, key, text) for one, cells in texts.items() for key, text in cells.items()]


def find_register(name: str) -> type[Row]:
    """Return the register of a name.

    Raises:
        AnnopsError: When there is none (XLS003).
    """
    known = registers()
    if name not in known:
        hint = did_you_mean(name, known)
        raise AnnopsError(NO_REGISTER.at(None, f"`{name}` is no register", hint))
    return known[name]


def sheet_of(workspace: Workspace, register: type[Row], table: Table) -> Sheet:
    """Return a register's sheet.

    Raises:
        AnnopsError: When two records have one id, or one has none (REG003).
    """
    counts = Counter(row.get("id", "").strip() for row in table.rows)
    wrong = sorted(one for one, n in counts.items() if n > 1 or not one)
    if wrong:
        place = Place(path_of(register), column="id")
        what = [f"`{one}` stands there more than once" if one else "no id" for one in wrong]
        raise AnnopsError(*(SAME_ID.at(place, message) for message in what), exit_code=3)
    return register_sheet(register, table, workspace.definition.project)


def _named(file: Path) -> str:
    return f"{FOLDER}/{file.name}" if file.parent.name == FOLDER else file.as_posix()
