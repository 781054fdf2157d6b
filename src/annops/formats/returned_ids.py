"""Which row of a file that came back is which row that was sent."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from annops.core.finding import Code, Finding, did_you_mean
from annops.core.sheet import Row, Sheet
from annops.formats.returned_codes import (
    CHANGED_ID,
    NO_ID,
    REPEATED_ID,
    ROW_LOST,
    TORN_ROW,
    UNKNOWN_ID,
)
from annops.formats.returned_header import Layout
from annops.formats.returned_numbers import Digits, number_text
from annops.formats.returned_value import cleaned, read_value, shown
from annops.formats.returned_xml import Held, Raw

_NAMED = 20  # lost rows that get a finding of their own
_SEARCHED = 2_000  # ids among which the nearest one is looked for
_COMMON = 20  # rows that may share a text by which a row is recognised
_LEAST_ALIKE = 0.5


class Fate(Enum):
    """What becomes of a row."""

    READ = "read"
    NEW = "new"
    KEPT = "kept as it was sent"


@dataclass(frozen=True, slots=True)
class Matched:
    """A row of the file: where it stands, the id it was recognised by, what becomes of it."""

    row: int
    id: str
    fate: Fate


@dataclass(slots=True)
class Matching:
    """The rows of a file, in order, and what is wrong with their ids."""

    rows: list[Matched] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def match_rows(layout: Layout, sheet: Sheet, sent: Sequence[Row]) -> Matching:
    """Say of each filled row below the header which row it is.

    Args:
        layout: Where the table stands.
        sheet: The sheet that is expected.
        sent: The rows as they were sent.
    """
    matcher = _Matcher(layout, sheet, {row[sheet.row_id]: row for row in sent})
    return matcher.matched()


class _Matcher:
    """Takes the rows one by one."""

    def __init__(self, layout: Layout, sheet: Sheet, known: Mapping[str, Row]) -> None:
        self._layout, self._sheet, self._known = layout, sheet, known
        self._column = layout.columns[sheet.row_id]
        self._found = Matching()
        self._open: list[int] = []
        self._digits = Digits(known)
        self._n_unknown = 0

    def matched(self) -> Matching:
        named: dict[str, list[int]] = defaultdict(list)
        for row in self._filled():
            self._sort(row, named)
        kept = [self._of_id(one, rows) for one, rows in named.items()]
        self._found.rows += kept
        self._recognise(set(self._known) - named.keys())
        self._found.rows = _once(self._found.rows)
        self._tell_lost({matched.id for matched in self._found.rows})
        return self._found

    def _tell_lost(self, taken: set[str]) -> None:
        self._found.lost = [one for one in self._known if one not in taken]
        place = self._layout.grid.part()
        for one in self._found.lost[:_NAMED]:
            self._found.findings.append(ROW_LOST.at(place, f"the row `{one}` is missing"))
        if rest := self._found.lost[_NAMED:]:
            named = ", ".join(f"`{one}`" for one in rest[:_NAMED])
            message = f"{len(rest):,} more rows are missing, among them {named}"
            self._found.findings.append(ROW_LOST.at(place, message, count=len(rest)))

    def _filled(self) -> Iterable[int]:
        places = set(self._layout.columns.values())
        for row, cells in self._layout.grid.rows.items():
            if row > self._layout.header and any(
                place in places and (raw.formula or cleaned(raw.text))
                for place, raw in cells.items()
            ):
                yield row

    def _sort(self, row: int, named: dict[str, list[int]]) -> None:
        raw = self._raw(row)
        exact = self._exact(raw)
        if not self._is_whole(row):
            width = self._layout.grid.widths[row]
            expected = self._layout.grid.widths[self._layout.header]
            self._tell(row, TORN_ROW, f"{width} cells, {expected} expected; the line is not read")
            self._found.rows += [Matched(row, exact, Fate.KEPT)] if exact else []
        elif exact is not None:
            named[exact].append(row)
        elif raw is not None and (made_of := self._made_of(raw)):
            self._tell_spoiled(row, raw, made_of)
        else:
            self._open.append(row)

    def _raw(self, row: int) -> Raw | None:
        """Return the cell of a row's id; None where nothing is seen in it."""
        raw = self._layout.grid.rows[row].get(self._column)
        return raw if raw is None or raw.formula or cleaned(raw.text) else None

    def _exact(self, raw: Raw | None) -> str | None:
        if raw is None:
            return None
        if raw.held is Held.NUMBER:
            text = number_text(raw.text) or ""
        elif raw.held is Held.TEXT:
            text = raw.text if raw.text in self._known else cleaned(raw.text)
        else:
            return None
        return text if text in self._known else None

    def _is_whole(self, row: int) -> bool:
        """Say whether a line of a text file has all its cells, blank ones at its end aside."""
        widths = self._layout.grid.widths
        expected = widths.get(self._layout.header, 0)
        width = widths.get(row, expected)
        cells = self._layout.grid.rows[row]
        return width == expected or (width > expected and max(cells, default=0) <= expected)

    def _made_of(self, raw: Raw) -> list[str]:
        if raw.held not in {Held.NUMBER, Held.TEXT}:
            return []
        numeric = raw.held is Held.NUMBER
        text = number_text(raw.text) if numeric else cleaned(raw.text)
        if not text or not text[0].isdigit():
            return []
        return self._digits.made_into(text, rounded=numeric)

    def _tell_spoiled(self, row: int, raw: Raw, made_of: Sequence[str]) -> None:
        if len(made_of) == 1:
            self._found.rows.append(Matched(row, made_of[0], Fate.KEPT))
        sent = " or ".join(f"`{one}`" for one in made_of[:3])
        self._tell(row, CHANGED_ID, f"id `{shown(raw)}` found, {sent} was sent")

    def _tell(self, row: int, code: Code, message: str, hint: str | None = None) -> None:
        place = self._layout.grid.place(row, self._column)
        self._found.findings.append(code.at(place, message, hint))

    def _of_id(self, one: str, rows: Sequence[int]) -> Matched:
        if len(rows) > 1:
            grid, places = self._layout.grid, sorted(self._layout.columns.values())
            texts = {tuple(shown(grid.rows[row].get(p)) for p in places) for row in rows}
            alike = len(texts) == 1
            named = ", ".join(str(row) for row in rows[:6])
            words = "and they say the same" if alike else "none of them is read"
            self._tell(rows[1], REPEATED_ID, f"`{one}` stands in the rows {named}, {words}")
            return Matched(rows[0], one, Fate.READ if alike else Fate.KEPT)
        return Matched(rows[0], one, Fate.READ)

    def _recognise(self, lost: set[str]) -> None:
        """Tell rows whose id was changed from those that are new or belong to nothing here."""
        by_text = self._texts(lost - {matched.id for matched in self._found.rows})
        used: set[str] = set()
        for row in self._open:
            like = self._likest(row, by_text, used)
            raw = self._raw(row)
            if like is not None:
                used.add(like)
                self._found.rows.append(Matched(row, like, Fate.KEPT))
                what = f"`{shown(raw)}`" if raw else "no id"
                self._tell(row, CHANGED_ID, f"{what} found, by its other texts it is `{like}`")
            elif self._sheet.may_add and (raw is None or self._names_itself()):
                self._new(row, raw)
            elif raw is None:
                self._tell(row, NO_ID, f"a row without id is not read: {self._begins(row)}")
            else:
                message = f"the id `{shown(raw)}` was not sent; the row is not read"
                self._tell(row, UNKNOWN_ID, message, self._nearest(shown(raw)))
        self._refuse_twice()

    def _names_itself(self) -> bool:
        """Say whether people name the rows."""
        return not self._sheet.column(self._sheet.row_id).locked

    def _new(self, row: int, raw: Raw | None) -> None:
        """Take a row as a new one, under the name typed in it; read as other texts are."""
        reading = read_value(raw, self._sheet.column(self._sheet.row_id), "", self._layout.grid)
        if reading.code is not None:
            self._tell(row, reading.code, reading.message, reading.hint)
        if reading.text is not None:
            self._found.rows.append(Matched(row, reading.text, Fate.NEW))

    def _nearest(self, text: str) -> str | None:
        """Name the nearest id, for the first few rows of a sheet that is not too long."""
        self._n_unknown += 1
        if self._n_unknown > _NAMED or len(self._known) > _SEARCHED:
            return None
        return f"{did_you_mean(text, self._known)}; {UNKNOWN_ID.remedy}"

    def _refuse_twice(self) -> None:
        counts = Counter(m.id for m in self._found.rows if m.fate is Fate.NEW and m.id)
        twice = {one for one, n in counts.items() if n > 1}
        for matched in [m for m in self._found.rows if m.id in twice]:
            self._tell(matched.row, REPEATED_ID, f"the new id `{matched.id}` stands in two rows")
        self._found.rows = [m for m in self._found.rows if m.id not in twice]

    def _begins(self, row: int) -> str:
        texts = [shown(raw) for _, raw in sorted(self._layout.grid.rows[row].items())]
        return ", ".join(f"`{text}`" for text in texts[:3])

    def _texts(self, lost: set[str]) -> dict[tuple[str, str], list[str]]:
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one in sorted(lost):
            for key, text in self._known[one].items():
                if text and key != self._sheet.row_id:
                    found[key, text].append(one)
        return found

    def _likest(
        self, row: int, by_text: Mapping[tuple[str, str], Sequence[str]], used: set[str]
    ) -> str | None:
        """Return the lost row that shares most texts with this one: half of its own at least."""
        cells = self._layout.grid.rows[row]
        votes: Counter[str] = Counter()
        for key, place in self._layout.columns.items():
            alike = by_text.get((key, shown_whole(cells.get(place))), ())
            if len(alike) <= _COMMON:
                votes.update(one for one in alike if one not in used)
        best = votes.most_common(2)
        if not best or (len(best) > 1 and best[0][1] == best[1][1]):
            return None
        sent = {key: text for key, text in self._known[best[0][0]].items() if text}
        sent.pop(self._sheet.row_id)
        places = self._layout.columns
        n_alike = sum(
            shown_whole(cells.get(places[key])) == text
            for key, text in sent.items()
            if key in places
        )
        return best[0][0] if n_alike >= max(1, _LEAST_ALIKE * len(sent)) else None


def _once(rows: Sequence[Matched]) -> list[Matched]:
    """Return the rows in order, each id once; the row that is read goes before one that is not."""
    best: dict[str, Matched] = {}
    for matched in rows:
        if matched.id and (matched.id not in best or matched.fate is Fate.READ):
            best[matched.id] = matched
    kept = {matched.row for matched in best.values()}
    return sorted(
        (one for one in rows if not one.id or (one.row in kept and best[one.id] is one)),
        key=lambda matched: matched.row,
    )


def shown_whole(raw: Raw | None) -> str:
    """Return a cell's text as it would be compared with what was sent."""
    if raw is None:
        return ""
    return (number_text(raw.text) or "") if raw.held is Held.NUMBER else raw.text
