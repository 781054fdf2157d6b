"""Holds a sheet that came back against what was sent and what stands in the register now; pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeGuard

from annops.core.finding import Code, Finding, Place, Severity
from annops.core.sheet import Returned, ReturnedRow, Sheet
from annops.excel.added import Added, new_records
from annops.excel.model import Change, Plan, Wishes
from annops.registers.closing import CLOSED, with_day_of_closing
from annops.registers.merge import Conflict, Side, What, merge_tables
from annops.registers.row import Complaint, Row, hint_of
from annops.registers.table import Table

BOTH_CHANGED = Code(
    id="XLS001",
    title="Changed here and in the sheet",
    severity=Severity.ERROR,
    checks="No cell was changed in the register after the sheet was sent, and in the sheet too.",
    why="Only a person can say which text holds; what stands in the register stays.",
    example="the owner became Ana in the sheet, and Bob by `annops risk edit`",
    remedy="pull again with `--theirs` to take the sheet's texts, or with `--mine` to keep these",
)
WRONG_CELL = Code(
    id="XLS002",
    title="A cell that the register does not take",
    severity=Severity.ERROR,
    checks="Each cell that was changed holds what its column asks for.",
    why="The cell stays as it is in the register; everything else is taken over.",
    example="9 in `Probability`, which goes from 1 to 5",
    remedy="correct the cell in the sheet, save it, and pull again",
)
NOT_TAKEN_OUT = Code(
    id="XLS010",
    title="Records that stay because a row of the sheet could not be told",
    severity=Severity.ERROR,
    checks="With `--delete`: whether every row of the sheet could be read and told by its id.",
    why="A record that is missing in the sheet may be the row that could not be told; it would be "
    "lost.",
    example="an id of 16 digits that a spreadsheet rounded, or the workbook of another project",
    remedy="put right what the other findings name, then pull again with `--delete`",
)


@dataclass(frozen=True, slots=True)
class _Sheets:
    """What was sent, and what came back, as tables of the same columns."""

    base: Table
    theirs: Table
    places: Mapping[str, ReturnedRow]
    missing: tuple[str, ...]


def plan(
    register: type[Row],
    ours: Table,
    sheet: Sheet,
    returned: Returned,
    wishes: Wishes,
    gone: Collection[tuple[str, str]] = (),
) -> Plan:
    """Say what taking a sheet back does to a register.

    Args:
        register: The register.
        ours: The register as it stands.
        sheet: The register as a sheet.
        returned: What came back.
        wishes: How conflicts and missing records are decided.
        gone: Cells, by record and column, that may hold an old text only because the file is
            another copy of the workbook; nobody can tell.
    """
    if returned.other:
        return Plan(ours, findings=returned.findings)
    delete = wishes.delete and not returned.untold
    sheets = _tables(sheet, returned, ours, delete=delete)
    known = sheets
    if wishes.side is not Side.THEIRS:
        sheets = replace(sheets, theirs=_with_known(sheets, gone))
    merged = merge_tables(sheets.base, _with_columns(ours, sheets.base.header), sheets.theirs)
    side = wishes.side or Side.OURS
    table = _header_kept(merged.settled(lambda _: side), ours)
    open_ = () if wishes.side else (*merged.conflicts, *_undecided(known, ours, gone))
    checked, wrong = _checked(register, ours, table, sheets.places)
    checked = _with_closing(register, checked, ours, wishes.day)
    fresh = new_records(register, checked, returned, wishes.day)
    done = _difference(ours, fresh.table)
    kept = () if delete else _still_here(sheets.missing, ours)
    return replace(
        done,
        added=fresh.named,
        kept=kept,
        conflicts=open_,
        findings=(
            *returned.findings,
            *(_not_taken_out(kept) if wishes.delete else ()),
            *_told(open_, sheets),
            *wrong,
            *_wrong(register, fresh),
        ),
    )


def _tables(sheet: Sheet, returned: Returned, ours: Table, *, delete: bool) -> _Sheets:
    header = tuple(column.key for column in sheet.columns)
    sent = returned.sent if returned.sent is not None else sheet.rows
    base = tuple({key: row.get(key, "") for key in header} for row in sent)
    known = {row["id"] for row in base}
    came = {row.cells["id"]: row for row in returned.rows if row.cells["id"] in known}
    missing = tuple(row["id"] for row in base if row["id"] not in came)
    rows = [came[row["id"]].cells if row["id"] in came else row for row in base]
    if delete:
        rows = [row for row in rows if row["id"] in came]
    only_here = {row.get("id", "") for row in ours.rows} - known
    both = {row.cells["id"]: row for row in returned.rows if row.cells["id"] in only_here}
    rows += [row.cells for row in both.values()]  # added here and in the sheet
    came |= both
    return _Sheets(Table(header, base), Table(header, tuple(rows)), came, missing)


def _with_known(sheets: _Sheets, gone: Collection[tuple[str, str]]) -> Table:
    """Return what came back, with cells that may be another copy's as both sides knew them."""
    base = {row["id"]: row for row in sheets.base.rows}
    known: dict[str, dict[str, str]] = {}
    for one, key in gone:
        known.setdefault(one, {})[key] = base[one][key]
    rows = tuple({**row, **known.get(row["id"], {})} for row in sheets.theirs.rows)
    return Table(sheets.theirs.header, rows)


