"""Points out words that people wrote into a client edition and that may name somebody."""

import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from annops.core.finding import Code, Finding, Place, Severity
from annops.render.narratives import read_narratives
from annops.render.output import Files

MAY_NAME = Code(
    id="RPT005",
    title="Words of a client edition that may name a person",
    severity=Severity.WARNING,
    checks="Whether a box, a risk or an issue of the edition holds a part of a person's id that "
    "begins with a capital, or an id that is a number. The edition is written all the same.",
    why="A first name or a number may be an ordinary word, so only a reader can tell.",
    example="`Maria was ill` where `Maria Lopez` annotates, or `ask 4711`.",
    remedy="read the text before it is sent, and reword it where a person is meant",
)

_WORD = re.compile(r"[^\W_]+")
_SHORTEST = 3
_MOST_SHARED = 2
"""People whose ids may share a word that still is a name; `rater` of `rater 5` is none."""


def hints(files: Files, people: Collection[str]) -> tuple[Finding, ...]:
    """Return a warning for each word of a person's text that may name somebody.

    Args:
        files: The files of the edition, by path.
        people: Ids of annotators, reviewers and owners.
    """
    names = _names(people)
    found = []
    for path in sorted(files):
        met = sorted({word for text in _written(path, files[path]) for word in _met(text, names)})
        found += [MAY_NAME.at(Place(path), f"`{word}` may name a person") for word in met]
    return tuple(found)


def _names(people: Collection[str]) -> frozenset[str]:
    """Return the words of ids that may be names, without capitals; numbers as they are."""
    parts = Counter(
        part for who in people for part in {*_WORD.findall(who.partition("@")[0].casefold())}
    )
    names = {part for part, n in parts.items() if part.isalpha() and n <= _MOST_SHARED}
    numbers = {who for who in people if who.isdecimal()}
    return frozenset(name for name in names | numbers if len(name) >= _SHORTEST)


def _met(text: str, names: frozenset[str]) -> Iterator[str]:
    for word in _WORD.findall(text):
        is_named = word[0].isdecimal() or word[0] != word[0].lower()
        if is_named and word.casefold() in names:
            yield word


def _written(path: str, content: bytes) -> Iterator[str]:
    """Give what people wrote: the boxes of a report, the risks and issues of its numbers.

    Yields:
        Texts.
    """
    if path.endswith(".md"):
        yield from read_narratives(content.decode("utf-8", "replace")).values()
    elif path.endswith(".json"):
        standing = json.loads(content).get("standing") or {}
        for register, record in (("risks", "risk"), ("issues", "issue")):
            rows = (standing.get(register) or {}).get(register, ())
            yield from (text for row in rows for text in _texts(row[record]))


def _texts(record: Mapping[str, Any]) -> Iterator[str]:
    yield from (value for value in record.values() if isinstance(value, str))
