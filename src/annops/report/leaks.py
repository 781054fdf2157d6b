"""Looks through every part of every file of a client edition for what a client must not see."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from io import BytesIO
from unicodedata import combining, normalize
from zipfile import BadZipFile, ZipFile

from annops.core.finding import Code, Finding, Place, Severity
from annops.render.output import Files

LEAK = Code(
    id="RPT004",
    title="A client edition would show what is internal",
    severity=Severity.ERROR,
    checks="Whether any part of any file of the edition, its properties included, holds the id of "
    "an annotator or reviewer, an e-mail address, the id of a register's record, a word of "
    "`client_edition.internal`, or a value of a breakdown under `client_edition.hide`.",
    why="What was sent cannot be called back; so nothing is written.",
    example="A risk titled `r17 may be leaving`, or the vendor's name in a batch's id.",
    remedy="reword the text where it was written, or take the word out of the record",
)

_TOKEN = re.compile(r"[\w@.+-]+")
_RECORD = re.compile(r"(?=(?<![^\W_])([^\W_]+-[^\W_]+)(?![^\W_]))")
"""Ids of records, as `R-aaa111`, wherever they begin: also within `sheet_R-aaa111.xlsx`."""
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TAG = re.compile(r"<[^<>]*>")
_CELLS = re.compile(
    r"<(?:\w+:)?f>[^<>]*</(?:\w+:)?f>|\b(?:r|ref|sqref|topLeftCell|activeCell)=\"[^\"<>]*\""
    r"|!\$?[A-Z]{1,3}\$?\d+\b"
)
"""Addresses of cells, as `B2:C9`; they look like ids and say nothing."""
_BREAK = re.compile(r"\\(?:[nrtbf]|u00[01][0-9a-f])")
_ESCAPED = re.compile(r"\\([^\sA-Za-z0-9])")
_WEEK = re.compile(r"\b\d{4}-W\d{2}\b")
_WORD = re.compile(r"[^\W_]+")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_SHORTEST_SURNAME = 3


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a client must not see.

    Attributes:
        people: Ids of annotators, reviewers and owners. Ids that are numbers or one letter cannot
            be told from figures and words in a text and are not looked for; they are replaced
            before figures are made. Capitals matter only in ids that are one word of letters,
            which may be a word too.
        records: Ids of records in the registers.
        words: Internal codes and names; capitals do not matter.
        hidden: Values of the breakdowns that the edition leaves out, with the breakdown.
        shown: Words that may look like an id and that the client is to see: batches, labels.
        computed: Texts that annops made itself and that may hold what looks like an id.
    """

    people: frozenset[str] = frozenset()
    records: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    hidden: Mapping[str, str] = field(default_factory=dict)
    shown: frozenset[str] = frozenset()
    computed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Text:
    """A part of a file as it is looked through.

    Attributes:
        written: Its text, without what cannot be seen.
        folded: The same without regard to capitals.
        words: Its words as they are written.
        row: Its words in a row without capitals and accents, once with and once without marks.
    """

    written: str
    folded: str
    words: frozenset[str]
    row: str


def leaks(files: Files, secrets: Secrets) -> tuple[Finding, ...]:
    """Return a finding for each thing that a file of the edition shows and must not."""
    found = []
    for path in sorted(files):
        for part, text in _parts(path, files[path]):
            place = Place(path, column=part or None)
            found += [LEAK.at(place, message) for message in sorted(set(_met(text, secrets)))]
    return tuple(found)


def _met(content: str, secrets: Secrets) -> Iterator[str]:
    text = _read(content, secrets.computed)
    for name in secrets.people:
        if _is_met(normalize("NFC", name).strip(), text, secrets.shown):
            yield f"holds `{name}`, the id of a person"
    ids = _ids(text.written)
    yield from (
        f"holds `{id_}`, a record's id" for id_ in secrets.records if id_.casefold() in ids
    )
    yield from (f"holds `{mail}`, an e-mail address" for mail in _MAIL.findall(text.written))
    for word in secrets.words:
        if _holds_word(word, text):
            yield f"holds `{word}`, an internal name"
    for value, column in secrets.hidden.items():
        if _holds_word(value, text):
            yield f"holds `{value}`, a value of `{column}`, which the edition leaves out"


