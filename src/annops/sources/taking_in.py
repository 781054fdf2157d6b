"""What `annops import` does: proposes, shows what becomes of each record, asks, writes."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from annops.core.changeset import ChangeSet, Write
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Finding, Place, Severity, did_you_mean
from annops.project.definition import Definition
from annops.project.source import FIELDS, Source
from annops.render.plain import visible
from annops.sources.ledger_lines import ledger_lines
from annops.sources.ledgers import sources_result
from annops.sources.looking import STDIN
from annops.sources.names import field_meant
from annops.sources.oddities import Evidence, oddities
from annops.sources.placing import Spot, entry_line, known_spot, new_spot, shared_spot
from annops.sources.proposal import Proposal, Wishes
from annops.sources.proposal_lines import proposal_lines
from annops.sources.seen import Seen, propose, see
from annops.sources.superseding import Standing, already, difference, standing
from annops.sources.trial import try_out
from annops.workspace.emit import tell_first
from annops.workspace.load import source_files
from annops.workspace.manifest import Entry, manifest_write, merge, read_manifest
from annops.workspace.open import Workspace, open_workspace
from annops.workspace.root import DEFINITION

NOT_KNOWN = Code(
    id="IMP001",
    title="Something about the file has to be named",
    severity=Severity.ERROR,
    checks="Whether the columns of answers and the labels of their questions can be made out.",
    why="annops does not guess what it cannot see; a wrong column would spoil every figure.",
    example="a table with the columns `a`, `b`, `c` whose texts say nothing",
    remedy="name it, as `annops import FILE --column answer=NAME --column annotator=NAME`",
)
NOT_CONFIRMED = Code(
    id="IMP003",
    title="Nothing was written, because nobody could be asked",
    severity=Severity.ERROR,
    checks="Whether a person confirmed the entry, or the source that a file is to join, on a "
    "terminal or with `--yes`.",
    why="What is read, and how, is decided by people; a script must say that it decides.",
    example="`annops import labels.csv` in a scheduled job",
    remedy="look at what is shown above, then run the same command with `--yes`",
)
BAD_COLUMN = Code(
    id="IMP005",
    title="`--column` that names nothing",
    severity=Severity.ERROR,
    checks="Whether each `--column` has the form FIELD=COLUMN, and both of them exist.",
    why="A misspelt column would be read as blank.",
    example="`--column anotator=worker`, or `--column answer=Label` for a column `label`",
    remedy="write `--column FIELD=COLUMN`, as `--column answer=label`; repeat it for each field",
)


NO_NAME = Code(
    id="IMP006",
    title="Standard input cannot be taken in",
    severity=Severity.ERROR,
    checks="Whether the export to take in is a file.",
    why="An export is kept under its own name, by which later ones are told from it.",
    example="`curl ... | annops import -`",
    remedy="save it as a file first; `annops look -` says what is in it",
)


@dataclass(frozen=True, slots=True)
class How:
    """How to take a file in.

    Attributes:
        yes: Whether the entry is confirmed beforehand.
        dry_run: Whether to show the changes instead of making them.
        copy: Whether the file is copied into exports/; None for only when it lies outside.
        day: ISO date of today.
    """

    yes: bool
    dry_run: bool
    copy: bool | None
    day: str


def wishes_of(columns: list[str], question: str | None, layout: Any, role: Any) -> Wishes:
    """Read the options of the command line.

    Raises:
        AnnopsError: When a `--column` has no `=`.
    """
    given: dict[str, tuple[str, ...]] = {}
    for text in columns:
        field, sign, column = text.partition("=")
        if not sign or not field.strip() or not column.strip():
            raise AnnopsError(BAD_COLUMN.at(None, f"`--column {text}` is not FIELD=COLUMN"))
        given[field.strip()] = (*given.get(field.strip(), ()), column.strip())
    return Wishes(question, layout, given, role)


def take_in(path: Path, project: Path | None, wishes: Wishes, how: How) -> int:
    """Take a file into the project; return the exit code.

    Raises:
        AnnopsError: When project or file cannot be opened, or something has to be named.
    """
    if str(path) == STDIN:
        raise AnnopsError(NO_NAME.at(None, "standard input has no name to be kept under"))
    workspace = open_workspace(project)
    seen = see(path)
    spot = known_spot(workspace, seen)
    if spot is not None and spot.source is not None:
        return _known(workspace, seen, (spot, spot.source), wishes, how)
    _check(wishes, seen, workspace.definition)
    proposal = propose(seen, wishes, workspace.definition.questions)
    if wishes == Wishes() and how.copy is None:
        spot = shared_spot(workspace, seen, proposal, how.day)
        if spot is not None and spot.source is not None:
            return _beside(workspace, seen, (spot, spot.source), how)
    return _new(workspace, seen, proposal, how)


def _check(wishes: Wishes, seen: Seen, definition: Definition) -> None:
    findings: list[Finding] = []
    columns = getattr(seen.reading, "columns", None)
    fields = (*FIELDS, "annotators", *definition.questions, *definition.breakdowns)
    for field, named in wishes.columns.items():
        if field not in fields and wishes.layout != "wide-questions":
            message = f"`{field}` is no field, question or breakdown"
            meant = field_meant(field)
            hint = f"did you mean `{meant}`?" if meant else did_you_mean(field, fields)
            findings.append(BAD_COLUMN.at(None, message, hint))
        for column in named:
            if columns is not None and column not in (*columns, "rest"):
                message = f"`{column}` is no column of the file"
                place = Place(seen.path.name)
                findings.append(BAD_COLUMN.at(place, message, did_you_mean(column, columns)))
    if findings:
        raise AnnopsError(*findings)


def _known(
    workspace: Workspace, seen: Seen, at: tuple[Spot, Source], wishes: Wishes, how: How
) -> int:
    spot, source = at
    lines = [f"{spot.path} is taken in already; nothing is added to {DEFINITION}"]
    if wishes != Wishes():
        lines.append(
            f"its entry stays as it is, and the options given change nothing: edit {DEFINITION} "
            f"line {entry_line(workspace, source)}"
        )
    n_records = _show_ledger(workspace.definition, source, seen, lines)
    return _write(workspace, (), _entry(seen, spot, n_records, how), how)


def _beside(workspace: Workspace, seen: Seen, at: tuple[Spot, Source], how: How) -> int:
    spot, source = at
    joins = (
        f"{seen.path.name} is made like the files of the source `{source.path}`, and would join "
        f"them as {spot.path}: add `--yes` if it belongs to them"
    )
    lines = [joins, "if not, `--question ID` gives it an entry of its own"]
    n_records = _show_ledger(workspace.definition, source, seen, lines)
    if not how.dry_run and not _confirmed(how, f"Add this file to `{source.path}`?"):
        return 1
    before = None if how.dry_run else standing(workspace)
    files = source_files(workspace.root, source)
    older = [file.relative_to(workspace.root).as_posix() for file in files]
    copied = Write(spot.path, seen.path.read_bytes())
    code = _write(workspace, (copied,), _entry(seen, spot, n_records, how), how)
    repeats = source.snapshots == "cumulative"
    said = (
        None
        if how.dry_run
        else difference(before, standing(workspace), spot.path, older if repeats else ())
    )
    if said is not None:
        sys.stderr.write(f"{seen.path.name} {said}\n")
    return code


def _new(workspace: Workspace, seen: Seen, proposal: Proposal, how: How) -> int:
    from annops.workspace.definition import parse_definition
    from annops.workspace.yaml_edit import append_source

    spot = new_spot(workspace, seen, copy=how.copy, day=how.day)
    entry = {"path": spot.pattern, **proposal.source}
    said = proposal_lines(seen, entry, proposal)
    if proposal.missing:
        sys.stdout.write("".join(f"{line}\n" for line in said))
        place = Place(seen.path.name)
        raise AnnopsError(*(NOT_KNOWN.at(place, "not known", text) for text in proposal.missing))
    text = (workspace.root / DEFINITION).read_bytes().decode("utf-8-sig")
    edited = append_source(text, entry, proposal.questions).encode()
    read = parse_definition(edited)
    if read.definition is None:
        raise AnnopsError(*read.findings)
    there = standing(workspace) if workspace.definition.sources else None
    n_records = _show_ledger(read.definition, read.definition.sources[-1], seen, said, there)
    writes = [Write(DEFINITION, edited)]
    if spot.copied:
        writes.append(Write(spot.path, seen.path.read_bytes()))
    if not how.dry_run and not _confirmed(how, f"Add this to {DEFINITION}?"):
        return 1
    return _write(workspace, tuple(writes), _entry(seen, spot, n_records, how), how)


def _show_ledger(
    definition: Definition,
    source: Source,
    seen: Seen,
    lines: list[str],
    there: Standing | None = None,
) -> int:
    """Print the lines, then what becomes of the file's records; return how many there are.

    Answers that the project has already, as `there` shows, are said as well.
    """
    loaded = try_out(seen.path, definition, source)
    result = sources_result(loaded.annotations)
    told = "\n".join(lines)
    odd = [f"odd: {one.message}" for one in oddities(Evidence(loaded.rows, None, ()))]
    twice = already(loaded.rows, there)
    odd += [f"odd: {twice}"] if twice else []
    odd = [visible(line) for line in odd if line not in told]
    sys.stdout.write("".join(f"{line}\n" for line in [*lines, *odd, *ledger_lines(result.total)]))
    tell_first(loaded.annotations.findings)
    return result.total.read


def _confirmed(how: How, asked: str) -> bool:
    if how.yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise AnnopsError(NOT_CONFIRMED.at(None, "nothing written: nobody confirmed it"))
    import typer

    if typer.confirm(asked, err=True):
        return True
    sys.stderr.write("nothing written\n")
    return False


def _entry(seen: Seen, spot: Spot, n_records: int, how: How) -> Entry:
    size = seen.path.stat().st_size
    return Entry(spot.path, seen.opened.sha256, size, n_records, how.day)


def _write(workspace: Workspace, writes: tuple[Write, ...], entry: Entry, how: How) -> int:
    known = read_manifest(workspace.root)
    merged, findings = merge(known, (entry,))
    for finding in findings:
        sys.stderr.write(f"{finding}\n")
    if merged != known:
        writes = (*writes, manifest_write(merged))
    changes = ChangeSet(f"import {entry.path}", writes)
    if not writes:
        sys.stderr.write("nothing to write\n")
    elif how.dry_run:
        sys.stdout.write(_preview(workspace, changes, entry))
    else:
        done: Mapping[str, None] = dict.fromkeys(workspace.apply(changes).splitlines())
        sys.stderr.write(f"wrote {', '.join(done)}\nnext: `annops status`\n")
    return 1 if findings else 0


def _preview(workspace: Workspace, changes: ChangeSet, entry: Entry) -> str:
    """Return the diff; the export itself is named, not shown."""
    shown = tuple(write for write in changes.writes if write.path != entry.path)
    copied = len(shown) < len(changes.writes)
    said = f"copy to {entry.path}: {entry.size:,} bytes\n" if copied else ""
    return said + workspace.apply(ChangeSet(changes.summary, shown), dry_run=True)
