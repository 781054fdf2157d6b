"""Reads the words of a guideline: rules, links, references, words in backticks, changelog."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from annops.core.guideline import (
    GuidelineBody,
    Link,
    Mention,
    Rule,
    Term,
    VersionKey,
    text_hash,
    version_key,
)

Line = tuple[int, str]
"""Line number in the file, from 1, and the line."""

_FENCE = re.compile(r"\s{0,3}(```+|~~~+)")
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t]+(\S.*)$")
_ITEM = re.compile(r"(\s*)(?:[-*+]|\d{1,4}[.)])\s+")
_RULE_ID = r"R\d{1,6}(?:\.\d{1,6})*[a-z]?"
_RULE = re.compile(rf"(?:\*\*|__)?({_RULE_ID})[.:)]?(?:\*\*|__)?(?=[\s:.,)\u2013\u2014-]|$)")
_MENTION = re.compile(rf"(?<![\w#/.`\]])`?({_RULE_ID})`?(?!\w|-[A-QS-Za-z])")
_CODE = re.compile(r"`+[^`]*`+")
_TERM = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
_LINK = re.compile(
    r"!?\[([^\]]{0,300}+)\]"
    r"\(\s{0,3}+(?:<([^>]{0,500}+)>|([^)\s]{1,500}+))(?:\s[^)]{0,300}+)?\)"
)
"""Lengths are bounded and nothing is tried twice, so that no line takes long to read."""
_DEFINED = re.compile(r"^\s{0,3}\[[^\]]+\]:\s+(?:<([^>]*)>|(\S+))")
_WEB = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE)
_ANCHOR = re.compile(
    r"<a\s[^<>]{0,200}?\b(?:id|name)\s{0,3}=\s{0,3}[\"']([^\"']{1,200})", re.IGNORECASE
)
_CHANGELOG = re.compile(r"change\s?log|changes|history of changes", re.IGNORECASE)
_ENTRY = re.compile(
    r"\s*(?:[-*+|]|#{1,6})\s*(?:\*\*|__|\[|`)?\s*v?(\d+(?:\.\d+){0,2})(?![\w.]*\w)"
)
_NEAR = 60
"""Characters before a rule's id among which the name of another guideline is looked for."""
_WORD_BEFORE = re.compile(r"([\w-]+)(?:['\u2019]s)?[\s,:(]*(?:rules?\s+)?$")


def read_body(lines: Sequence[Line]) -> GuidelineBody:
    """Read the lines after the front matter.

    Rules are headings (`## R1 Title`) where a text has such headings, else list entries
    (`- R1: ...`, `- **R1** ...`). Fenced code and HTML comments count as words, but neither rules
    nor links are looked for in them.
    """
    shown = list(_shown(lines))
    start, end = _changelog(shown)
    own = [line for line in lines if not start <= line[0] < end]
    shown_own = [line for line in shown if not start <= line[0] < end]
    rules = _rules(shown_own)
    return GuidelineBody(
        sha256=text_hash("\n".join(text for _, text in own)),
        lines=tuple(own),
        rules=rules,
        links=tuple(_links(shown)),
        mentions=tuple(_mentions(shown_own, rules)),
        terms=tuple(_terms(shown_own)),
        anchors=frozenset(_anchors(shown)),
        entries=tuple(_entries(shown, start, end)),
        changelog=start if start < end else None,
    )


def _shown(lines: Sequence[Line]) -> Iterator[Line]:
    """Blank what is fenced code or an HTML comment; columns stay.

    Yields:
        Every line, with its number.
    """
    fence = ""
    comment = False
    for number, line in lines:
        found = _FENCE.match(line)
        if fence or found:
            closes = bool(fence and found and found[1].startswith(fence))
            fence = "" if closes else fence or (found[1] if found else "")
            yield number, ""
            continue
        kept, comment = _without_comments(line, inside=comment)
        yield number, kept


def _without_comments(line: str, *, inside: bool) -> tuple[str, bool]:
    kept = ""
    rest = line
    while rest:
        mark = "-->" if inside else "<!--"
        before, found, after = rest.partition(mark)
        kept += " " * len(before + found) if inside else before + " " * len(found)
        inside = not inside if found else inside
        rest = after
    return kept, inside


def _changelog(lines: Sequence[Line]) -> tuple[int, int]:
    """Return the first line of the changelog and the line after its last; equal without one."""
    last = lines[-1][0] + 1 if lines else 1
    begun: tuple[int, int] | None = None
    for number, line in lines:
        heading = _HEADING.match(line)
        if heading is None:
            continue
        depth = len(heading[1])
        if begun is not None and depth <= begun[1]:
            return begun[0], number
        if begun is None and _CHANGELOG.fullmatch(heading[2].rstrip("# \t")):
            begun = (number, depth)
    return (begun[0], last) if begun else (last, last)


