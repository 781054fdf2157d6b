"""The finishing pass over a workbook file: stored values, chart words, the same bytes each time.

openpyxl stores no result beside a formula, so previewers and phones would show blanks; it writes
no words for charts; and it stamps the clock.
"""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from html import escape, unescape

from annops.render import numbers
from annops.render.excel_columns import Value

_FORMULA = re.compile(
    r'<c r="(?P<cell>[A-Z]+\d+)"(?P<rest>[^>]*)><f>(?P<f>.*?)</f><v ?/?>(?:</v>)?</c>'
)
_TYPE = re.compile(r' t="\w+"')
_SHEET = re.compile(r'<sheet [^>]*?name="(?P<name>[^"]*)"[^>]*?r:id="(?P<id>[^"]+)"')
_TARGET = re.compile(
    r'<Relationship (?=[^>]*Id="(?P<id>[^"]+)")(?=[^>]*Target="(?P<to>[^"]+)")[^>]*>'
)
_CHART_NAME = re.compile(r'<(?P<tag>xdr:cNvPr|cNvPr) id="(?P<id>\d+)" name="(?P<name>[^"]*)" ?/>')


def finish(
    raw: bytes,
    stamp: datetime,
    stored: Mapping[tuple[str, str], Value],
    alts: Mapping[str, Sequence[str]],
) -> bytes:
    """Return the workbook with stored values and chart words, its parts sorted, its times fixed.

    Args:
        raw: The file as openpyxl wrote it.
        stamp: Created and modified time of the document properties.
        stored: Value of each formula by (sheet title, cell).
        alts: Words of each chart by sheet title, in the order of the sheet's charts.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as source:
        members = {name: source.read(name) for name in source.namelist()}
    sheets = _sheet_files(members)
    for title, path in sheets.items():
        values = {cell: value for (sheet, cell), value in stored.items() if sheet == title}
        if values:
            members[path] = _store(members[path].decode(), values).encode()
        if title in alts:
            drawing = _drawing_of(members, path)
            members[drawing] = _describe(members[drawing].decode(), alts[title]).encode()
    core = members["docProps/core.xml"].decode()
    fixed = stamp.strftime("%Y-%m-%dT%H:%M:%SZ")
    core = re.sub(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rf"\g<1>{fixed}", core)
    members["docProps/core.xml"] = core.encode()
    return _zip(members)


def _relations(members: Mapping[str, bytes], path: str) -> dict[str, str]:
    folder, _, name = path.rpartition("/")
    text = members.get(f"{folder}/_rels/{name}.rels", b"").decode()
    return {found["id"]: found["to"].lstrip("/") for found in _TARGET.finditer(text)}


def _sheet_files(members: Mapping[str, bytes]) -> dict[str, str]:
    relations = _relations(members, "xl/workbook.xml")
    text = members["xl/workbook.xml"].decode()
    return {unescape(one["name"]): relations[one["id"]] for one in _SHEET.finditer(text)}


def _drawing_of(members: Mapping[str, bytes], sheet: str) -> str:
    return next(to for to in _relations(members, sheet).values() if "/drawings/" in to)


def _store(text: str, values: Mapping[str, Value]) -> str:
    def stored(found: re.Match[str]) -> str:
        value = values[found["cell"]]
        rest = _TYPE.sub("", found["rest"])
        kind = ' t="str"' if isinstance(value, str) else ""
        shown = escape(value, quote=False) if isinstance(value, str) else _number(value)
        return f'<c r="{found["cell"]}"{rest}{kind}><f>{found["f"]}</f><v>{shown}</v></c>'

    return _FORMULA.sub(stored, text)


def _number(value: Value) -> str:
    return numbers.float_text(value) if isinstance(value, float) else str(value)


def _describe(text: str, alts: Sequence[str]) -> str:
    words = iter(alts)

    def described(found: re.Match[str]) -> str:
        alt = escape(next(words, ""))
        return f'<{found["tag"]} id="{found["id"]}" name="{found["name"]}" descr="{alt}"/>'

    return _CHART_NAME.sub(described, text)


def _zip(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as target:
        for name in sorted(members, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr, entry.create_system = 0o600 << 16, 3
            target.writestr(entry, members[name])
    return out.getvalue()
