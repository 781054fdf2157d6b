"""Kinds of files that are no text and no export, by their first bytes."""

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


def binary_kind(head: bytes) -> str | None:
    """Return in words what kind of binary file begins so, None when it may be text.

    >>> binary_kind(b"%PDF-1.7"), binary_kind(b"id,label")
    ('a PDF', None)
    """
    return next((words for mark, words in _MARKS if head.startswith(mark)), None)