def _ids(written: str) -> set[str]:
    """Return what may be ids of records in a text, without capitals."""
    tokens = {token.strip(".-+") for token in _TOKEN.findall(written)}
    return {token.casefold() for token in (*tokens, *_RECORD.findall(written))}


def _read(content: str, computed: Iterable[str]) -> _Text:
    for made in computed:
        content = content.replace(made, " ")
    seen = _WEEK.sub(" ", normalize("NFC", content.translate(_UNSEEN)))
    row = f" {in_words(content)} {in_words(_TAG.sub(' ', content))} "
    return _Text(seen, seen.casefold(), frozenset(_WORD.findall(seen)), row)


def _is_met(name: str, text: _Text, shown: frozenset[str]) -> bool:
    """Whether a person's id stands in a text, or the part of an address before the `@`.

    That part is not looked for where it is one word, which may name a task, as `quality@`.
    """
    local = name.partition("@")[0]
    ids = (name,) if local.isalpha() else (name, local)
    return any(_is_named(one, text, shown) for one in dict.fromkeys(ids))


def _is_named(name: str, text: _Text, shown: frozenset[str]) -> bool:
    if len(name) == 1 or not any(map(str.isalpha, name)):
        return False
    if name.isalpha():
        has_case = name.upper() != name.lower()
        return name in text.words if has_case else name in text.written
    return _stands(name, text, shown) or _is_spelt_out(name, text)


def _stands(name: str, text: _Text, shown: frozenset[str]) -> bool:
    """Whether an id that is no plain word stands in a text, not as a part of a longer word."""
    if name.casefold() not in text.folded:
        return False
    alone = re.compile(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])", re.IGNORECASE)
    return any(met == name or met not in shown for met in alone.findall(text.written))


def _is_spelt_out(name: str, text: _Text) -> bool:
    """Whether the words of an id stand in a row: `anna.schmidt` as Anna Schmidt."""
    words = in_words(name).split()
    if not any(map(str.isspace, name)):
        plain = len(words) > 1 and all(map(str.isalpha, words))
        if not plain or len(words[-1]) < _SHORTEST_SURNAME:
            return False
    return any(map(str.isalpha, words)) and f" {' '.join(words)} " in text.row


def _holds_word(word: str, text: _Text) -> bool:
    """Whether an internal name stands in a text; digits and underscores beside it are no letters.

    A name of several words is found however it is broken and marked.
    """
    words = in_words(word).split()
    if len(words) > 1 and f" {' '.join(words)} " in text.row:
        return True
    folded = normalize("NFC", word).casefold()
    if not folded or folded not in text.folded:
        return False
    before, after = (
        r"[^\W\d_]" if end.isalpha() else r"[^\W_]" for end in (folded[0], folded[-1])
    )
    return bool(re.search(rf"(?<!{before}){re.escape(folded)}(?!{after})", text.folded))


def in_words(text: str) -> str:
    """Return the words of a text with a space between, without capitals and accents.

    >>> in_words("**Zo\u00eb** LE-ROY")
    'zoe le roy'
    """
    seen = normalize("NFKD", text.translate(_UNSEEN)).casefold()
    return " ".join(_WORD.findall("".join(one for one in seen if not combining(one))))


def _parts(path: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Give every part of a file as text.

    Yields:
        A workbook's parts with their names; any other file whole, without one.
    """
    if not path.endswith(".xlsx"):
        text = content.decode("utf-8", "replace")
        yield "", _marked(text) if path.endswith((".html", ".svg")) else _plain(text)
        return
    try:
        with ZipFile(BytesIO(content)) as archive:
            for name in sorted(archive.namelist()):
                text = archive.read(name).decode("utf-8", "replace")
                yield name, f"{name} {_marked(_CELLS.sub(' ', text))}"
    except BadZipFile:
        yield "", _plain(content.decode("utf-8", "replace"))


def _plain(text: str) -> str:
    r"""Return a text without the escapes of JSON and Markdown, as `\"` and `\_`."""
    return unescape(_ESCAPED.sub(r"\1", _BREAK.sub(" ", text)))


def _marked(text: str) -> str:
    """Return the text of a part: what stands between marks, and in the marks themselves."""
    inside: Iterable[str] = re.findall(r'"([^"<>]*)"', text)
    return unescape(" ".join((_TAG.sub(" ", text), *inside)))
