"""Live formulas of workbooks: templates by column key become formulas over cells and Tables."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from annops.core.document import Table
from annops.render.excel_columns import Part

_FIELD = re.compile(r"\{(?P<name>\w+(?:\.\w+)?)(?:\[(?P<column>\w+(?:\.\w+)?)\])?\}")
_SIMPLE = re.compile(r"[A-Za-z][\w ]*")


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a table stands: sheet, header row, last data row, its columns from column A on."""

    table: Table
    name: str
    sheet: str
    header: int
    last: int
    parts: tuple[Part, ...]
    complete: bool

    def letter(self, key: str) -> str | None:
        """Return the column letter of a key, None when there is no such column."""
        from openpyxl.utils import get_column_letter

        wanted = key.removesuffix(".value")
        keys = [part.key for part in self.parts]
        return get_column_letter(keys.index(wanted) + 1) if wanted in keys else None

    def reference(self, key: str) -> str | None:
        """Return a whole column: `tbl_a[Locale]` where the header allows it, else the range."""
        letter = self.letter(key)
        if letter is None:
            return None
        title = next(part.title for part in self.parts if part.key == key.removesuffix(".value"))
        if _SIMPLE.fullmatch(title):
            return f"{self.name}[{title}]"
        sheet = self.sheet.replace("'", "''")
        return f"'{sheet}'!${letter}${self.header + 1}:${letter}${self.last}"


def formula(template: str, row: int, home: Placed, placed: Mapping[str, Placed]) -> str | None:
    """Return the formula of one row, without `=`; None when a table it needs is cut or missing.

    Raises:
        ValueError: When the template names a column that the table does not have.
    """
    missing = False

    def written(field: re.Match[str]) -> str:
        nonlocal missing
        if field["column"] is None:
            letter = home.letter(field["name"])
            if letter is None:
                raise ValueError(f"table {home.table.id} has no column {field['name']}")
            return f"${letter}{row}"
        other = placed.get(field["name"])
        if other is None or not other.complete:
            missing = True
            return ""
        reference = other.reference(field["column"])
        if reference is None:
            raise ValueError(f"table {other.table.id} has no column {field['column']}")
        return reference

    made = _FIELD.sub(written, template)
    return None if missing else made
