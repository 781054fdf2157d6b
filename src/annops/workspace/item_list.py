"""Reads a list of item ids that a person gives: one a line, or a table with a column `item`."""

from pathlib import Path

from annops.core.csv_records import csv_records
from annops.core.errors import AnnopsError
from annops.core.finding import Code, Place, Severity

BAD_LIST = Code(
    id="SAM012",
    title="A list of items that cannot be read",
    severity=Severity.ERROR,
    checks="Whether the file of `--items` is there and is UTF-8 text: one id a line, or a CSV "
    "table with a column `item`.",
    why="Which items are meant must not be guessed.",
    example="`--items list.xlsx`, or a table whose column is called `Number`.",
    remedy="save the list as CSV (UTF-8) with the ids in a column `item`",
)


def read_item_list(path: Path) -> tuple[str, ...]:
    """Return the ids of a list, in its order.

    Raises:
        AnnopsError: When the file cannot be read, or is a table without column `item` (SAM012).
    """
    place = Place(path.as_posix())
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        raise AnnopsError(BAD_LIST.at(place, message), exit_code=3) from None
    except UnicodeDecodeError:
        raise AnnopsError(BAD_LIST.at(place, "is not UTF-8 text"), exit_code=3) from None
    rows = [one.cells for one in csv_records(text) if any(map(str.strip, one.cells))]
    if not rows:
        return ()
    header = [cell.strip().casefold() for cell in rows[0]]
    if "item" in header:
        column = header.index("item")
        return tuple(row[column].strip() for row in rows[1:] if len(row) > column and row[column])
    if max(map(len, rows)) > 1:
        raise AnnopsError(BAD_LIST.at(place, "is a table without a column `item`"), exit_code=3)
    return tuple(row[0].strip() for row in rows)
