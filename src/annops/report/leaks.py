"""Looks through every part of every file of a client edition for what a client must not see."""

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
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
    "an annotator or reviewer, an e-mail address, the id of a register's record, or a word of "
    "`client_edition.internal`.",
    why="What was sent cannot be called back; so nothing is written.",
    example="A risk titled `r17 may be leaving`, or the vendor's name in a batch's id.",
    remedy="reword the text where it was written, or take the word out of the record",
)

_TOKEN = re.compile(r"[\w@.+-]+")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_TAG = re.compile(r"<[^<>]*>")
_NUMBERS = re.compile(r"[\d.,%-]+")
_WORD = re.compile(r"\w+")
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class Secrets:
    """What a client must not see.

    Attributes:
        people: Ids of annotators, reviewers and owners. Ids that are numbers cannot be told from
            figures in a text and are not looked for; they are replaced before figures are made.
            Capitals matter only in ids that are one word of letters, which may be a word too.
        records: Ids of records in the registers.
        words: Internal codes and names; capitals do not matter.
    """

    people: frozenset[str] = frozenset()
    records: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()


def leaks(files: Files, secrets: Secrets) -> tuple[Finding, ...]:
    """Return a finding for each thing that a file of the edition shows and must not."""
    found = []
    for path in sorted(files):
        for part, text in _parts(path, files[path]):
            place = Place(path, column=part or None)
            found += [LEAK.at(place, message) for message in sorted(set(_met(text, secrets)))]
    return tuple(found)


def _met(text: str, secrets: Secrets) -> Iterator[str]:
    tokens = {token.strip(".-+") for token in _TOKEN.findall(normalize("NFC", text))}
    plain = {token.casefold() for token in tokens}
    words = f" {_in_words(text)} {_in_words(_TAG.sub(' ', text))} "
    for name in secrets.people:
        if _is_met(normalize("NFC", name), tokens, plain, words):
            yield f"holds `{name}`, the id of a person"
    yield from (f"holds `{name}`, a record's id" for name in secrets.records & tokens)
    yield from (f"holds `{mail}`, an e-mail address" for mail in _MAIL.findall(text))
    folded = text.casefold()
    for word in secrets.words:
        if re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", folded):
            yield f"holds `{word}`, an internal name"


def _is_met(name: str, tokens: Collection[str], plain: Collection[str], words: str) -> bool:
    """Whether a person's id stands in a text, given the text's tokens and its words in a row."""
    if _NUMBERS.fullmatch(name):
        return False
    if _TOKEN.fullmatch(name):
        return name in tokens or (not name.isalpha() and name.casefold() in plain)
    phrase = _in_words(name)
    return any(map(str.isalpha, phrase)) and f" {phrase} " in words


def _in_words(text: str) -> str:
    """Return the words of a text with a space between, without capitals and accents.

    >>> _in_words("**Zo\u00eb** LE-ROY")
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
        yield "", _words(content, markup=path.endswith((".html", ".svg")))
        return
    try:
        with ZipFile(BytesIO(content)) as archive:
            for name in sorted(archive.namelist()):
                yield name, f"{name} {_words(archive.read(name), markup=True)}"
    except BadZipFile:
        yield "", _words(content, markup=False)


def _words(content: bytes, *, markup: bool) -> str:
    """Return the text of a part: what stands between marks, and in the marks themselves."""
    text = content.decode("utf-8", "replace")
    if not markup:
        return unescape(text.replace("\\n", " "))
    inside: Iterable[str] = re.findall(r'"([^"<>]*)"', text)
    return unescape(" ".join((_TAG.sub(" ", text), *inside)))
