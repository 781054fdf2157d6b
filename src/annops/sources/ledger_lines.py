"""The ledgers of `annops sources` as lines and tables."""

from collections.abc import Mapping

from annops.core.document import Column, Findings, Kind, Section, Table
from annops.core.finding import Finding, Place, Severity
from annops.core.states import reasons_text
from annops.render.numbers import count
from annops.render.plain import visible
from annops.sources.model import FileRow, SourcesResult

_MOST_FILES = 5
_COUNTS = ("read", "loaded", "unreadable", "blank", "answers", "used")
_TITLES: Mapping[str, str] = {
    "read": "Records read", "loaded": "Loaded", "unreadable": "Unreadable",
    "blank": "Without answer", "answers": "Answers", "used": "Used",
}  # fmt: skip


def ledger_lines(row: FileRow) -> list[str]:
    """Return both balances of a ledger, and the reasons."""
    n_excluded = sum(row.excluded.values())
    read, loaded, unreadable = count(row.read), count(row.loaded), count(row.unreadable)
    answers, used = count(row.answers), count(row.used)
    said = [
        f"records: {read} read = {loaded} loaded + {unreadable} unreadable",
        f"answers: {answers} loaded = {used} used + {count(n_excluded)} excluded",
    ]
    if row.excluded:
        ordered = sorted(row.excluded.items(), key=lambda pair: (-pair[1], pair[0]))
        said.append(f"excluded: {reasons_text(dict(ordered))}")
    if row.blank:
        hold = "record holds" if row.blank == 1 else "records hold"
        said.append(f"{count(row.blank)} {hold} no answer at all")
    return said


def lines(result: SourcesResult) -> list[str]:
    """Return the balances of all files, and the files."""
    said = ledger_lines(result.total)
    ordered = sorted(
        result.files, key=lambda row: (row.used - row.answers - row.unreadable, row.file)
    )
    for row in ordered[:_MOST_FILES]:
        n_excluded = sum(row.excluded.values())
        left = f", {count(row.unreadable)} unreadable" if row.unreadable else ""
        said.append(
            f"{row.file} ({row.format}): {count(row.read)} read{left}; {count(row.answers)} "
            f"answers, {count(row.used)} used, {count(n_excluded)} excluded"
        )
    if len(result.files) > _MOST_FILES:
        said.append(f"... and {len(result.files) - _MOST_FILES} more files: --format md")
    reason = "unreadable" if result.total.unreadable else next(iter(result.total.excluded), None)
    if reason is not None:
        said.append(f'next: `annops sources --list "{reason}"` shows the rows')
    return [visible(line) for line in said]


def sections(result: SourcesResult) -> tuple[Section, ...]:
    """Return the table of files, and the rows or findings where they were asked for."""
    made = [Section("sources", "What became of every row", (files_table(result),))]
    if result.listed is not None:
        made.append(Section("left_out", "Rows not used", (rows_table(result),)))
    if result.findings:
        made.append(Section("findings", "Findings", (Findings(_findings(result)),)))
    return tuple(made)


def files_table(result: SourcesResult) -> Table:
    """Return both ledgers, one row a file; the sums stand in the last row."""
    reasons = tuple(result.total.excluded)
    keys = tuple(f"excluded_{reason.replace(' ', '_')}" for reason in reasons)
    columns = (
        Column("file", "File"),
        Column("format", "Format"),
        *(Column(key, _TITLES[key], Kind.COUNT) for key in _COUNTS),
        *(Column(key, reason.capitalize(), Kind.COUNT)
          for key, reason in zip(keys, reasons, strict=True)),
    )  # fmt: skip
    rows = tuple(
        (row.file, row.format, *(getattr(row, key) for key in _COUNTS),
         *(row.excluded.get(reason, 0) for reason in reasons))
        for row in result.files
    )  # fmt: skip
    note = "read = loaded + unreadable; answers = used + the columns to the right of it"
    return Table("sources", "Records and answers by file", columns, rows,
                 total=(*_COUNTS, *keys), note=note)  # fmt: skip


def rows_table(result: SourcesResult) -> Table:
    """Return the rows behind a reason, one a record or answer."""
    columns = (
        Column("file", "File"),
        Column("line", "Line", Kind.COUNT),
        Column("record", "Record", Kind.COUNT),
        Column("item", "Item"),
        Column("question", "Question"),
        Column("annotator", "Annotator"),
        Column("raw", "As it stands in the file"),
    )
    rows = tuple(tuple(getattr(row, column.key) for column in columns) for row in result.rows)
    title = f"{count(len(rows))} left out: {result.listed}"
    return Table("left_out", title, columns, rows, empty="none")


def _findings(result: SourcesResult) -> tuple[Finding, ...]:
    return tuple(
        Finding(f.code, Severity(f.severity), f.message, Place(f.place) if f.place else None,
                f.hint, f.count)
        for f in result.findings
    )  # fmt: skip