def _entries(lines: Sequence[Line], start: int, end: int) -> Iterator[tuple[VersionKey, int]]:
    for number, line in lines:
        match = _ENTRY.match(line) if start < number < end else None
        key = version_key(match[1]) if match else None
        if key is not None:
            yield key, number


def _rules(lines: Sequence[Line]) -> tuple[Rule, ...]:
    headings = list(_starts(lines, headings=True))
    starts = headings or list(_starts(lines, headings=False))
    rules: list[Rule] = []
    ends = [*(first for first, *_ in starts[1:]), len(lines)]
    for (first, id_, column), limit in zip(starts, ends, strict=False):
        words = _extent(lines[first:limit], heading=bool(headings))
        rules.append(Rule(id_, lines[first][0], column, text_hash(words)))
    return tuple(rules)


def _starts(lines: Sequence[Line], *, headings: bool) -> Iterator[tuple[int, str, int]]:
    """Find the lines that begin a rule.

    Yields:
        Position in `lines`, id and column.
    """
    for at, (_, line) in enumerate(lines):
        heading = _HEADING.match(line)
        item = None if heading else _ITEM.match(line)
        begin = heading.start(2) if heading and headings else None
        if item is not None and not headings:
            begin = item.end()
        rule = _RULE.match(line, begin) if begin is not None else None
        if rule:
            yield at, rule[1], rule.start(1) + 1


def _extent(lines: Sequence[Line], *, heading: bool) -> str:
    """Join the lines of one rule: to the next heading of its depth, or the end of its entry."""
    first = lines[0][1]
    opened = _HEADING.match(first)
    depth = len(opened[1]) if opened else 0
    indent = len(first) - len(first.lstrip())
    kept = [first]
    for (_, before), (_, line) in pairwise(lines):
        other = _HEADING.match(line)
        if heading and other is not None and len(other[1]) <= depth:
            break
        outdented = line.strip() and len(line) - len(line.lstrip()) <= indent
        fresh = not before.strip() or other is not None or _ITEM.match(line)
        if not heading and outdented and fresh:
            break
        kept.append(line)
    return "\n".join(kept).rstrip()


def _blanked(line: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        line = pattern.sub(lambda match: " " * len(match[0]), line)
    return line


def _links(lines: Sequence[Line]) -> Iterator[Link]:
    for number, line in lines:
        plain = _blanked(line, _CODE)
        for match in (*_LINK.finditer(plain), *_DEFINED.finditer(plain)):
            target = next(part for part in match.groups()[-2:] if part is not None)
            if target and not _WEB.match(target):
                yield Link(target, number, match.start() + 1)


def _mentions(lines: Sequence[Line], rules: Sequence[Rule]) -> Iterator[Mention]:
    defined = {(rule.line, rule.column) for rule in rules}
    for number, line in lines:
        links = [(m.start(1), m.end(1), m[2] or m[3] or "") for m in _LINK.finditer(line)]
        plain = _blanked(line, _URL)
        for _, end, target in links:
            after = plain.find(target, end)
            if after >= 0:
                plain = plain[:after] + " " * len(target) + plain[after + len(target) :]
        for match in _MENTION.finditer(plain):
            column = match.start(1) + 1
            if (number, column) in defined:
                continue
            linked = [to for start, end, to in links if start <= match.start(1) < end]
            before = _WORD_BEFORE.search(plain[max(match.start() - _NEAR, 0) : match.start()])
            of = linked[0].partition("#")[0] if linked else None
            yield Mention(match[1], number, column, of or (before[1] if before else None))


def _terms(lines: Sequence[Line]) -> Iterator[Term]:
    """Find the words in backticks; entries of one list, blank lines apart, share a number.

    Yields:
        The words as they stand.
    """
    listed = 0
    inside = False
    for number, line in lines:
        item = _ITEM.match(line)
        if line.strip() and not item and not line[:1].isspace():
            inside = False
        if item and not inside:
            inside, listed = True, listed + 1
        lead = item.end() if item else -1
        for match in _TERM.finditer(line):
            begins = match.start() == lead or line[lead : match.start()] in {"**", "__"}
            of = listed if item and begins else None
            yield Term(match[1].strip(), number, match.start(1) + 1, of)


def _anchors(lines: Sequence[Line]) -> Iterator[str]:
    """Find the names of headings, as repository hosts make them, and of `<a id=...>`.

    Yields:
        Names that links may point at.
    """
    met: dict[str, int] = {}
    for _, line in lines:
        yield from _ANCHOR.findall(line)
        heading = _HEADING.match(line)
        if heading is None:
            continue
        words = _LINK.sub(lambda match: match[1], heading[2].rstrip("# \t"))
        slug = re.sub(r"[^\w\- ]", "", words.lower()).strip().replace(" ", "-")
        again = met.get(slug, 0)
        met[slug] = again + 1
        yield f"{slug}-{again}" if again else slug