def _undecided(sheets: _Sheets, ours: Table, gone: Collection[tuple[str, str]]) -> list[Conflict]:
    """Return each cell that may be another copy's and would change the register."""
    here = {row.get("id", ""): row for row in ours.rows}
    came = {row["id"]: row for row in sheets.theirs.rows}
    found = []
    for one, key in sorted(gone):
        mine, other = here.get(one, {}).get(key, ""), came[one].get(key, "")
        if one in here and mine != other:
            found.append(Conflict(What.CELL, one, key, other, mine, other))
    return found


def _with_columns(table: Table, header: Sequence[str]) -> Table:
    """Return a register with blank columns for those that its file does not have yet."""
    more = [key for key in header if key not in table.header]
    blank = dict.fromkeys(more, "")
    return Table((*table.header, *more), tuple({**blank, **row} for row in table.rows))


def _header_kept(table: Table, ours: Table) -> Table:
    """Keep the register's own columns; those it lacks are added where they hold something."""
    more = [
        key
        for key in table.header
        if key not in ours.header and any(row.get(key) for row in table.rows)
    ]
    header = (*ours.header, *more)
    rows = tuple({key: row.get(key, "") for key in header} for row in table.rows)
    return Table(header, rows)


def _with_closing(register: type[Row], table: Table, ours: Table, day: str) -> Table:
    """Set the day of closing where a record closes, and blank it where one is open again."""
    if not day or not {CLOSED, "status"} <= {*register.header()}:
        return table
    before = {row.get("id", ""): row for row in ours.rows}
    rows = tuple(_closed(row, before.get(row["id"]), day) for row in table.rows)
    more = [CLOSED] if any(row.get(CLOSED) for row in rows) else []
    header = tuple(dict.fromkeys((*table.header, *more)))
    return Table(header, tuple({key: row.get(key, "") for key in header} for row in rows))


def _closed(row: Mapping[str, str], old: Mapping[str, str] | None, day: str) -> Mapping[str, str]:
    was = old.get("status", "") if old is not None else row.get("status", "")
    status = row.get("status", "")
    if status == was or row.get(CLOSED, "") != (old or {}).get(CLOSED, ""):
        return row
    return {**row, **with_day_of_closing({"status": status}, was, date.fromisoformat(day))}


def _not_taken_out(kept: Sequence[str]) -> Iterable[Finding]:
    if kept:
        names = ", ".join(kept[:6]) + (f" and {len(kept) - 6:,} more" if len(kept) > 6 else "")
        message = f"missing in the sheet and not taken out: {names}"
        yield NOT_TAKEN_OUT.at(None, message)


