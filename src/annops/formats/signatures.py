"""Kinds of files that are no export annops reads, by how they begin."""

import re

_MARKS = (
    (b"PK\3\4", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or a protected Office file"),
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"SQLite format 3\0", "an SQLite database"),
    (b"PAR1", "Parquet"),
)
_BEGINNINGS = (
    (re.compile(r"WEBVTT(?=\s|$)"), "WebVTT captions"),
    (re.compile(r'File type = "ooTextFile'), "a Praat TextGrid"),
    (re.compile(r"\d+[ \t]*\r?\n\d+:\d\d:\d\d[,.]\d+ --> "), "SRT subtitles"),
    (re.compile(r"---[ \t]*\r?\n|%YAML |\{\s*[^\s\"'{}:,]+:\s"), "YAML"),
    (re.compile(r"#{1,6} [^\r\n]+\r?\n[ \t]*\r?\n"), "Markdown"),
    (re.compile(r"<"), "XML or HTML"),
)
_BRAT = re.compile(
    r"T\d+\t\S+ \d+ \d+(;\d+ \d+)*(\t|$)|[RE]\d+\t\S+ ?\S*:[TE]\d+|[AM]\d+\t\S+ [TERN]\d+|"
    r"N\d+\tReference |#\d+\t\S+ [TERN]\d+|\*\t\S+ T\d+"
)
_KEY = re.compile(r"[\w.-]+:(\s|$)")
_LINES = 200


def binary_kind(head: bytes) -> str | None:
    """Return in words what kind of binary file begins so, None when it may be text.

    >>> binary_kind(b"%PDF-1.7"), binary_kind(b"id,label")
    ('a PDF', None)
    """
    return next((words for mark, words in _MARKS if head.startswith(mark)), None)


def text_kind(text: str) -> str | None:
    r"""Return in words what kind of text begins so, None when it may be a table or JSON.

    >>> text_kind("WEBVTT\n\n00:01.000 --> 00:02.000\nHello"), text_kind("id,label\n1,a")
    ('WebVTT captions', None)
    """
    begun = next((words for mark, words in _BEGINNINGS if mark.match(text)), None)
    if begun is not None:
        return begun
    lines = [line for line in text.splitlines()[:_LINES] if line.strip()]
    if lines and all(map(_BRAT.match, lines)):
        return "brat annotations"
    outer = [line for line in lines if not line[0].isspace()]
    nested = len(outer) < len(lines)
    return "YAML" if nested and outer and all(map(_KEY.match, outer)) else None
