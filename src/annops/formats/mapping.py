"""Which columns of a file a source entry names, and for which field each."""

from collections.abc import Collection, Mapping

from annops.project.source import ALIASES, ColumnRef, Duration, Source

TEXT_FIELDS = {"item", "submitted_at", "seconds", "round", "media", "text", "link"}
"""Fields whose cells are kept as plain text; the texts of all others repeat."""

CATEGORIES = ("annotator", "batch", "locale", "vendor", "guideline")
"""Fields whose texts repeat, besides question, role and status."""

REST = "rest"


def fields(source: Source, known: Collection[str] = ()) -> Mapping[str, ColumnRef]:
    """Return the source's columns by field, other words for a field replaced by it.

    Args:
        source: The source entry.
        known: Question ids and breakdowns, which are no other words for a field.
    """
    return {
        key if key in known else ALIASES.get(key, key): column
        for key, column in source.columns.items()
    }


def columns_of(reference: ColumnRef) -> tuple[str, ...]:
    """Return the columns that a reference names, in order."""
    if isinstance(reference, Duration):
        return (reference.begin, reference.end)
    return reference if isinstance(reference, tuple) else (reference,)


def repeating_columns(source: Source, columns: Collection[str]) -> set[str]:
    """Return the file's columns that hold few different texts, to be kept as categories."""
    used: set[str] = set()
    plain: set[str] = set()
    rest = False
    for field, reference in fields(source).items():
        names = columns_of(reference)
        rest = rest or (field == "annotators" and names == (REST,))
        (plain if field in TEXT_FIELDS else used).update(names)
    if rest:
        used.update(set(columns) - plain)
    return {column for column in columns if column in used and column not in plain}