def _checked(
    register: type[Row], ours: Table, table: Table, places: Mapping[str, ReturnedRow]
) -> tuple[Table, list[Finding]]:
    """Put cells back that the register does not take, with a finding on each."""
    before = {row.get("id", ""): row for row in ours.rows}
    findings: list[Finding] = []
    rows: list[Mapping[str, str]] = []
    for row in table.rows:
        old = before.get(row["id"])
        touched = old and {key for key, text in row.items() if old.get(key, "") != text}
        read = register.read(row) if touched else ()
        bad = [c for c in read if c.column in touched] if touched and _is_wrong(read) else []
        for one in bad:
            message = f"`{one.found}` found, {one.expected} expected"
            where = _place(places.get(row["id"]), one.column)
            findings.append(WRONG_CELL.at(where, message, hint_of(register, one)))
        back = {one.column: (old or {}).get(one.column, "") for one in bad}
        for key in sorted(touched or ()):
            proof = register.PROVEN.get((key, row[key].strip().casefold()))
            if proof is not None:
                message = f"`{row[key]}` is not for people to write: {proof} proves it"
                findings.append(WRONG_CELL.at(_place(places.get(row["id"]), key), message))
                back[key] = (old or {}).get(key, "")
        rows.append({**row, **back} if back else row)
    return Table(table.header, tuple(rows)), findings


def _is_wrong(read: Row | tuple[Complaint, ...]) -> TypeGuard[tuple[Complaint, ...]]:
    return isinstance(read, tuple)


def _place(row: ReturnedRow | None, column: str) -> Place | None:
    return row.places[column] if row else None


def _wrong(register: type[Row], fresh: Added) -> Iterable[Finding]:
    for row, complaint in fresh.refused:
        message = (
            f"new {register.ONE} not added: `{complaint.found}` found, "
            f"{complaint.expected} expected"
        )
        yield WRONG_CELL.at(row.places[complaint.column], message, hint_of(register, complaint))


def _told(open_: Iterable[Conflict], sheets: _Sheets) -> Iterable[Finding]:
    for one in open_:
        where = _place(sheets.places.get(one.record), one.column or "id")
        if one.what is What.CELL:
            message = (
                f"{one.record} {one.column}: `{one.ours}` here, `{one.theirs}` in the sheet, "
                f"`{one.base or ''}` was sent"
            )
        elif one.theirs is None:
            message = f"{one.record}: changed here, missing in the sheet"
        else:
            message = f"{one.record}: taken out here, changed in the sheet"
        yield BOTH_CHANGED.at(where, message)


def _still_here(missing: Iterable[str], ours: Table) -> tuple[str, ...]:
    here = {row.get("id", "") for row in ours.rows}
    return tuple(one for one in missing if one in here)


def _difference(ours: Table, table: Table) -> Plan:
    before = {row.get("id", ""): row for row in ours.rows}
    after = {row["id"] for row in table.rows}
    changes = tuple(
        Change(row["id"], key, before[row["id"]].get(key, ""), text)
        for row in table.rows
        if row["id"] in before
        for key, text in row.items()
        if text != before[row["id"]].get(key, "")
    )
    return Plan(table, changes, deleted=tuple(sorted(before.keys() - after)))


def taken_over(returned: Returned, found: Plan, wishes: Wishes) -> dict[str, dict[str, str]]:
    """Return the texts of people that hold from now on, by record and column.

    A text that was refused is not among them, so that the next pull tells it again; one that lost
    against the register because a person said so is.

    Args:
        returned: What came back, with the rows as they were sent.
        found: What became of it.
        wishes: How conflicts were decided.
    """
    now = {row["id"]: row for row in found.table.rows}
    sent = {row["id"]: row for row in returned.sent or ()}
    wrong = {finding.place for finding in found.findings if finding.code == WRONG_CELL.id}
    taken: dict[str, dict[str, str]] = {}
    for row in returned.rows:
        name = row.cells["id"]
        for key, text in row.cells.items():
            if name not in sent or text == sent[name].get(key, ""):
                continue
            decided = wishes.side is not None and row.places[key] not in wrong
            if decided or now.get(name, {}).get(key) == text:
                taken.setdefault(name, {})[key] = text
    return taken
